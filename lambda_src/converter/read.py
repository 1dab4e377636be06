"""Raw object to frames of events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl
from polars._plr import PySeries
from polars._utils.wrap import wrap_s

from clickstream.contract import ColumnType, polars_schema
from clickstream.records.batch import is_null
from clickstream.records.shape import CAST_TYPES, TEXT_TYPES
from converter.cast import cast
from converter.columns import EXTRA, ROW, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clickstream.contract import Contract
    from clickstream.records.batch import EventBatch, Events, EventsOfText
    from clickstream.records.decode import JsonRecord
    from clickstream.records.events import ReadText

CHUNK_ROWS = 1 << 13  # events of a frame; the fixed costs of a smaller frame are noticeable
CHUNK_TEXTS = 32  # or as many texts of `chunks.CHUNK` bytes, if their events are long


Constructor = Callable[[str, Sequence[Any], bool], PySeries]
_STRINGS: Constructor = PySeries.new_str
# The public constructor inspects the values for as long as it takes to copy a thousand of them.
_CONSTRUCTORS: dict[ColumnType, Constructor] = {
    ColumnType.BIGINT: PySeries.new_opt_i64,
    ColumnType.BOOLEAN: PySeries.new_opt_bool,
    ColumnType.DOUBLE: PySeries.new_opt_f64,
}
Segment = PySeries | int | Sequence[Any]
"""Part of a column: a series, a number of nulls, or Python values."""


@dataclass(frozen=True)
class EventChunk:
    """Events and invalid records of some texts of a raw object."""

    events: pl.DataFrame
    """Events, with the columns of `frame_schema`."""
    event_texts: list[Events | EventsOfText]
    """Line numbers and texts of the events."""
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
        """Texts of the events, as they were sent."""
        return [text for events in self.event_texts for text in events.split.texts]

    @cached_property
    def positions(self) -> list[int]:
        """Numbers of the lines that the events begin on, from 1."""
        return [position for events in self.event_texts for position in events.split.positions]


@dataclass
class _Gathered:
    """Results of reading that wait for more."""

    rows: int = 0
    in_order: bool = True
    """Whether the events are in the order of the object."""
    columns: dict[str, list[Segment]] = field(default_factory=dict[str, "list[Segment]"])
    """Segments of each column of `frame_schema`."""
    event_texts: list[Events | EventsOfText] = field(default_factory=list["Events | EventsOfText"])
    invalid: list[JsonRecord] = field(default_factory=list["JsonRecord"])
    unknown_fields: Counter[str] = field(default_factory=Counter[str])

    def add(self, batch: EventBatch, contract: Contract) -> None:
        """Add a batch of events.

        The Python values of its columns are copied and not kept: the next batch takes their memory,
        which is still in the processor's cache. That saves a fifth of the reader's time.
        """
        self._add_segment(EXTRA, batch.extras, _STRINGS, len(batch))
        for column, read in zip(contract.input_columns, batch.columns, strict=True):
            if column.type in TEXT_TYPES:
                self._add_segment(column.name, read.values, _STRINGS, len(batch))
            else:
                name, new = typed(column.name), _CONSTRUCTORS.get(column.type)
                self._add_segment(column.name, read.texts, _STRINGS, len(batch))
                self._add_segment(name, read.values, new, len(batch))
        self.rows += len(batch)
        self.event_texts.append(batch.events)

    def _add_segment(
        self, name: str, values: Sequence[Any] | None, new: Constructor | None, size: int
    ) -> None:
        segments = self.columns.setdefault(name, [])
        if values is not None and not is_null(values):
            segments.append(new(name, values, True) if new else values)  # noqa: FBT003 - a parameter by position
        elif segments and isinstance(segments[-1], int):
            segments[-1] += size
        else:
            segments.append(size)


def event_chunks(read: Iterable[ReadText], contract: Contract) -> Iterator[EventChunk]:
    """Yield the events of a raw object in order, some thousands at a time; at least one chunk."""
    gathered, results = _Gathered(), 0
    for result in read:
        for batch in result.batches:
            gathered.add(batch, contract)
        gathered.in_order &= len(result.batches) <= 1
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
        {ROW: pl.UInt32(), EXTRA: pl.String()}
        | {column.name: pl.String() for column in columns}
        | {
            typed(column.name): polars_schema.dtype(column.data_type)
            for column in columns
            if column.type not in TEXT_TYPES
        }
    )


def _chunk(gathered: _Gathered, contract: Contract) -> EventChunk:
    """Return the gathered events as one frame, with casts of the values that were read as texts."""
    schema = frame_schema(contract)
    series = {ROW: pl.int_range(gathered.rows, dtype=pl.UInt32, eager=True)}
    for name, segments in gathered.columns.items():
        parts = [_series(segment, schema[name]) for segment in segments]
        series[name] = pl.concat(parts, rechunk=True) if len(parts) > 1 else parts[0]
    events = pl.DataFrame(series, schema=schema) if gathered.rows else schema.to_frame()
    chunk = EventChunk(events, gathered.event_texts, gathered.invalid, gathered.unknown_fields)
    if not gathered.in_order:
        order = pl.Series(chunk.positions).arg_sort()
        events = events[order]
    return replace(chunk, events=_with_casts(events, contract))


def _series(segment: Segment, dtype: pl.DataType) -> pl.Series:
    if isinstance(segment, PySeries):
        return wrap_s(segment)
    if isinstance(segment, int):
        return pl.Series([None], dtype=dtype).new_from_index(0, segment)
    return pl.Series(segment, dtype=dtype)


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
