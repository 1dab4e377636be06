"""Exact reader: bytes to rows of texts, on the standard library alone.

The Spark converter reads whole objects with it, since its workers have no Polars. The Lambda
converter reads only the lines that its fast reader skips.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from clickstream.records.decode import CutOffError, JsonRecord, Reason, decode, dump
from clickstream.records.unpack import ObjectTooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clickstream.contract import Column, Contract

FIRST_CHUNK = 1 << 18  # bytes; small, since the fast reader adapts to it for the later chunks
CHUNK = 1 << 22  # bytes; larger chunks are hardly faster, and memory grows with them
# bytes of one value or line, which is in memory as a whole, and decoded takes twenty times as much
LONGEST_VALUE = 1 << 26
# Python's surrogateescape replaces bytes that are not UTF-8 by these characters
NOT_UTF8 = re.compile("[\udc80-\udcff]")


class Unpacked(Protocol):
    """Text of a raw object in blocks, see `unpack.Unpacked`."""

    problem: str | None
    """Error that made the rest of the object unreadable, set after the last block."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the text in blocks."""
        ...


Row = list[Any]
"""Row of an event: position, text, unknown fields as JSON or None, and the texts of its columns.

A text, or None, per input column follows in the order of `RowBuilder.columns`.
"""


@dataclass(frozen=True)
class DecodedChunk:
    """Rows and invalid records decoded from one chunk of a raw object."""

    rows: list[Row]
    """The events."""
    invalid: list[JsonRecord]
    """The records that are not events."""
    unknown_fields: Counter[str] = field(default_factory=Counter[str])
    """Number of events by the name of a field that the contract does not declare."""


Decoded = TypeVar("Decoded")


def chunks(unpacked: Unpacked) -> Iterator[tuple[bytes, bool]]:
    """Yield the text in chunks of whole lines, and whether each chunk is the last.

    The last chunk, and one that reaches `LONGEST_VALUE`, may end within a line.
    """
    buffered: list[bytes] = []
    size, wanted = 0, min(FIRST_CHUNK, CHUNK)
    for block in unpacked:
        buffered.append(block)
        size += len(block)
        end = len(block) if size >= LONGEST_VALUE else block.rfind(b"\n") + 1
        if size >= wanted and end:
            buffered[-1] = block[:end]
            yield b"".join(buffered), False
            buffered = [block[end:]]
            size, wanted = len(buffered[0]), CHUNK
    yield b"".join(buffered), True


def read_chunks(
    parts: Iterator[tuple[bytes, bool]],
    read: Callable[[bytes, int, bool], tuple[Decoded, int, int]],
) -> Iterator[tuple[Decoded, bytes, int, bool]]:
    """Read chunk after chunk; carry an incomplete value at the end over to the next chunk.

    Args:
        parts: Chunks from `chunks`.
        read: Function of a chunk, the number of its first line, and whether more text follows. It
            returns the decoded chunk, and the number of bytes and lines that it read.

    Yields:
        The decoded chunk, its text, the number of its first line, and whether it is the last.

    Raises:
        ObjectTooLargeError: If one value or line is longer than `LONGEST_VALUE`.
    """
    carried: list[bytes] = []
    size, line, wanted = 0, 1, 0
    for part, last in parts:
        carried.append(part)
        size += len(part)
        if size < wanted and not last:
            continue
        text = b"".join(carried) if len(carried) > 1 else part
        result, taken, lines = read(text, line, not last)
        yield result, text, line, last
        carried = [text[taken:]] if taken < size else []
        size, line = size - taken, line + lines
        if size >= LONGEST_VALUE:
            msg = (
                f"line {line} begins a value that is longer than {LONGEST_VALUE} bytes; "
                "send events one by one, or in shorter arrays"
            )
            raise ObjectTooLargeError(msg)
        # twice the text for an incomplete value, so that the time stays linear
        wanted = min(2 * size, LONGEST_VALUE)


def read_exactly(unpacked: Unpacked, contract: Contract) -> Iterator[DecodedChunk]:
    """Yield the events and invalid records of an object in order, about `CHUNK` bytes at a time.

    Raises:
        ObjectTooLargeError: If the object or one value in it is longer than its limit.
    """
    row_builder = RowBuilder(contract)

    def read(chunk: bytes, first: int, more: bool) -> tuple[DecodedChunk, int, int]:  # noqa: FBT001 - called by position, by `read_chunks` alone
        records, size, lines = decode_chunk(chunk, first, set(), more=more)
        return row_builder.build(records), size, lines

    for chunk, text, line, last in read_chunks(chunks(unpacked), read):
        if last and unpacked.problem:
            invalid = with_problem(chunk.invalid, text, line, unpacked.problem)
            yield replace(chunk, invalid=invalid)
        else:
            yield chunk


def decode_chunk(
    chunk: bytes, first: int, taken: set[int], *, more: bool
) -> tuple[list[JsonRecord], int, int]:
    """Decode the lines of a chunk that the fast reader has not read.

    Args:
        chunk: Text of the chunk.
        first: Number of its first line in the object.
        taken: Numbers, from 1, of the chunk's lines that the fast reader has read. A line that
            turns out to continue a value is removed from the set.
        more: Whether more text follows. If so, an incomplete value at the end is not decoded.

    Returns:
        The records, and the number of bytes and lines that were read.
    """
    starts = _line_starts(chunk)
    count = len(starts) - 1
    records: list[JsonRecord] = []
    line = 1
    while line <= count:
        if line in taken:
            line += 1
            continue
        reach = 1
        while True:
            # Decode up to a taken line, where a value before it has usually ended. If it has not,
            # double the reach.
            end = next((number for number in range(line + reach, count) if number in taken), count)
            within = {number - line + 1 for number in range(line, end + 1) if number in taken}
            found, cut = _decode_lines(
                chunk[starts[line - 1] : starts[end]],
                first + line - 1,
                within,
                more=more or end < count,
            )
            if not cut or end == count:
                break
            reach = 2 * (end - line + 1)
        taken.difference_update(range(line, end + 1))
        taken.update(number + line - 1 for number in within)
        records += found
        if cut:
            return records, starts[line - 1] + cut[0], line - 1 + cut[1]
        line = end + 1
    return records, len(chunk), count


def _line_starts(chunk: bytes) -> list[int]:
    """Return the offset of each line, and the length of the chunk."""
    starts, start = [0], 0
    while start := chunk.find(b"\n", start) + 1:
        starts.append(start)
    return starts if chunk.endswith(b"\n") else [*starts, len(chunk)]


def _decode_lines(
    lines: bytes, first: int, taken: set[int], *, more: bool
) -> tuple[list[JsonRecord], tuple[int, int] | None]:
    """Decode whole lines; return the records, and the offset and line of an incomplete value."""
    records: list[JsonRecord] = []
    try:
        text = lines.decode()
        utf8 = True
    except UnicodeDecodeError:
        text = lines.decode("utf-8", "surrogateescape")
        utf8 = False
    try:
        for record in decode(text, taken, more=more):
            records.append(_placed(record if utf8 else _legible(record), first))  # noqa: PERF401 - the records before a CutOffError are kept
    except CutOffError as cut:
        return records, (len(text[: cut.offset].encode("utf-8", "surrogateescape")), cut.line - 1)
    return records, None


def _placed(record: JsonRecord, first: int) -> JsonRecord:
    return record if first == 1 else replace(record, position=record.position + first - 1)


def _legible(record: JsonRecord) -> JsonRecord:
    """Return a record as an invalid one, with hex escapes, if it is not UTF-8."""
    if not NOT_UTF8.search(record.text):
        return record
    text = record.text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return JsonRecord(
        record.position,
        text,
        None,
        Reason.MALFORMED_JSON,
        "not UTF-8; invalid bytes are shown as \\xNN",
    )


def with_problem(
    invalid: list[JsonRecord], chunk: bytes, line: int, problem: str
) -> list[JsonRecord]:
    """Add the error that ended the object to the invalid records of its last chunk.

    The error goes into the detail of the last record if the error truncated it, else into a record
    of its own.
    """
    if (
        invalid
        and invalid[-1].reason is Reason.MALFORMED_JSON
        and not chunk.endswith(b"\n")
        and chunk.rstrip().endswith(invalid[-1].text.encode())
    ):
        return [*invalid[:-1], replace(invalid[-1], detail=f"{problem}; {invalid[-1].detail}")]
    # One record for the unreadable rest, whose number of lines is unknown.
    return [
        *invalid,
        JsonRecord(line + chunk.count(b"\n"), "", None, Reason.MALFORMED_JSON, problem),
    ]


class RowBuilder:
    """Builder of rows: the values of an event in the order of the contract's input columns."""

    def __init__(self, contract: Contract) -> None:
        """Order the columns: those with one JSON key first."""
        self._single = [
            column.sources[0] for column in contract.input_columns if len(column.sources) == 1
        ]
        self._several = [column for column in contract.input_columns if len(column.sources) > 1]
        self.columns = [
            column.name
            for column in sorted(contract.input_columns, key=lambda column: len(column.sources) > 1)
        ]
        """Names of the input columns, in the order of a row's texts."""

    def build(self, records: list[JsonRecord]) -> DecodedChunk:
        """Return the rows of the events, and the invalid records.

        An event whose nesting is too deep for its text to be written is an invalid record.
        """
        result = DecodedChunk([], [record for record in records if record.event is None])
        for record in records:
            if record.event is None:
                continue
            try:
                result.rows.append(self._row(record.position, record.text, record.event))
            except RecursionError:
                result.invalid.append(
                    JsonRecord(
                        record.position, record.text, None, Reason.MALFORMED_JSON, "nested too deep"
                    )
                )
            else:
                result.unknown_fields.update(record.event.keys())
        return result

    def _row(self, position: int, text: str, event: dict[str, Any]) -> Row:
        """Return the row of an event; the unknown fields remain in `event`."""
        # A comprehension, since most of the reader's time is spent here.
        row: Row = [
            value if (value := event.pop(key, None)) is None or type(value) is str else dump(value)
            for key in self._single
        ]
        row += [_first_source(event, column) for column in self._several]
        return [position, text, dump(dict(sorted(event.items()))) if event else None, *row]


def _first_source(event: dict[str, Any], column: Column) -> str | None:
    """Remove the first present source of a column from the event, and return its text.

    The column's other sources stay in the event as unknown fields, unless they are null or
    restricted.
    """
    found: object = None
    for key in column.sources:
        if event.get(key) is None:
            event.pop(key, None)  # a null is no unknown field
        elif found is None:
            found = event.pop(key)
        elif column.protection:  # `extra` must not hold a restricted value under another name
            del event[key]
    return found if found is None or type(found) is str else dump(found)
