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
}


def run(source: Path, out: Path) -> None:
    """Convert one object."""
    types, kept, event_time = read_columns()
    columns = ", ".join(f"{name}: '{TYPES[column_type]}'" for name, column_type in types.items())
    stored = ", ".join(kept)
    parts = ", ".join(
        f"strftime({event_time}, '{fmt}') AS {name}"
        for name, fmt in (("year", "%Y"), ("month", "%m"), ("day", "%d"))
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {stored}, {parts} FROM read_json('{source}', format = 'newline_delimited', compression = 'gzip', columns = {{{columns}}})) "  # noqa: S608 - our own names
            f"TO '{out}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (year, month, day))"
        )
