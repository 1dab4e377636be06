"""Tables and columns of the lake's database, from the Glue Data Catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_glue.type_defs import ColumnOutputTypeDef, TableTypeDef

    from clickstream.cli.target import Target

VIEW_TYPE = "VIRTUAL_VIEW"


@dataclass(frozen=True)
class Column:
    """Column of a table or view."""

    name: str
    type: str
    """Glue type, such as `string`."""
    description: str
    is_partition: bool
    """Whether the column is a partition key."""


@dataclass(frozen=True)
class Table:
    """Table or view."""

    name: str
    is_view: bool
    columns: tuple[Column, ...]


class Catalog:
    """Tables of the database, as they were when the catalog was last read."""

    def __init__(self, target: Target) -> None:
        """Read the name of the database from the stack outputs. `refresh` reads the tables.

        Args:
            target: Pipeline.
        """
        self._client: GlueClient = target.client("glue")
        self._database = target.output("database")
        self.tables: dict[str, Table] = {}
        """Tables by name, in the order of their names."""

    def refresh(self) -> None:
        """Read the tables from Glue."""
        pages = self._client.get_paginator("get_tables").paginate(DatabaseName=self._database)
        found = [_table(table) for page in pages for table in page["TableList"]]
        self.tables = {table.name: table for table in sorted(found, key=lambda table: table.name)}


def _table(found: TableTypeDef) -> Table:
    columns = found.get("StorageDescriptor", {}).get("Columns", [])
    keys = found.get("PartitionKeys", [])
    return Table(
        found["Name"],
        found.get("TableType") == VIEW_TYPE,
        (
            *(_column(column, is_partition=False) for column in columns),
            *(_column(key, is_partition=True) for key in keys),
        ),
    )


def _column(found: ColumnOutputTypeDef, *, is_partition: bool) -> Column:
    return Column(found["Name"], found.get("Type", ""), found.get("Comment", ""), is_partition)
