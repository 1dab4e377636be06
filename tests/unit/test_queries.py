"""The named queries: columns, and hand-computed results over a small table."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlglot
from sqlglot import exp

from clickstream.contract import glue_columns, polars_schema
from clickstream.contract.odcs import read_contract
from clickstream.contract.queries import NamedQuery, read_queries
from clickstream.local.sql import athena_to_duckdb, macros, python_functions
from tests.unit.queries.events import events
from tests.unit.queries.small_table import CANARY, ROWS

ROOT = Path(__file__).parents[2]
CONTRACT = read_contract(ROOT / "contracts" / "clickstream.odcs.yaml")
QUERIES = {
    query.name: query for query in read_queries(ROOT / "queries") if query.table == CONTRACT.table
}


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    """Return the small table, as the converter writes it."""
    return table_of(ROWS)


def table_of(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Return a table of rows, as the converter writes it."""
    names = [
        "session_id",
        "event_type",
        "event_time",
        "product_id",
        "product_name",
        "product_category",
        "product_price",
    ]
    names += ["quantity", "device_type", "browser", "country", "city", "user_id"]
    columns = {name: [row[index] for row in rows] for index, name in enumerate(names)}
    events = pl.DataFrame(columns).with_columns(
        pl.col("event_time").str.to_datetime(time_unit="ms"),
        event_id=pl.int_range(pl.len()).cast(pl.String),
    )
    missing = [column for column in CONTRACT.table_columns if column.name not in events.columns]
    events = events.with_columns(
        pl.lit(None, dtype=polars_schema.DTYPES[column.type]).alias(column.name)
        for column in missing
    )
    return with_keys(polars_schema.derive(events, CONTRACT))


def with_keys(events: pl.DataFrame) -> pl.DataFrame:
    """Add the partition keys, which are no columns of the files."""
    return events.with_columns(
        pl.col(CONTRACT.event_time).dt.strftime(key.date_format).alias(key.name)
        for key in CONTRACT.partition_keys
    )


@cache
def translated(name: str) -> str:
    """Return the query in the SQL of DuckDB."""
    types = {
        column["name"]: column["type"] for column in glue_columns.columns(CONTRACT.table_columns)
    } | {key.name: "string" for key in CONTRACT.partition_keys}
    return athena_to_duckdb.translate(
        QUERIES[name].sql, {"main": {QUERIES[name].table: types}}, "main"
    )


def answer(
    name: str,
    table: pl.DataFrame,
    *,
    where: str = "true",
    dates: tuple[str, str] = ("2025-11-24", "2025-11-26"),
) -> list[dict[str, Any]]:
    """Run the query of a range of dates as the emulator does: translated to DuckDB."""
    sql = translated(name)
    with duckdb.connect() as connection:
        python_functions.register(connection)
        connection.execute(macros())
        connection.register("all_events", table)
        connection.execute(
            f"CREATE VIEW clickstream_events AS SELECT * FROM all_events WHERE {where}"  # noqa: S608 - fixed text
        )
        result = connection.execute(sql, list(dates))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_the_queries_are_there() -> None:
    assert set(QUERIES) == {
        "active_users",
        "attribution",
        "bought_together",
        "browsers",
        "category_performance",
        "countries",
        "daily_revenue",
        "day_of_week",
        "duplicates",
        "engagement_by_device",
        "entry_and_exit_pages",
        "events_by_type",
        "freshness",
        "funnel",
        "geography",
        "hourly_traffic",
        "latency",
        "latest_events",
        "new_and_returning",
        "paths",
        "retention",
        "sessions",
        "sources",
        "top_pages",
        "top_products_by_revenue",
        "top_products_by_views",
        "traffic",
    }


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_a_query_uses_only_columns_of_its_table(query: NamedQuery) -> None:
    statement = sqlglot.parse_one(query.sql, read="athena")
    known = {column.name for column in CONTRACT.table_columns} | {
        key.name for key in CONTRACT.partition_keys
    }
    for select in statement.find_all(exp.Select):
        source = select.args["from_"].this.name
        if source == query.table:
            aliases = {projection.alias for projection in select.expressions}
            used = {column.name for column in select.find_all(exp.Column)}
            assert used - known <= aliases, (
                f"{query.name} uses columns that the contract does not have: {sorted(used - known - aliases)}"
            )
    assert query.table == CONTRACT.table
    assert {table.name for table in statement.find_all(exp.Table)} - {
        cte.alias for cte in statement.find_all(exp.CTE)
    } == {query.table}, "tables are unqualified"


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_a_query_runs_and_has_one_order_of_rows(query: NamedQuery) -> None:
    busy = with_keys(events(seed=0))
    dates = ("2026-01-01", "2026-12-31")
    rows = answer(query.name, busy, dates=dates)
    assert rows, "over events of many visitors, every query has an answer"
    assert rows == answer(query.name, busy.reverse(), dates=dates), (
        "the answer does not depend on the order of the files"
    )


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_canary_events_change_no_answer(name: str, table: pl.DataFrame) -> None:
    session = (
        "s1",
        "canary",
        "2025-11-25T12:00:00",
        "p1",
        "Tent",
        "outdoor",
        200.0,
        1,
        *[None] * 5,
    )
    with_canaries = table_of([*ROWS, CANARY, session])
    assert len(with_canaries) == len(table) + 2
    assert answer(name, with_canaries) == answer(name, table)


def test_events_without_a_type_are_counted_which_only_firehose_stores(table: pl.DataFrame) -> None:
    untyped = table.with_columns(event_type=pl.lit(None, pl.String))
    events = [row["events"] for row in answer("events_by_type", untyped)]
    assert events == [len(ROWS)], "a condition that is null for a null would leave them out"


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_an_empty_table_gives_no_rows(name: str, table: pl.DataFrame) -> None:
    assert answer(name, table, where="false") == []


def test_daily_revenue_counts_pieces_and_dates_without_a_purchase(table: pl.DataFrame) -> None:
    assert answer("daily_revenue", table) == [
        {
            "event_date": "2025-11-26",
            "purchases": 2,
            "pieces": 2,
            "revenue": 124.75,
            "revenue_per_purchase": 62.38,
        },
        {
            "event_date": "2025-11-25",
            "purchases": 1,
            "pieces": 2,
            "revenue": 400.0,
            "revenue_per_purchase": 400.0,
        },
        {
            "event_date": "2025-11-24",
            "purchases": 0,
            "pieces": 0,
            "revenue": 0.0,
            "revenue_per_purchase": None,
        },
    ]


def test_the_funnel_counts_a_session_for_a_step_only_after_the_steps_before(
    table: pl.DataFrame,
) -> None:
    funnel = answer("funnel", table)
    columns = ("step", "name", "sessions", "share_of_sessions", "share_of_previous_step")
    assert [tuple(row[column] for column in columns) for row in funnel] == [
        (1, "session", 5, 1.0, None),
        (2, "product_view", 3, 0.6, 0.6),
        (3, "add_to_cart", 2, 0.4, 0.6667),
        (4, "purchase", 1, 0.2, 0.5),
    ], "a visitor without a session_id has a session"
    assert [(row["median_seconds"], row["p90_seconds"]) for row in funnel] == [
        (None, None),
        (0, 1),
        (60, 300),
        (60, 60),
    ], "the seconds since the step before, within the sessions that reach the step"


def test_top_products_by_revenue_keeps_a_renamed_product_in_one_row(table: pl.DataFrame) -> None:
    assert answer("top_products_by_revenue", table) == [
        {
            "product_id": "p1",
            "product_name": "Tent 2",
            "purchases": 2,
            "pieces": 3,
            "revenue": 500.25,
        },
        {"product_id": "p2", "product_name": "Lamp", "purchases": 1, "pieces": 1, "revenue": 24.5},
    ]


def test_top_products_by_views_counts_views_only(table: pl.DataFrame) -> None:
    assert answer("top_products_by_views", table) == [
        {"product_id": "p2", "product_name": "Lamp", "views": 2, "sessions": 2},
        {"product_id": "p1", "product_name": "Tent", "views": 1, "sessions": 1},
    ]


def test_the_latest_events_come_first_and_are_ten_at_most(table: pl.DataFrame) -> None:
    assert [row["event_time"] for row in answer("latest_events", table)] == sorted(
        (datetime.fromisoformat(row[2]) for row in ROWS), reverse=True
    )
    assert len(answer("latest_events", pl.concat([table, table]))) == 10


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_reads_the_dates_of_its_range_alone(name: str, table: pl.DataFrame) -> None:
    day = "day = '25'"
    assert answer(name, table, dates=("2025-11-25", "2025-11-25")) == answer(
        name, table, where=day
    ), "first and last date are both in the range"
    assert answer(name, table, dates=("2025-11-26", "2025-11-24")) == answer(
        name, table, where="false"
    ), "a range whose end is before its beginning is empty"


def test_shares_of_events_add_up(table: pl.DataFrame) -> None:
    for name in ("browsers", "events_by_type"):
        assert sum(row["share_of_events"] for row in answer(name, table)) == pytest.approx(
            1, abs=0.001
        )


def test_weekdays_come_in_order(table: pl.DataFrame) -> None:
    assert [row["day_of_week"] for row in answer("day_of_week", table)] == [
        "Monday",
        "Tuesday",
        "Wednesday",
    ]
