"""Conversions to Parquet files in a scratch directory: one per event date, and one for the quarantine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import polars as pl
from polars.io.plugins import register_io_source

from clickstream.contract import Contract, polars_schema
from converter.ahead import ahead
from converter.plain import EXTRA
from converter.spool import DAY, Spool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from polars.io.partition import FileProviderArgs

    from converter.convert import Conversion

Compression = Literal["zstd", "snappy"]
RUN_ROWS = 3 << 13  # sorted together: three or four chunks
RUN_STRETCHES = 8  # or as many stretches, if their rows are long
ROW_GROUP_ROWS = 3 << 12  # half a run: a reader that wants one type skips half of it or more
# as fast as 1; the default, 3, is slower, and these files, small after dictionary encoding, are
# larger with it
ZSTD_LEVEL = 2
STREAMED_DATES = 4  # whose files are written as rows come; each holds up to a row group in memory
# of a run; smaller parts are copied, since they may wait long for their row group to be full
LARGE_SHARE = 0.25
# unknown fields, characters: what comes in is not to fill the log
MOST_NAMES, LONGEST_NAME = 100, 100
OTHER_NAMES = "(others)"


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
    extended: int = 0
    """Rows with fields that the contract does not name."""
    unknown: Counter[str] = field(default_factory=Counter[str])
    """The events that have such a field, by its name; names behind the first `MOST_NAMES` are one, `OTHER_NAMES`."""


def write_files(
    conversions: Iterator[Conversion], contract: Contract, scratch: Path, compression: Compression
) -> Files:
    """Write an object's conversions as they come, so that memory grows neither with the object nor with its dates.

    Whatever `conversions` raises is raised; the files are then worth nothing.
    """
    files = Files()
    writer = _Writer(files, contract, scratch, compression)
    set_aside: list[Path] = []
    with (scratch / "rows.spool").open("w+b") as file:
        spool = Spool(file)
        writer.write(
            _of_first_dates(
                _runs(_accounted(conversions, files, scratch, set_aside), contract), spool
            )
        )
        sorted_frames = ahead(
            (frame.sort(*_order(contract)), ends) for frame, ends in spool.frames()
        )
        for frame, ends in sorted_frames:
            writer.write(_group(frame, sorted_frames, ends=ends))
    if set_aside:
        files.quarantine = scratch / "quarantine.parquet"
        pl.scan_ipc(set_aside).sink_parquet(
            files.quarantine, compression=compression, statistics=True
        )
    return files


def _accounted(
    conversions: Iterator[Conversion], files: Files, scratch: Path, set_aside: list[Path]
) -> Iterator[pl.DataFrame]:
    """Yield the rows, count, and set the quarantine aside on disk."""
    for conversion in conversions:
        files.lines += conversion.lines
        files.rows += conversion.rows.height
        files.extended += conversion.rows.height - conversion.rows[EXTRA].null_count()
        for name, events in conversion.unknown.items():
            shown = name[:LONGEST_NAME]
            files.unknown[
                shown if shown in files.unknown or len(files.unknown) < MOST_NAMES else OTHER_NAMES
            ] += events
        if conversion.quarantine.height:
            files.quarantined.update(conversion.quarantine["reason"].to_list())
            set_aside.append(scratch / f"quarantine-{len(set_aside):06d}.arrow")
            conversion.quarantine.write_ipc(set_aside[-1], compression="lz4")
        yield conversion.rows


def _order(contract: Contract) -> list[str]:
    return [DAY, *contract.sort_by, contract.event_time]


def _runs(rows: Iterator[pl.DataFrame], contract: Contract) -> Iterator[pl.DataFrame]:
    """Yield the rows with their `DAY`, sorted run by run, so that the bounds of row groups tell readers what to skip."""
    day = pl.col(contract.event_time).dt.date().alias(DAY)
    held: list[pl.DataFrame] = []
    for frame in rows:
        held.append(frame)
        height = sum(frame.height for frame in held)
        if height >= RUN_ROWS or len(held) >= RUN_STRETCHES:
            run = pl.concat(held)
            held = [run[RUN_ROWS:]]
            yield run[:RUN_ROWS].with_columns(day).sort(*_order(contract))
    if held:
        yield pl.concat(held).with_columns(day).sort(*_order(contract))


def _of_first_dates(runs: Iterator[pl.DataFrame], spool: Spool) -> Iterator[pl.DataFrame]:
    """Yield the rows of the first dates that come; set the others' aside."""
    streamed: list[date] = []
    for run in runs:
        days = run[DAY].unique(maintain_order=True).to_list()
        streamed += [day for day in days if day not in streamed][: STREAMED_DATES - len(streamed)]
        for day in streamed:
            rows = run if days == [day] else run.filter(pl.col(DAY) == day)
            if rows.height:
                yield rows if rows.height > run.height * LARGE_SHARE else _copied(rows)
        if others := [day for day in days if day not in streamed]:
            spool.add(run.filter(pl.col(DAY).is_in(others)))


def _group(
    frame: pl.DataFrame, following: Iterator[tuple[pl.DataFrame, bool]], *, ends: bool
) -> Iterator[pl.DataFrame]:
    """Yield a frame of a spool, and those that follow it up to the end of its group."""
    yield frame
    while not ends:
        frame, ends = next(following)
        yield frame


def _copied(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with texts of their own: a text of Polars keeps the whole chunk that it was read from in memory."""
    return pl.read_ipc_stream(rows.write_ipc_stream(None).getvalue())


class _Writer:
    """Writes frames that have a column `DAY` to a file per day."""

    def __init__(
        self, files: Files, contract: Contract, scratch: Path, compression: Compression
    ) -> None:
        self._files = files
        self._schema = pl.Schema(polars_schema.schema(contract.table_columns) | {DAY: pl.Date()})
        self._scratch = scratch
        self._compression: Compression = compression

    def write(self, rows: Iterator[pl.DataFrame]) -> None:
        """Write whole days; what `rows` raises is raised."""
        failures: list[BaseException] = []

        def source(
            _columns: list[str] | None,
            _predicate: pl.Expr | None,
            _rows: int | None,
            _size: int | None,
        ) -> Iterator[pl.DataFrame]:
            try:
                yield from rows
            except BaseException as failure:  # noqa: BLE001 - Polars would put its own error in the place of ours
                failures.append(failure)

        by_day = pl.PartitionBy(
            self._scratch,
            key=DAY,
            include_key=False,
            file_path_provider=self._place,
            approximate_bytes_per_file=None,
        )
        stream = register_io_source(source, schema=self._schema)
        level = ZSTD_LEVEL if self._compression == "zstd" else None
        stream.sink_parquet(
            by_day,
            compression=self._compression,
            compression_level=level,
            statistics=True,
            row_group_size=ROW_GROUP_ROWS,
            engine="streaming",
        )
        if failures:
            raise failures[0]

    def _place(self, partition: FileProviderArgs) -> Path:
        day: date = partition.partition_keys.item()
        self._files.events[day] = self._scratch / f"{day.isoformat()}.parquet"
        return self._files.events[day]
