"""JSON text to records: each is an event, an array of events, or text that is neither.

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
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Reason(StrEnum):
    """Reason for which a line is quarantined."""

    MALFORMED_JSON = "malformed_json"
    NOT_AN_OBJECT = "not_an_object"
    EVENT_TOO_LARGE = "event_too_large"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OUTSIDE_TIME_WINDOW = "outside_time_window"
    TOO_MANY_DATES = "too_many_dates"


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """Record of a raw object: an event, an array of events, or text that is neither."""

    position: int
    """Number of the line that the record begins on, from 1."""
    text: str
    """Text of the record as it was sent."""
    reason: Reason | None = None
    """Reason for which the record is quarantined; None for an event or an array of events."""
    detail: str | None = None
    records: int = 1
    """Number of records that the text holds: several for a run of texts too short for an event.

    Reconciliation counts each of them: records in = rows + quarantined records.
    """


@dataclass(slots=True)
class Budget:
    """Work that the invalid text of a chunk may cause. It bounds the time per megabyte of any text.

    The values are far above those of a chunk with a malformed event here and there.
    """

    shortest: int = 0
    """Characters of the shortest possible event; a shorter text is no event."""
    single: int = 20
    """Texts shorter than that which become a record each. Further ones become runs."""
    effort: int = 20_000
    """Characters of failed attempts to read a value over several lines, or after a broken one.

    A value on a line that is too short for an event is an attempt too.
    """

    def charge(self, characters: int) -> None:
        """Count a failed attempt."""
        self.effort -= characters + ATTEMPT


def _refuse_constant(name: str) -> None:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


# Numbers stay texts, since Python limits the digits of an integer.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse_constant)
# JSON's white space, and the byte order marks of concatenated files
_SEPARATORS = " \t\r\n\ufeff"
_FIRST_WINDOW = 1 << 12  # characters; doubled for a longer value
_LONGEST_TOKEN = 16  # characters at the end of a window that may begin a literal or an escape
ATTEMPT = 200  # characters that are read in the time that an attempt takes whatever its length
NOT_OBJECT = "an event is a JSON object"
TOO_DEEP = "nested too deep"


class CutOffError(Exception):
    """The last value continues in the text that follows."""

    def __init__(self, offset: int, line: int) -> None:
        """Raise for the value that begins at `offset` of the text, on `line`, counted from 1."""
        super().__init__(f"the value at {offset} continues after the end of the text")
        self.offset = offset
        self.line = line


def decode(
    text: str, taken: set[int] | None = None, budget: Budget | None = None, *, more: bool = False
) -> Iterator[JsonRecord]:
    """Yield the records of `text`, in order.

    Args:
        text: Whole lines.
        taken: Numbers, from 1, of lines that the caller has read and that are skipped. A line that
            turns out to continue a value is removed from the set.
        budget: Work that invalid text may still cause; the decoder reduces it.
        more: Whether more text follows.

    Raises:
        CutOffError: If the last value may continue in the text that follows. All records before it
            have been yielded.
    """
    for position, raw, value in _values(text, taken or set(), budget or Budget(), more=more):
        if isinstance(value, _Run):
            yield JsonRecord(position, raw, Reason.MALFORMED_JSON, value.detail, value.records)
        elif isinstance(value, _Malformed):
            yield JsonRecord(position, raw, Reason.MALFORMED_JSON, value.detail)
        elif isinstance(value, dict) or (isinstance(value, list) and value):
            yield JsonRecord(position, raw)
        else:
            yield JsonRecord(position, raw, Reason.NOT_AN_OBJECT, NOT_OBJECT)


@dataclass(frozen=True, slots=True)
class _Malformed:
    """Malformed text, which `_values` yields in place of a value."""

    detail: str


@dataclass(frozen=True, slots=True)
class _Run(_Malformed):
    """Run of lines that are too short for an event."""

    records: int


class _CutOff(_Malformed):
    """Malformed text at the end of the text, which more text might complete."""


class _CutOffValueError(ValueError):
    """A value is incomplete at the end of the text."""


def _values(
    text: str, taken: set[int], budget: Budget, *, more: bool
) -> Iterator[tuple[int, str, object]]:
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
            value, stop = _value_at(text, start, end, budget)
            # a run has whole lines
            malformed = isinstance(value, _Malformed) and not isinstance(value, _Run)
            if more and malformed and (isinstance(value, _CutOff) or stop >= size - 1):
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


def _value_at(text: str, start: int, end: int, budget: Budget) -> tuple[object, int]:
    """Decode the value at `start`, within its line, which ends at `end`, or over several lines."""
    if budget.single <= 0 and (run := _run_at(text, start, end, budget)):
        return run
    value, stop = _read_value(text, start, end, budget)
    if stop - start < budget.shortest:
        budget.single -= 1
        if budget.single < 0:
            budget.charge(0)
    return value, stop


def _read_value(text: str, start: int, end: int, budget: Budget) -> tuple[object, int]:
    try:
        return _scan(text, start, end)
    except (ValueError, RecursionError) as error:
        malformed = _Malformed(_detail(error))
    # only a value in brackets can continue on the next line
    if text[start] not in "{[":
        return malformed, _next_event(text, start, end, budget) or end
    if end < len(text) and budget.effort > 0:
        try:
            return _scan(text, start, len(text))
        except _CutOffValueError:
            malformed = _CutOff(malformed.detail)
            budget.charge(len(text) - start)
        except (ValueError, RecursionError) as error:
            budget.charge(error.pos if isinstance(error, json.JSONDecodeError) else _FIRST_WINDOW)
    return malformed, _next_event(text, start, end, budget) or _malformed_end(text, end)


def _run_at(text: str, start: int, end: int, budget: Budget) -> tuple[_Run, int] | None:
    """Return the run of values at `start` that are too short for an event, and its end.

    A line that begins with a bracket may begin an event over several lines. It is part of a run
    only when the budget for such events is used up.
    """
    if end - start < budget.shortest:
        match = _short_lines(budget.shortest, brackets=budget.effort <= 0).match(text, start)
        if not match:
            return None
        records = len(_NOT_BLANK.findall(match[0]))
        return _Run(f"{records} lines that are too short for an event", records), match.end() - 1
    match = _short_values(budget.shortest).match(text, start, end)
    if not match:
        return None
    records = len(_END_OF_VALUE.findall(match[0]))
    return _Run(f"{records} values that are too short for an event", records), match.end()


_NOT_BLANK = re.compile(r"[^\n \t\r\ufeff][^\n]*")
_END_OF_VALUE = re.compile(r"[ \t]+|\}(?=\{|\Z)")


@cache
def _short_lines(shortest: int, *, brackets: bool) -> re.Pattern[str]:
    first = "" if brackets else r"(?![ \t\r\ufeff]*[{\[])"
    return re.compile(rf"(?:{first}[^\n]{{0,{shortest - 1}}}\n){{2,}}")


@cache
def _short_values(shortest: int) -> re.Pattern[str]:
    """Return the pattern of values on one line, each before a blank or between two brackets."""
    return re.compile(
        rf"(?:[^{{}}\[\]\s]{{1,{shortest - 1}}}[ \t]+|[^\n]{{0,{shortest - 2}}}?\}}(?=\{{)){{2,}}"
    )


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


def _next_event(text: str, start: int, end: int, budget: Budget) -> int | None:
    """Return the start of the event that follows the malformed one at `start` on the same line.

    Valid JSON never has `}{` outside of strings, so no nested object is mistaken for an event.
    """
    at = text.find("}{", start, end)
    while at >= 0 and budget.effort > 0:
        with suppress(ValueError, RecursionError):
            _scan(text, at + 1, end)
            return at + 1
        budget.charge(0)
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


def _detail(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return TOO_DEEP if isinstance(error, RecursionError) else str(error)


def element_texts(text: str) -> list[str]:
    """Return the texts of the elements of an array.

    Raises:
        ValueError: If the text is not one complete array.
        RecursionError: If a value is nested too deep.
    """
    _DECODER.decode(text)
    return leading_elements(text[text.index("[") + 1 :])[0]


def leading_elements(text: str) -> tuple[list[str], str, bool]:
    """Split elements off the text of an array.

    Args:
        text: The array from an element of it.

    Returns:
        The elements before the first incomplete or invalid one, the rest of the text, and whether
        the array has ended. The rest begins with an element, or after the closing bracket.
    """
    elements: list[str] = []
    begin = at = _after_white_space(text, 0)
    while at < len(text):
        if text[at] == "]" and begin == at:
            return elements, text[at + 1 :], True
        try:
            _, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        following = _after_white_space(text, end)
        if not text.startswith((",", "]"), following):
            break
        elements.append(text[at:end])
        if text[following] == "]":
            return elements, text[following + 1 :], True
        begin = at = _after_white_space(text, following + 1)
    return elements, text[begin:], False


def _after_white_space(text: str, at: int) -> int:
    while text.startswith((" ", "\t", "\r", "\n"), at):
        at += 1
    return at
