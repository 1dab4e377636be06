"""Engine of the local Athena: runs statements of Athena SQL in DuckDB over Glue tables and objects.

A query reads the files of the partitions that its predicates leave, and the bytes that it scans are
counted as Athena counts them: the compressed columns that it reads, in the row groups whose
statistics fit. Differences of the count from AWS: a nested column counts with all its members, and
a join does not prune the other side.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from clickstream.local.sql import athena_to_duckdb, column_types, parameters, runtime_errors, syntax
from clickstream.local.sql import catalog as glue
from clickstream.local.sql.connection import Sessions, identifier
from clickstream.local.sql.hidden_columns import expand_stars
from clickstream.local.sql.pruning import DIALECT, named_tables, parse_query, references
from clickstream.local.sql.query_errors import QueryError
from clickstream.local.sql.reading import Reader, Scan
from clickstream.local.sql.tables import PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from clickstream.local.sql.store import Store

__all__ = ["Column", "Engine", "QueryError", "Result"]

TERMINAL_CODE = re.compile(r"\x1b\[[0-9;]*m")  # sqlglot underlines the place of an error
LIMIT_EXCEEDED = "Bytes scanned limit was exceeded"


@dataclass(frozen=True)
class Column:
    """Column of a result."""

    name: str
    type: str
    """Athena's name of the type, such as bigint or row."""
    digits: tuple[int, int] | None = None
    """Precision and scale of a decimal."""


@dataclass(frozen=True)
class Result:
    """Result of a statement."""

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    """Values as Athena's text; None for null."""
    values: tuple[tuple[Any, ...], ...] = ()
    """Values of a query in Python."""
    scanned_bytes: int = 0
    scans: tuple[Scan, ...] = ()
    """Readings of tables, one for each reference to one."""
    statement_type: str = "DML"
    """DML, DDL or UTILITY."""


@dataclass(frozen=True)
class Described:
    """Columns of a query, which did not run."""

    names: tuple[str, ...]
    types: tuple[Any, ...]
    """Types of DuckDB."""


@dataclass(frozen=True)
class Opened:
    """Query that can run."""

    translated: str
    """Query in DuckDB SQL."""
    scans: tuple[Scan, ...]
    views: Mapping[tuple[str, str], glue.View]
    """Views by database and name, inner ones first."""


class Engine:
    """Engine over a catalog and a store. It may be used by several threads at once."""

    def __init__(
        self,
        catalog: glue.Catalog,
        store: Store,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open no connection yet.

        Args:
            catalog: Tables, views and partitions.
            store: Objects of the tables.
            now: Function that returns the time in UTC, for ranges of partitions.
        """
        self.catalog = catalog
        self.store = store
        self._now = now
        self._reader = Reader(catalog, store)
        self._sessions = Sessions()

    def run(
        self,
        sql: str,
        *,
        database: str,
        parameters: Sequence[str] = (),
        scan_limit: int | None = None,
    ) -> Result:
        """Run one statement.

        Args:
            sql: Statement in Athena SQL.
            database: Database of table names without one.
            parameters: Constants in SQL for the question marks.
            scan_limit: Bytes that the statement may scan.

        Raises:
            QueryError: If Athena refuses the statement, or the local Athena does not support it.
        """
        from clickstream.local.sql import statements  # noqa: PLC0415 - statements run queries of the engine

        statement = self.prepare(sql, parameters)
        with failures():
            run = statements.find(statement)
            if run is not None:
                return run(self, database.lower())
        return self.query(statement, database.lower(), scan_limit)

    def prepare(self, sql: str, values: Sequence[str] = ()) -> str:
        """Return a statement without its semicolon and with its parameters.

        Raises:
            QueryError: If StartQueryExecution refuses it.
        """
        with failures(at_submission=True):
            statement = parameters.substitute(sql, values) if values or "?" in sql else sql
            return single_statement(statement)

    def check(self, statement: str) -> None:
        """Refuse a statement that StartQueryExecution refuses; other errors come with its run.

        Args:
            statement: Statement that `prepare` returned.

        Raises:
            QueryError: If the statement cannot be parsed.
        """
        from clickstream.local.sql import statements  # noqa: PLC0415 - statements run queries of the engine

        try:
            is_query = statements.find(statement) is None
        except QueryError:
            return  # refused when it runs
        if is_query:
            with failures(at_submission=True):
                syntax.parse(statement)

    def query(self, sql: str, database: str, scan_limit: int | None = None) -> Result:
        """Run a query.

        Raises:
            QueryError: If the query fails, or scans more bytes than the limit.
        """
        with failures(), self._sessions.session() as session:
            opened = self._open(session, sql, database)
            size = sum(scan.size for scan in opened.scans)
            if scan_limit is not None and size > scan_limit:
                raise QueryError(LIMIT_EXCEEDED, scanned_bytes=scan_limit)
            self._create_views(session, opened)
            found = session.execute(opened.translated)
            columns = tuple(
                Column(name, column_types.to_athena(kind), column_types.digits(kind))
                for name, kind, *_ in found.description or ()
            )
            values = tuple(found.fetchall())
            rows = tuple(tuple(_text(value) for value in row) for row in values)
            return Result(columns, rows, values, size, opened.scans)

    def explain(self, sql: str, database: str) -> tuple[Scan, ...]:
        """Return the tables that a query reads, without running it.

        Raises:
            QueryError: If the query is not valid.
        """
        with failures(), self._sessions.session() as session:
            return self._open(session, sql, database).scans

    def describe(self, sql: str, database: str) -> Described:
        """Return the columns of a query, without running it.

        Raises:
            QueryError: If the query is not valid.
        """
        with failures(), self._sessions.session() as session:
            opened = self._open(session, sql, database)
            self._create_views(session, opened)
            found = session.sql(opened.translated)
            return Described(tuple(found.columns), tuple(found.types))

    def tables(self) -> dict[str, dict[str, dict[str, str]]]:
        """Return the Glue types of all columns, by database, table and column."""
        return {
            database.lower(): {
                name.lower(): glue.columns(table)
                for name, table in self.catalog.tables(database).items()
            }
            for database in self.catalog.databases()
        }

    def _open(self, session: duckdb.DuckDBPyConnection, sql: str, database: str) -> Opened:
        """Check a query, translate it, and find what it reads."""
        tables = self.tables()
        if PATH in sql:
            shown, tables = tables, _with_path(tables)
            sql = expand_stars(sql, tables, shown, database)
        translated = athena_to_duckdb.translate(sql, tables, database)
        query = parse_query(sql)
        views = self._views(query, database)
        found = references(query, tables, views, database)
        now = self._now()
        scans = tuple(
            self._reader.scan(session, item, now)
            for item in found
            if item.table in tables.get(item.database, {})
        )
        return Opened(translated, scans, views)

    def _views(self, query: exp.Query, database: str) -> dict[tuple[str, str], glue.View]:
        """Return the views that a query names, and those in their definitions, inner ones first."""
        found: dict[tuple[str, str], glue.View] = {}
        for named in named_tables(query):
            home, name = (named.db or database).lower(), named.name.lower()
            table = self.catalog.tables(home).get(name)
            if table is None or not glue.is_view(table) or (home, name) in found:
                continue
            view = glue.view_of({"Name": name, **table}, home)
            inner = parse_query(view.sql)
            found |= {**self._views(inner, view.database), (home, name): view}
        return found

    def _create_views(self, session: duckdb.DuckDBPyConnection, opened: Opened) -> None:
        """Create the tables and views of a query in DuckDB."""
        self._reader.create_views(session, opened.scans)
        tables = self.tables() if opened.views else {}
        for (home, name), view in opened.views.items():
            translated = athena_to_duckdb.translate(view.sql, tables, view.database)
            columns = glue.columns(self.catalog.tables(home)[name])
            names = ", ".join(map(identifier, columns))
            session.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(home)}")
            session.execute(
                f"CREATE VIEW {identifier(home)}.{identifier(name)} ({names}) AS {translated}"
            )


def single_statement(sql: str) -> str:
    """Return a statement without its semicolon.

    Raises:
        QueryError: If there is none, or more than one.
    """
    tokens = sqlglot.tokenize(sql, read=DIALECT)
    ends = [token for token in tokens if token.token_type == sqlglot.TokenType.SEMICOLON]
    first = ends[0] if ends else None
    if first is not None and tokens[-1] is not first:
        msg = f"Only one sql statement is allowed. Got: {sql.strip()}"
        raise QueryError(msg, at_submission=True)
    if not [token for token in tokens if token is not first]:
        msg = "The query string is empty. Give one SQL statement"
        raise QueryError(msg, at_submission=True)
    return sql if first is None else sql[: first.start]


@contextmanager
def failures(*, at_submission: bool = False) -> Generator[None]:
    """Turn the errors of a statement's parts into a QueryError."""
    try:
        yield
    except SqlglotError as error:
        reason = " ".join(TERMINAL_CODE.sub("", str(error)).split())
        msg = f"SYNTAX_ERROR: {reason}"
        raise QueryError(msg, at_submission=at_submission) from error
    except (ValueError, OSError) as error:
        raise QueryError(str(error), at_submission=at_submission) from error
    except duckdb.Error as error:
        raise QueryError(runtime_errors.reason(str(error))) from error


def _with_path(
    tables: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> dict[str, dict[str, dict[str, str]]]:
    return {
        database: {name: {**kinds, PATH: "string"} for name, kinds in found.items()}
        for database, found in tables.items()
    }


def _text(value: object) -> str | None:
    formatted = athena_to_duckdb.format_value(value)
    if formatted is None:
        return None
    return str(formatted).lower() if isinstance(formatted, bool) else str(formatted)
