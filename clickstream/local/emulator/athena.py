"""Patch of MiniStack's Athena: translates Athena SQL to DuckDB SQL, and formats results.

A table without files has the nested types of its Glue columns.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any, cast

from clickstream.local.sql import athena_to_duckdb

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping


def patch_athena() -> None:
    """Replace two functions of MiniStack's Athena.

    `_run_duckdb` runs a query in DuckDB unchanged. `_duckdb_type` gives nested columns of a table
    without files the type VARCHAR, which cannot be unnested.
    """
    from ministack.services import athena, firehose, glue  # noqa: PLC0415 - reads the environment on import

    # MiniStack has no type information: its private members are annotated here.
    run: Callable[[str, str, str | None], Awaitable[dict[str, Any]]] | None = getattr(
        athena, "_run_duckdb", None
    )
    tables: Mapping[str, dict[str, Any]] | None = getattr(glue, "_tables", None)
    duckdb_type: Callable[[str], str] | None = getattr(firehose, "_hive_to_duckdb_type", None)
    if run is None or tables is None or duckdb_type is None or not hasattr(athena, "_duckdb_type"):
        sys.exit(
            "MiniStack has no `athena._run_duckdb`, `athena._duckdb_type`, `glue._tables` or `firehose._hive_to_duckdb_type`: adapt clickstream/local/emulator/athena.py to its version"
        )

    def type_of(column: Mapping[str, str]) -> str:
        return duckdb_type(column.get("Type", "string"))

    @functools.wraps(run)
    async def run_translated(
        query: str, database: str, catalog: str | None = None
    ) -> dict[str, Any]:
        translated = athena_to_duckdb.translate(query, table_columns(tables), database)
        results = await run(translated, database, catalog)
        rows = [[athena_to_duckdb.format_value(value) for value in row] for row in results["rows"]]
        return {**results, "rows": rows}

    athena._duckdb_type = type_of  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - MiniStack's version is pinned
    athena._run_duckdb = run_translated  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - MiniStack's version is pinned


def table_columns(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, dict[str, str]]]:
    """Return the columns of Glue tables, partition keys last.

    Args:
        tables: Glue tables by `database/table`.

    Returns:
        Types of the columns by database, table and column.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for key, table in tables.items():
        database, _, name = key.partition("/")
        storage = cast("Mapping[str, Any]", table.get("StorageDescriptor") or {})
        columns: list[dict[str, str]] = [
            *storage.get("Columns", []),
            *table.get("PartitionKeys", []),
        ]
        found.setdefault(database, {})[name] = {
            column["Name"]: column.get("Type", "string") for column in columns
        }
    return found
