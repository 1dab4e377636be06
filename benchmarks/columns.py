"""Bytes of each column and file: `python -m benchmarks.columns` prints them for sample events.

The constants of `clickstream/cost/measured.py` on the size of files, and on the share of the
columns that a query reads, are results of this command.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import pyarrow.parquet as pq

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "lambda_src"))

from benchmarks.cases.this_converter import MAX_UNPACKED  # noqa: E402 - the path of the converter comes first
from benchmarks.events import UNTIL, plain  # noqa: E402 - the path of the converter comes first
from clickstream.contract.odcs import read_contract  # noqa: E402 - the path of the converter comes first
from clickstream.contract.queries import read_queries  # noqa: E402 - the path of the converter comes first
from converter.convert import ConversionRules, Source, convert  # noqa: E402 - the path of the converter comes first
from converter.write import write_files  # noqa: E402 - the path of the converter comes first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.write import Compression

CONTRACT = ROOT / "contracts" / "clickstream.odcs.yaml"
QUERIES = ROOT / "queries"
EVENTS = 20_000


@dataclass(frozen=True)
class Sizes:
    """Bytes of sample events and of their Parquet files."""

    json_bytes: int
    gzip_bytes: int
    files: int
    column_bytes: dict[str, int]
    """Compressed bytes of the files by column."""
    file_bytes: int
    """Bytes of the files."""

    @property
    def ratio(self) -> float:
        """Bytes of all columns for each byte of JSON."""
        return sum(self.column_bytes.values()) / self.json_bytes

    @property
    def overhead_bytes(self) -> float:
        """Bytes of a file beside its columns."""
        return (self.file_bytes - sum(self.column_bytes.values())) / self.files


def measure(events: int, compression: Compression) -> Sizes:
    """Convert sample events in one raw object, and return the bytes of its files."""
    text = _sample(events)
    packed = gzip.compress(text, mtime=0)
    contract = read_contract(CONTRACT)
    rules = ConversionRules(
        contract=contract,
        earliest=UNTIL.date().replace(year=2020),
        max_future=UNTIL - UNTIL,
        max_unpacked=MAX_UNPACKED,
        max_event=8 << 20,
        protection_key=None,
    )
    columns: Counter[str] = Counter()
    with TemporaryDirectory() as scratch:
        chunks = convert(io.BytesIO(packed), Source("s3://raw/sample.json.gz", UNTIL), rules)
        written = write_files(chunks, contract, Path(scratch), compression)
        for path in written.events.values():
            columns.update(_column_bytes(path))
        size = sum(path.stat().st_size for path in written.events.values())
    return Sizes(len(text), len(packed), len(written.events), dict(columns), size)


def query_shares(column_bytes: Mapping[str, int]) -> dict[str, float]:
    """Return, for each named query of the contract's table, the share of the bytes that it reads.

    A query that reads partition columns alone reads no bytes.
    """
    total = sum(column_bytes.values())
    table = read_contract(CONTRACT).table
    return {
        query.name: sum(size for column, size in column_bytes.items() if query.mentions({column}))
        / total
        for query in read_queries(QUERIES)
        if query.table == table
    }


@cache
def _sample(events: int) -> bytes:
    return "".join(plain(0, events)).encode()


def _column_bytes(path: Path) -> Counter[str]:
    sizes: Counter[str] = Counter()
    metadata: Any = cast("Any", pq).read_metadata(path)
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for index in range(row_group.num_columns):
            column = row_group.column(index)
            sizes[column.path_in_schema.split(".")[0]] += column.total_compressed_size
    return sizes


def main() -> None:
    """Print the sizes for each codec, and the shares of the queries."""
    found: dict[str, Any] = {}
    for compression in ("zstd", "snappy"):
        sizes = measure(EVENTS, compression)
        shares = query_shares(sizes.column_bytes)
        found[compression] = {
            "gzip_ratio": round(sizes.gzip_bytes / sizes.json_bytes, 4),
            "parquet_ratio": round(sizes.ratio, 4),
            "overhead_bytes": round(sizes.overhead_bytes),
            "column_share": round(sum(shares.values()) / len(shares), 3),
            "shares": {name: round(share, 3) for name, share in shares.items()},
            "bytes_per_event": {
                column: round(size / EVENTS, 2) for column, size in sizes.column_bytes.items()
            },
        }
    print(json.dumps(found, indent=1))  # noqa: T201 - the result of the command


if __name__ == "__main__":
    main()
