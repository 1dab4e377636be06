"""SHOW, DESCRIBE and EXPLAIN: answers from the catalog, formatted as Athena formats them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickstream.local.sql import catalog as glue
from clickstream.local.sql.engine import Column, Result
from clickstream.local.sql.lookups import table_or_view, tables_of, view

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickstream.local.sql.engine import Engine
    from clickstream.local.sql.reading import Scan
    from clickstream.local.sql.statement_text import StatementText

NAME_WIDTH = 20  # characters; Hive pads names and types


def show_databases(engine: Engine, text: StatementText, _database: str) -> Result:
    """Return the names of the databases."""
    text.keywords("LIKE")
    names = _matching(engine.catalog.databases(), text)
    return _lines("database_name", names)


def show_tables(engine: Engine, text: StatementText, database: str) -> Result:
    """Return the names of the tables and views of a database."""
    tables = tables_of(engine, _database(text, database))
    return _lines("tab_name", _matching(tables, text))


def show_views(engine: Engine, text: StatementText, database: str) -> Result:
    """Return the names of the views of a database."""
    tables = tables_of(engine, _database(text, database))
    text.keywords("LIKE")
    views = [name for name, table in tables.items() if glue.is_view(table)]
    return _lines("views", _matching(views, text))


def show_columns(engine: Engine, text: StatementText, database: str) -> Result:
    """Return the names of the columns of a table."""
    if not text.keywords("IN"):
        text.expect("FROM")
    home, name = text.name(database)
    if text.keywords("IN") or text.keywords("FROM"):
        home = text.identifier()
    text.end()
    columns = glue.columns(table_or_view(engine, home, name))
    return _lines("field", [f"{column:{NAME_WIDTH}}" for column in columns])


def show_partitions(engine: Engine, text: StatementText, database: str) -> Result:
    """Return the partitions that are in the catalog: projected ones are not, as in Athena."""
    home, name = text.name(database)
    text.end()
    keys = glue.partition_keys(table_or_view(engine, home, name))
    if not keys:
        text.refuse(f"Table {home}.{name} is not a partitioned table")
    found = ("/".join(f"{key}={value}" for key, value in zip(keys, partition["Values"], strict=True)) for partition in engine.catalog.partitions(home, name))  # fmt: skip
    return _lines("partition", sorted(found))


def show_properties(engine: Engine, text: StatementText, database: str) -> Result:
    """Return the parameters of a table, or one of them."""
    home, name = text.name(database)
    wanted = None
    if text.keywords("("):
        wanted = text.string()
        text.expect(")")
    text.end()
    found = glue.parameters(table_or_view(engine, home, name))
    if wanted is not None:
        missing = f"Table {home}.{name} does not have property: {wanted}"
        return _lines("prpt_name", [found.get(wanted, missing)])
    rows = tuple((key, found[key]) for key in sorted(found))
    return Result((Column("prpt_name", "string"), Column("prpt_value", "string")), rows, statement_type="UTILITY")  # fmt: skip


def show_create_table(engine: Engine, text: StatementText, database: str) -> Result:
    """Return the statement that would create a table."""
    home, name = text.name(database)
    text.end()
    table = table_or_view(engine, home, name)
    if glue.is_view(table):
        text.refuse(f"{home}.{name} is a view, not a table. Use SHOW CREATE VIEW")
    storage, serde = glue.storage(table), glue.serde(table)
    lines = [f"CREATE EXTERNAL TABLE `{home}.{name}`(", *_definitions(glue.file_columns(table))]
    if keys := glue.partition_keys(table):
        lines += ["PARTITIONED BY ( ", *_definitions(keys)]
    lines += ["ROW FORMAT SERDE ", f"  '{serde.get('SerializationLibrary', '')}' "]
    if properties := serde.get("Parameters"):
        lines += ["WITH SERDEPROPERTIES ( ", *_properties(properties)]
    lines += [
        "STORED AS INPUTFORMAT ",
        f"  '{storage.get('InputFormat', '')}' ",
        "OUTPUTFORMAT ",
        f"  '{storage.get('OutputFormat', '')}'",
        "LOCATION",
        f"  '{glue.location(table)}'",
        "TBLPROPERTIES (",
        *_properties(glue.parameters(table)),
    ]
    return _lines("createtab_stmt", lines)


def show_create_view(engine: Engine, text: StatementText, database: str) -> Result:
    """Return the statement that would create a view."""
    home, name = text.name(database)
    text.end()
    found = view(engine, home, name)
    statement = f'CREATE VIEW "{home}"."{name}" AS\n{found.sql}'
    return _lines("Create View", statement.splitlines())


def describe(engine: Engine, text: StatementText, database: str) -> Result:
    """Return the columns of a table, then its partition keys."""
    if text.keywords("EXTENDED") or text.keywords("FORMATTED"):
        text.refuse("the local Athena has DESCRIBE without EXTENDED and FORMATTED")
    home, name = text.name(database)
    if not text.at_end():
        text.refuse("the local Athena describes a whole table, not a column or a partition")
    table = table_or_view(engine, home, name)
    lines = [_described(column, kind) for column, kind in glue.columns(table).items()]
    if keys := glue.partition_keys(table):
        lines += [
            "\t \t ",
            "# Partition Information\t \t ",
            _described("# col_name", "data_type", "comment"),
            "\t \t ",
            *(_described(key, kind) for key, kind in keys.items()),
        ]
    columns = tuple(Column(name, "string") for name in ("col_name", "data_type", "comment"))
    return Result(columns, tuple((line,) for line in lines), statement_type="UTILITY")


def explain(engine: Engine, text: StatementText, database: str) -> Result:
    """Return what a query reads: tables, columns, partitions, files and bytes.

    Athena returns Trino's plan, which does not exist locally.
    """
    if text.keywords("(", "TYPE", "VALIDATE", ")"):
        engine.explain(text.rest(), database)
        return Result((Column("Valid", "boolean"),), (("true",),), statement_type="UTILITY")
    if text.keywords("ANALYZE") or text.keywords("("):
        text.refuse(
            "the local Athena has EXPLAIN and EXPLAIN (TYPE VALIDATE), without ANALYZE and other options. Run the query: its result has the scanned bytes"
        )
    scans = engine.explain(text.rest(), database)
    lines = [line for scan in scans for line in _plan(scan)]
    return _lines("Query Plan", lines or ["No table is read"])


def _plan(scan: Scan) -> list[str]:
    reference = scan.reference
    predicates = " AND ".join(predicate.sql("athena") for predicate in reference.predicates)
    return [
        f"TableScan[table = {glue.CATALOG}:{reference.database}:{reference.table}]",
        f"    Columns: {', '.join(sorted(reference.columns)) or 'none'}",
        f"    Predicate: {predicates or 'none'}",
        f"    Partitions: {scan.partitions} of {scan.all_partitions}",
        f"    Files: {len(scan.files)}",
        f"    Bytes: {scan.size}",
    ]


def _database(text: StatementText, database: str) -> str:
    return text.identifier() if text.keywords("IN") or text.keywords("FROM") else database


def _matching(names: Iterable[str], text: StatementText) -> list[str]:
    """Return the names that fit the statement's pattern: * is any text, | separates choices."""
    pattern = text.string() if text.has_string() else "*"
    text.end()
    choices = ("".join(".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", choice)) for choice in pattern.lower().split("|"))  # fmt: skip
    expression = re.compile("|".join(choices))
    return sorted(name for name in names if expression.fullmatch(name.lower()))


def _lines(column: str, lines: Iterable[str]) -> Result:
    rows = tuple((line,) for line in lines)
    return Result((Column(column, "string"),), rows, statement_type="UTILITY")


def _described(name: str, kind: str, comment: str = "") -> str:
    return f"{name:{NAME_WIDTH}}\t{kind:{NAME_WIDTH}}\t{comment:{NAME_WIDTH}}"


def _definitions(columns: dict[str, str]) -> list[str]:
    lines = [f"  `{name}` {kind}, " for name, kind in columns.items()]
    return [*lines[:-1], lines[-1].removesuffix(", ") + ")"]


def _properties(properties: glue.GlueTable) -> list[str]:
    lines = [f"  '{key}'='{properties[key]}', " for key in sorted(properties)]
    return [*lines[:-1], lines[-1].removesuffix(", ") + ")"] if lines else [")"]
