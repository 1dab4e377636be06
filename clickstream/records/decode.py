"""JSON text to records: each is one event, or text that is not an event, with the reason.

Producers send newline-delimited JSON, but also `{…}{…}` on one line, pretty-printed events over
several lines, and arrays of events. The decoder accepts all of these, and skips nothing but the
white space between records.
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
    """Reason for which a line is quarantined."""

    MALFORMED_JSON = "malformed_json"
    NOT_AN_OBJECT = "not_an_object"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OUTSIDE_TIME_WINDOW = "outside_time_window"


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """Record of a raw object: an event, or text that is not an event.

    Reconciliation counts each record as one line: lines in = rows + quarantined lines.
    """

    position: int
    """Number of the line that the record begins on, from 1."""
    text: str
    """Text of the record as it was sent; an element of an array as compact JSON."""
    event: dict[str, Any] | None = None
    """Decoded object, with numbers as `Number`; None if the record is not an event."""
    reason: Reason | None = None
    detail: str | None = None


class Number(str):
    """JSON number as it was written: `1.10` stays `1.10`, and a long integer keeps its digits."""

    __slots__ = ()


def _refuse_constant(name: str) -> None:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_refuse_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False)
# JSON's white space, and the byte order marks of concatenated files
_SEPARATORS = " \t\r\n\ufeff"
_FIRST_WINDOW = 1 << 12  # characters; doubled for a longer value
_LONGEST_TOKEN = 16  # characters at the end of a window that may begin a literal or an escape
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_TOO_DEEP = "nested too deep"


class CutOffError(Exception):
    """The last value continues in the text that follows."""

    def __init__(self, offset: int, line: int) -> None:
        """Raise for the value that begins at `offset` of the text, on `line`, counted from 1."""
        super().__init__(f"the value at {offset} continues after the end of the text")
        self.offset = offset
        self.line = line


def decode(text: str, taken: set[int] | None = None, *, more: bool = False) -> Iterator[JsonRecord]:
    """Yield the records of `text`, in order.

    Args:
        text: Whole lines.
        taken: Numbers, from 1, of lines that the caller has read and that are skipped. A line that
            turns out to continue a value is removed from the set.
        more: Whether more text follows.

    Raises:
        CutOffError: If the last value may continue in the text that follows. All records before it
            have been yielded.
    """
    for position, raw, value in _values(text, taken or set(), more=more):
        if isinstance(value, _Malformed):
            yield JsonRecord(position, raw, None, Reason.MALFORMED_JSON, value.detail)
        elif isinstance(value, list) and value:
            yield from _elements(position, raw, cast("list[object]", value))
        else:
            yield _record(
                position,
                raw,
                cast("object", value),
                "an event is a JSON object",
                escapes=_SURROGATE_ESCAPE.search(raw) is not None,
            )


@dataclass(frozen=True, slots=True)
class _Malformed:
    """Malformed text, which `_values` yields in place of a value."""

    detail: str


class _CutOff(_Malformed):
    """Malformed text at the end of the text, which more text might complete."""


class _CutOffValueError(ValueError):
    """A value is incomplete at the end of the text."""


def _values(text: str, taken: set[int], *, more: bool) -> Iterator[tuple[int, str, object]]:
    """Yield each value after its line number and its text."""
    start, line_number, size = 0, 1, len(text)
    while start < size:
        end = text.find("\n", start)
        end = size if end < 0 else end
        if line_number in taken:
            start, line_number = end + 1, line_number + 1
            continue
        while start < end:
            if text[start] in _SEPARATORS:
                start += 1
                continue
            value, stop = _value_at(text, start, end)
            if more and (
                isinstance(value, _CutOff) or (isinstance(value, _Malformed) and stop >= size - 1)
            ):
                raise CutOffError(start, line_number)
            yield line_number, text[start:stop].rstrip(_SEPARATORS), value
            start = stop
            if start > end:  # the value continued on the following lines
                last_line = line_number + text.count("\n", end, start)
                taken.difference_update(range(line_number + 1, last_line + 1))
                line_number = last_line
                end = text.find("\n", start)
                end = size if end < 0 else end
        start, line_number = end + 1, line_number + 1


def _value_at(text: str, start: int, end: int) -> tuple[object, int]:
    """Decode the value at `start`, within its line, which ends at `end`, or over several lines."""
    try:
        return _scan(text, start, end)
    except (ValueError, RecursionError) as error:
        malformed = _Malformed(_detail(error))
    # only a value in brackets can continue on the next line
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
    """Decode the value at `start`, in a window of the text that grows up to `limit`.

    The window bounds the cost of an error: the decoder counts the lines before it, and copies the
    rest of the text.
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
                raise _CutOffValueError(_detail(error)) from error
            if whole or not cut_off:
                raise
        else:
            if whole or stop < len(part):
                return value, start + stop
        window *= 2


def _next_event(text: str, start: int, end: int) -> int | None:
    """Return the start of the event that follows the malformed one at `start` on the same line.

    Valid JSON never has `}{` outside of strings, so no nested object is mistaken for an event.
    """
    at = text.find("}{", start, end)
    while at >= 0:
        with suppress(ValueError, RecursionError):
            _scan(text, at + 1, end)
            return at + 1
        at = text.find("}{", at + 1, end)
    return None


def _malformed_end(text: str, end: int) -> int:
    """Return the end of a malformed record, which is the end of the last line that belongs to it.

    Following lines belong to it if they are indented or begin with a closing bracket. So a
    malformed pretty-printed event is one record, and a valid next line is not part of it.
    """
    while end + 1 < len(text) and text[end + 1] in " \t}]":
        following = text.find("\n", end + 1)
        end = len(text) if following < 0 else following
    return end


def _elements(position: int, text: str, elements: list[object]) -> Iterator[JsonRecord]:
    """Yield one record per element of an array, with compact JSON as its text."""
    escapes = _SURROGATE_ESCAPE.search(text) is not None
    try:
        texts = [dump(element) for element in elements]
    except RecursionError:
        yield JsonRecord(position, text, None, Reason.MALFORMED_JSON, _TOO_DEEP)
        return
    for element, element_text in zip(elements, texts, strict=True):
        yield _record(
            position,
            element_text,
            element,
            "an element of an array is an event only if it is a JSON object",
            escapes=escapes,
        )


def _record(
    position: int, text: str, value: object, not_object: str, *, escapes: bool
) -> JsonRecord:
    """Return the record of a value.

    Args:
        position: Line number of the record.
        text: Text of the record.
        value: Decoded value.
        not_object: Detail of a record whose value is not an object.
        escapes: Whether the value may contain half of a surrogate pair, which UTF-8 cannot encode.
    """
    if escapes:
        try:
            _ENCODER.encode(value).encode()
        except UnicodeEncodeError:
            legible = text.encode("utf-8", "backslashreplace").decode()
            return JsonRecord(
                position,
                legible,
                None,
                Reason.MALFORMED_JSON,
                "a \\u escape is half of a surrogate pair, which is no character",
            )
        except RecursionError:
            return JsonRecord(position, text, None, Reason.MALFORMED_JSON, _TOO_DEEP)
    if isinstance(value, dict):
        return JsonRecord(position, text, cast("dict[str, Any]", value))
    return JsonRecord(position, text, None, Reason.NOT_AN_OBJECT, not_object)


def _detail(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return _TOO_DEEP if isinstance(error, RecursionError) else str(error)


def dump(value: object) -> str:
    """Return the compact JSON text of a decoded value, with numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        texts = [f"{_ENCODER.encode(key)}:{dump(member)}" for key, member in members]
        return "{" + ",".join(texts) + "}"
    if isinstance(value, list):
        return "[" + ",".join([dump(element) for element in cast("list[object]", value)]) + "]"
    return _ENCODER.encode(value)
