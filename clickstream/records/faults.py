"""Invalid records: texts that are not events, with the reason."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from clickstream.records.decode import TOO_DEEP, JsonRecord, Reason
from clickstream.records.lines import NOT_UTF8_DETAIL, legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.contract import Contract

ELEMENT_NOT_OBJECT = "an element of an array is an event only if it is a JSON object"
HALF_OF_A_PAIR = "a \\u escape is half of a surrogate pair, which is no character"
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")


def invalid(position: int, text: bytes, error: Exception, not_object: str) -> JsonRecord:
    """Return the record of a text that is no event.

    Args:
        position: Number of the line that the text begins on.
        text: Text of the record.
        error: Error of the reader.
        not_object: Detail for valid JSON that is no object.
    """
    reason, detail = Reason.MALFORMED_JSON, str(error)
    if not _is_utf8(text):
        detail = NOT_UTF8_DETAIL
    elif isinstance(error, msgspec.ValidationError):
        reason, detail = Reason.NOT_AN_OBJECT, not_object
    elif isinstance(error, RecursionError):
        detail = TOO_DEEP
    elif _SURROGATE_ESCAPE.search(text):
        detail = HALF_OF_A_PAIR
    return JsonRecord(position, legible(text), reason, detail)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def too_large(position: int, text: bytes, limit: int) -> JsonRecord:
    """Return the record of an event, or a part of an event, that is longer than `limit` bytes."""
    detail = f"longer than {limit} bytes; raise maxEventMb, or send smaller events"
    return JsonRecord(position, legible(text), Reason.EVENT_TOO_LARGE, detail)


def run(position: int, texts: Sequence[bytes]) -> JsonRecord:
    """Return the record of adjacent texts, each of them valid JSON and too short for an event."""
    is_object = texts[0].startswith(b"{")
    reason = Reason.MISSING_FIELD if is_object else Reason.NOT_AN_OBJECT
    detail = f"{len(texts)} values that are too short for an event"
    separator = b"" if is_object else b","
    return JsonRecord(position, legible(separator.join(texts)), reason, detail, len(texts))


def with_problem(
    invalid: Sequence[JsonRecord], text: bytes, line: int, problem: str
) -> list[JsonRecord]:
    """Add the error that ended an object to the invalid records of its last text.

    The error goes into the detail of the last record if the error truncated it, else into a record
    of its own.

    Args:
        invalid: Invalid records of the text.
        text: Last text of the object.
        line: Number of the line on which the text ends.
        problem: The error.
    """
    records = list(invalid)
    if (
        records
        and records[-1].reason is Reason.MALFORMED_JSON
        and not text.endswith(b"\n")
        and text.rstrip().endswith(records[-1].text.encode())
    ):
        last = records.pop()
        return [*records, replace(last, detail=f"{problem}; {last.detail}")]
    # One record for the unreadable rest, whose number of lines is unknown.
    return [*records, JsonRecord(line, "", Reason.MALFORMED_JSON, problem)]


def shortest_event(contract: Contract) -> int:
    """Return the characters of the shortest text of an event: an object of the required members."""
    members = [
        min(
            # the name with quotes, a colon and one character; objects around it may hold others too
            len(path[-1]) + 4
            for path in column.paths
        )
        for column in contract.input_columns
        if column.required
    ]
    return sum(members) + len(members)
