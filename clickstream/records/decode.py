"""JSON text to pieces: each piece is one event, or one stretch of text that is none, with the reason.

Producers send newline-delimited JSON, but also `{…}{…}` on one line, pretty-printed events over
many lines, and arrays of events. All of it is taken; nothing between the pieces but white space is
passed over.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


class Reason(StrEnum):
    """Why a line is in quarantine."""

    MALFORMED_JSON = "malformed_json"
    NOT_AN_OBJECT = "not_an_object"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OUTSIDE_TIME_WINDOW = "outside_time_window"


@dataclass(frozen=True, slots=True)
class Piece:
    """One line in, in the sense of the account: lines in = rows + quarantined."""

    position: int
    """The line of the text that the piece starts at, from 1."""
    text: str
    """The piece as it stood in the text; an array's element as compact JSON."""
    event: dict[str, Any] | None = None
    """The decoded object, with numbers as `Number`; None if the piece is no event."""
    reason: Reason | None = None
    detail: str | None = None


class Number(str):
    """A JSON number as it was written: `1.10` stays `1.10`, and no digit of a long integer is lost."""

    __slots__ = ()


def _refuse_constant(name: str) -> None:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_refuse_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False)
# JSON's white space, and the byte order marks of records that were files of their own
_BETWEEN = " \t\r\n\ufeff"
_FIRST_WINDOW = 1 << 12  # characters; a longer value doubles it
_LONGEST_TOKEN = 16  # characters at a window's end that may be the start of a literal or an escape
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_TOO_DEEP = "nested too deep"


class CutOffError(Exception):
    """A value goes on behind the end of the text, and more is to come."""

    def __init__(self, offset: int, line: int) -> None:
        """Tell where it begins: its offset in the text, and its line, from 1."""
        super().__init__(f"the value at {offset} goes on")
        self.offset = offset
        self.line = line


def decode(text: str, taken: set[int] | None = None, *, more: bool = False) -> Iterator[Piece]:
    """Yield the pieces of `text`, in order.

    Args:
        text: Whole lines.
        taken: Lines, from 1, that were read otherwise and are passed over. A value that goes on
            over such lines takes them back: they are removed from the set.
        more: Whether more text follows this one.

    Raises:
        CutOffError: With `more`, if the last value may go on behind the text; all pieces before it
            have been yielded.
    """
    for position, raw, value in _values(text, taken or set(), more=more):
        if isinstance(value, _Malformed):
            yield Piece(position, raw, None, Reason.MALFORMED_JSON, value.detail)
        elif isinstance(value, list) and value:
            yield from _elements(position, raw, cast("list[object]", value))
        else:
            yield _piece(
                position,
                raw,
                cast("object", value),
                "an event is a JSON object",
                escapes=_SURROGATE_ESCAPE.search(raw) is not None,
            )


@dataclass(frozen=True, slots=True)
class _Malformed:
    """What `_values` yields in place of a value."""

    detail: str


class _CutOff(_Malformed):
    """What ends with the text, and might be whole with more of it."""


class _CutOffValueError(ValueError):
    """A value that ends with the text."""


def _values(text: str, taken: set[int], *, more: bool) -> Iterator[tuple[int, str, object]]:
    """Yield each value with the line that it starts at and its own text."""
    start, line_number, size = 0, 1, len(text)
    while start < size:
        end = text.find("\n", start)
        end = size if end < 0 else end
        if line_number in taken:
            start, line_number = end + 1, line_number + 1
            continue
        while start < end:
            if text[start] in _BETWEEN:
                start += 1
                continue
            value, stop = _value_at(text, start, end)
            if more and (
                isinstance(value, _CutOff) or (isinstance(value, _Malformed) and stop >= size - 1)
            ):
                raise CutOffError(start, line_number)
            yield line_number, text[start:stop].rstrip(_BETWEEN), value
            start = stop
            if start > end:  # the value went on over the following lines
                last_line = line_number + text.count("\n", end, start)
                taken.difference_update(range(line_number + 1, last_line + 1))
                line_number = last_line
                end = text.find("\n", start)
                end = size if end < 0 else end
        start, line_number = end + 1, line_number + 1


def _value_at(text: str, start: int, end: int) -> tuple[object, int]:
    """Decode the value at `start`: within its line, which ends at `end`, if it can be, else over the following lines."""
    try:
        return _scan(text, start, end)
    except (ValueError, RecursionError) as error:
        malformed = _Malformed(_words(error))
    # only a bracket can open a value that goes on behind the line's end
    if text[start] not in "{[":
        return malformed, _next_event(text, start, end) or end
    if end < len(text):
        try:
            return _scan(text, start, len(text))
        except _CutOffValueError:
            malformed = _CutOff(malformed.detail)
        except (ValueError, RecursionError):
            pass
    return malformed, _next_event(text, start, end) or _malformed_end(text, end)


def _scan(text: str, start: int, limit: int) -> tuple[object, int]:
    """Decode the value at `start`, looking at no more of the text up to `limit` than it needs.

    The decoder counts the lines before an error and would copy the rest of a long line: in a window
    both cost little.
    """
    window = _FIRST_WINDOW
    while True:
        part = text[start : min(start + window, limit)]
        whole = start + window >= limit
        try:
            value, stop = _DECODER.raw_decode(part)
        except json.JSONDecodeError as error:
            cut_off = (
                error.msg.startswith("Unterminated string")
                or error.pos > len(part) - _LONGEST_TOKEN
            )
            if whole and cut_off:
                raise _CutOffValueError(_words(error)) from error
            if whole or not cut_off:
                raise
        else:
            if whole or stop < len(part):
                return value, start + stop
        window *= 2


def _next_event(text: str, start: int, end: int) -> int | None:
    """Return where the next event of `{…}{…}` on one line starts behind the malformed one at `start`, if there is one.

    Within JSON a bracket never opens straight behind a closed one, so no part of the broken event
    is taken for an event.
    """
    at = text.find("}{", start, end)
    while at >= 0:
        with suppress(ValueError, RecursionError):
            _scan(text, at + 1, end)
            return at + 1
        at = text.find("}{", at + 1, end)
    return None


def _malformed_end(text: str, end: int) -> int:
    """Return where a malformed piece stops: with its line, and the lines that go on with it.

    Those are indented or begin with a closing bracket, so a broken pretty-printed event is one
    piece, and the good line after a broken one is not touched.
    """
    while end + 1 < len(text) and text[end + 1] in " \t}]":
        following = text.find("\n", end + 1)
        end = len(text) if following < 0 else following
    return end


def _elements(position: int, text: str, elements: list[object]) -> Iterator[Piece]:
    """Unfold an array into a piece per element, each with its own compact text."""
    escapes = _SURROGATE_ESCAPE.search(text) is not None
    try:
        texts = [dump(element) for element in elements]
    except RecursionError:
        yield Piece(position, text, None, Reason.MALFORMED_JSON, _TOO_DEEP)
        return
    for element, element_text in zip(elements, texts, strict=True):
        yield _piece(
            position,
            element_text,
            element,
            "an array's elements are events only if they are objects",
            escapes=escapes,
        )


def _piece(position: int, text: str, value: object, no_event: str, *, escapes: bool) -> Piece:
    """Tell events from the rest; `escapes` is whether the value may hold half of a surrogate pair, which no file can."""
    if escapes:
        try:
            _ENCODER.encode(value).encode()
        except UnicodeEncodeError:
            legible = text.encode("utf-8", "backslashreplace").decode()
            return Piece(
                position,
                legible,
                None,
                Reason.MALFORMED_JSON,
                "a \\u escape is half of a surrogate pair, which is no character",
            )
        except RecursionError:
            return Piece(position, text, None, Reason.MALFORMED_JSON, _TOO_DEEP)
    if isinstance(value, dict):
        return Piece(position, text, cast("dict[str, Any]", value))
    return Piece(position, text, None, Reason.NOT_AN_OBJECT, no_event)


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return _TOO_DEEP if isinstance(error, RecursionError) else str(error)


def dump(value: object) -> str:
    """Return the compact JSON text of a decoded value, numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return (
            "{"
            + ",".join([f"{_ENCODER.encode(key)}:{dump(member)}" for key, member in members])
            + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join([dump(element) for element in cast("list[object]", value)]) + "]"
    return _ENCODER.encode(value)
