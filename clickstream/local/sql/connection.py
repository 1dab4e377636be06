"""DuckDB connections of the local Athena: one instance with the macros, one database per query."""

from __future__ import annotations

import itertools
import threading
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from clickstream.local.sql import macros, python_functions

if TYPE_CHECKING:
    from collections.abc import Generator


def connect() -> duckdb.DuckDBPyConnection:
    """Open a DuckDB instance with the functions that translated statements call.

    The only place that prepares an instance.
    """
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    python_functions.register(connection)  # the macros call them
    connection.execute(macros())
    return connection


class Sessions:
    """Databases of single queries in one DuckDB instance.

    An instance takes tens of milliseconds to open, a database in it 3.
    """

    def __init__(self) -> None:
        """Open the instance at the first query."""
        self._instance: duckdb.DuckDBPyConnection | None = None
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    @contextmanager
    def session(self) -> Generator[duckdb.DuckDBPyConnection]:
        """Yield a connection whose schemas and views no other connection sees."""
        with self._lock:
            if self._instance is None:
                self._instance = connect()
                # An instance with functions in Python that is open at exit is reported as a leak.
                weakref.finalize(self, self._instance.close)
            connection = self._instance.cursor()
            name = f"query_{next(self._numbers)}"
        try:
            connection.execute(f"ATTACH ':memory:' AS {name}")
            connection.execute(f"SET search_path = '{name}.main,memory.main'")
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
        finally:
            connection.execute("USE memory.main")
            connection.execute(f"DETACH DATABASE IF EXISTS {name}")
            connection.close()


def identifier(name: str) -> str:
    """Return a name as a quoted identifier of DuckDB."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as a literal of DuckDB."""
    return "'" + text.replace("'", "''") + "'"
