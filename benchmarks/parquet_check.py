"""Check of Parquet files: size against pyarrow's, and row groups that a query can skip.

`python -m benchmarks.parquet_check DIRECTORY` prints the result as JSON.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq

TIME, TYPE = "event_time", "event_type"
WINDOW = timedelta(hours=1)
SOUGHT_TYPE = "purchase"  # one event in ten


def _size_by_pyarrow(path: Path) -> int:
    """Return the size of the same table as pyarrow writes it, with zstd and its other defaults."""
    buffer = io.BytesIO()
    # Without partitioning: by default pyarrow adds columns from the directories' names.
    table = cast("Any", pq.read_table(path, partitioning=None))  # pyright: ignore[reportArgumentType] - inferred from the default, "hive"; None is documented
    pq.write_table(table, buffer, compression="zstd")
    return buffer.tell()


def _row_groups(path: Path) -> list[dict[str, Any]]:
    """Return rows and bounds of time and event type of each row group; None without bounds."""
    metadata = cast("Any", pq.read_metadata(path))  # pyarrow has no type information
    names: dict[str, int] = {
        metadata.schema.column(index).name: index for index in range(metadata.num_columns)
    }
    groups: list[dict[str, Any]] = []
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        statistics: dict[str, Any] = {
            name: group.column(names[name]).statistics for name in (TIME, TYPE)
        }
        groups.append(
            {"rows": group.num_rows, **{name: _bounds(found) for name, found in statistics.items()}}
        )
    return groups


def _bounds(statistics: Any) -> tuple[object, object] | None:  # noqa: ANN401 - pyarrow has no type information
    if statistics is None or not statistics.has_min_max:
        return None
    return statistics.min, statistics.max


def _share(groups: list[dict[str, Any]], name: str, low: object, high: object) -> float:
    """Return the share of rows in row groups that may have values from `low` to `high`."""
    opened = sum(
        group["rows"]
        for group in groups
        if group[name] is None or (group[name][0] <= high and group[name][1] >= low)
    )
    return opened / sum(group["rows"] for group in groups)


def main(directory: Path) -> None:
    """Check every file below `directory`, and print sizes, row groups and shares."""
    files = sorted(directory.rglob("*.parquet"))
    groups = {file: _row_groups(file) for file in files}
    every = [group for found in groups.values() for group in found]
    largest = max(groups, key=lambda file: sum(group["rows"] for group in groups[file]))
    year, month, day = (int(part.partition("=")[2]) for part in largest.parent.parts[-3:])
    noon = datetime(year, month, day, 12)  # noqa: DTZ001 - the table's times are UTC without a zone
    findings = {
        "bytes": sum(file.stat().st_size for file in files),
        "pyarrow_zstd_bytes": sum(map(_size_by_pyarrow, files)),
        "files": len(files),
        "row_groups": len(every),
        "largest_row_group": max(group["rows"] for group in every),
        "groups_with_statistics": sum(
            group[TIME] is not None and group[TYPE] is not None for group in every
        ),
        "share_opened_for_an_hour": _share(groups[largest], TIME, noon, noon + WINDOW),
        "share_opened_for_a_type": _share(every, TYPE, SOUGHT_TYPE, SOUGHT_TYPE),
    }
    print(json.dumps(findings))  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
