"""Glue of the emulator as catalog of the engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.ministack import members

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clickstream.local.sql.catalog import GluePartition, GlueTable


class GlueCatalog:
    """Databases, tables and partitions of MiniStack's Glue, in the account of the request."""

    def __init__(self) -> None:
        """Find the members of MiniStack that it uses."""
        self._glue = members("glue", "_databases", "_tables", "_partitions", "_create_table", "_delete_table", "_create_partition", "_delete_partition")  # fmt: skip
        self._athena = members("athena", "_parse_ddl", "_run_ddl")

    def databases(self) -> Sequence[str]:
        """Return the names of the databases."""
        return list(self._glue["_databases"])

    def tables(self, database: str) -> Mapping[str, GlueTable]:
        """Return the tables of a database by name; none, if the database does not exist."""
        prefix = f"{database}/"
        return {
            key.removeprefix(prefix).lower(): table
            for key, table in list(self._glue["_tables"].items())
            if key.startswith(prefix)
        }

    def partitions(self, database: str, table: str) -> Sequence[GluePartition]:
        """Return the partitions that are in the catalog."""
        return list(self._glue["_partitions"].get(f"{database}/{table}", []))

    def put_table(self, database: str, table: GlueTable) -> None:
        """Create a table, or replace the table of the same name."""
        if table["Name"] in self.tables(database):
            self.delete_table(database, table["Name"])
        self._call("_create_table", {"DatabaseName": database, "TableInput": dict(table)})

    def delete_table(self, database: str, table: str) -> None:
        """Remove a table from the catalog. Its objects stay."""
        self._call("_delete_table", {"DatabaseName": database, "Name": table})

    def put_partition(self, database: str, table: str, partition: GluePartition) -> None:
        """Add a partition, or replace the partition with the same values."""
        self.delete_partition(database, table, partition["Values"])
        self._call(
            "_create_partition",
            {"DatabaseName": database, "TableName": table, "PartitionInput": dict(partition)},
        )

    def delete_partition(self, database: str, table: str, values: Sequence[str]) -> None:
        """Remove a partition from the catalog. Its objects stay."""
        self._call(
            "_delete_partition",
            {"DatabaseName": database, "TableName": table, "PartitionValues": list(values)},
        )

    def create_external_table(self, statement: str, database: str) -> None:
        """Create the table of a CREATE EXTERNAL TABLE statement.

        Raises:
            ValueError: If the statement is not valid, or the table exists.
        """
        definition = self._athena["_parse_ddl"](statement)
        if definition is None:
            msg = "FAILED: ParseException: the local Athena does not read this CREATE EXTERNAL TABLE. Its clauses are COMMENT, PARTITIONED BY, CLUSTERED BY, ROW FORMAT, STORED AS, LOCATION and TBLPROPERTIES"
            raise ValueError(msg)
        self._athena["_run_ddl"](definition, database)

    def _call(self, name: str, data: dict[str, Any]) -> None:
        status, _, body = self._glue[name](data)
        if status >= 400:  # noqa: PLR2004 - HTTP's first error
            reason = json.loads(body)
            msg = f"{reason.get('__type', 'Glue')}: {reason.get('message', body)}"
            raise ValueError(msg)
