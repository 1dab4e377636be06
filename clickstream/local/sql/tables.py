"""Tables in DuckDB: views over the files of the partitions that a query reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.local.sql import catalog as glue
from clickstream.local.sql.column_types import to_duckdb
from clickstream.local.sql.connection import identifier, literal
from clickstream.local.sql.store import StoredObject, folder, is_hidden

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import duckdb

    from clickstream.local.sql.projection import Partition
    from clickstream.local.sql.store import Store

PATH = "$path"
"""Hidden column of every table: the address of a row's file."""
FILE, KEY = "$file", "$key "
NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"
FORMATS = ("parquet", "json", "orc", "avro")


class TableFormatError(ValueError):
    """Table whose files the local Athena does not read."""


@dataclass(frozen=True)
class TableFile:
    """File of a table."""

    item: StoredObject
    path: str
    """Path of a local file with the object's content."""
    partition: Partition


def file_format(table: glue.GlueTable) -> str:
    """Return the format of a table's files: parquet or json.

    Raises:
        TableFormatError: If it is another one.
    """
    named = " ".join(
        str(part)
        for part in (
            glue.parameters(table).get("classification", ""),
            glue.storage(table).get("InputFormat", ""),
            glue.serde(table).get("SerializationLibrary", ""),
        )
    ).lower()
    found = next((name for name in FORMATS if name in named), "text")
    if found not in {"parquet", "json"}:
        msg = f"NOT_SUPPORTED: the local Athena reads tables of Parquet or JSON files; the table {table['Name']} has {found} files"
        raise TableFormatError(msg)
    return found


def files_of(
    store: Store, table: glue.GlueTable, partitions: Sequence[Partition]
) -> list[TableFile]:
    """Return the files of partitions, those in folders below included, as Athena reads them."""
    by_location = {partition.location: partition for partition in partitions}
    roots: list[str] = []
    for location in (folder(glue.location(table)), *sorted(by_location)):
        if not any(location.startswith(root) for root in roots):
            roots.append(location)
    found: list[TableFile] = []
    for root in roots if partitions else ():
        for item in store.list(root):
            location = _location(item.uri, root, by_location)
            if location and item.size and not is_hidden(item.uri[len(location) :]):
                found.append(TableFile(item, store.path(item), by_location[location]))
    return found


def _location(uri: str, root: str, locations: Collection[str]) -> str:
    """Return the location that an object is in; empty if it is in none."""
    location = uri[: uri.rindex("/") + 1]
    while len(location) >= len(root):
        if location in locations:
            return location
        location = location[: location.rindex("/", 0, -1) + 1]
    return ""


def create_view(
    session: duckdb.DuckDBPyConnection,
    database: str,
    table: glue.GlueTable,
    files: Sequence[TableFile],
    present: Collection[str],
) -> None:
    """Create a table's view in DuckDB.

    The view has the table's columns in its order and with its types, partition keys last, then the
    hidden column of the path. Values of the keys come from the partition.

    Args:
        session: Connection for a query.
        database: Database of the table; the schema exists.
        table: Table.
        files: Files of the partitions that are read.
        present: Columns that some file has; the others are null.

    Raises:
        TableFormatError: If the local Athena does not read the format.
        ColumnTypeError: If it does not know the type of a column.
    """
    columns, keys = glue.file_columns(table), glue.partition_keys(table)
    schema, name = identifier(database), str(table["Name"]).lower()
    create = f"CREATE VIEW {schema}.{identifier(name)} AS"
    if not files:
        every = {**columns, **keys, PATH: "string"}
        nulls = ", ".join(_cast("NULL", kind, column) for column, kind in every.items())
        session.execute(f"{create} SELECT {nulls} WHERE false")
        return
    in_files = {column: f"data.{identifier(column)}" for column in present}
    selected = [
        *(_cast(in_files.get(column, "NULL"), kind, column) for column, kind in columns.items()),
        *(_cast(f"files.{identifier(KEY + key)}", kind, key) for key, kind in keys.items()),
        f"files.{identifier(PATH)}",
    ]
    file_table = f"{schema}.{identifier(FILE + name)}"
    _create_file_table(session, file_table, files, list(keys))
    session.execute(
        f"{create} SELECT {', '.join(selected)} FROM {_reader(table, files)} AS data JOIN {file_table} AS files ON data.{identifier(FILE)} = files.{identifier(FILE)}"  # noqa: S608 - names are quoted
    )


def _cast(value: str, glue_type: str, name: str) -> str:
    return f"CAST({value} AS {to_duckdb(glue_type)}) AS {identifier(name)}"


def _create_file_table(
    session: duckdb.DuckDBPyConnection, name: str, files: Sequence[TableFile], keys: Sequence[str]
) -> None:
    names = [FILE, PATH, *(KEY + key for key in keys)]
    cells = ", ".join(f"unnest(CAST(? AS VARCHAR[])) AS {identifier(column)}" for column in names)
    rows = ([file.path, file.item.uri, *map(_key, file.partition.values)] for file in files)
    columns = [list(column) for column in zip(*rows, strict=True)]
    session.execute(f"CREATE TABLE {name} AS SELECT {cells}", columns)


def _key(value: str) -> str | None:
    return None if value == NULL_PARTITION else value


def _reader(table: glue.GlueTable, files: Sequence[TableFile]) -> str:
    paths = f"[{', '.join(literal(file.path) for file in files)}]"
    if file_format(table) == "parquet":
        return f"read_parquet({paths}, union_by_name = true, hive_partitioning = false, filename = {literal(FILE)})"
    kinds = ", ".join(
        f"{literal(column)}: {literal(to_duckdb(kind))}"
        for column, kind in glue.file_columns(table).items()
    )
    return f"read_json({paths}, columns = {{{kinds}}}, format = 'newline_delimited', hive_partitioning = false, filename = {literal(FILE)})"
