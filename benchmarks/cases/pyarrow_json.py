"""JSON reader and dataset writer of pyarrow, zstd: whole object in memory, without checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

# pyarrow has no type information
arrow, compute, json = cast("Any", pa), cast("Any", pc), cast("Any", pj)
BLOCK = 16 << 20  # bytes; the default of 1 MB is no faster
SCHEMA = arrow.schema(
    [
        ("event_time", arrow.timestamp("ms")),
        ("product_price", arrow.float64()),
        ("quantity", arrow.int64()),
    ]
)
PERSONAL = ["ip_address", "email"]
PARTITIONS = {"year": "%Y", "month": "%m", "day": "%d"}


def run(source: Path, out: Path) -> None:
    """Convert one object."""
    with arrow.input_stream(str(source), compression="gzip") as stream:
        table = json.read_json(
            stream, json.ReadOptions(block_size=BLOCK), json.ParseOptions(explicit_schema=SCHEMA)
        ).drop_columns(PERSONAL)
    for name, date_format in PARTITIONS.items():
        table = table.append_column(name, compute.strftime(table["event_time"], date_format))
    pq.write_to_dataset(table, out, partition_cols=list(PARTITIONS), compression="zstd")
