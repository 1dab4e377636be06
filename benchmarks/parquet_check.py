"""What a reader finds in the Parquet: its size beside pyarrow's own, and what row groups and statistics let a query skip.

`python -m benchmarks.parquet_check DIRECTORY` prints it as JSON.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq

TIME, KIND = "event_time", "event_type"
WINDOW = timedelta(hours=1)
SOUGHT_KIND = "purchase"  # one event in ten


def _rewritten(path: Path) -> int:
    """Return the bytes that pyarrow needs for the same table, zstd and else its defaults."""
    buffer = io.BytesIO()
    # With pyarrow's default the directories' names would become columns.
    table = cast("Any", pq.read_table(path, partitioning=None))  # pyright: ignore[reportArgumentType] - inferred from the default, "hive"; None is documented
    pq.write_table(table, buffer, compression="zstd")
    return buffer.tell()


def _groups(path: Path) -> list[dict[str, Any]]:
    """Return each row group's rows, and the bounds of time and kind, None without statistics."""
    metadata = cast("Any", pq.read_metadata(path))  # pyarrow has no type information
    names: dict[str, int] = {
        metadata.schema.column(index).name: index for index in range(metadata.num_columns)
    }
    groups: list[dict[str, Any]] = []
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        bounds: dict[str, Any] = {
            name: group.column(names[name]).statistics for name in (TIME, KIND)
        }
        groups.append(
            {"rows": group.num_rows}
            | {
                name: (b.min, b.max) if b is not None and b.has_min_max else None
                for name, b in bounds.items()
            }
        )
    return groups


def _share(groups: list[dict[str, Any]], name: str, low: object, high: object) -> float:
    """Return the share of rows whose group a reader must open for values from `low` to `high`."""
    opened = sum(
        group["rows"]
        for group in groups
        if group[name] is None or (group[name][0] <= high and group[name][1] >= low)
    )
    return opened / sum(group["rows"] for group in groups)


def main(directory: Path) -> None:
    """Inspect every file below `directory` and print the sums."""
    files = sorted(directory.rglob("*.parquet"))
    groups = {file: _groups(file) for file in files}
    every = [group for found in groups.values() for group in found]
    largest = max(groups, key=lambda file: sum(group["rows"] for group in groups[file]))
    year, month, day = (int(part.partition("=")[2]) for part in largest.parent.parts[-3:])
    noon = datetime(year, month, day, 12)  # noqa: DTZ001 - UTC, as everywhere in the table
    findings = {
        "bytes": sum(file.stat().st_size for file in files),
        "pyarrow_zstd_bytes": sum(map(_rewritten, files)),
        "files": len(files),
        "row_groups": len(every),
        "largest_row_group": max(group["rows"] for group in every),
        "groups_with_statistics": sum(
            group[TIME] is not None and group[KIND] is not None for group in every
        ),
        "share_opened_for_an_hour": _share(groups[largest], TIME, noon, noon + WINDOW),
        "share_opened_for_a_type": _share(every, KIND, SOUGHT_KIND, SOUGHT_KIND),
    }
    print(json.dumps(findings))  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
