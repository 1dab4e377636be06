"""Conversions to Parquet files in a scratch directory: one per event date, and one for the quarantine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import polars as pl
from polars.io.plugins import register_io_source

from contract import Contract, frames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from polars.io.partition import FileProviderArgs

    from converter.convert import Conversion

Compression = Literal["zstd", "snappy"]
DAY = ":day"  # no column of a contract can have a colon in its name


@dataclass
class Files:
    """What was written, and the account of it."""

    events: dict[date, Path] = field(default_factory=dict["date", "Path"])
    """A file per UTC event date."""
    quarantine: Path | None = None
    lines: int = 0
    rows: int = 0
    quarantined: Counter[str] = field(default_factory=Counter[str])
    """Lines by reason."""


def write_files(conversions: Iterator[Conversion], contract: Contract, scratch: Path, compression: Compression) -> Files:
    """Write an object's conversions as they come, so that memory grows neither with the object nor with its dates.

    Whatever `conversions` raises is raised; the files are then worth nothing.
    """
    files = Files()
    failures: list[BaseException] = []
    set_aside: list[Path] = []

    def rows(_columns: list[str] | None, _predicate: pl.Expr | None, _rows: int | None, _size: int | None) -> Iterator[pl.DataFrame]:
        try:
            for conversion in conversions:
                files.lines += conversion.lines
                files.rows += conversion.rows.height
                if conversion.quarantine.height:
                    files.quarantined.update(conversion.quarantine["reason"].to_list())
                    set_aside.append(scratch / f"quarantine-{len(set_aside):06d}.arrow")
                    conversion.quarantine.write_ipc(set_aside[-1], compression="lz4")
                if conversion.rows.height:
                    yield conversion.rows
        except BaseException as failure:  # noqa: BLE001 - Polars would put its own error in the place of ours
            failures.append(failure)

    def place(partition: FileProviderArgs) -> Path:
        day: date = partition.partition_keys.item()
        files.events[day] = scratch / f"{day.isoformat()}.parquet"
        return files.events[day]

    stream = register_io_source(rows, schema=frames.schema(contract.table_columns))
    by_day = pl.PartitionBy(
        scratch, key=pl.col(contract.event_time).dt.date().alias(DAY), include_key=False, file_path_provider=place, approximate_bytes_per_file=None
    )
    stream.sink_parquet(by_day, compression=compression, statistics=True, engine="streaming")
    if failures:
        raise failures[0]
    if set_aside:
        files.quarantine = scratch / "quarantine.parquet"
        pl.scan_ipc(set_aside).sink_parquet(files.quarantine, compression=compression, statistics=True)
    return files
