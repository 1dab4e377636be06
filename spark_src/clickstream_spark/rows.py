"""Rows of the reader, as Arrow record batches, and their schema for Spark and for Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.contract import ColumnType, DataType
from clickstream.records.arrays import BLANK
from clickstream.records.lines import legible
from clickstream.records.shape import CAST_TYPES, TEXT_TYPES
from clickstream_spark.arrow import RecordBatch, Schema, arrow_type, pa
from clickstream_spark.columns import (
    DETAIL,
    EVENT,
    EXTRA,
    INVALID,
    KIND,
    LATEST,
    OBJECT,
    POSITION,
    REASON,
    RECORDS,
    SEQUENCE,
    SUMMARY,
    TEXT,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from clickstream.contract import Contract
    from clickstream.records.batch import EventBatch, ReadColumn
    from clickstream.records.decode import JsonRecord
    from clickstream.records.events import ReadText
    from clickstream_spark.report import ReadSummary

INTERNAL = {
    OBJECT: ColumnType.BIGINT,
    KIND: ColumnType.INTEGER,
    SEQUENCE: ColumnType.BIGINT,
    POSITION: ColumnType.BIGINT,
    RECORDS: ColumnType.BIGINT,
    TEXT: ColumnType.STRING,
    REASON: ColumnType.STRING,
    DETAIL: ColumnType.STRING,
    LATEST: ColumnType.TIMESTAMP,
    EXTRA: ColumnType.STRING,
}
BOOLEANS = {None: None, True: "true", False: "false"}


def rows_schema(contract: Contract) -> str:
    """Return the schema of the rows, as Spark DDL."""
    columns = _columns(contract)
    return ", ".join(f"`{name}` {data_type.spark_type()}" for name, data_type in columns.items())


def _columns(contract: Contract) -> dict[str, DataType]:
    """Return the types of the columns: a text, a value, or both, of each input column.

    Spark casts the texts of `CAST_TYPES`. Of the other types there are values, and the texts that
    do not fit the type.
    """
    columns = {name: DataType(kind) for name, kind in INTERNAL.items()}
    for column in contract.input_columns:
        if column.type not in TEXT_TYPES:
            columns[text_of(column.name)] = DataType(ColumnType.STRING)
        if column.type not in CAST_TYPES:
            columns[column.name] = column.data_type
    return columns


class RowBatches:
    """Record batches of the rows of one raw object."""

    def __init__(self, number: int, contract: Contract) -> None:
        """Start without a row.

        Args:
            number: Number of the object in its round.
            contract: Contract of the events.
        """
        self.lines = 0
        """Records so far."""
        self._number = number
        self._inputs = contract.input_columns
        self._schema: Schema = pa.schema(
            [(name, arrow_type(kind, "us")) for name, kind in _columns(contract).items()]
        )
        self._sequence = 0

    def of_read(self, read: ReadText, latest: datetime) -> Iterator[RecordBatch]:
        """Yield the rows of a part of the object.

        Args:
            read: Events and invalid records of the part.
            latest: End of the time window.
        """
        if read.invalid:
            self.lines += sum(record.records for record in read.invalid)
            yield self._batch(_invalid(read.invalid), len(read.invalid))
        for batch in read.batches:
            if len(batch):
                self.lines += len(batch)
                yield self._batch(self._events(batch, latest), len(batch))

    def of_summary(self, summary: ReadSummary) -> RecordBatch:
        """Return the row of the summary."""
        return self._batch({KIND: [SUMMARY], TEXT: [summary.to_json()]}, 1)

    def _events(self, batch: EventBatch, latest: datetime) -> dict[str, Sequence[Any] | None]:
        columns: dict[str, Sequence[Any] | None] = {
            KIND: [EVENT] * len(batch),
            POSITION: batch.events.split.positions,
            RECORDS: [1] * len(batch),
            TEXT: [legible(text.strip(BLANK)) for text in batch.events.split.texts],
            LATEST: [latest] * len(batch),
            EXTRA: batch.extras,
        }
        for column, read in zip(self._inputs, batch.columns, strict=True):
            if column.type in CAST_TYPES:
                columns[text_of(column.name)] = _cast_texts(column.type, read)
            else:
                columns[text_of(column.name)] = read.texts
                columns[column.name] = read.values
        return columns

    def _batch(self, columns: Mapping[str, Sequence[Any] | None], count: int) -> RecordBatch:
        """Return rows with these columns; all other columns are null."""
        sequence = range(self._sequence, self._sequence + count)
        self._sequence += count
        columns = {**columns, OBJECT: [self._number] * count, SEQUENCE: sequence}
        arrays = [
            pa.nulls(count, field.type)
            if (values := columns.get(field.name)) is None
            else pa.array(values, field.type)
            for field in self._schema
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)


def _invalid(records: Sequence[JsonRecord]) -> dict[str, Sequence[Any]]:
    return {
        KIND: [INVALID] * len(records),
        POSITION: [record.position for record in records],
        RECORDS: [record.records for record in records],
        TEXT: [record.text for record in records],
        REASON: [str(record.reason) for record in records],
        DETAIL: [record.detail for record in records],
    }


def _cast_texts(kind: ColumnType, read: ReadColumn) -> Sequence[str | None] | None:
    """Return the texts of a column that Spark casts, also of the values that the reader typed.

    One cast of all values is sure to give equal values for equal texts.
    """
    if read.values is None:
        return read.texts
    if kind is ColumnType.BOOLEAN:
        texts = [BOOLEANS[value] for value in read.values]
    else:  # the shortest text of a double that is read as the same double
        texts = [None if value is None else repr(value) for value in read.values]
    if read.texts is None:
        return texts
    return [first or second for first, second in zip(texts, read.texts, strict=True)]
