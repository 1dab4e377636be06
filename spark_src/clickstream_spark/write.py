"""Rows to Parquet files in the lake, on the workers: per object one per event date, and quarantine.

Spark's own writer is not used: it chooses the names of its files, and has no type for timestamps in
milliseconds without a zone, so its files would not have the schema of the Lambda converter's. Here
each file is put under its final name in one request: nothing is renamed, no temporary file remains,
and a second run overwrites the files.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from clickstream.contract.model import (
    QUARANTINE_COLUMNS,
    QUARANTINE_PARTITIONS,
    Column,
    PartitionKey,
    partition_path,
)
from clickstream.records.dates import MAX_DATES, too_many_dates
from clickstream.records.decode import Reason
from clickstream_spark.arrow import RecordBatch, Schema, arrow_type, pa, pq
from clickstream_spark.columns import (
    DAY,
    DETAIL,
    KIND,
    OBJECT,
    POSITION,
    REASON,
    RECORDS,
    SEQUENCE,
    SUMMARY,
    TEXT,
)
from clickstream_spark.read import s3_client
from clickstream_spark.report import ReadSummary, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from clickstream.contract import Contract

REPORTS_SCHEMA = "report string"
ROW_GROUP_ROWS = 1 << 17
ROW_GROUP_BYTES = 1 << 26
PARQUET = "application/vnd.apache.parquet"
QUARANTINE_SOURCES = {
    "line": TEXT,
    "reason": REASON,
    "detail": DETAIL,
    "position": POSITION,
    "records": RECORDS,
}
"""Columns of the rows by the columns of the quarantine table."""


@dataclass(frozen=True)
class Lake:
    """Bucket, prefixes and compression of the files."""

    region: str
    """AWS region of the bucket, and of the raw bucket: S3 notifies only queues of its region."""
    bucket: str
    events_prefix: str
    quarantine_prefix: str
    compression: str


def writer(
    contract: Contract, lake: Lake, now: dt.datetime, dates: Mapping[int, frozenset[str]]
) -> Callable[[Iterable[RecordBatch]], Iterable[RecordBatch]]:
    """Return the function that Spark runs over batches of completed rows.

    The rows are sorted by object, and within an object: its summary, its accepted events by date,
    its quarantined lines. The function returns a report per object.

    Args:
        contract: Contract of the events table.
        lake: Destination of the files.
        now: Value of `ingested_at`, in UTC without a zone.
        dates: Event dates that are written, by the number of an object with too many dates. Events
            of other dates are quarantined.
    """

    def write(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        current: _ObjectWriter | None = None
        for batch in batches:
            for (number, kind, day), rows in _slices(batch):
                if current is None or current.number != number:
                    if current:
                        yield current.report()
                    current = _ObjectWriter(number, contract, lake, now, dates.get(number))
                current.add(rows, kind, day)
        if current:
            yield current.report()

    return write


def _slices(batch: RecordBatch) -> Iterator[tuple[tuple[int, int, str | None], RecordBatch]]:
    """Yield slices of rows with the same object, kind and date; no date if they are quarantined."""
    columns = (_column(batch, name).to_pylist() for name in (OBJECT, KIND, DAY, REASON))
    keys = (
        (number, kind, day if reason is None else None)
        for number, kind, day, reason in zip(*columns, strict=True)
    )
    start = 0
    for key, run in groupby(keys):
        length = sum(1 for _ in run)
        yield key, batch.slice(start, length)
        start += length


@dataclass
class _OpenFile:
    """Parquet file that is being written."""

    path: Path
    parquet: Any
    buffered: list[RecordBatch] = field(default_factory=list[RecordBatch])
    """Rows of the next row group."""
    rows: int = 0

    def add(self, batch: RecordBatch) -> None:
        self.buffered.append(batch)
        self.rows += batch.num_rows
        rows = sum(buffered.num_rows for buffered in self.buffered)
        # not nbytes, which ends the process with a segmentation fault for some slices of nested
        # columns; a slice counts with the whole batch that it is part of
        size = sum(buffered.get_total_buffer_size() for buffered in self.buffered)
        if rows >= ROW_GROUP_ROWS or size >= ROW_GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        if self.buffered:
            self.parquet.write_table(pa.Table.from_batches(self.buffered))
            self.buffered.clear()

    def close(self) -> None:
        if self.parquet.is_open:
            self.flush()
            self.parquet.close()


class _ObjectWriter:
    """Writer of the files of one raw object."""

    def __init__(
        self,
        number: int,
        contract: Contract,
        lake: Lake,
        now: dt.datetime,
        dates: frozenset[str] | None,
    ) -> None:
        self.number, self.contract, self.lake, self.now = number, contract, lake, now
        self.dates = dates
        self.summary: ReadSummary | None = None
        self.scratch = TemporaryDirectory()
        self.days: dict[str, _OpenFile] = {}
        self.appearances: dict[str, tuple[int, int]] = {}
        """Position and number of the first event of each date."""
        self.quarantine: _OpenFile | None = None
        self.reasons: Counter[str] = Counter()

    def add(self, rows: RecordBatch, kind: int, day: str | None) -> None:
        """Add rows of one kind and one date; without a date they are quarantined."""
        if kind == SUMMARY:
            self.summary = ReadSummary.from_json(_column(rows, TEXT)[0].as_py())
        elif self.summary is None:
            msg = f"rows of object {self.number} of the round come before its summary: not sorted"
            raise AssertionError(msg)
        elif self.summary.problem or self.summary.gone:
            pass  # rows that were read before the error
        elif day is None:
            self._add_quarantined(rows, self.summary)
        elif self.dates and day not in self.dates:
            reason = {"reason": str(Reason.TOO_MANY_DATES), "detail": too_many_dates(MAX_DATES)}
            self._add_quarantined(rows, self.summary, reason)
        else:
            self._add_accepted(rows, day, self.summary)

    def _add_accepted(self, rows: RecordBatch, day: str, summary: ReadSummary) -> None:
        columns = self.contract.table_columns
        if day not in self.appearances:
            first = (_column(rows, name)[0].as_py() for name in (POSITION, SEQUENCE))
            self.appearances[day] = (next(first), next(first))
        if self.crowded:
            return
        if day not in self.days:
            if self.days:
                next(reversed(self.days.values())).close()  # rows are sorted by date
            self.days[day] = self._open(f"{day}.parquet", columns)
        sources = {column.name: column.name for column in columns}
        self.days[day].add(_batch(columns, rows, sources, self._lineage(summary)))

    @property
    def crowded(self) -> bool:
        """Whether the object has too many dates, so that nothing is written."""
        return len(self.appearances) > MAX_DATES

    def _add_quarantined(
        self, rows: RecordBatch, summary: ReadSummary, reason: Mapping[str, object] | None = None
    ) -> None:
        """Add quarantined rows; `reason` replaces the reason and the detail in the rows."""
        if self.quarantine is None:
            self.quarantine = self._open("quarantine.parquet", QUARANTINE_COLUMNS)
        constants = {**self._lineage(summary), **(reason or {})}
        batch = _batch(QUARANTINE_COLUMNS, rows, QUARANTINE_SOURCES, constants)
        reasons, records = (_column(batch, name).to_pylist() for name in ("reason", "records"))
        for name, count in zip(reasons, records, strict=True):
            self.reasons[name] += count
        self.quarantine.add(batch)

    def _lineage(self, summary: ReadSummary) -> dict[str, object]:
        return {"ingested_at": self.now, "source_object": summary.source}

    def _open(self, name: str, columns: Sequence[Column]) -> _OpenFile:
        path = Path(self.scratch.name) / name
        compression = self.lake.compression
        schema = _schema(columns)
        parquet = pq.ParquetWriter(
            path,
            schema,
            compression=compression,
            store_schema=False,
            use_compliant_nested_type=True,
        )
        return _OpenFile(path, parquet)

    def report(self) -> RecordBatch:
        """Reconcile the lines, put the files, and return the report."""
        try:
            report = self._finish(self.summary or ReadSummary("", problem="it has no summary"))
        finally:
            self.scratch.cleanup()
        return pa.RecordBatch.from_pydict({"report": [report.to_json()]})

    def _finish(self, summary: ReadSummary) -> Report:
        source = summary.source
        if summary.problem or summary.gone:
            return Report(self.number, source, problem=summary.problem, gone=summary.gone)
        for file in self._files():
            file.close()
        if self.crowded:
            by_appearance = sorted(self.appearances, key=self.appearances.__getitem__)
            return Report(self.number, source, first_dates=by_appearance[:MAX_DATES])
        rows, quarantined = sum(file.rows for file in self.days.values()), self.reasons.total()
        if rows + quarantined != summary.lines:
            counts = f"{summary.lines} lines in, but {rows} rows + {quarantined} quarantined"
            return Report(self.number, source, problem=f"ReconciliationError: {counts}")
        try:
            keys = self._put_files(summary)
        except Exception as error:  # noqa: BLE001 - any error fails this object alone
            return Report(self.number, source, problem=f"{type(error).__name__}: {error}")
        reasons = dict(self.reasons.most_common())
        return Report(self.number, source, summary.lines, rows, reasons, keys)

    def _files(self) -> list[_OpenFile]:
        return [*self.days.values(), *([self.quarantine] if self.quarantine else [])]

    def _put_files(self, summary: ReadSummary) -> list[str]:
        """Put all files into the lake; return their keys."""
        partition_keys = self.contract.partition_keys
        keys = [
            _key(self.lake.events_prefix, partition_keys, day, summary.stem) for day in self.days
        ]
        if self.quarantine:
            prefix, day = self.lake.quarantine_prefix, summary.arrival_date
            keys.append(_key(prefix, QUARANTINE_PARTITIONS, day, summary.stem))
        s3 = s3_client(self.lake.region)
        for key, file in zip(keys, self._files(), strict=True):
            with file.path.open("rb") as body:
                s3.put_object(Bucket=self.lake.bucket, Key=key, Body=body, ContentType=PARQUET)
        return keys


def _key(prefix: str, keys: tuple[PartitionKey, ...], day: str, stem: str) -> str:
    """Return the key of an object's file of one date, the same as the Lambda converter's."""
    return f"{prefix}{partition_path(keys, dt.date.fromisoformat(day))}/{stem}.parquet"


def _schema(columns: Sequence[Column]) -> Schema:
    return pa.schema([(column.name, arrow_type(column.data_type, "ms")) for column in columns])


def _column(rows: RecordBatch, name: str) -> Any:  # noqa: ANN401 - an Arrow array
    return rows.column(cast("list[str]", rows.schema.names).index(name))


def _batch(
    columns: Sequence[Column],
    rows: RecordBatch,
    sources: Mapping[str, str],
    constants: Mapping[str, object],
) -> RecordBatch:
    """Return rows with `columns`, in the types of the files.

    Args:
        columns: Columns of the file.
        rows: Completed rows.
        sources: Name in `rows` by name in the file.
        constants: Value of a column that is the same in all rows.
    """
    schema = _schema(columns)
    arrays = [
        pa.repeat(pa.scalar(constants[field.name], field.type), rows.num_rows)
        if field.name in constants
        else _column(rows, sources[field.name]).cast(field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
