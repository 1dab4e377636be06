"""This converter on many small objects, warm: what a quiet stream costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cases.this_converter import convert, rules

if TYPE_CHECKING:
    from pathlib import Path

WARM_UP = 50  # objects


def warm_up(source: Path, out: Path) -> None:
    """Convert a few: imports, caches and threads are the cold start's, and not measured here."""
    convert(sorted(source.iterdir())[:WARM_UP], out, rules())


def run(source: Path, out: Path) -> None:
    """Convert all of them, one by one."""
    convert(sorted(source.iterdir()), out, rules())
