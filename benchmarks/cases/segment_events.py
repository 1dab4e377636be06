"""This converter on nested events: columns read from members, and objects stored as JSON text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cases.this_converter import convert, rules
from benchmarks.paths import CONVERTER_SEGMENT_JSON

if TYPE_CHECKING:
    from pathlib import Path


def run(source: Path, out: Path) -> None:
    """Convert one object."""
    convert([source], out, rules(CONVERTER_SEGMENT_JSON))
