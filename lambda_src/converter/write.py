"""Parquet files of one raw object in a scratch directory: one per event date, one of quarantine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import polars as pl
from polars.io.plugins import register_io_source

from clickstream.contract import Contract, polars_schema
from converter.columns import EXTRA
from converter.prefetch import prefetch
from converter.spill import DAY, SpillFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from polars.io.partition import FileProviderArgs

    from converter.convert import ConvertedChunk

Compression = Literal["zstd", "snappy"]
RUN_ROWS = 3 << 13  # rows that are sorted together: three or four chunks
RUN_CHUNKS = 8  # or as many chunks, if their rows are long
ROW_GROUP_ROWS = 3 << 12  # half a run: a reader that filters by type skips half of it or more
# as fast as level 1; the default, 3, is slower, and these files, small after dictionary encoding,
# are larger with it
ZSTD_LEVEL = 2
# dates whose files are written while rows arrive; each buffers up to a row group in memory
STREAMED_DATES = 4
# of a run; a smaller slice is copied, since it may wait long for its row group to be full
LARGE_SHARE = 0.25
# limits on the names of unknown fields, in number and characters, so that no object fills the log
MAX_NAMES, MAX_NAME_LENGTH = 100, 100
OTHER_NAMES = "(others)"


@dataclass
class WrittenFiles:
    """Files written for a raw object, and the counts of their records."""

    events: dict[date, Path] = field(default_factory=dict["date", "Path"])
    """One file per UTC event date."""
    quarantine: Path | None = None
    lines: int = 0
    """Records read: rows and quarantined records."""
    rows: int = 0
    quarantined: Counter[str] = field(default_factory=Counter[str])
    """Quarantined records by reason."""
    rows_with_unknown_fields: int = 0
    """Rows with fields that the contract does not declare."""
    unknown_fields: Counter[str] = field(default_factory=Counter[str])
    """Number of events by the name of such a field.

    Names after the first `MAX_NAMES` are counted together as `OTHER_NAMES`.
    """

    def count(self, chunk: ConvertedChunk) -> None:
        """Add the counts of a chunk."""
        self.lines += chunk.lines
        self.rows += chunk.rows.height
        self.rows_with_unknown_fields += chunk.rows.height - chunk.rows[EXTRA].null_count()
        for reason, records in chunk.quarantine.select("reason", "records").rows():
            self.quarantined[reason] += records
        for name, events in chunk.unknown_fields.items():
            shown = name[:MAX_NAME_LENGTH]
            if shown not in self.unknown_fields and len(self.unknown_fields) >= MAX_NAMES:
                shown = OTHER_NAMES
            self.unknown_fields[shown] += events


def write_files(
    chunks: Iterator[ConvertedChunk], contract: Contract, scratch: Path, compression: Compression
) -> WrittenFiles:
    """Write the chunks of a raw object as they arrive.

    Memory grows neither with the size of the object nor with its number of dates. An error of
    `chunks` is raised, and leaves incomplete files.
    """
    files = WrittenFiles()
    writer = _PartitionWriter(files, contract, scratch, compression)
    quarantine: list[Path] = []
    order = [DAY, *contract.sort_by, contract.event_time]
    with (scratch / "rows.spill").open("w+b") as file:
        spill = SpillFile(file)
        rows = _rows(chunks, files, scratch, quarantine)
        runs = _sorted_runs(rows, contract.event_time, order)
        writer.write(_rows_of_first_dates(runs, spill))
        spilled = prefetch((frame.sort(*order), ends) for frame, ends in spill.frames())
        for frame, ends in spilled:
            writer.write(_group(frame, spilled, ends=ends))
    if quarantine:
        files.quarantine = scratch / "quarantine.parquet"
        pl.scan_ipc(quarantine).sink_parquet(
            files.quarantine, compression=compression, statistics=True
        )
    return files


def _rows(
    chunks: Iterator[ConvertedChunk], files: WrittenFiles, scratch: Path, quarantine: list[Path]
) -> Iterator[pl.DataFrame]:
    """Yield the rows of each chunk; count its lines, and write its quarantined lines to disk."""
    for chunk in chunks:
        files.count(chunk)
        if chunk.quarantine.height:
            quarantine.append(scratch / f"quarantine-{len(quarantine):06d}.arrow")
            chunk.quarantine.write_ipc(quarantine[-1], compression="lz4")
        yield chunk.rows


def _sorted_runs(
    frames_of_rows: Iterator[pl.DataFrame], event_time: str, order: list[str]
) -> Iterator[pl.DataFrame]:
    """Yield the rows with a column `DAY` in sorted runs.

    Sorted rows give row groups narrow bounds, by which readers skip them.
    """
    day = pl.col(event_time).dt.date().alias(DAY)
    buffered: list[pl.DataFrame] = []
    for frame in frames_of_rows:
        buffered.append(frame)
        height = sum(frame.height for frame in buffered)
        if height >= RUN_ROWS or len(buffered) >= RUN_CHUNKS:
            run = pl.concat(buffered)
            buffered = [run[RUN_ROWS:]]
            yield run[:RUN_ROWS].with_columns(day).sort(*order)
    if buffered:
        yield pl.concat(buffered).with_columns(day).sort(*order)


def _rows_of_first_dates(runs: Iterator[pl.DataFrame], spill: SpillFile) -> Iterator[pl.DataFrame]:
    """Yield the rows of the first `STREAMED_DATES` dates; spill those of other dates to disk."""
    streamed: list[date] = []
    for run in runs:
        days = run[DAY].unique(maintain_order=True).to_list()
        streamed += [day for day in days if day not in streamed][: STREAMED_DATES - len(streamed)]
        for day in streamed:
            rows = run if days == [day] else run.filter(pl.col(DAY) == day)
            if rows.height:
                yield rows if rows.height > run.height * LARGE_SHARE else _copied(rows)
        if others := [day for day in days if day not in streamed]:
            spill.add(run.filter(pl.col(DAY).is_in(others)))


def _group(
    frame: pl.DataFrame, following: Iterator[tuple[pl.DataFrame, bool]], *, ends: bool
) -> Iterator[pl.DataFrame]:
    """Yield a spilled frame and the following ones, up to the end of its group of days."""
    yield frame
    while not ends:
        frame, ends = next(following)
        yield frame


def _copied(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a deep copy: a string of Polars keeps the whole chunk that it was read from."""
    return pl.read_ipc_stream(rows.write_ipc_stream(None).getvalue())


class _PartitionWriter:
    """Writer of one Parquet file per value of the column `DAY`."""

    def __init__(
        self, files: WrittenFiles, contract: Contract, scratch: Path, compression: Compression
    ) -> None:
        self._files = files
        self._schema = pl.Schema(polars_schema.schema(contract.table_columns) | {DAY: pl.Date()})
        self._scratch = scratch
        self._compression: Compression = compression

    def write(self, rows: Iterator[pl.DataFrame]) -> None:
        """Write all rows of some days; an error of `rows` is raised."""
        errors: list[BaseException] = []

        def source(
            _columns: list[str] | None,
            _predicate: pl.Expr | None,
            _rows: int | None,
            _size: int | None,
        ) -> Iterator[pl.DataFrame]:
            try:
                yield from rows
            except BaseException as error:  # noqa: BLE001 - Polars would replace it by an error of its own
                errors.append(error)

        by_day = pl.PartitionBy(
            self._scratch,
            key=DAY,
            include_key=False,
            file_path_provider=self._path,
            approximate_bytes_per_file=None,
        )
        register_io_source(source, schema=self._schema).sink_parquet(
            by_day,
            compression=self._compression,
            compression_level=ZSTD_LEVEL if self._compression == "zstd" else None,
            statistics=True,
            row_group_size=ROW_GROUP_ROWS,
            engine="streaming",
        )
        if errors:
            raise errors[0]

    def _path(self, partition: FileProviderArgs) -> Path:
        day: date = partition.partition_keys.item()
        self._files.events[day] = self._scratch / f"{day.isoformat()}.parquet"
        return self._files.events[day]
