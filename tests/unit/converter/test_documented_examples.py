"""Worked examples of the page on the converter: the inputs give the results that are shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from clickstream.contract.odcs import read_contract
from tests.paths import ROOT
from tests.unit.converter.fakes import converted_bytes

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from clickstream.contract import Contract

PAGE = (ROOT / "docs" / "reference" / "converter.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## Worked examples\n")[1].split("\n## ")[0]
INTRODUCTION, *EXAMPLES = SECTION.split("\n### ")
HIDDEN = {"ingested_at", "source_object"}

Table = list[dict[str, str]]


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    """Return the contract of the page."""
    path = tmp_path / "orders.odcs.yaml"
    path.write_text(_block(INTRODUCTION, "yaml"), encoding="utf-8")
    return read_contract(path)


def _block(text: str, language: str) -> str:
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return block


def _tables(example: str) -> list[Table]:
    """Return the tables of an example: cells by column, empty ones as empty texts."""
    tables: list[Table] = []
    for text in re.findall(r"(?:^\|.*\n)+", f"{example}\n", re.MULTILINE):
        header, _, *rows = [
            [cell.strip().strip("`") for cell in line.strip("|").split("|")]
            for line in text.splitlines()
        ]
        tables.append([dict(zip(header, row, strict=True)) for row in rows])
    return tables


def _shown(frame: pl.DataFrame) -> Table:
    return [
        {
            name: "" if value is None else str(value)
            for name, value in row.items()
            if name not in HIDDEN
        }
        for row in frame.iter_rows(named=True)
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0])
def test_the_input_of_an_example_gives_its_results(contract: Contract, example: str) -> None:
    conversion = converted_bytes(contract, _block(example, "text").encode())
    tables = _tables(example)
    assert [table for table in tables if "reason" not in table[0]] == [_shown(conversion.rows)]
    quarantined = [table for table in tables if "reason" in table[0]]
    shown = _shown(conversion.quarantine)
    assert quarantined == ([_in_order(shown, quarantined[0])] if shown else []), (
        "the page shows each quarantined line"
    )


def _in_order(rows: Table, like: Table) -> Table:
    """Return rows with their columns in the order of another table."""
    return [{name: row[name] for name in like[0]} for row in rows]


def test_there_is_an_example_of_each_step_and_of_broken_text() -> None:
    assert [example.splitlines()[0] for example in EXAMPLES] == [
        "A line that fits",
        "Undeclared members, and values of another JSON type",
        "Concatenated events",
        "A pretty-printed event",
        "An array",
        "Broken text",
    ]
