"""Check of the rows of nested events, whose number alone does not show that members were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path


def check_columns(out: Path) -> None:
    """Check that every column of the contract was read from the events, and that no field is left.

    Raises:
        ValueError: If another column than `extra` is empty.
    """
    for path in sorted((out / "events").rglob("*.parquet")):
        rows = pl.read_parquet(path, hive_partitioning=False)
        empty = [column.name for column in rows if column.null_count() == rows.height]
        if empty != ["extra"]:
            msg = f"{path}: the empty columns are {empty}; only `extra` may be, and has to be"
            raise ValueError(msg)
