"""Comparison of the local Athena's result with Trino's answer to the same statement."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.cli.athena import Result
    from tests.trino.answer import Answer

RELATIVE = 1e-12  # a sum of doubles depends on the order of the rows
PARTS = re.compile(r"[^\[\]{}, ]+")
SHOWN = 3  # differing rows in a message

Cell = str | float | None
Row = tuple[Cell, ...]


def difference(local: Result, answer: Answer, *, ordered: bool) -> str | None:
    """Return the first difference, or None if both are equal.

    Args:
        local: Result of the local Athena.
        answer: Answer of Trino.
        ordered: Whether the rows must have one order.
    """
    if local.columns != answer.columns:
        return f"the columns are {local.columns}, and Trino's {answer.columns}"
    found = [_cells(row, answer.types) for row in local.rows]
    expected = [_cells(row, answer.types) for row in answer.rows]
    if len(found) != len(expected):
        return f"{len(found)} rows, and Trino has {len(expected)}"
    if not ordered:
        found, expected = sorted(found, key=_key), sorted(expected, key=_key)
    pairs = zip(found, expected, strict=True)
    wrong = [(ours, theirs) for ours, theirs in pairs if not _are_equal(ours, theirs)]
    shown = "\n".join(f"  {ours}\n  {theirs} of Trino" for ours, theirs in wrong[:SHOWN])
    return f"{len(wrong)} of {len(found)} rows differ:\n{shown}" if wrong else None


def _cells(row: Sequence[str | None], types: Sequence[str]) -> Row:
    return tuple(map(_cell, row, types))


def _cell(value: str | None, kind: str) -> Cell:
    if value is None:
        return None
    if kind in {"double", "real"}:
        return float(value)
    # The entries of a map have no order, so the parts of its text are compared.
    return " ".join(sorted(PARTS.findall(value))) if "map(" in kind else value


def _key(row: Row) -> tuple[tuple[bool, str], ...]:
    """Return a key of order that ignores the last digits of a double."""
    return tuple((cell is None, _text(cell)) for cell in row)


def _text(cell: Cell) -> str:
    return f"{cell:.9g}" if isinstance(cell, int | float) else cell or ""


def _are_equal(ours: Row, theirs: Row) -> bool:
    return all(map(_are_equal_cells, ours, theirs))


def _are_equal_cells(ours: Cell, theirs: Cell) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        both_nan = math.isnan(ours) and math.isnan(theirs)
        return both_nan or math.isclose(ours, theirs, rel_tol=RELATIVE, abs_tol=0)
    return ours == theirs
