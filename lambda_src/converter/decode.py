"""JSON text to pieces: each piece is one event, or one stretch of text that is none, with the reason.

Producers send newline-delimited JSON, but also `{…}{…}` on one line, pretty-printed events over many lines, and arrays
of events. All of it is taken; nothing between the pieces but white space is passed over.
"""

from __future__ import annotations

import json
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
    """The piece as it stood in the text."""
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
_WHITE = " \t\r\n"
_FIRST_WINDOW = 1 << 16  # characters; a longer value doubles it
_LONGEST_TOKEN = 16  # characters at a window's end that may be the start of a literal or an escape


def decode(text: str) -> Iterator[Piece]:
    """Yield the pieces of `text`, in order."""
    for position, raw, value in _values(text):
        yield from _pieces(position, raw, value)


@dataclass(frozen=True, slots=True)
class _Malformed:
    """What `_values` yields in place of a value."""

    detail: str


def _values(text: str) -> Iterator[tuple[int, str, object]]:
    """Yield each value with the line that it starts at and its own text."""
    start, line_number, size = 0, 1, len(text)
    while start < size:
        end = text.find("\n", start)
        end = size if end < 0 else end
        while start < end:
            if text[start] in _WHITE:
                start += 1
                continue
            value, stop = _value_at(text, start, end)
            yield line_number, text[start:stop].rstrip(), value
            start = stop
            if start > end:  # the value went on over the following lines
                line_number += text.count("\n", end, start)
                end = text.find("\n", start)
                end = size if end < 0 else end
        start, line_number = end + 1, line_number + 1


def _value_at(text: str, start: int, end: int) -> tuple[object, int]:
    """Decode the value at `start`: within its line, which ends at `end`, if it can be, else over the following lines."""
    line = text[start:end]
    try:
        value, stop = _DECODER.raw_decode(line)
    except (ValueError, RecursionError) as error:
        # Only a bracket can open a value that goes on behind the line's end.
        return (_long_value(text, start) if line[0] in "{[" and end < len(text) else None) or (_Malformed(_words(error)), _malformed_end(text, end))
    return value, start + stop


def _long_value(text: str, start: int) -> tuple[object, int] | None:
    """Decode a value that may span lines, looking at no more of the text than it needs."""
    window = _FIRST_WINDOW
    while True:
        part = text[start : start + window]
        try:
            value, stop = _DECODER.raw_decode(part)
        except json.JSONDecodeError as error:
            cut_off = error.msg.startswith("Unterminated string") or error.pos > len(part) - _LONGEST_TOKEN
            if not cut_off or start + window >= len(text):
                return None
        except (ValueError, RecursionError):
            return None
        else:
            return value, start + stop
        window *= 2


def _malformed_end(text: str, end: int) -> int:
    """Return where a malformed piece stops: with its line, and the lines that go on with it.

    Those are indented or begin with a closing bracket, so a broken pretty-printed event is one piece, and the good
    line after a broken one is not touched.
    """
    while end + 1 < len(text) and text[end + 1] in " \t}]":
        following = text.find("\n", end + 1)
        end = len(text) if following < 0 else following
    return end


def _pieces(position: int, text: str, value: object) -> Iterator[Piece]:
    """Tell events from the rest; unfold an array into a piece per element."""
    if isinstance(value, _Malformed):
        yield Piece(position, text, None, Reason.MALFORMED_JSON, value.detail)
    elif "\\u" in text and _has_lone_surrogate(value):
        yield Piece(position, text, None, Reason.MALFORMED_JSON, "a \\u escape is half of a surrogate pair, which is no character")
    elif isinstance(value, dict):
        yield Piece(position, text, cast("dict[str, Any]", value))
    elif isinstance(value, list) and value:
        for element in cast("list[object]", value):
            if isinstance(element, dict):
                yield Piece(position, dump(cast("object", element)), cast("dict[str, Any]", element))
            else:
                yield Piece(position, dump(element), None, Reason.NOT_AN_OBJECT, "an array's elements are events only if they are objects")
    else:
        yield Piece(position, text, None, Reason.NOT_AN_OBJECT, "an event is a JSON object")


def _has_lone_surrogate(value: object) -> bool:
    try:
        dump(value).encode()
    except UnicodeEncodeError:
        return True
    return False


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deep" if isinstance(error, RecursionError) else str(error)


def dump(value: object) -> str:
    """Return the compact JSON text of a decoded value, numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{dump(member)}" for key, member in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(dump(element) for element in cast("list[object]", value)) + "]"
    return json.dumps(value, ensure_ascii=False)
