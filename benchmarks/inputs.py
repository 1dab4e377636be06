"""Seeded inputs, made once and kept under `build/bench/`.

`python -m benchmarks.inputs EVENTS NAME…` makes the named inputs. It is a separate process because
it needs much memory, and Linux counts the peak memory of a parent as that of its children.
"""

from __future__ import annotations

import gzip
import sys
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.events import VARIANTS, plain
from benchmarks.hostile import HOSTILE
from benchmarks.paths import CONTRACT, CONTRACT_JSON, DIRECTORY, json_bytes, path_of, size_file
from benchmarks.segment import segment_events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVENTS = 300_000  # about 175 MB of JSON: more than the 128 MB that Firehose writes at most
SCALES = (1, 2, 4, 8)
SEGMENT_PART = 2  # half as many nested events, which are longer: about 144 MB of JSON
SMALL_OBJECTS = 1000
SMALL_EVENTS = 50
GZIP_LEVEL = 6  # default of gzip; Firehose's objects have about that ratio


def _write(path: Path, lines: Iterator[str]) -> None:
    """Write one gzip member atomically, so that an interrupted run leaves no truncated input."""
    partial = path.with_name(f"{path.name}.part")
    size = 0
    with gzip.GzipFile(partial, "wb", GZIP_LEVEL, mtime=0) as file:
        for line in lines:
            size += file.write(line.encode())
    _write_size(path, size)
    partial.rename(path)


def _write_size(path: Path, size: int) -> None:
    size_file(path).write_text(str(size), encoding="ascii")


def _make_scaled(path: Path, scale: int, events: int) -> None:
    """Concatenate gzip members of different seeds to one object."""
    members = [
        path_of(f"member{index}", events) if index else path_of("x1", events)
        for index in range(scale)
    ]
    for index, member in enumerate(members):
        if not member.exists():
            _write(member, plain(index, events))
    if scale == 1:
        return
    partial = path.with_name(f"{path.name}.part")
    with partial.open("wb") as whole:
        for member in members:
            whole.write(member.read_bytes())
    _write_size(path, sum(map(json_bytes, members)))
    partial.rename(path)


def _make_small(path: Path) -> None:
    partial = path.with_name(f"{path.name}.part")
    partial.mkdir(exist_ok=True)
    lines = plain(0, SMALL_OBJECTS * SMALL_EVENTS)
    size = 0
    for number in range(SMALL_OBJECTS):
        data = "".join(islice(lines, SMALL_EVENTS)).encode()
        (partial / f"{number:04}.json.gz").write_bytes(gzip.compress(data, GZIP_LEVEL, mtime=0))
        size += len(data)
    _write_size(path, size)
    partial.rename(path)


def make(name: str, events: int) -> None:
    """Make an input, unless it exists."""
    path = path_of(name, events)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    if name in VARIANTS:
        _write(path, VARIANTS[name](events))
    elif name in HOSTILE:
        _write(path, HOSTILE[name].parts())
    elif name == "segment":
        _write(path, segment_events(events // SEGMENT_PART))
    elif name == "small":
        _make_small(path)
    else:
        _make_scaled(path, int(name.removeprefix("x")), events)


def main(events: str, *names: str) -> None:
    """Make the JSON form of the contract, and the named inputs."""
    from clickstream.contract.odcs import read_contract  # noqa: PLC0415 - the parent imports this module only for paths

    DIRECTORY.mkdir(parents=True, exist_ok=True)
    CONTRACT_JSON.write_text(read_contract(CONTRACT).to_json(), encoding="utf-8")
    for name in names:
        make(name, int(events))


if __name__ == "__main__":
    main(*sys.argv[1:])
