from datetime import datetime

import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import (
    TranslationError,
    format_value,
    joda_to_strftime,
    translate,
)
from clickstream.local.sql.errors import AthenaError
from tests.unit.local.sql.lake import TABLES


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("quantity / 2", 3),  # integers divide to an integer
        ("-quantity / 2", -3),
        ("count(*) / 3", 0),
        ("sum(quantity) / count(*)", 7),
        ("quantity / 2.0", 3.5),
        ("cast(quantity AS double) / 2", 3.5),
        ("price / 2", 0.75),
        ("try(quantity / 0)", None),
        ("count_if(quantity > 1)", 1),
        ("approx_distinct(event_type)", 1),
        ("date_format(event_time, '%Y-%m-%d %H:%i %W')", "2025-11-26 13:05 Wednesday"),
        ("format_datetime(event_time, 'yyyy-MM-dd''T''HH:mm:ss.SSS')", "2025-11-26T13:05:09.123"),
        ("parse_datetime('26/11/2025', 'dd/MM/yyyy')", "2025-11-26 00:00:00.000 UTC"),
        ("to_iso8601(event_time)", "2025-11-26T13:05:09.123"),
        ("date_trunc('hour', event_time)", datetime(2025, 11, 26, 13)),  # noqa: DTZ001 - Athena's timestamps have no zone
        ("cast(date_trunc('month', cast(event_time AS date)) AS varchar)", "2025-11-01"),
        ("cast(date '2025-11-26' - interval '1' day AS varchar)", "2025-11-25"),
        ("cast(date_add('day', -7, date '2025-11-26') AS varchar)", "2025-11-19"),
        ("date_diff('day', event_time, timestamp '2025-11-28 14:00:00')", 2),
        ("date_diff('day', date '2025-11-26', date '2025-11-28')", 2),
        ("day_of_week(event_time)", 3),
        ("extract(dow FROM timestamp '2025-11-30 00:00:00')", 7),
        ("format('%s: %d (%.1f)', event_type, quantity, price)", "purchase: 7 (1.5)"),
        ("from_unixtime(3600)", "1970-01-01 01:00:00.000 UTC"),
        ("from_iso8601_timestamp('2025-01-01T00:00:00+02:00')", "2025-01-01 00:00:00.000 +02:00"),
        ("event_time AT TIME ZONE 'Europe/Paris'", "2025-11-26 14:05:09.123 Europe/Paris"),
        ("at_timezone(event_time, 'Europe/Paris')", "2025-11-26 14:05:09.123 Europe/Paris"),
        ("current_timestamp > event_time", True),
        ("json_extract_scalar(extra, '$.a.b') = 'x'", True),
        ("url_extract_host(url)", "shop.example"),
        ("url_extract_path(url)", "/p/q"),
        ("url_extract_query(url)", "x=1&q=shoes"),
        ("url_extract_parameter(url, 'q')", "shoes"),
        ("url_extract_parameter(url, 'missing')", None),
        ("url_extract_fragment(url)", "top"),
        ("regexp_extract(url, 'q=(\\w+)', 1)", "shoes"),
        ("'s3://lake/k' = 's3:' || '//lake/k'", True),
        ("max_by(price, quantity)", 1.5),
        ("year_of_week(event_time)", 2025),
    ],
)
def test_an_expression_has_the_value_that_it_has_in_athena(
    database: duckdb.DuckDBPyConnection, expression: str, value: object
) -> None:
    keys = "event_type, quantity, price, event_time, extra, url"
    sql = translate(
        f"SELECT {expression} FROM events WHERE event_type = 'purchase' GROUP BY {keys}",  # noqa: S608 - the test's own SQL
        TABLES,
        "lake",
    )
    assert database.execute(sql).fetchall() == [(value,)]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ('SELECT count(*) FROM "lake"."events"', [(2,)]),
        ("SELECT lake.events.day FROM lake.events ORDER BY 1", [("26",), ("27",)]),
        ("SELECT e.day FROM events e, other o WHERE e.event_type = o.event_type", [("26",)]),
        (
            "WITH totals AS (SELECT sum(quantity) AS n, count(*) AS c FROM events) SELECT n / c FROM totals",
            [(4,)],
        ),
        (
            "SELECT upper(event_type) AS t, count(*) FROM events GROUP BY upper(event_type) ORDER BY t LIMIT 1",
            [("PAGE_VIEW", 1)],
        ),
        (
            "SELECT event_type FROM events WHERE day IN (SELECT max(day) FROM events)",
            [("page_view",)],
        ),
        (
            "SELECT day, row_number() OVER (ORDER BY day DESC) FROM events ORDER BY day",
            [("26", 2), ("27", 1)],
        ),
        (
            "SELECT n FROM events CROSS JOIN UNNEST(ARRAY[1, 2]) AS u(n) WHERE day = '26'",
            [(1,), (2,)],
        ),
        ("SELECT round(price, 0) AS price FROM events ORDER BY price DESC LIMIT 1", [(3.0,)]),
    ],
)
def test_a_query_has_the_rows_that_it_has_in_athena(
    database: duckdb.DuckDBPyConnection, query: str, rows: list[tuple[object, ...]]
) -> None:
    assert database.execute(translate(query, TABLES, "lake")).fetchall() == rows


def test_every_table_is_named_with_its_database() -> None:
    sql = translate("SELECT 1 FROM events, Other", TABLES, "lake")
    assert '"lake"."events"' in sql
    assert '"lake"."other"' in sql


def test_a_star_selects_the_catalogs_columns_in_the_catalogs_order() -> None:
    sql = translate("SELECT * FROM events", TABLES, "lake")
    positions = [sql.index(f'"{column}"') for column in TABLES["lake"]["events"]]
    assert positions == sorted(positions)


def test_a_syntax_error_is_refused_with_line_and_column() -> None:
    with pytest.raises(AthenaError, match=r"^line 1:1: mismatched input 'SELEC'\. Expecting: "):
        translate("SELEC event_type FROM events", TABLES, "lake")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (
            "SELECT revenue FROM events",
            "^COLUMN_NOT_FOUND: line 1:8: Column 'revenue' cannot be resolved$",
        ),
        ('SELECT "$path" FROM events', r"Column '\$path' could not be resolved"),
        (
            "SELECT a FROM sales",
            r"^TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog\.lake\.sales' does not exist$",
        ),
        (
            "SELECT a FROM shop.events",
            "^SCHEMA_NOT_FOUND: line 1:15: Schema 'shop' does not exist$",
        ),
        ("SELECT day FROM events WHERE day IN (SELECT day FROM sales)", "TABLE_NOT_FOUND"),
    ],
)
def test_a_table_or_column_that_is_not_in_the_catalog_is_refused_by_name(
    query: str, reason: str
) -> None:
    with pytest.raises((AthenaError, TranslationError), match=reason):
        translate(query, TABLES, "lake")


@pytest.mark.parametrize(
    "statement",
    [
        "SHOW TABLES",
        "MSCK REPAIR TABLE events",
        "INSERT INTO events SELECT * FROM events",
        "CREATE TABLE x AS SELECT 1 AS a",
    ],
)
def test_a_statement_that_is_no_query_is_refused_by_name(statement: str) -> None:
    with pytest.raises(
        TranslationError, match=f"runs queries .*, not {statement.split(maxsplit=1)[0]}$"
    ):
        translate(statement, TABLES, "lake")


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        (
            "SELECT id, p.sku, p.size.cm FROM orders CROSS JOIN UNNEST(products) AS p (sku, price, size)",
            [("o1", "a", 3), ("o1", "b", None)],
        ),
        (
            "SELECT sku, n FROM orders CROSS JOIN UNNEST(products) WITH ORDINALITY AS p (sku, price, size, n)",
            [("a", 1), ("b", 2)],
        ),
        (
            "SELECT id, sku FROM orders LEFT JOIN UNNEST(products) AS p (sku, price, size) ON true",
            [("o1", "a"), ("o1", "b"), ("o2", None)],
        ),
        (
            "SELECT s FROM orders CROSS JOIN UNNEST(filter(products, p -> p.price > 2)) AS t (s, p, z)",
            [("a",)],
        ),
        (
            "SELECT id, k, v FROM orders CROSS JOIN UNNEST(labels) AS t (k, v)",
            [("o1", "gift", "yes")],
        ),
        (
            "SELECT x FROM orders CROSS JOIN UNNEST(transform(products, p -> p.price)) AS t (x)",
            [(1.0,), (2.5,)],
        ),
        (
            "SELECT x, n FROM UNNEST(ARRAY['q', 'r']) WITH ORDINALITY AS t (x, n)",
            [("q", 1), ("r", 2)],
        ),
        (
            "SELECT id, element_at(products, 1).price, labels['gift'] FROM orders",
            [("o1", 2.5, "yes"), ("o2", None, None)],
        ),
    ],
)
def test_unnest_has_the_columns_of_athena(
    database: duckdb.DuckDBPyConnection, sql: str, rows: list[tuple[object, ...]]
) -> None:
    found = database.execute(translate(sql, TABLES, "lake")).fetchall()
    assert sorted(found, key=str) == rows, (
        "a column for each field of a row, key and value of a map"
    )


def test_a_date_pattern_keeps_its_quoted_text() -> None:
    assert joda_to_strftime("yyyy/MM/dd 'at' HH''mm 100%") == "%Y/%m/%d at %H'%M 100%%"


def test_a_date_pattern_with_an_unknown_letter_is_refused() -> None:
    with pytest.raises(TranslationError, match=r"'QQ', which is not supported locally"):
        joda_to_strftime("yyyy QQ")


def test_a_timestamp_in_a_result_has_milliseconds() -> None:
    assert format_value(datetime(2025, 11, 26, 1, 2, 3)) == "2025-11-26 01:02:03.000"  # noqa: DTZ001 - Athena's timestamps have no zone
    assert format_value("text") == "text"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, None, True], "[1, null, true]"),
        ([{"sku": "a", "size": {"cm": 3}}], "[{sku=a, size={cm=3}}]"),
        ({"gift": "yes", "wrapped": None}, "{gift=yes, wrapped=null}"),
        ([datetime(2025, 11, 26)], "[2025-11-26 00:00:00.000]"),  # noqa: DTZ001 - Athena's timestamps have no zone
        ([], "[]"),
    ],
)
def test_a_nested_value_in_a_result_has_the_form_of_athena(value: object, text: str) -> None:
    assert format_value(value) == text
