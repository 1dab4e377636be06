"""Lake in a directory: a projected table of events over three dates, written by Polars."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from clickstream.local.sql.catalog import MemoryCatalog
from clickstream.local.sql.engine import Engine
from clickstream.local.sql.store import DirectoryStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
KEYS = ("year", "month", "day")
COLUMNS = {
    "id": "string",
    "quantity": "bigint",
    "price": "double",
    "event_time": "timestamp",
    "tags": "array<string>",
}
ROW_GROUP = 10

PROJECTION = {
    "projection.enabled": "true",
    "storage.location.template": "s3://lake/events/year=${year}/month=${month}/day=${day}/",
    "projection.year.type": "date",
    "projection.year.format": "yyyy",
    "projection.year.range": "2025,NOW+1YEARS",
    "projection.year.interval": "1",
    "projection.year.interval.unit": "YEARS",
    "projection.month.type": "integer",
    "projection.month.digits": "2",
    "projection.month.range": "1,12",
    "projection.day.type": "integer",
    "projection.day.digits": "2",
    "projection.day.range": "1,31",
}
PROJECTED = 3 * 12 * 31
"""Partitions from 2025 to the year after NOW."""

PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {
        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "Parameters": {"serialization.format": "1"},
    },
}


def table(
    location: str,
    columns: Mapping[str, str],
    keys: Sequence[str] = (),
    parameters: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    return {
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in keys],
        "Parameters": {"classification": "parquet", **(parameters or {})},
        "StorageDescriptor": {
            "Location": location,
            "Columns": [{"Name": name, "Type": kind} for name, kind in columns.items()],
            **PARQUET,
        },
    }


def write(root: Path, key: str, frame: pl.DataFrame) -> Path:
    path = root / "lake" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, row_group_size=ROW_GROUP)
    return path


def events(day: datetime, count: int, *, has_price: bool = True) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "id": [f"{day:%m%d}-{number}" for number in range(count)],
            "quantity": list(range(count)),
            "event_time": [day.replace(hour=number % 24, tzinfo=None) for number in range(count)],
            "tags": [["a", "b"]] * count,
        },
        schema_overrides={"event_time": pl.Datetime("ms")},
    )
    return frame.with_columns(pl.lit(1.5).alias("price")) if has_price else frame


def key_of(day: datetime) -> str:
    return f"events/{day:year=%Y/month=%m/day=%d}/part-0.parquet"


def lake(root: Path) -> Engine:
    for day, count, has_price in (
        (datetime(2025, 12, 31, tzinfo=UTC), 5, False),
        (datetime(2026, 1, 1, tzinfo=UTC), 20, True),
        (datetime(2026, 3, 4, tzinfo=UTC), 30, True),
        (datetime(2024, 1, 1, tzinfo=UTC), 7, True),  # before the projected range
    ):
        write(root, key_of(day), events(day, count, has_price=has_price))
    write(root, "orders/orders.parquet", pl.DataFrame({"order_id": ["o1"], "event_id": ["0101-1"]}))
    tables = {
        "events": table("s3://lake/events/", COLUMNS, KEYS, PROJECTION),
        "orders": table("s3://lake/orders/", {"order_id": "string", "event_id": "string"}),
    }
    return Engine(MemoryCatalog({"lake": tables}), DirectoryStore(root), now=lambda: NOW)
