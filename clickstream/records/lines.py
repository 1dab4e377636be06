"""Lines of a chunk to records, where a record has several lines, or a line has several records."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clickstream.records.decode import Budget, CutOffError, JsonRecord, Reason, decode

if TYPE_CHECKING:
    from collections.abc import Sequence

# Python's surrogateescape replaces bytes that are not UTF-8 by these characters
NOT_UTF8 = re.compile("[\udc80-\udcff]")
NOT_UTF8_DETAIL = "not UTF-8; invalid bytes are shown as \\xNN"


@dataclass(frozen=True)
class DecodedLines:
    """Records of the lines that were not taken."""

    records: list[JsonRecord]
    lines: int
    """Number of lines that were read."""
    rest: bytes
    """Incomplete value at the end, which was not read."""


def decode_lines(
    lines: Sequence[bytes], first: int, taken: set[int], budget: Budget, *, more: bool
) -> DecodedLines:
    """Decode the lines of a chunk that are not taken.

    Args:
        lines: Lines of the chunk, without their ends.
        first: Number of the first line in the object.
        taken: Numbers, from 1, of the lines that were read. A line that turns out to continue a
            value is removed from the set.
        budget: Work that invalid text may still cause.
        more: Whether more text follows. If so, an incomplete value at the end is not decoded.
    """
    records: list[JsonRecord] = []
    numbers = sorted(taken)
    line = 1
    while line <= len(lines):
        if line in taken:
            line += 1
            continue
        found, end, cut = _decode_from(lines, line, numbers, taken, budget, more=more)
        records += [
            replace(record, position=record.position + first + line - 2) for record in found
        ]
        if cut is not None:
            text = _text(lines[line - 1 :])
            return DecodedLines(records, line - 2 + cut.line, _bytes(text[cut.offset :]))
        line = end + 1
    return DecodedLines(records, len(lines) - 1, b"")


def _decode_from(
    lines: Sequence[bytes],
    line: int,
    numbers: Sequence[int],
    taken: set[int],
    budget: Budget,
    *,
    more: bool,
) -> tuple[list[JsonRecord], int, CutOffError | None]:
    """Decode lines up to a taken one, where a value before it has usually ended.

    `numbers` has the numbers that were taken at first, in order; none from `line` on was removed.

    Returns:
        The records, the last line that was decoded, and the incomplete value at the end of all
        lines. If a value continues behind a taken line, twice as many lines are decoded.
    """
    count = len(lines)
    reach = 1
    while True:
        following = bisect_left(numbers, line + reach)
        end = min([*numbers[following : following + 1], count])
        within = {
            number - line + 1 for number in numbers[bisect_left(numbers, line) : following + 1]
        }
        continues = budget.effort > 0 and (more or end < count)
        text = _text(lines[line - 1 : end])
        records: list[JsonRecord] = []
        cut = None
        try:
            for record in decode(text, within, budget, more=continues):
                records.append(_legible(record))  # noqa: PERF401 - the records before the error are kept
        except CutOffError as error:
            cut = error
        if cut is None or end == count:
            taken.difference_update(range(line, end + 1))
            taken.update(number + line - 1 for number in within)
            return records, end, cut
        reach = 2 * (end - line + 1)


def _text(lines: Sequence[bytes]) -> str:
    return b"\n".join(lines).decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _legible(record: JsonRecord) -> JsonRecord:
    """Return a record as an invalid one, with hex escapes, if it is not UTF-8.

    The elements of an array are events or invalid records of their own.
    """
    is_array = record.reason is None and record.text.startswith("[")
    if is_array or not NOT_UTF8.search(record.text):
        return record
    return replace(
        record,
        text=legible(_bytes(record.text)),
        reason=Reason.MALFORMED_JSON,
        detail=NOT_UTF8_DETAIL,
    )


def legible(text: bytes) -> str:
    """Return text with bytes that are not UTF-8 as hex escapes."""
    return text.decode("utf-8", "backslashreplace")
