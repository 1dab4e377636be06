"""Glue columns of a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from clickstream.contract.aws_limits import COLUMN_COMMENT_BYTES, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickstream.contract.model import Column, PartitionKey


class GlueColumn(TypedDict):
    """Column in the form of Glue's API and of Pulumi's inputs."""

    name: str
    type: str
    comment: str


def columns(table_columns: Iterable[Column]) -> list[GlueColumn]:
    """Return the Glue columns of `table_columns`, in order."""
    return [
        {
            "name": column.name,
            "type": column.athena_type,
            "comment": shorten(column.description, COLUMN_COMMENT_BYTES),
        }
        for column in table_columns
    ]


def partition_columns(keys: Iterable[PartitionKey]) -> list[GlueColumn]:
    """Return the Glue partition keys, in order. They are strings, to keep leading zeros."""
    return [
        {
            "name": key.name,
            "type": "string",
            "comment": shorten(key.description, COLUMN_COMMENT_BYTES),
        }
        for key in keys
    ]
