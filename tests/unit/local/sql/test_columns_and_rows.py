import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import TranslationError, format_value, translate
from clickstream.local.sql.errors import AthenaError
from tests.unit.local.sql.lake import TABLES


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT count(*), max(day) AS Latest, 1 FROM events", ["_col0", "Latest", "_col2"]),
        ("SELECT * FROM (SELECT count(*), 2 FROM events)", ["_col0", "_col1"]),
        (
            "SELECT 'x' AS a, * FROM (SELECT day, count(*) FROM events GROUP BY day)",
            ["a", "day", "_col2"],
        ),
        (
            "SELECT p.size.cm FROM orders CROSS JOIN UNNEST(products) AS p (sku, price, size)",
            ["cm"],
        ),
        ("SELECT Day, CAST(ROW(1) AS ROW(n integer)).n FROM events", ["Day", "_col1"]),
        ("SELECT 1 UNION SELECT 2", ["_col0"]),
        (
            "SELECT json_extract_scalar(extra, '$.a'), split(url, '/')[1] FROM events",
            ["_col0", "_col1"],
        ),
        ("SELECT count(*) FROM events ORDER BY 1", ["_col0"]),
        ("SELECT * FROM UNNEST(ARRAY[1, 2])", ["_col0"]),
    ],
)
def test_columns_have_the_names_of_athena(
    database: duckdb.DuckDBPyConnection, query: str, names: list[str]
) -> None:
    result = database.execute(translate(query, TABLES, "lake"))
    assert [column[0] for column in result.description or ()] == names


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            "SELECT n FROM (VALUES 1, 2, 2, 3) AS t(n) ORDER BY n FETCH FIRST 2 ROWS WITH TIES",
            [(1,), (2,), (2,)],
        ),
        (
            "SELECT day, count(*) AS c FROM events GROUP BY day ORDER BY 2 DESC, 1 FETCH FIRST ROW WITH TIES",
            [("26", 1)],
        ),
        (
            "SELECT event_type FROM events GROUP BY event_type ORDER BY count(*) FETCH FIRST 1 ROW WITH TIES",
            [("page_view",), ("purchase",)],
        ),
        ("SELECT n FROM (VALUES 1, 2, 3) AS t(n) ORDER BY n FETCH FIRST 2 ROWS ONLY", [(1,), (2,)]),
        ("SELECT n FROM (VALUES 1, 2, 3) AS t(n) ORDER BY n FETCH FIRST ROW ONLY", [(1,)]),
        ("SELECT n FROM (VALUES 1, 2, 3) AS t(n) ORDER BY n OFFSET 1 LIMIT 1", [(2,)]),
        ("SELECT x, y FROM UNNEST(ARRAY[1, 2], ARRAY['a']) AS t(x, y)", [(1, "a"), (2, None)]),
        (
            "SELECT x, y, n FROM UNNEST(ARRAY[1, 2], ARRAY['a']) WITH ORDINALITY AS t(x, y, n)",
            [(1, "a", 1), (2, None, 2)],
        ),
        (
            "SELECT k, v, x FROM UNNEST(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), ARRAY[9]) AS t(k, v, x)",
            [("a", 1, 9), ("b", 2, None)],
        ),
        (
            "SELECT sku, x FROM orders CROSS JOIN UNNEST(products, ARRAY[5, 6]) AS t(sku, price, size, x) WHERE id = 'o1'",
            [("a", 5), ("b", 6)],
        ),
        (
            "SELECT k, v FROM (SELECT histogram(event_type) AS h FROM events) CROSS JOIN UNNEST(h) AS t(k, v)",
            [("page_view", 1), ("purchase", 1)],
        ),
        ("SELECT x, y FROM UNNEST(zip(ARRAY[1], ARRAY['a'])) AS t(x, y)", [(1, "a")]),
        (
            'SELECT x FROM UNNEST(cast(json_parse(\'["q", "r"]\') AS array(varchar))) AS t(x)',
            [("q",), ("r",)],
        ),
        (
            "SELECT json_extract_scalar(x, '$.k') FROM UNNEST(cast(json_parse('[{\"k\": 1}]') AS array(json))) AS t(x)",
            [("1",)],
        ),
        (
            "SELECT json_extract_scalar(j, '$.a') FROM (SELECT json_parse('{\"a\": 1}') AS j)",
            [("1",)],
        ),
        (
            "SELECT cast(approx_percentile(q, 0.5) FILTER (WHERE q > 1) AS varchar), round(skewness(q), 4) FROM (VALUES 1, 2, 3, 10) AS t(q)",
            [("3", "1.0182")],
        ),
        ("VALUES (1, 'a'), (2, 'b')", [(1, "a"), (2, "b")]),
        ("WITH t AS (SELECT 1 AS n, 2 AS n) SELECT * FROM t", [(1, 2)]),
        ("SELECT t.*, 3 FROM (SELECT 1 AS n, 2 AS n, 4 AS m) AS t WHERE t.m = 4", [(1, 2, 4, 3)]),
        (
            "SELECT (1, NULL) = (1, 2), (1, NULL) = (2, NULL), ARRAY[1] <> ARRAY[1, 2]",
            [(None, False, True)],
        ),
        (
            "SELECT x FROM (VALUES 1e0, nan()) AS t(x) JOIN (VALUES 1e0, nan()) AS u(y) ON x = y",
            [("1.0",)],
        ),
        ("SELECT corr(a, b) FROM (VALUES (1e0, 2e0)) AS t(a, b)", [(None,)]),
        ("SELECT max_by(a, b) FROM (VALUES (NULL, 2), ('x', 1)) AS t(a, b)", [(None,)]),
        ("SELECT map_agg(k, v) FROM (VALUES ('a', 1), (NULL, 2)) AS t(k, v)", [("{a=1}",)]),
        ("SELECT cast(a / 3 AS varchar) FROM (SELECT 1.00 AS a)", [("0.33",)]),
        ("WITH t(a) AS (SELECT 10.0) SELECT cast(a / 4 AS varchar) FROM t", [("2.5",)]),
        (
            "SELECT day, sum(quantity) OVER (ORDER BY day), avg(cast(price AS decimal(4, 2))) OVER (ORDER BY day) > 1.9 FROM events",
            [("26", 7, False), ("27", 9, True)],
        ),
        (
            "SELECT quantity / 2 FROM events GROUP BY quantity / 2 ORDER BY quantity / 2",
            [(1,), (3,)],
        ),
        (
            "SELECT try_cast(day AS integer) / 10 FROM events GROUP BY day ORDER BY 1",
            [(2,), (2,)],
        ),
        (
            "SELECT CASE WHEN false THEN 1 / (quantity - quantity) ELSE 2 END FROM events LIMIT 1",
            [(2,)],
        ),
    ],
)
def test_rows_are_those_of_athena(
    database: duckdb.DuckDBPyConnection, query: str, rows: list[tuple[object, ...]]
) -> None:
    found = database.execute(translate(query, TABLES, "lake")).fetchall()
    assert sorted([tuple(format_value(value) for value in row) for row in found], key=str) == rows


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (
            "SELECT DISTINCT n FROM (VALUES 1, 2) AS t(n) ORDER BY n FETCH FIRST 1 ROW WITH TIES",
            "WITH TIES runs locally",
        ),
        ("SELECT 1 WHERE 1 > ALL (VALUES 1)", "compare with max or min of the subquery"),
        ("SELECT (cast(ROW(1) AS row(n integer))).*", "name its fields"),
        ("SELECT 1 FROM events AS a JOIN events AS a ON true", "two tables with the alias a"),
        ("SELECT * FROM information_schema.tables", "use SHOW TABLES"),
        (
            "SELECT * FROM (SELECT 1 AS n, 2 AS n, 3 AS m) JOIN (VALUES 3) AS t(m) USING (m)",
            "name the columns",
        ),
        (
            "SELECT xxhash64(to_utf8(day)) FROM events",
            "NOT_SUPPORTED: xxhash64 does not run locally",
        ),
        (
            "SELECT x FROM orders CROSS JOIN UNNEST(products) AS t (x)",
            "MISMATCHED_COLUMN_ALIASES: line 1:33: Column alias list has 1 entries but 't' has 3 columns",
        ),
        (
            "SELECT t FROM (SELECT event_time AT TIME ZONE 'Europe/Paris' AS t FROM events)",
            "does not know the time zone of t",
        ),
        ("SELECT parse_duration('1d')", "does not have the function parse_duration"),
        ("SELECT date_format(event_time, day) FROM events", "takes only a literal locally"),
    ],
)
def test_a_query_that_differs_locally_is_refused_by_name(query: str, reason: str) -> None:
    with pytest.raises((AthenaError, TranslationError), match=reason):
        translate(query, TABLES, "lake")
