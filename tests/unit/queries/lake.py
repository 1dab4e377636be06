"""Lake in a directory, with the tables and the views of the clickstream contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.contract import glue_columns
from clickstream.contract.model import QUARANTINE_COLUMNS
from clickstream.contract.views import TABLE_TYPE, views_of
from clickstream.local.sql.catalog import MemoryCatalog
from clickstream.local.sql.engine import Engine
from clickstream.local.sql.store import DirectoryStore
from tests.unit.local.sql import directory_lake
from tests.unit.queries.events import CONTRACT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl

    from clickstream.contract import Column

DATABASE = "lake"
QUARANTINE = f"{CONTRACT.table}_quarantine"


def lake(root: Path, events: pl.DataFrame, quarantine: pl.DataFrame | None = None) -> Engine:
    """Write rows into partitions by date, and return the local Athena over them.

    Args:
        root: Empty directory.
        events: Rows of the events table; their date is that of the event.
        quarantine: Rows of the quarantine table; their date is that of the conversion.
    """
    tables = {
        CONTRACT.table: _table("events", CONTRACT.table_columns),
        QUARANTINE: _table("quarantine", QUARANTINE_COLUMNS),
    }
    for view in views_of(CONTRACT, CONTRACT.table_columns, CONTRACT.partition_keys):
        tables[view.name] = {
            "TableType": TABLE_TYPE,
            "ViewOriginalText": view.definition(DATABASE),
            "StorageDescriptor": {"Columns": _columns(view.columns)},
        }
    _write(root, "events", events, CONTRACT.event_time)
    if quarantine is not None:
        _write(root, "quarantine", quarantine, "ingested_at")
    catalog = MemoryCatalog({DATABASE: tables})
    return Engine(catalog, DirectoryStore(root), now=lambda: directory_lake.NOW)


def _table(prefix: str, columns: Sequence[Column]) -> dict[str, Any]:
    projection = {
        **directory_lake.PROJECTION,
        "storage.location.template": f"s3://lake/{prefix}/year=${{year}}/month=${{month}}/day=${{day}}/",
    }
    kinds = {column["Name"]: column["Type"] for column in _columns(columns)}
    return directory_lake.table(f"s3://lake/{prefix}/", kinds, directory_lake.KEYS, projection)


def _columns(columns: Sequence[Column]) -> list[dict[str, str]]:
    return [
        {"Name": column["name"], "Type": column["type"]} for column in glue_columns.columns(columns)
    ]


def _write(root: Path, prefix: str, rows: pl.DataFrame, time: str) -> None:
    for (date,), part in rows.group_by(rows[time].dt.date().alias("date")):
        # Two files, as of two raw objects.
        for number, file in enumerate((part[::2], part[1::2])):
            key = f"{prefix}/{date:year=%Y/month=%m/day=%d}/part-{number}.parquet"
            directory_lake.write(root, key, file)


def rows_of(engine: Engine, sql: str, dates: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    """Run a statement in the local Athena, and return its rows by column."""
    given = [f"'{date}'" for date in dates or ()]
    result = engine.run(sql, database=DATABASE, parameters=given)
    names = [column.name for column in result.columns]
    return [dict(zip(names, row, strict=True)) for row in result.values]
