"""`COPY` of DuckDB, zstd: one statement without checks. The first malformed line fails it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from benchmarks.cases._columns import read_columns

if TYPE_CHECKING:
    from pathlib import Path

TYPES = {
    "string": "VARCHAR",
    "timestamp": "TIMESTAMP_MS",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "json": "JSON",
}


def read_json(source: Path, types: dict[str, str]) -> str:
    """Return the table expression that reads the fields of an object as columns of these types."""
    columns = ", ".join(f"\"{name}\": '{TYPES[column]}'" for name, column in types.items())
    return f"read_json('{source}', format = 'newline_delimited', compression = 'gzip', columns = {{{columns}}})"


def copy(query: str, event_time: str, out: Path) -> None:
    """Write the rows of a query as Parquet files, partitioned by the date of the event."""
    parts = ", ".join(
        f"strftime({event_time}, '{fmt}') AS {name}"
        for name, fmt in (("year", "%Y"), ("month", "%m"), ("day", "%d"))
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT *, {parts} FROM ({query})) "  # noqa: S608 - our own names
            f"TO '{out}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (year, month, day))"
        )


def run(source: Path, out: Path) -> None:
    """Convert one object."""
    types, kept, event_time = read_columns()
    copy(f"SELECT {', '.join(kept)} FROM {read_json(source, types)}", event_time, out)  # noqa: S608 - our own names
