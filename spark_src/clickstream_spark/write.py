"""Finished rows to Parquet files in the lake, on the workers: one file per object and event date, and one for its quarantine.

Spark's own writer does not do for it: it names files itself, and knows no timestamp of milliseconds
without a zone, so its files would have another schema than the converter's. Here every file is put
under its final name at once, in one piece: nothing is renamed, nothing is left over, and a second
run overwrites.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from clickstream.contract import ColumnType, Contract
from clickstream.contract.model import (
    QUARANTINE_COLUMNS,
    QUARANTINE_PARTITIONS,
    Column,
    PartitionKey,
    partition_path,
)
from clickstream_spark.arrow import Batch, Schema, pa, pq
from clickstream_spark.read import s3_client
from clickstream_spark.rows import DAY, DETAIL, KIND, OBJECT, POSITION, REASON, TEXT, Header, Report
from clickstream_spark.rows import HEADER as HEADER_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

REPORTS_SCHEMA = "report string"
ROW_GROUP_ROWS = 1 << 17
ROW_GROUP_BYTES = 1 << 26
TYPES: dict[ColumnType, Any] = {
    ColumnType.BIGINT: pa.int64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DOUBLE: pa.float64(),
    ColumnType.STRING: pa.string(),
    ColumnType.TIMESTAMP: pa.timestamp("ms"),
}
PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class Target:
    """Where the files go, and how they are written."""

    region: str
    """AWS region of the bucket. The raw bucket's is the same: S3 notifies queues of its own region alone."""
    bucket: str
    events_prefix: str
    quarantine_prefix: str
    compression: str


def writer(
    contract: Contract, target: Target, now: dt.datetime
) -> Callable[[Iterable[Batch]], Iterable[Batch]]:
    """Return the function that Spark runs over batches of finished rows, sorted by object, then headers first, then by date.

    It gives a report per object. `now` is what `ingested_at` says, in UTC without a zone.
    """

    def write(batches: Iterable[Batch]) -> Iterator[Batch]:
        current: _Writing | None = None
        for batch in batches:
            names = cast("list[str]", batch.schema.names)
            marks = zip(
                *(
                    batch.column(names.index(name)).to_pylist()
                    for name in (OBJECT, KIND, DAY, REASON)
                ),
                strict=True,
            )
            start = 0
            for (number, kind, day, rejected), run in groupby(
                (number, kind, day, reason is not None) for number, kind, day, reason in marks
            ):
                rows = batch.slice(start, length := sum(1 for _ in run))
                start += length
                if current is None or current.number != number:
                    if current:
                        yield current.report()
                    current = _Writing(number, contract, target, now)
                current.take(rows, kind, None if rejected else day)
        if current:
            yield current.report()

    return write


@dataclass
class _File:
    """A file that is being written."""

    path: Path
    parquet: Any
    held: list[Batch] = field(default_factory=list[Batch])
    rows: int = 0

    def add(self, batch: Batch) -> None:
        self.held.append(batch)
        self.rows += batch.num_rows
        if (
            sum(held.num_rows for held in self.held) >= ROW_GROUP_ROWS
            or sum(held.nbytes for held in self.held) >= ROW_GROUP_BYTES
        ):
            self.flush()

    def flush(self) -> None:
        if self.held:
            self.parquet.write_table(pa.Table.from_batches(self.held))
            self.held.clear()

    def close(self) -> None:
        if self.parquet.is_open:
            self.flush()
            self.parquet.close()


class _Writing:
    """The writing of one object's files."""

    def __init__(self, number: int, contract: Contract, target: Target, now: dt.datetime) -> None:
        self.number, self.contract, self.target, self.now = number, contract, target, now
        self.header: Header | None = None
        self.scratch = TemporaryDirectory()
        self.days: dict[str, _File] = {}
        self.quarantine: _File | None = None
        self.reasons: Counter[str] = Counter()

    def take(self, rows: Batch, kind: int, day: str | None) -> None:
        """Take rows of one kind and one date; without a date they are quarantined."""
        if kind == HEADER_KIND:
            self.header = Header.from_json(_column(rows, TEXT)[0].as_py())
        elif self.header is None:
            msg = (
                f"object {self.number} of the round has rows before its header: they are not sorted"
            )
            raise AssertionError(msg)
        elif self.header.problem or self.header.gone:
            pass  # what was read before it failed
        elif day is None:
            self._set_aside(rows, self.header)
        else:
            self._accept(rows, day, self.header)

    def _accept(self, rows: Batch, day: str, header: Header) -> None:
        if day not in self.days:
            if self.days:
                next(reversed(self.days.values())).close()  # dates come one after the other
            self.days[day] = self._open(f"{day}.parquet", self.contract.table_columns)
        filled = {"ingested_at": self.now, "source_object": header.source}
        self.days[day].add(
            _batch(
                self.contract.table_columns,
                rows,
                {column.name: column.name for column in self.contract.table_columns},
                filled,
            )
        )

    def _set_aside(self, rows: Batch, header: Header) -> None:
        if self.quarantine is None:
            self.quarantine = self._open("quarantine.parquet", QUARANTINE_COLUMNS)
        self.reasons.update(_column(rows, REASON).to_pylist())
        filled = {"ingested_at": self.now, "source_object": header.source}
        taken_from = {"line": TEXT, "reason": REASON, "detail": DETAIL, "position": POSITION}
        self.quarantine.add(_batch(QUARANTINE_COLUMNS, rows, taken_from, filled))

    def _open(self, name: str, columns: Sequence[Column]) -> _File:
        path = Path(self.scratch.name) / name
        return _File(
            path,
            pq.ParquetWriter(
                path, _schema(columns), compression=self.target.compression, store_schema=False
            ),
        )

    def report(self) -> Batch:
        """Check the account, put the files, and say what the object came to."""
        try:
            report = self._finish()
        finally:
            self.scratch.cleanup()
        return pa.RecordBatch.from_pydict({"report": [report.to_json()]})

    def _finish(self) -> Report:
        header = self.header or Header("", problem="it has no header")
        if header.problem or header.gone:
            return Report(self.number, header.source, problem=header.problem, gone=header.gone)
        files = [*self.days.items(), *([("", self.quarantine)] if self.quarantine else [])]
        for _, file in files:
            file.close()
        rows = sum(file.rows for file in self.days.values())
        if rows + self.reasons.total() != header.lines:
            problem = f"AccountingError: {header.lines} lines in, but {rows} rows + {self.reasons.total()} quarantined"
            return Report(self.number, header.source, problem=problem)
        try:
            keys = [self._put(self._key(day, header), file.path) for day, file in files]
        except Exception as error:  # noqa: BLE001 - as for the reader: it costs this object alone
            return Report(self.number, header.source, problem=f"{type(error).__name__}: {error}")
        return Report(
            self.number, header.source, header.lines, rows, dict(self.reasons.most_common()), keys
        )

    def _key(self, day: str, header: Header) -> str:
        prefix, keys, date = (
            (self.target.events_prefix, self.contract.partition_keys, day)
            if day
            else (self.target.quarantine_prefix, QUARANTINE_PARTITIONS, header.arrived)
        )
        return file_key(prefix, keys, dt.date.fromisoformat(date), header.stem)

    def _put(self, key: str, path: Path) -> str:
        with path.open("rb") as body:
            s3_client(self.target.region).put_object(
                Bucket=self.target.bucket, Key=key, Body=body, ContentType=PARQUET
            )
        return key


def file_key(prefix: str, keys: tuple[PartitionKey, ...], day: dt.date, stem: str) -> str:
    """Return the key of an object's file of one date: the same as the converter's."""
    return f"{prefix}{partition_path(keys, day)}/{stem}.parquet"


def _schema(columns: Sequence[Column]) -> Schema:
    return pa.schema([(column.name, TYPES[column.type]) for column in columns])


def _column(rows: Batch, name: str) -> Any:  # noqa: ANN401 - an Arrow array
    return rows.column(cast("list[str]", rows.schema.names).index(name))


def _batch(
    columns: Sequence[Column], rows: Batch, taken_from: dict[str, str], filled: Mapping[str, object]
) -> Batch:
    """Return rows with just these columns, in the types that files have."""
    arrays = [
        pa.repeat(pa.scalar(filled[column.name], TYPES[column.type]), rows.num_rows)
        if column.name in filled
        else _column(rows, taken_from[column.name]).cast(TYPES[column.type])
        for column in columns
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=_schema(columns))
