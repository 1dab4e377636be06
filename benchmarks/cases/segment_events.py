"""This converter on nested events: columns read from members, and objects stored as JSON text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cases._check import check_columns
from benchmarks.cases.this_converter import convert, rules
from benchmarks.paths import CONVERTER_SEGMENT_JSON

if TYPE_CHECKING:
    from pathlib import Path


def run(source: Path, out: Path) -> None:
    """Convert one object."""
    convert([source], out, rules(CONVERTER_SEGMENT_JSON))


def check(out: Path) -> None:
    """Check the columns of the rows.

    Raises:
        ValueError: If a column of the contract was not read.
    """
    check_columns(out)
