"""Tables and views that a statement names, or the error of Athena if they do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.sql import catalog as glue
from clickstream.local.sql.query_errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickstream.local.sql.engine import Engine


def tables_of(engine: Engine, database: str) -> Mapping[str, glue.GlueTable]:
    """Return the tables and views of a database by name.

    Raises:
        QueryError: If the database does not exist.
    """
    if database not in {name.lower() for name in engine.catalog.databases()}:
        msg = f"SCHEMA_NOT_FOUND: line 1:1: Schema '{database}' does not exist"
        raise QueryError(msg)
    return engine.catalog.tables(database)


def table_or_view(engine: Engine, database: str, name: str) -> glue.GlueTable:
    """Return a table or view.

    Raises:
        QueryError: If it does not exist.
    """
    found = tables_of(engine, database).get(name)
    if found is None:
        msg = f"FAILED: SemanticException [Error 10001]: Table not found {database}.{name}"
        raise QueryError(msg)
    return found


def view(engine: Engine, database: str, name: str) -> glue.View:
    """Return a view.

    Raises:
        QueryError: If it does not exist, or is a table.
    """
    found = tables_of(engine, database).get(name)
    if found is None or not glue.is_view(found):
        hint = f", but a table with that name exists. Did you mean DROP TABLE {glue.CATALOG}.{database}.{name}?"
        msg = f"GENERIC_USER_ERROR: line 1:1: View '{glue.CATALOG}.{database}.{name}' does not exist{'' if found is None else hint}"
        raise QueryError(msg)
    return glue.view_of({"Name": name, **found}, database)
