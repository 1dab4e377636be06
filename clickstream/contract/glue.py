"""The contract as Glue columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from clickstream.contract.limits import COLUMN_COMMENT, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickstream.contract.model import Column, PartitionKey


class GlueColumn(TypedDict):
    """A column as Glue's API and Pulumi's inputs take it."""

    name: str
    type: str
    comment: str


def columns(table_columns: Iterable[Column]) -> list[GlueColumn]:
    """Return the Glue columns, in order."""
    return [
        {"name": c.name, "type": c.type.value, "comment": shorten(c.description, COLUMN_COMMENT)}
        for c in table_columns
    ]


def partition_columns(keys: Iterable[PartitionKey]) -> list[GlueColumn]:
    """Return the Glue partition keys, in order: strings, so that they keep their leading zeros."""
    return [
        {"name": key.name, "type": "string", "comment": shorten(key.description, COLUMN_COMMENT)}
        for key in keys
    ]
