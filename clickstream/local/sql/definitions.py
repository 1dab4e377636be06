"""Views, external tables and partitions: statements that change the catalog.

No statement removes an object: a table that is dropped leaves its files, as in Athena.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from clickstream.local.sql import catalog as glue
from clickstream.local.sql import column_types
from clickstream.local.sql.engine import Result
from clickstream.local.sql.lookups import table_or_view, tables_of, view
from clickstream.local.sql.pruning import parse_query
from clickstream.local.sql.query_errors import QueryError
from clickstream.local.sql.rewrites import queries
from clickstream.local.sql.store import folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlglot import exp

    from clickstream.local.sql.engine import Engine
    from clickstream.local.sql.statement_text import StatementText

DONE = Result(statement_type="DDL")


def create_view(engine: Engine, text: StatementText, database: str) -> Result:
    """Create a view, whose query must be valid."""
    return _put_view(engine, text, database, replace=False)


def replace_view(engine: Engine, text: StatementText, database: str) -> Result:
    """Create a view, or replace the view of that name."""
    return _put_view(engine, text, database, replace=True)


def _put_view(engine: Engine, text: StatementText, database: str, *, replace: bool) -> Result:
    home, name = text.name(database)
    text.expect("AS")
    sql = text.rest()
    existing = tables_of(engine, home).get(name)
    if existing is not None and not (replace and glue.is_view(existing)):
        kind = "View" if glue.is_view(existing) else "Table"
        msg = (
            f"TABLE_ALREADY_EXISTS: line 1:1: {kind} already exists: '{glue.CATALOG}.{home}.{name}'"
        )
        raise QueryError(msg)
    _check_names(sql)
    described = engine.describe(sql, database)
    _check_unique(described.names)
    glue_types = {
        column: column_types.to_glue(kind)
        for column, kind in zip(described.names, described.types, strict=True)
    }
    trino_types = [column_types.to_trino(kind) for kind in described.types]
    stored = glue.view_table(name, database, sql.strip(), glue_types, trino_types)
    engine.catalog.put_table(home, stored)
    return DONE


def _check_names(sql: str) -> None:
    """Refuse columns without a name."""
    selects: list[exp.Expr] = parse_query(sql).selects
    for number, item in enumerate(selects, start=1):
        if not queries.is_named(item):
            msg = f"MISSING_COLUMN_NAME: line 1:1: Column name not specified at position {number}"
            raise QueryError(msg)


def _check_unique(names: Iterable[str]) -> None:
    for name, count in Counter(map(str.lower, names)).items():
        if count > 1:
            msg = f"DUPLICATE_COLUMN_NAME: line 1:1: Column name '{name}' specified more than once"
            raise QueryError(msg)


def drop_view(engine: Engine, text: StatementText, database: str) -> Result:
    """Remove a view from the catalog."""
    may_be_missing = text.keywords("IF", "EXISTS")
    home, name = text.name(database)
    text.end()
    if may_be_missing and name not in tables_of(engine, home):
        return DONE
    view(engine, home, name)
    engine.catalog.delete_table(home, name)
    return DONE


def drop_table(engine: Engine, text: StatementText, database: str) -> Result:
    """Remove a table from the catalog. Its files stay."""
    may_be_missing = text.keywords("IF", "EXISTS")
    home, name = text.name(database)
    text.end()
    if may_be_missing and name not in tables_of(engine, home):
        return DONE
    if glue.is_view(table_or_view(engine, home, name)):
        msg = f"FAILED: SemanticException Cannot drop the view {home}.{name} with DROP TABLE. Use DROP VIEW"
        raise QueryError(msg)
    engine.catalog.delete_table(home, name)
    return DONE


def create_external_table(engine: Engine, text: StatementText, database: str) -> Result:
    """Create an external table by the catalog's own parser of DDL."""
    engine.catalog.create_external_table(text.sql, database)
    return DONE


def alter_table(engine: Engine, text: StatementText, database: str) -> Result:
    """Add partitions to the catalog, or remove them from it. Their files stay."""
    home, name = text.name(database)
    keys = list(glue.partition_keys(table_or_view(engine, home, name)))
    if text.keywords("ADD"):
        return _add_partitions(engine, text, home, name)
    if not text.keywords("DROP"):
        text.refuse(
            "the local Athena has ALTER TABLE … ADD PARTITION and DROP PARTITION. Columns and properties are changed by the deployment"
        )
    may_be_missing = text.keywords("IF", "EXISTS")
    while text.keywords("PARTITION"):
        values = _partition_values(text, keys)
        if not may_be_missing and values not in _values(engine, home, name):
            msg = f"FAILED: SemanticException [Error 10006]: Partition not found {dict(zip(keys, values, strict=True))}"
            raise QueryError(msg)
        engine.catalog.delete_partition(home, name, values)
        text.keywords(",")
    text.end()
    return DONE


def _add_partitions(engine: Engine, text: StatementText, home: str, name: str) -> Result:
    table = table_or_view(engine, home, name)
    keys = list(glue.partition_keys(table))
    may_exist = text.keywords("IF", "NOT", "EXISTS")
    text.expect("PARTITION")
    while True:
        values = _partition_values(text, keys)
        location = text.string() if text.keywords("LOCATION") else _location(table, keys, values)
        if values not in _values(engine, home, name):
            _put_partition(engine, home, table, values, location)
        elif not may_exist:
            msg = f"FAILED: SemanticException AlreadyExistsException: Partition already exists: {values}"
            raise QueryError(msg)
        if not text.keywords("PARTITION"):
            break
    text.end()
    return DONE


def _partition_values(text: StatementText, keys: list[str]) -> list[str]:
    """Read ``(key = 'value', …)``, and return the values in the order of the keys."""
    text.expect("(")
    found: dict[str, str] = {}
    while not found or text.keywords(","):
        key = text.identifier()
        text.expect("=")
        found[key] = text.string()
    text.expect(")")
    if set(found) != set(keys):
        msg = f"FAILED: SemanticException [Error 10098]: the partition has {', '.join(found)}; the keys of the table are {', '.join(keys)}"
        raise QueryError(msg)
    return [found[key] for key in keys]


def _values(engine: Engine, home: str, name: str) -> list[list[str]]:
    return [list(partition["Values"]) for partition in engine.catalog.partitions(home, name)]


def _location(table: glue.GlueTable, keys: list[str], values: list[str]) -> str:
    pairs = (f"{key}={value}" for key, value in zip(keys, values, strict=True))
    return f"{folder(glue.location(table))}{'/'.join(pairs)}/"


def _put_partition(
    engine: Engine, home: str, table: glue.GlueTable, values: list[str], location: str
) -> None:
    storage = {**glue.storage(table), "Location": location}
    partition = {"Values": values, "StorageDescriptor": storage}
    engine.catalog.put_partition(home, str(table["Name"]).lower(), partition)


def repair_table(engine: Engine, text: StatementText, database: str) -> Result:
    """Add the partitions to the catalog that objects have: folders of the form key=value."""
    home, name = text.name(database)
    text.end()
    table = table_or_view(engine, home, name)
    keys = list(glue.partition_keys(table))
    root = folder(glue.location(table))
    lines: list[str] = []
    known = _values(engine, home, name)
    for item in engine.store.list(root):
        folders = [part.partition("=") for part in item.uri[len(root) :].split("/")[: len(keys)]]
        values = [value for _, _, value in folders]
        if [key for key, _, _ in folders] == keys and values not in known:
            _put_partition(engine, home, table, values, _location(table, keys, values))
            known.append(values)
            path = "/".join(f"{key}={value}" for key, value in zip(keys, values, strict=True))
            lines.append(f"Repair: Added partition to metastore {name}:{path}")
    return Result(rows=tuple((line,) for line in lines), statement_type="DDL")
