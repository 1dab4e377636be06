"""The named queries over nested columns, with hand-computed results over small tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

from clickstream.contract import glue_columns, polars_schema
from clickstream.contract.odcs import read_contract
from clickstream.contract.queries import NamedQuery, read_queries
from clickstream.local.sql import athena_to_duckdb, macros, python_functions
from tests.paths import GA4, ROOT, SEGMENT

if TYPE_CHECKING:
    from clickstream.contract import Contract

CONTRACTS = {contract.table: contract for contract in map(read_contract, (SEGMENT, GA4))}
QUERIES = {
    query.name: query for query in read_queries(ROOT / "queries") if query.table in CONTRACTS
}
DAY = date(2026, 11, 26)
KETTLE = {"product_id": "p-1", "name": "Kettle", "price": 39.9, "quantity": 2}
TENT = {"product_id": "p-2", "name": "Tent", "price": 249.0}


def order(
    number: int, *products: dict[str, Any], currency: str = "EUR", properties: str = "{}"
) -> Any:
    return {
        "message_id": f"m{number}",
        "type": "track",
        "event": "Order Completed",
        "currency": currency,
        "revenue": sum(product["price"] * product.get("quantity", 1) for product in products),
        "products": list(products),
        "properties": properties,
    }


def param(key: str, value: str | int) -> dict[str, Any]:
    member = "string_value" if isinstance(value, str) else "int_value"
    return {"key": key, "value": {member: value}}


def view(page: str, user: str) -> dict[str, Any]:
    params = [param("ga_session_id", 7), param("page_location", page)]
    return {"event_name": "page_view", "event_params": params, "user_pseudo_id": user}


ROWS: dict[str, list[dict[str, Any]]] = {
    "segment_events": [
        order(1, KETTLE, TENT, properties='{"coupon":"SPRING"}'),
        order(2, KETTLE, KETTLE, properties='{"coupon":""}'),
        order(3, TENT, currency="USD"),
        {"type": "track", "event": "Product Added", "products": [KETTLE]},
        {"type": "page", "name": "Home"},
    ],
    "ga4_events": [
        view("/a", "u1"),
        view("/a?utm_source=ads", "u1"),
        view("/a#top", "u2"),
        view("/b", "u1"),
        {"event_name": "page_view", "event_params": [param("ga_session_id", 7)]},
        {"event_name": "view_item", "items": [{"item_id": "p-1", "item_name": "Kettle"}]},
        {"event_name": "view_item", "items": [{"item_name": "no id"}]},
        {"event_name": "add_to_cart", "items": [{"item_id": "p-1", "item_revenue": 5.0}]},
        {
            "event_name": "purchase",
            "items": [
                {"item_id": "p-1", "item_name": "Kettle", "item_revenue": 79.8},
                {"item_id": "p-2", "item_name": "Tent", "item_revenue": 249.0},
            ],
        },
        {"event_name": "session_start", "items": None},
    ],
}


def table_of(contract: Contract, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return a table of rows of one date, which have null in the columns that they do not name."""
    schema = polars_schema.schema(contract.table_columns)
    table = pl.DataFrame([dict.fromkeys(schema.names()) | row for row in rows], schema=schema)
    return table.with_columns(
        pl.lit(DAY.strftime(key.date_format)).alias(key.name) for key in contract.partition_keys
    )


def answer(
    query: NamedQuery, rows: list[dict[str, Any]], *, day: date = DAY
) -> list[dict[str, Any]]:
    """Run a query of one date as the emulator does: translated to DuckDB."""
    contract = CONTRACTS[query.table]
    types = {
        column["name"]: column["type"] for column in glue_columns.columns(contract.table_columns)
    } | {key.name: "string" for key in contract.partition_keys}
    sql = athena_to_duckdb.translate(query.sql, {"main": {query.table: types}}, "main")
    with duckdb.connect() as connection:
        python_functions.register(connection)
        connection.execute(macros())
        connection.register(query.table, table_of(contract, rows))
        result = connection.execute(sql, [day.isoformat()] * 2)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_each_contract_has_two_queries() -> None:
    assert sorted(query.table for query in QUERIES.values()) == sorted([*CONTRACTS] * 2)


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_a_query_has_one_order_of_rows(query: NamedQuery) -> None:
    rows = ROWS[query.table]
    assert answer(query, rows) == answer(query, rows[::-1]), (
        "the answer does not depend on the order of the files"
    )
    assert answer(query, []) == [], "an empty table gives no rows"
    assert answer(query, rows, day=date(2026, 11, 27)) == [], "another date has no rows"


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_canary_events_change_no_answer(query: NamedQuery) -> None:
    rows, event_type = ROWS[query.table], str(CONTRACTS[query.table].event_type)
    canaries = [{**row, event_type: "canary"} for row in rows]
    assert answer(query, [*rows, *canaries]) == answer(query, rows)


def test_products_of_completed_orders_are_counted_by_currency() -> None:
    assert answer(QUERIES["segment_products_ordered"], ROWS["segment_events"]) == [
        {
            "product_id": product_id,
            "currency": currency,
            "name": name,
            "orders": orders,
            "pieces": pieces,
            "revenue": revenue,
        }
        for product_id, currency, name, orders, pieces, revenue in (
            ("p-2", "EUR", "Tent", 1, 1, 249.0),
            ("p-2", "USD", "Tent", 1, 1, 249.0),
            ("p-1", "EUR", "Kettle", 2, 6, 239.4),
        )
    ], "an order with a product on two lines is one order, and a line without a quantity one piece"


def test_orders_are_counted_by_their_first_product() -> None:
    assert answer(QUERIES["segment_orders_by_first_product"], ROWS["segment_events"]) == [
        {
            "first_product": "Kettle",
            "currency": "EUR",
            "orders": 2,
            "products_per_order": 2.0,
            "revenue_per_order": 244.2,
            "orders_with_coupon": 1,
        },
        {
            "first_product": "Tent",
            "currency": "USD",
            "orders": 1,
            "products_per_order": 1.0,
            "revenue_per_order": 249.0,
            "orders_with_coupon": 0,
        },
    ], "a coupon is a member of the JSON column properties, and not empty"


def test_pages_are_counted_by_the_parameter_page_location() -> None:
    assert answer(QUERIES["ga4_pages"], ROWS["ga4_events"]) == [
        {"page": "/a", "views": 3, "users": 2},
        {"page": "/b", "views": 1, "users": 1},
    ], "without query and fragment; a view without the parameter has no page"


def test_pages_are_a_hundred_at_most() -> None:
    views = [view(f"/{number}", "u1") for number in range(101)]
    assert len(answer(QUERIES["ga4_pages"], views)) == 100


def test_items_are_counted_by_event() -> None:
    assert answer(QUERIES["ga4_items"], ROWS["ga4_events"]) == [
        {
            "item_id": item_id,
            "item_name": name,
            "views": views,
            "cart_additions": additions,
            "purchases": purchases,
            "revenue": revenue,
        }
        for item_id, name, views, additions, purchases, revenue in (
            ("p-2", "Tent", 0, 0, 1, 249.0),
            ("p-1", "Kettle", 1, 1, 1, 79.8),
        )
    ], "only a purchase has revenue, and an item without an id is left out"
