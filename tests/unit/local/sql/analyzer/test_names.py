import pytest

from tests.unit.local.sql.refusals import refusal


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT revenue FROM events", "COLUMN_NOT_FOUND: line 1:8: Column 'revenue' cannot be resolved"),
        ("SELECT e.revenue FROM events e", "COLUMN_NOT_FOUND: line 1:8: Column 'e.revenue' cannot be resolved"),
        ("SELECT events.hour FROM events e", "COLUMN_NOT_FOUND: line 1:8: Column 'events.hour' cannot be resolved"),
        ('SELECT hour FROM events WHERE event_type = "purchase"', "COLUMN_NOT_FOUND: line 1:44: Column 'purchase' cannot be resolved"),
        ("SELECT item.colour FROM orders", "COLUMN_NOT_FOUND: line 1:8: Column 'item.colour' cannot be resolved"),
        ("SELECT id FROM sales", "TABLE_NOT_FOUND: line 1:16: Table 'awsdatacatalog.lake.sales' does not exist"),
        ("SELECT id FROM shop.orders", "SCHEMA_NOT_FOUND: line 1:16: Schema 'shop' does not exist"),
        ("SELECT id FROM other.lake.orders", "CATALOG_NOT_FOUND: line 1:16: Catalog 'other' does not exist"),
        ("SELECT hour FROM events a, events b", "AMBIGUOUS_NAME: line 1:8: Column 'hour' is ambiguous"),
        ("SELECT n FROM (SELECT 1 AS n, 2 AS n)", "AMBIGUOUS_NAME: line 1:8: Column 'n' is ambiguous"),
        ("SELECT x FROM events WHERE any_match(ARRAY[1], x -> x > 0)", "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved"),
        ("SELECT * FROM events e, (SELECT e.hour) x", "COLUMN_NOT_FOUND: line 1:33: Column 'e.hour' cannot be resolved"),
        ("SELECT x.* FROM events", "TABLE_NOT_FOUND: line 1:8: Unable to resolve reference x"),
        ("WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a", "DUPLICATE_NAMED_QUERY: line 1:23: WITH query name 'a' specified more than once"),
        ("SELECT u.a FROM (VALUES 1) u (a, b)", "MISMATCHED_COLUMN_ALIASES: line 1:17: Column alias list has 2 entries but 'u' has 1 columns available"),
        ("SELECT * FROM orders CROSS JOIN UNNEST(items) AS t (i)", "MISMATCHED_COLUMN_ALIASES: line 1:33: Column alias list has 1 entries but 't' has 2 columns available"),
    ],
)  # fmt: skip
def test_a_name_that_trino_does_not_resolve_is_refused(sql: str, reason: str) -> None:
    assert refusal(sql) == reason


@pytest.mark.parametrize(
    ("sql", "position"),
    [
        ("SELECT hour AS h FROM events WHERE h = 1", 36),
        ("SELECT hour AS h, count(*) FROM events GROUP BY h", 49),
        ("SELECT hour, count(*) AS h FROM events GROUP BY hour HAVING h > 1", 61),
        ("SELECT hour AS h, h + 1 FROM events", 19),
    ],
)
def test_an_alias_of_select_has_no_meaning_before_order_by(sql: str, position: int) -> None:
    assert refusal(sql) == f"COLUMN_NOT_FOUND: line 1:{position}: Column 'h' cannot be resolved"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT hour AS h FROM events ORDER BY h",
        "SELECT Events.HOUR FROM EVENTS ORDER BY events.hour",
        "SELECT lake.events.hour FROM lake.events",
        'SELECT hour FROM "AwsDataCatalog"."lake"."events"',
        'SELECT "$path", * FROM events',
        "SELECT e.*, o.id FROM events e LEFT JOIN orders o ON e.event_id = o.id",
        "SELECT hour FROM events JOIN (SELECT hour FROM events) x USING (hour)",
        "SELECT item.size.cm, items[1].sku FROM orders",
        "SELECT sku, n FROM orders CROSS JOIN UNNEST(items) WITH ORDINALITY AS t (sku, price, n)",
        "SELECT k, v FROM orders, UNNEST(points) AS t (k, v)",
        "SELECT t.sku FROM orders CROSS JOIN UNNEST(items) AS t",
        "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM events e WHERE e.event_id = o.id)",
        "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t",
        "WITH a AS (SELECT hour AS h FROM events), b (x) AS (SELECT h FROM a) SELECT x FROM b",
        "SELECT x FROM events CROSS JOIN LATERAL (SELECT hour + 1) AS t (x)",
        "SELECT column_name FROM information_schema.columns",
    ],
)
def test_a_name_that_trino_resolves_is_accepted(sql: str) -> None:
    assert refusal(sql) == ""


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT event_type, hour FROM events GROUP BY event_type", "EXPRESSION_NOT_AGGREGATE: line 1:20: 'hour' must be an aggregate expression or appear in GROUP BY clause"),
        ("SELECT event_type, count(*) FROM events", "EXPRESSION_NOT_AGGREGATE: line 1:8: 'event_type' must be an aggregate expression or appear in GROUP BY clause"),
        ("SELECT hour + quantity FROM events GROUP BY hour", "EXPRESSION_NOT_AGGREGATE: line 1:13: '(hour + quantity)' must be an aggregate expression or appear in GROUP BY clause"),
        ("SELECT event_type, count(*) FROM events GROUP BY event_type ORDER BY hour", "EXPRESSION_NOT_AGGREGATE: line 1:70: 'hour' must be an aggregate expression or appear in GROUP BY clause"),
        ("SELECT * FROM orders GROUP BY id", "EXPRESSION_NOT_AGGREGATE: Column 'orders.tags' not in GROUP BY clause"),
        ("SELECT event_type, rank() OVER (ORDER BY hour) FROM events GROUP BY event_type", "EXPRESSION_NOT_AGGREGATE: line 1:42: ORDER BY expression 'hour' must be an aggregate expression or appear in GROUP BY clause"),
        ("SELECT event_type FROM events GROUP BY ALL", "COLUMN_NOT_FOUND: line 1:40: Column 'all' cannot be resolved"),
        ("SELECT hour FROM events GROUP BY 2", "INVALID_COLUMN_REFERENCE: line 1:34: GROUP BY position 2 is not in select list"),
        ("SELECT hour FROM events ORDER BY 2", "INVALID_COLUMN_REFERENCE: line 1:34: ORDER BY position 2 is not in select list"),
        ("SELECT DISTINCT event_type FROM events ORDER BY hour", "EXPRESSION_NOT_IN_DISTINCT: line 1:1: For SELECT DISTINCT, ORDER BY expressions must appear in select list"),
        ("SELECT hour FROM events WHERE count(*) > 1", "EXPRESSION_NOT_SCALAR: line 1:40: WHERE clause cannot contain aggregations, window functions or grouping operations: [count(*)]"),
        ("SELECT hour FROM events WHERE rank() OVER (PARTITION BY year ORDER BY hour) = 1", "EXPRESSION_NOT_SCALAR: line 1:77: WHERE clause cannot contain aggregations, window functions or grouping operations: [rank() OVER (PARTITION BY year ORDER BY hour ASC)]"),
        ("SELECT max(count(*)) FROM events", "NESTED_AGGREGATION: line 1:8: Cannot nest aggregations inside aggregation 'max': [count(*)]"),
        ("SELECT hour FROM events GROUP BY hour HAVING rank() OVER (ORDER BY hour) = 1", "NESTED_WINDOW: line 1:46: HAVING clause cannot contain window functions or row pattern measures"),
        ("SELECT row_number() FROM events", "MISSING_OVER: line 1:8: Window function system.builtin.row_number requires an OVER clause"),
        ("SELECT lag(hour) OVER () FROM events", "MISSING_ORDER_BY: line 1:18: lag function requires an ORDER BY window clause"),
        ("SELECT count(DISTINCT hour) OVER (PARTITION BY year) FROM events", "NOT_SUPPORTED: line 1:1: DISTINCT in window function parameters not yet supported: count(DISTINCT hour) OVER (PARTITION BY year)"),
        ("SELECT count(*) FILTER (WHERE hour > 1) OVER () FROM events", "NOT_SUPPORTED: line 1:1: FILTER is not yet supported for window functions"),
        ("SELECT sum(hour) OVER w FROM events", "INVALID_WINDOW_REFERENCE: line 1:23: Cannot resolve WINDOW name w"),
        ("SELECT * FROM events NATURAL JOIN orders", "NOT_SUPPORTED: line 1:15: Natural join not supported"),
    ],
)  # fmt: skip
def test_an_aggregation_that_trino_refuses_is_refused(sql: str, reason: str) -> None:
    assert refusal(sql) == reason


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT lower(event_type), count(*) FROM events GROUP BY LOWER( Event_Type ) ORDER BY lower(event_type)",
        "SELECT (hour + 1) * 2 FROM events GROUP BY hour + 1",
        "SELECT e.hour FROM events e GROUP BY hour",
        "SELECT item.sku FROM orders GROUP BY item",
        "SELECT event_type, sum(count(*)) OVER () FROM events GROUP BY 1",
        "SELECT event_type, grouping(event_type) FROM events GROUP BY ROLLUP (event_type)",
        "SELECT hour, (SELECT max(price) FROM events i WHERE i.hour = e.hour) FROM events e GROUP BY hour",
        "SELECT DISTINCT lower(event_type) AS t FROM events ORDER BY lower(event_type), t",
        "SELECT max(hour) FROM events HAVING count(*) > 1 ORDER BY max(hour)",
        "SELECT array_agg(event_id ORDER BY event_time DESC) FILTER (WHERE hour > 1) FROM events",
        "SELECT lag(hour) OVER w, sum(hour) OVER (w ROWS 1 PRECEDING) FROM events WINDOW w AS (ORDER BY hour)",
    ],
)
def test_an_aggregation_that_trino_takes_is_accepted(sql: str) -> None:
    assert refusal(sql) == ""
