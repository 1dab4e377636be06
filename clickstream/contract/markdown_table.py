"""Markdown table of the columns of a contract, for the docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.contract.data_types import FLAT_TYPES, ColumnType

if TYPE_CHECKING:
    from clickstream.contract.model import Column, Contract


def markdown_table(contract: Contract) -> str:
    """Return a Markdown table of the columns of the Glue table and, after them, its partitions."""
    rows = ["| column | type | from | what it is |", "| --- | --- | --- | --- |"]
    rows += [
        f"| `{column.name}` | {_type(column)} | {_cell(_origin(column))} | "
        f"{_cell(column.description)} |"
        for column in contract.table_columns
    ]
    rows += [
        f"| `{key.name}` | string, partition | `{contract.event_time}` | {_cell(key.description)} |"
        for key in contract.partition_keys
    ]
    table = "\n".join(rows) + "\n"
    dropped = ", ".join(f"`{column.name}`" for column in contract.columns if not column.stored)
    return f"{table}\nRestricted and not stored: {dropped}.\n" if dropped else table


def _type(column: Column) -> str:
    if column.type is ColumnType.JSON:
        return "string, JSON"
    # As code, because Markdown would read <…> as HTML.
    return column.athena_type if column.type in FLAT_TYPES else f"`{column.athena_type}`"


def _origin(column: Column) -> str:
    if column.logic is not None:
        return f"`{' '.join(column.logic.split())}`"
    return ", ".join(f"`{source}`" for source in column.sources) or "the converter"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")  # a bar ends the cell, inside backquotes too
