"""Views over the events table, and the form in which Glue stores a view of Athena."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

from clickstream.contract.data_types import ColumnType, DataType
from clickstream.contract.model import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clickstream.contract.model import Contract, PartitionKey

PREFIX, SUFFIX = "/* Presto View: ", " */"
"""Text around the definition of a view."""
EXPANDED_TEXT = "/* Presto View */"
PARAMETERS = {"presto_view": "true", "comment": "Presto View"}
"""Parameters of each Glue table that is a view."""
TABLE_TYPE = "VIRTUAL_VIEW"
CATALOG = "awsdatacatalog"

LATEST_SUFFIX, SESSIONS_SUFFIX = "_latest", "_sessions"
LINEAGE = {"ingested_at", "source_object"}
SESSION_COLUMNS = ("user_id", "session_id", "event_type", "page_url")
"""Columns of text that the view of sessions needs."""
REVENUE = "revenue"
PAUSE_MINUTES = 30
"""A longer pause of a visitor begins a session, as in Google Analytics."""
LATEST = Template("""\
SELECT $columns
FROM (
  SELECT
    $columns,
    row_number() OVER (
      PARTITION BY $key, $dates
      ORDER BY ingested_at DESC, source_object DESC, $time DESC
    ) AS "copy number"
  FROM $table
)
WHERE "copy number" = 1""")
"""Query of the latest row of each key. The alias has a space, which no column of a table has."""
SESSIONS = Template("""\
SELECT
  visitor,
  session_number,
  min($time) AS started_at,
  max($time) AS ended_at,
  count(*) AS events,
  element_at(array_agg(page_url ORDER BY $time, page_url) FILTER (WHERE page_url IS NOT NULL), 1) AS entry_page,
  element_at(array_agg(page_url ORDER BY $time, page_url) FILTER (WHERE page_url IS NOT NULL), -1) AS exit_page,
  count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
  $total$dates
FROM (
  SELECT
    visitor,
    $time, event_type, page_url, $revenue$dates,
    sum(
      CASE WHEN $time <= previous_time + INTERVAL '$pause' MINUTE THEN 0 ELSE 1 END
    ) OVER (PARTITION BY visitor, $dates ORDER BY $time) AS session_number
  FROM (
    SELECT
      visitor,
      $time, event_type, page_url, $revenue$dates,
      lag($time) OVER (PARTITION BY visitor, $dates ORDER BY $time) AS previous_time
    FROM (
      SELECT
        coalesce(
          user_id,
          max(user_id) OVER (
            PARTITION BY session_id, CASE WHEN session_id IS NULL THEN user_id END, $dates
          ),
          session_id
        ) AS visitor,
        $time, event_type, page_url, $revenue$dates
      FROM $table
      WHERE
        coalesce(user_id, session_id) IS NOT NULL
        AND event_type IS DISTINCT FROM 'canary'
    )
  )
)
GROUP BY visitor, session_number, $dates""")
"""Query of sessions.

Events before a visitor signs in have a session_id alone: the session's user is their visitor.
PARTITION BY takes NULLs as equal, so events without a session_id are divided by user.
"""
TRINO_TYPES = {
    ColumnType.INTEGER: "integer",
    ColumnType.STRING: "varchar",
    ColumnType.JSON: "varchar",
    ColumnType.TIMESTAMP: "timestamp(3)",
}
"""Trino's names of flat types that have another name in Glue."""


@dataclass(frozen=True)
class View:
    """View over the events table."""

    name: str
    sql: str
    """Query in Athena's SQL. Its tables have no database."""
    columns: tuple[Column, ...]
    """Columns of the query, in order."""

    def definition(self, database: str) -> str:
        """Return the definition as Glue stores it.

        Args:
            database: Database of the tables that the query reads.
        """
        types = [(column.name, trino_type(column.data_type)) for column in self.columns]
        return definition(self.sql, database, types)


def definition(sql: str, database: str, columns: Iterable[tuple[str, str]]) -> str:
    """Return the definition of a view as Glue stores it: JSON in base64, in a comment.

    Args:
        sql: Query of the view.
        database: Database of table names without one.
        columns: Names and Trino types of the columns.
    """
    stored = {
        "originalSql": sql,
        "catalog": CATALOG,
        "schema": database,
        "columns": [{"name": name, "type": kind} for name, kind in columns],
    }
    return f"{PREFIX}{base64.b64encode(json.dumps(stored).encode()).decode()}{SUFFIX}"


def trino_type(data_type: DataType) -> str:
    """Return a data type as Trino writes it, such as ``array(row("sku" varchar))``."""
    items = trino_type(data_type.items) if data_type.items else ""
    match data_type.kind:
        case ColumnType.STRUCT:
            fields = (f'"{field.name}" {trino_type(field.data_type)}' for field in data_type.fields)
            return f"row({', '.join(fields)})"
        case ColumnType.ARRAY:
            return f"array({items})"
        case ColumnType.MAP:
            return f"map(varchar, {items})"
        case kind:
            return TRINO_TYPES.get(kind, data_type.athena_type)


def views_of(
    contract: Contract, columns: Sequence[Column], keys: Sequence[PartitionKey]
) -> tuple[View, ...]:
    """Return the views over an events table: those whose columns the table has.

    Args:
        contract: Contract of the events.
        columns: Columns of the table that the engine writes.
        keys: Partition keys of the table.
    """
    kinds = {column.name: column.type for column in columns}
    found: list[View] = []
    # Without these columns of the converter, a key can be null, and no row is the latest.
    if contract.primary_key and kinds.keys() >= LINEAGE:
        found.append(_latest(contract, contract.primary_key, columns, keys))
    if all(kinds.get(name) is ColumnType.STRING for name in SESSION_COLUMNS):
        has_revenue = kinds.get(REVENUE) is ColumnType.DOUBLE
        found.append(_sessions(contract, keys, has_revenue=has_revenue))
    return tuple(found)


def _latest(
    contract: Contract, primary_key: str, columns: Sequence[Column], keys: Sequence[PartitionKey]
) -> View:
    """Return the view of the latest row of each key.

    The partition keys are in PARTITION BY, so that an engine applies a predicate of them to the
    table. Rows of one event have equal partition keys, which come from the event's time.
    """
    every = (*columns, *_key_columns(keys))
    sql = LATEST.substitute(
        table=_quoted(contract.table),
        columns=_listed(column.name for column in every),
        key=_quoted(primary_key),
        dates=_listed(key.name for key in keys),
        time=_quoted(contract.event_time),
    )
    return View(f"{contract.table}{LATEST_SUFFIX}", sql, every)


def _sessions(contract: Contract, keys: Sequence[PartitionKey], *, has_revenue: bool) -> View:
    """Return the view of sessions, which end at midnight.

    A session across midnight would need the rows of another partition, so that a query of one date
    would have to read all.
    """
    columns = [
        Column(
            "visitor",
            ColumnType.STRING,
            "user_id, else the user_id of the session_id on the date, else session_id.",
        ),
        Column(
            "session_number",
            ColumnType.BIGINT,
            "Number of the visitor's session on the date, from 1.",
        ),
        Column("started_at", ColumnType.TIMESTAMP, "Time of the first event, in UTC."),
        Column("ended_at", ColumnType.TIMESTAMP, "Time of the last event, in UTC."),
        Column("events", ColumnType.BIGINT, "Number of events."),
        Column("entry_page", ColumnType.STRING, "First page_url."),
        Column("exit_page", ColumnType.STRING, "Last page_url."),
        Column("purchases", ColumnType.BIGINT, "Number of purchases."),
        *([Column(REVENUE, ColumnType.DOUBLE, "Revenue of the purchases.")] * has_revenue),
        *_key_columns(keys),
    ]
    sql = _sessions_sql(contract, keys, has_revenue=has_revenue)
    return View(f"{contract.table}{SESSIONS_SUFFIX}", sql, tuple(columns))


def _sessions_sql(contract: Contract, keys: Sequence[PartitionKey], *, has_revenue: bool) -> str:
    return SESSIONS.substitute(
        table=_quoted(contract.table),
        time=_quoted(contract.event_time),
        dates=_listed(key.name for key in keys),
        pause=PAUSE_MINUTES,
        revenue=f"{REVENUE}, " * has_revenue,
        total=f"sum({REVENUE}) AS {REVENUE}, " * has_revenue,
    )


def _key_columns(keys: Sequence[PartitionKey]) -> list[Column]:
    return [Column(key.name, ColumnType.STRING, key.description) for key in keys]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
