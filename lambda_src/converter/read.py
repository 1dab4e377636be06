"""Raw object to frames of events."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import polars_schema
from clickstream.records.shape import CAST_TYPES, TEXT_TYPES
from converter.cast import cast
from converter.columns import EXTRA, POSITION, ROW, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clickstream.contract import Column, Contract
    from clickstream.records.batch import EventBatch, ReadColumn
    from clickstream.records.decode import JsonRecord
    from clickstream.records.events import ReadText

CHUNK_ROWS = 1 << 13  # events of a frame; the fixed costs of a smaller frame are noticeable
CHUNK_TEXTS = 8  # or as many texts, if their events are long


@dataclass(frozen=True)
class EventChunk:
    """Events and invalid records of some texts of a raw object."""

    events: pl.DataFrame
    """Events, with the columns of `frame_schema`."""
    texts: list[bytes]
    """Texts of the events, as they were sent."""
    invalid: list[JsonRecord]
    """The records that are not events."""
    unknown_fields: Counter[str]
    """Number of events by the path of a member that the contract does not declare."""

    @property
    def lines(self) -> int:
        """Number of records that were read."""
        return self.events.height + sum(record.records for record in self.invalid)


@dataclass
class _Gathered:
    """Results of reading that wait for more."""

    frames: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    texts: list[bytes] = field(default_factory=list[bytes])
    invalid: list[JsonRecord] = field(default_factory=list["JsonRecord"])
    unknown_fields: Counter[str] = field(default_factory=Counter[str])


def event_chunks(read: Iterable[ReadText], contract: Contract) -> Iterator[EventChunk]:
    """Yield the events of a raw object in order, some thousands at a time; at least one chunk."""
    gathered, results = _Gathered(), 0
    for result in read:
        for batch in result.batches:
            if len(batch):
                gathered.frames.append(_frame(batch, contract, len(gathered.texts)))
                gathered.texts += batch.texts
        gathered.invalid += result.invalid
        gathered.unknown_fields += result.unknown_fields
        results += 1
        if len(gathered.texts) >= CHUNK_ROWS or results >= CHUNK_TEXTS:
            yield _chunk(gathered, contract)
            gathered, results = _Gathered(), 0
    yield _chunk(gathered, contract)


def frame_schema(contract: Contract) -> pl.Schema:
    """Return the schema of the frames: a text per column, and the typed values beside."""
    columns = contract.input_columns
    return pl.Schema(
        {ROW: pl.UInt32(), POSITION: pl.Int64(), EXTRA: pl.String()}
        | {column.name: pl.String() for column in columns}
        | {
            typed(column.name): polars_schema.dtype(column.data_type)
            for column in columns
            if column.type not in TEXT_TYPES
        }
    )


def _chunk(gathered: _Gathered, contract: Contract) -> EventChunk:
    if gathered.frames:
        events = pl.concat(gathered.frames)
        if not events[POSITION].is_sorted():
            events = events.sort(POSITION, maintain_order=True)
    else:
        events = frame_schema(contract).to_frame()
    return EventChunk(
        _with_casts(events, contract), gathered.texts, gathered.invalid, gathered.unknown_fields
    )


def _frame(batch: EventBatch, contract: Contract, first_row: int) -> pl.DataFrame:
    height = len(batch)
    series = [
        pl.int_range(first_row, first_row + height, dtype=pl.UInt32, eager=True).alias(ROW),
        pl.Series(POSITION, batch.positions, pl.Int64),
        _series(EXTRA, batch.extras, pl.String(), height),
    ]
    pairs = list(zip(contract.input_columns, batch.columns, strict=True))
    series += [_text_series(column, read, height) for column, read in pairs]
    series += [
        _series(typed(column.name), read.values, polars_schema.dtype(column.data_type), height)
        for column, read in pairs
        if column.type not in TEXT_TYPES
    ]
    return pl.DataFrame(series)


def _text_series(column: Column, read: ReadColumn, height: int) -> pl.Series:
    texts = read.values if column.type in TEXT_TYPES else read.texts
    return _series(column.name, texts, pl.String(), height)


def _series(
    name: str, values: Iterable[object] | None, dtype: pl.DataType, height: int
) -> pl.Series:
    if values is None:
        return pl.Series(name, [None], dtype).new_from_index(0, height)
    return pl.Series(name, values, dtype)


def _with_casts(events: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add the values that the reader has read as texts."""
    casts: list[pl.Series] = []
    for column in contract.input_columns:
        texts = events[column.name]
        if column.type in CAST_TYPES and texts.null_count() < events.height:
            values, name = cast(texts, column), typed(column.name)
            casts.append(
                events[name].fill_null(values) if events[name].count() else values.alias(name)
            )
    return events.with_columns(casts) if casts else events
