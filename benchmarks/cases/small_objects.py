"""This converter on many small objects in one warm process, as for a stream with few events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cases.this_converter import convert, rules

if TYPE_CHECKING:
    from pathlib import Path

WARM_UP = 50  # objects


def warm_up(source: Path, out: Path) -> None:
    """Convert a few objects, so that imports, caches and threads are not measured."""
    convert(sorted(source.iterdir())[:WARM_UP], out, rules())


def run(source: Path, out: Path) -> None:
    """Convert all objects, one after the other."""
    convert(sorted(source.iterdir()), out, rules())
