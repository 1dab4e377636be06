"""Fixed tables that the corpus of SQL statements reads: rows, Parquet files and Glue definitions.

Columns come from contracts, and derived columns are computed as the converter computes them. The
partitions are registered in the catalog, as crawlers register them: with projection, a statement
without a date would list a prefix for every day of the range.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from clickstream.contract import glue_columns, polars_schema
from clickstream.contract.data_types import ColumnType, DataType
from clickstream.contract.model import (
    QUARANTINE_COLUMNS,
    QUARANTINE_PARTITIONS,
    Column,
    PartitionKey,
    partition_path,
)
from clickstream.contract.odcs import read_contract
from clickstream.local.sql.catalog import MemoryCatalog
from components.catalog import PARQUET_INPUT, PARQUET_OUTPUT, PARQUET_SERDE
from tests.paths import CLICKSTREAM, ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

DATABASE = "lake"
DATA = Path(__file__).parent / "data"
FILE = "rows.parquet"
NEW_TABLES = "new/"
"""Prefix of the tables that statements create."""


@dataclass(frozen=True)
class Table:
    """Table with its rows."""

    name: str
    columns: Sequence[Column]
    keys: tuple[PartitionKey, ...]
    time: str
    """Name of the timestamp column whose date gives the partition."""

    def partitions(self) -> Iterator[tuple[date, pl.DataFrame]]:
        """Yield the rows of each partition, without the partition keys."""
        lines = (DATA / f"{self.name}.jsonl").read_text(encoding="utf-8").splitlines()
        given = [column for column in self.columns if column.logic is None]
        rows = [_typed_row(json.loads(line), given) for line in lines]
        frame = pl.DataFrame(rows, schema=polars_schema.schema(given))
        for column in self.columns:
            if column.logic is not None:
                frame = frame.with_columns(polars_schema.derivation(column))
        frame = frame.select(column.name for column in self.columns)
        day = pl.col(self.time).dt.date()
        for value in frame.select(day.unique().sort()).to_series():
            yield value, frame.filter(day == value)

    def definition(self, location: str) -> dict[str, Any]:
        """Return Glue's `TableInput`.

        Args:
            location: s3:// address of the table, with a slash at its end.
        """
        return {
            "Name": self.name,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
            "PartitionKeys": _capitalized(glue_columns.partition_columns(self.keys)),
            "StorageDescriptor": self._storage(location),
        }

    def partition_inputs(self, location: str) -> list[dict[str, Any]]:
        """Return Glue's `PartitionInput` of every partition."""
        return [
            {
                "Values": [part.partition("=")[2] for part in path.split("/")],
                "StorageDescriptor": self._storage(f"{location}{path}/"),
            }
            for path in (partition_path(self.keys, day) for day, _ in self.partitions())
        ]

    def _storage(self, location: str) -> dict[str, Any]:
        return {
            "Location": location,
            "Columns": _capitalized(glue_columns.columns(self.columns)),
            "InputFormat": PARQUET_INPUT,
            "OutputFormat": PARQUET_OUTPUT,
            "NumberOfBuckets": 0,  # Glue answers 0; the emulator would answer nothing
            "SerdeInfo": {
                "SerializationLibrary": PARQUET_SERDE,
                "Parameters": {"serialization.format": "1"},
            },
        }


def _tables() -> tuple[Table, ...]:
    clickstream, orders = read_contract(CLICKSTREAM), read_contract(ORDERS)
    return (
        Table("events", clickstream.table_columns, clickstream.partition_keys, "event_time"),
        Table("quarantine", QUARANTINE_COLUMNS, QUARANTINE_PARTITIONS, "ingested_at"),
        Table("orders", orders.table_columns, orders.partition_keys, "ordered_at"),
    )


TABLES = _tables()


def write_files(directory: Path) -> list[str]:
    """Write the Parquet files of all tables, and return their paths relative to the directory."""
    written: list[str] = []
    for table in TABLES:
        for day, rows in table.partitions():
            path = f"{table.name}/{partition_path(table.keys, day)}/{FILE}"
            (directory / path).parent.mkdir(parents=True)
            rows.write_parquet(directory / path)
            written.append(path)
    return written


def memory_catalog(bucket: str) -> MemoryCatalog:
    """Return a catalog of the tables, whose files are in a bucket of a `DirectoryStore`."""
    locations = {table.name: f"s3://{bucket}/{table.name}/" for table in TABLES}
    return MemoryCatalog(
        {DATABASE: {table.name: table.definition(locations[table.name]) for table in TABLES}},
        {(DATABASE, table.name): table.partition_inputs(locations[table.name]) for table in TABLES},
    )


def create_in_glue(glue: GlueClient, s3: S3Client, bucket: str, directory: Path) -> None:
    """Upload the files, and create database, tables and partitions.

    Args:
        glue: Client of Glue.
        s3: Client of S3.
        bucket: Existing bucket of the files.
        directory: Directory of `write_files`.
    """
    for path in sorted(directory.rglob(FILE)):
        s3.put_object(
            Bucket=bucket, Key=path.relative_to(directory).as_posix(), Body=path.read_bytes()
        )
    glue.create_database(
        DatabaseInput={"Name": DATABASE, "LocationUri": f"s3://{bucket}/{NEW_TABLES}"}
    )
    for table in TABLES:
        location = f"s3://{bucket}/{table.name}/"
        glue.create_table(DatabaseName=DATABASE, TableInput=cast("Any", table.definition(location)))
        glue.batch_create_partition(
            DatabaseName=DATABASE,
            TableName=table.name,
            PartitionInputList=cast("Any", table.partition_inputs(location)),
        )


def _typed_row(row: dict[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    if unknown := row.keys() - {column.name for column in columns}:
        msg = f"a row has the keys {sorted(unknown)}, which the table lacks. Correct tests/sql/data"
        raise ValueError(msg)
    return {column.name: _typed(row.get(column.name), column.data_type) for column in columns}


def _typed(value: Any, data_type: DataType) -> Any:
    """Return a JSON value as Polars takes it."""
    typed = value
    match data_type.kind:
        case _ if value is None:
            pass
        case ColumnType.TIMESTAMP:
            typed = datetime.fromisoformat(value)
        case ColumnType.DATE:
            typed = date.fromisoformat(value)
        case ColumnType.DECIMAL:
            typed = Decimal(value)
        case ColumnType.STRUCT:
            typed = {
                field.name: _typed(value.get(field.name), field.data_type)
                for field in data_type.fields
            }
        case ColumnType.ARRAY if data_type.items:
            typed = [_typed(item, data_type.items) for item in value]
        case ColumnType.MAP if data_type.items:
            typed = {key: _typed(item, data_type.items) for key, item in value.items()}
        case _:
            pass
    return typed


def _capitalized(columns: Sequence[glue_columns.GlueColumn]) -> list[dict[str, str]]:
    return [
        {"Name": column["name"], "Type": column["type"], "Comment": column["comment"]}
        for column in columns
    ]
