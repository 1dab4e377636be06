"""Pipeline of the converter without its checks: the speed of Polars on input without errors.

It decompresses with isal in chunks that end at a newline, parses all columns as String, casts them,
and streams partitioned Parquet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

import polars as pl
from isal import igzip
from polars.io.plugins import register_io_source

from benchmarks.cases._columns import read_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 4 << 20  # bytes of JSON
DTYPES: dict[str, pl.DataType] = {
    "bigint": pl.Int64(),
    "boolean": pl.Boolean(),
    "double": pl.Float64(),
    "string": pl.String(),
    "timestamp": pl.Datetime("ms"),
}
PARTITIONS = {"year": "%Y", "month": "%m", "day": "%d"}


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while data := file.read(CHUNK):
        cut = data.rfind(b"\n") + 1
        yield rest + data[:cut]
        rest = data[cut:]
    if rest:
        yield rest


def _cast(name: str, column_type: str) -> pl.Expr:
    text = pl.col(name)
    match column_type:
        case "timestamp":
            moment = text.str.to_datetime("%+", time_unit="ms", time_zone="UTC")
            return moment.dt.replace_time_zone(None)
        case "boolean":
            return text == "true"
        case _:
            return text.cast(DTYPES[column_type])


def run(source: Path, out: Path) -> None:
    """Convert one object."""
    types, kept, event_time = read_columns()
    texts = dict.fromkeys(types, pl.String())
    casts = [_cast(name, types[name]) for name in kept]

    def frames(
        columns: list[str] | None, _predicate: pl.Expr | None, _rows: int | None, _batch: int | None
    ) -> Iterator[pl.DataFrame]:
        with igzip.open(source, "rb") as file:
            # isal's type stub does not distinguish binary mode from text mode
            for chunk in _chunks(cast("BinaryIO", file)):
                frame = pl.read_ndjson(chunk, schema=texts).select(casts)
                yield frame.select(columns) if columns else frame

    schema = pl.Schema({name: DTYPES[types[name]] for name in kept})
    lazy = register_io_source(frames, schema=schema)
    dates = [pl.col(event_time).dt.to_string(fmt).alias(name) for name, fmt in PARTITIONS.items()]
    lazy.sink_parquet(
        pl.PartitionBy(out, key=dates, include_key=False), compression="zstd", mkdir=True
    )
