from collections.abc import Callable, Iterator

import duckdb
import pytest

from clickstream.local.sql import macros, python_functions
from clickstream.local.sql.athena_to_duckdb import format_value, translate
from tests.unit.local.sql.lake import TABLES

Athena = Callable[[str], object]


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    python_functions.register(connection)
    connection.execute(macros())
    connection.execute("CREATE SCHEMA lake")
    connection.execute(
        "CREATE TABLE lake.events (event_type VARCHAR, quantity BIGINT, price DOUBLE, event_time TIMESTAMP, extra VARCHAR, url VARCHAR, day VARCHAR)"
    )
    connection.execute("CREATE TABLE lake.other AS SELECT 'purchase' AS event_type")
    connection.execute(
        "INSERT INTO lake.events VALUES "
        "('purchase', 7, 1.5, '2025-11-26 13:05:09.123', '{\"a\": {\"b\": \"x\"}}', 'https://u@shop.example:8443/p/q?x=1&q=shoes#top', '26'), "
        "('page_view', 2, 2.5, '2025-11-27 01:00:00', NULL, 'https://shop.example/', '27')"
    )
    connection.execute(
        "CREATE TABLE lake.orders AS SELECT 'o1' AS id, "
        "[{'sku': 'a', 'price': 2.5, 'size': {'cm': 3}}, {'sku': 'b', 'price': 1.0, 'size': NULL}] "
        "AS products, MAP {'gift': 'yes'} AS labels UNION ALL SELECT 'o2', NULL, NULL"
    )
    yield connection
    connection.close()


@pytest.fixture
def athena(database: duckdb.DuckDBPyConnection) -> Athena:
    """Return the value of an expression as Athena returns it: text."""

    def value(expression: str) -> object:
        query = f"SELECT {expression} FROM events LIMIT 1"  # noqa: S608 - the test's own SQL
        ((found,),) = database.execute(translate(query, TABLES, "lake")).fetchall()
        text = format_value(found)
        if isinstance(text, bool):
            return "true" if text else "false"
        return text if text is None else str(text)

    return value
