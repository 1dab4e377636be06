"""`COPY` of DuckDB, zstd, into the columns of the contract of nested events, without checks.

One call extracts all members of an object and parses it once: a third less CPU time than one call
per member. `read_json` with a nested schema takes the same time, but does not keep the text of the
objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from benchmarks.cases.duckdb_copy import TYPES, copy, read_json
from benchmarks.paths import SEGMENT_CONTRACT

if TYPE_CHECKING:
    from pathlib import Path


def _columns() -> list[tuple[str, str, str]]:
    """Return name, type and path of each column that is read from the event.

    The contract file is read directly, so that no code of the converter is imported.
    """
    contract: dict[str, Any] = yaml.safe_load(SEGMENT_CONTRACT.read_text(encoding="utf-8"))
    return [
        (
            column["name"],
            column["physicalType"],
            column.get("transformSourceObjects", [column["name"]])[0],
        )
        for column in contract["schema"][0]["properties"]
        if not column.get("partitioned")
    ]


def query(source: Path) -> str:
    """Return the query that reads the columns of the contract."""
    columns = _columns()
    types = {path: column_type for _, column_type, path in columns if "." not in path}
    members: dict[str, list[str]] = {}
    selected: list[str] = []
    for name, column_type, path in columns:
        field, _, member = path.partition(".")
        if not member:
            selected.append(f'"{field}" AS {name}')
            continue
        paths = members.setdefault(field, [])
        paths.append(f"$.{member}")
        # the first member of a list has the index 1
        selected.append(f'CAST("{field}_"[{len(paths)}] AS {TYPES[column_type]}) AS {name}')
    extracted = ", ".join(
        f'json_extract_string("{field}", {paths}) AS "{field}_"' for field, paths in members.items()
    )
    return (
        f"SELECT {', '.join(selected)} FROM (SELECT *, {extracted} FROM {read_json(source, types)})"  # noqa: S608 - our own names
    )


def run(source: Path, out: Path) -> None:
    """Convert one object."""
    copy(query(source), "event_time", out)
