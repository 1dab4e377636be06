"""JSON text to frames of events, chunk by chunk.

Polars reads the plain lines (`plain`), Python the others (`clickstream.records.exact`). Both give
the same values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from clickstream.records.exact import RowBuilder, chunks, decode_chunk, read_chunks, with_problem
from converter.plain import EXTRA, POSITION, TEXT, PlainReader, with_values
from converter.prefetch import prefetch

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from clickstream.contract import Contract
    from clickstream.records.decode import JsonRecord
    from clickstream.records.exact import Row
    from clickstream.records.unpack import Unpacked


@dataclass(frozen=True)
class EventChunk:
    """Events and invalid records of one chunk of a raw object."""

    events: pl.DataFrame
    """The events, with a text per input column of the contract: `PlainReader.schema`."""
    invalid: list[JsonRecord]
    """The records that are not events."""
    unknown_fields: Counter[str]
    """Number of events by the name of a field that the contract does not declare."""


def read_events(unpacked: Unpacked, contract: Contract) -> Iterator[EventChunk]:
    """Yield the events of a raw object in order, about `exact.CHUNK` bytes at a time.

    Raises:
        ObjectTooLargeError: If one value or line is longer than `exact.LONGEST_VALUE`.
    """
    reader = _ChunkReader(contract)
    for chunk, text, line, last in read_chunks(prefetch(chunks(unpacked)), reader.read):
        if last and unpacked.problem:
            invalid = with_problem(chunk.invalid, text, line, unpacked.problem)
            yield replace(chunk, invalid=invalid)
        else:
            yield chunk


class _ChunkReader:
    """Reader of chunks of whole lines."""

    def __init__(self, contract: Contract) -> None:
        self.plain = PlainReader(contract)
        self.row_builder = RowBuilder(contract)

    def read(self, chunk: bytes, first: int, more: bool) -> tuple[EventChunk, int, int]:  # noqa: FBT001 - called by position, by `read_chunks` alone
        """Read a chunk: first its plain lines, then the other ones.

        Args:
            chunk: Text of the chunk.
            first: Number of its first line.
            more: Whether another chunk follows. If so, an incomplete value at the end is not read.

        Returns:
            The events, and the number of bytes and lines that were read.
        """
        plain, unknown, lines = self.plain.read(chunk, first)
        if lines is not None:
            return EventChunk(plain, [], unknown), len(chunk), lines
        taken = {position - first + 1 for position in plain[POSITION].to_list()}
        records, read, lines = decode_chunk(chunk, first, taken, more=more)
        decoded = self.row_builder.build(records)
        self.plain.learn(decoded.unknown_fields)
        kept = [line + first - 1 for line in taken if line <= lines]
        if len(kept) < plain.height:
            plain = plain.filter(pl.col(POSITION).is_in(kept))
        if decoded.rows:
            events = pl.concat([plain, self._frame(decoded.rows)])
            events = events.sort(POSITION, maintain_order=True)
        else:
            events = plain
        return EventChunk(events, decoded.invalid, unknown + decoded.unknown_fields), read, lines

    def _frame(self, rows: list[Row]) -> pl.DataFrame:
        schema = self.plain.schema
        texts = {name: schema[name] for name in (POSITION, TEXT, EXTRA, *self.row_builder.columns)}
        frame = pl.DataFrame(rows, schema=texts, orient="row")
        return with_values(frame, self.plain.columns).select(schema.names())
