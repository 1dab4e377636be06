"""Tables and sizes that the commands print."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from clickstream.cli import output


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (1024, "1.0 KiB"),
        (10 * 1024**2, "10.0 MiB"),
        (5 * 1024**5, "5,120.0 TiB"),
    ],
)
def test_sizes_have_binary_units(count: int, text: str) -> None:
    assert output.size(count) == text


def test_a_table_keeps_long_values_whole() -> None:
    console: Any = Console(file=io.StringIO(), width=20)
    console.print(output.table(("a",), [("x" * 50,)]))
    assert console.file.getvalue().count("x") == 50
