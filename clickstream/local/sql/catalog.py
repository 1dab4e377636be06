"""Glue tables: interface of the catalog that the engine reads and changes, and one in memory."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from clickstream.contract import views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GlueTable: TypeAlias = "Mapping[str, Any]"
"""Table as Glue's GetTable returns it."""
GluePartition: TypeAlias = "Mapping[str, Any]"
"""Partition as Glue's GetPartitions returns it."""

CATALOG = views.CATALOG


class Catalog(Protocol):
    """Databases, tables and partitions. Names are in lower case."""

    def databases(self) -> Sequence[str]:
        """Return the names of the databases."""
        ...

    def tables(self, database: str) -> Mapping[str, GlueTable]:
        """Return the tables of a database by name; none, if the database does not exist."""
        ...

    def partitions(self, database: str, table: str) -> Sequence[GluePartition]:
        """Return the partitions that are in the catalog."""
        ...

    def put_table(self, database: str, table: GlueTable) -> None:
        """Create a table, or replace the table of the same name."""
        ...

    def delete_table(self, database: str, table: str) -> None:
        """Remove a table from the catalog. Its objects stay."""
        ...

    def put_partition(self, database: str, table: str, partition: GluePartition) -> None:
        """Add a partition, or replace the partition with the same values."""
        ...

    def delete_partition(self, database: str, table: str, values: Sequence[str]) -> None:
        """Remove a partition from the catalog. Its objects stay."""
        ...

    def create_external_table(self, statement: str, database: str) -> None:
        """Create the table of a CREATE EXTERNAL TABLE statement.

        Raises:
            ValueError: If the statement is not valid, or the table exists.
        """
        ...


class MemoryCatalog:
    """Catalog in memory."""

    def __init__(
        self,
        tables: Mapping[str, Mapping[str, GlueTable]],
        partitions: Mapping[tuple[str, str], Sequence[GluePartition]] | None = None,
    ) -> None:
        """Copy the tables and partitions.

        Args:
            tables: Tables by database and name.
            partitions: Partitions by database and table.
        """
        self._tables = {
            database: {name: {"Name": name, **table} for name, table in found.items()}
            for database, found in tables.items()
        }
        self._partitions = {key: list(found) for key, found in (partitions or {}).items()}

    def databases(self) -> Sequence[str]:
        """Return the names of the databases."""
        return list(self._tables)

    def tables(self, database: str) -> Mapping[str, GlueTable]:
        """Return the tables of a database by name; none, if the database does not exist."""
        return self._tables.get(database, {})

    def partitions(self, database: str, table: str) -> Sequence[GluePartition]:
        """Return the partitions that are in the catalog."""
        return self._partitions.get((database, table), [])

    def put_table(self, database: str, table: GlueTable) -> None:
        """Create a table, or replace the table of the same name."""
        self._tables.setdefault(database, {})[table["Name"]] = dict(table)

    def delete_table(self, database: str, table: str) -> None:
        """Remove a table from the catalog. Its objects stay."""
        del self._tables[database][table]
        self._partitions.pop((database, table), None)

    def put_partition(self, database: str, table: str, partition: GluePartition) -> None:
        """Add a partition, or replace the partition with the same values."""
        self.delete_partition(database, table, partition["Values"])
        self._partitions.setdefault((database, table), []).append(partition)

    def delete_partition(self, database: str, table: str, values: Sequence[str]) -> None:
        """Remove a partition from the catalog. Its objects stay."""
        found = self._partitions.get((database, table), [])
        self._partitions[database, table] = [
            partition for partition in found if list(partition["Values"]) != list(values)
        ]

    def create_external_table(self, statement: str, database: str) -> None:
        """Refuse: a catalog in memory has no parser of DDL."""
        msg = f"a catalog in memory creates no external table in {database}: {statement}"
        raise ValueError(msg)


def columns(table: GlueTable) -> dict[str, str]:
    """Return the Glue types of a table's columns, partition keys last."""
    return {**file_columns(table), **partition_keys(table)}


def file_columns(table: GlueTable) -> dict[str, str]:
    """Return the Glue types of the columns in a table's files, in the table's order."""
    return _types(storage(table).get("Columns"))


def partition_keys(table: GlueTable) -> dict[str, str]:
    """Return the Glue types of a table's partition keys, in order."""
    return _types(table.get("PartitionKeys"))


def _types(found: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    return {column["Name"].lower(): column.get("Type", "string") for column in found or []}


def location(table: GlueTable) -> str:
    """Return the s3:// address of a table's files; empty for a view."""
    return storage(table).get("Location") or ""


def storage(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the storage descriptor of a table or partition."""
    return entry.get("StorageDescriptor") or {}


def serde(table: GlueTable) -> Mapping[str, Any]:
    """Return the description of a table's serializer."""
    return storage(table).get("SerdeInfo") or {}


def parameters(table: GlueTable) -> Mapping[str, str]:
    """Return a table's parameters."""
    return table.get("Parameters") or {}


@dataclass(frozen=True)
class View:
    """View that Athena stores in Glue."""

    sql: str
    database: str
    """Database of table names without one."""


def is_view(table: GlueTable) -> bool:
    """Return whether a Glue table is a view."""
    return table.get("TableType") == views.TABLE_TYPE


def view_of(table: GlueTable, database: str) -> View:
    """Return the query of a view.

    Args:
        table: View.
        database: Database of the view.

    Raises:
        ValueError: If the definition is not one that Athena writes.
    """
    text = str(table.get("ViewOriginalText") or "").strip()
    try:
        encoded = text.removeprefix(views.PREFIX).removesuffix(views.SUFFIX).strip()
        stored = cast("dict[str, Any]", json.loads(base64.b64decode(encoded, validate=True)))
        return View(stored["originalSql"], str(stored.get("schema") or database).lower())
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        msg = f"the view {database}.{table['Name']} has no definition of the form {views.PREFIX}<base64 of JSON with originalSql>{views.SUFFIX}: {text[:80]!r}"
        raise ValueError(msg) from error


def view_table(
    name: str, database: str, sql: str, glue_types: Mapping[str, str], trino_types: Sequence[str]
) -> GlueTable:
    """Return the Glue table of a view, as Athena writes it.

    Args:
        name: Name of the view.
        database: Database of the view.
        sql: Query of the view.
        glue_types: Glue types by column.
        trino_types: Trino types of the same columns.
    """
    return {
        "Name": name,
        "TableType": views.TABLE_TYPE,
        "Parameters": dict(views.PARAMETERS),
        "PartitionKeys": [],
        "StorageDescriptor": {
            "Columns": [{"Name": column, "Type": kind} for column, kind in glue_types.items()],
            "Location": "",
            "SerdeInfo": {},
        },
        "ViewOriginalText": views.definition(
            sql, database, zip(glue_types, trino_types, strict=True)
        ),
        "ViewExpandedText": views.EXPANDED_TEXT,
    }
