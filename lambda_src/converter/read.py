"""Raw object to frames of events."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import polars_schema
from clickstream.records.shape import CAST_TYPES, TEXT_TYPES
from converter.cast import cast
from converter.columns import EXTRA, POSITION, ROW, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clickstream.contract import Contract
    from clickstream.records.batch import EventBatch, EventTexts
    from clickstream.records.decode import JsonRecord
    from clickstream.records.events import ReadText

CHUNK_ROWS = 1 << 13  # events of a frame; the fixed costs of a smaller frame are noticeable
CHUNK_TEXTS = 8  # or as many texts, if their events are long


@dataclass(frozen=True)
class EventChunk:
    """Events and invalid records of some texts of a raw object."""

    events: pl.DataFrame
    """Events, with the columns of `frame_schema`."""
    batches: list[EventTexts]
    """Texts of the events."""
    invalid: list[JsonRecord]
    """The records that are not events."""
    unknown_fields: Counter[str]
    """Number of events by the path of a member that the contract does not declare."""

    @property
    def lines(self) -> int:
        """Number of records that were read."""
        return self.events.height + sum(record.records for record in self.invalid)

    @cached_property
    def texts(self) -> list[bytes]:
        """Texts of the events, as they were sent, by `ROW`."""
        return [text for batch in self.batches for text in batch.to_list()]


@dataclass
class _Gathered:
    """Results of reading that wait for more."""

    frames: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    rows: int = 0
    batches: list[EventTexts] = field(default_factory=list["EventTexts"])
    invalid: list[JsonRecord] = field(default_factory=list["JsonRecord"])
    unknown_fields: Counter[str] = field(default_factory=Counter[str])

    def add(self, batch: EventBatch, contract: Contract) -> None:
        """Add a batch of events."""
        self.frames.append(_frame(batch, contract, self.rows))
        self.rows += len(batch)
        self.batches.append(batch.texts)


def event_chunks(read: Iterable[ReadText], contract: Contract) -> Iterator[EventChunk]:
    """Yield the events of a raw object in order, some thousands at a time; at least one chunk."""
    gathered, results = _Gathered(), 0
    for result in read:
        for batch in result.batches:
            gathered.add(batch, contract)
        gathered.invalid += result.invalid
        gathered.unknown_fields += result.unknown_fields
        results += 1
        if gathered.rows >= CHUNK_ROWS or results >= CHUNK_TEXTS:
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
    """Return the gathered events as one frame, with casts of the values that were read as texts."""
    events = frame_schema(contract).to_frame()
    if gathered.frames:
        # columns that no event of a frame has are null
        events = pl.concat([events, *gathered.frames], how="diagonal")
    if not events[POSITION].is_sorted():
        events = events.sort(POSITION, maintain_order=True)
    return EventChunk(
        _with_casts(events, contract), gathered.batches, gathered.invalid, gathered.unknown_fields
    )


def _frame(batch: EventBatch, contract: Contract, first_row: int) -> pl.DataFrame:
    """Return the columns of a batch that have values."""
    rows = pl.int_range(first_row, first_row + len(batch), dtype=pl.UInt32, eager=True)
    series = [rows.alias(ROW), pl.Series(POSITION, batch.positions, pl.Int64)]
    if batch.extras:
        series.append(pl.Series(EXTRA, batch.extras, pl.String()))
    for column, read in zip(contract.input_columns, batch.columns, strict=True):
        is_text = column.type in TEXT_TYPES
        values = {column.name: read.values if is_text else read.texts}
        if not is_text:
            values[typed(column.name)] = read.values
        for name, present in values.items():
            if present is not None and not _is_null(present):
                dtype = (
                    pl.String() if name == column.name else polars_schema.dtype(column.data_type)
                )
                series.append(pl.Series(name, present, dtype))
    return pl.DataFrame(series)


def _is_null(values: Sequence[object]) -> bool:
    # the first value settles it for most columns; counting takes as long as a copy
    return values[0] is None and values.count(None) == len(values)


def _with_casts(events: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Fill in the values that were read as texts."""
    casts: list[pl.Series] = []
    for column in contract.input_columns:
        texts = events[column.name]
        if column.type in CAST_TYPES and texts.null_count() < events.height:
            values, name = cast(texts, column), typed(column.name)
            read = events[name]
            casts.append(read.fill_null(values) if read.count() else values.alias(name))
    return events.with_columns(casts) if casts else events
