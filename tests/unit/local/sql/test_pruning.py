import pytest

from clickstream.local.sql.catalog import View
from clickstream.local.sql.pruning import about, parse_query, references

TABLES = {
    "lake": {
        "e": {"a": "string", "b": "bigint", "list": "array<string>", "year": "string", "month": "string"},
        "o": {"a": "string", "x": "bigint", "year": "string"},
        "v": {"a": "string", "y": "string"},
        "w": {"y": "string"},
    }
}  # fmt: skip
VIEWS = {
    ("lake", "v"): View("SELECT a, year AS y FROM e WHERE b > 1", "lake"),
    ("lake", "w"): View("WITH inner_view AS (SELECT * FROM v) SELECT y FROM inner_view", "lake"),
}


def read(sql: str) -> list[tuple[str, str, list[str]]]:
    """Return table, columns and predicates of each reference."""
    return [
        (
            item.table,
            " ".join(sorted(item.columns)),
            [predicate.sql().replace('"', "") for predicate in item.predicates],
        )
        for item in references(parse_query(sql), TABLES, VIEWS, "lake")
    ]


REFERENCES: list[tuple[str, list[tuple[str, str, list[str]]]]] = [
    ("SELECT count(*) FROM e", [("e", "", [])]),
    ("SELECT a FROM e WHERE year = '1' AND b > 2", [("e", "a b year", ["year = '1'", "b > 2"])]),
    ("SELECT * FROM o", [("o", "a x year", [])]),
    ("SELECT a FROM (SELECT a, b, year FROM e) WHERE year = '1'", [("e", "a year", ["year = '1'"])]),
    (
        "WITH c AS (SELECT year AS y, count(*) AS n, max(b) AS m FROM e GROUP BY year) SELECT n FROM c WHERE y = '1' UNION ALL SELECT m FROM c",
        [("e", "year", ["year = '1'"]), ("e", "b year", [])],
    ),
    ("SELECT n FROM (SELECT year, count(*) AS n FROM e GROUP BY 1) WHERE n > 1", [("e", "year", [])]),
    ("SELECT a FROM (SELECT a, year FROM e LIMIT 5) WHERE year = '1'", [("e", "a year", [])]),
    ("SELECT a FROM (SELECT a, year, row_number() OVER (ORDER BY b) AS r FROM e) WHERE year = '1'", [("e", "a year", [])]),
    ("SELECT a FROM (SELECT a, year, row_number() OVER (PARTITION BY a, year ORDER BY b) AS r FROM e) WHERE year = '1' AND r = 1", [("e", "a b year", ["year = '1'"])]),
    ("SELECT a FROM (SELECT a, year, sum(b) OVER (PARTITION BY year) AS s, max(b) OVER (PARTITION BY a) AS m FROM e) WHERE year = '1'", [("e", "a year", [])]),
    ("SELECT a FROM (SELECT a, year AS y, sum(n) OVER (PARTITION BY year) AS s FROM (SELECT a, year, lag(b) OVER (PARTITION BY a, year ORDER BY b) AS n FROM e)) WHERE y = '1'", [("e", "a year", ["year = '1'"])]),
    ("SELECT a FROM (SELECT a, year FROM e UNION ALL SELECT a, year FROM o) WHERE year = '1'", [("e", "a year", ["year = '1'"]), ("o", "a year", ["year = '1'"])]),
    ("SELECT n FROM (SELECT a, b + 1 AS n FROM e) WHERE n > 1", [("e", "b", ["(b + 1) > 1"])]),
    ("SELECT a FROM e UNION SELECT a FROM o", [("e", "a", []), ("o", "a", [])]),
    ("SELECT y.a FROM v AS y WHERE y = '1'", [("e", "a b year", ["b > 1", "year = '1'"])]),
    ("SELECT 1 AS one FROM w WHERE y = '1'", [("e", "b year", ["b > 1", "year = '1'"])]),
    ("SELECT e.a FROM e, o WHERE e.a = o.a AND o.year = '1'", [("e", "a", []), ("o", "a year", ["year = '1'"])]),
    ("SELECT e.a FROM e JOIN o ON e.a = o.a AND e.year = '1'", [("e", "a year", ["year = '1'"]), ("o", "a", [])]),
    ("SELECT e.a FROM e JOIN o ON e.year = o.year WHERE o.year = '1'", [("e", "a year", ["year = '1'"]), ("o", "year", ["year = '1'"])]),
    ("SELECT e.a FROM e JOIN o ON e.year < o.year WHERE o.year = '1'", [("e", "a year", []), ("o", "year", ["year = '1'"])]),
    ("SELECT e.a FROM e JOIN o USING (a) WHERE e.year = '1'", [("e", "a year", ["year = '1'"]), ("o", "a", [])]),
    ("SELECT a FROM e WHERE EXISTS (SELECT 1 FROM o WHERE o.a = e.a AND o.year = '1')", [("e", "a", []), ("o", "a year", ["year = '1'"])]),
    ("SELECT a FROM e WHERE year = (SELECT max(year) FROM o)", [("e", "a year", []), ("o", "year", [])]),
    ("SELECT item FROM e CROSS JOIN UNNEST(list) AS t (item) WHERE year IN ('1')", [("e", "list year", ["year IN ('1')"])]),
    ("SELECT a FROM e ORDER BY b", [("e", "a b", [])]),
    ("SELECT max(a) OVER (PARTITION BY b) FROM e", [("e", "a b", [])]),
    ("WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r, e", [("e", "", [])]),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "expected"), REFERENCES)
def test_a_reference_has_the_columns_that_are_read_and_the_predicates_on_them(
    sql: str, expected: list[tuple[str, str, list[str]]]
) -> None:
    assert read(sql) == expected


@pytest.mark.parametrize(
    ("join", "where", "on_e", "on_o"),
    [
        ("LEFT JOIN o ON e.a = o.a AND o.year = '1'", "e.year = '2'", ["year = '2'"], ["year = '1'"]),
        ("LEFT JOIN o ON e.a = o.a AND e.year = '1'", "true", [], []),
        ("LEFT JOIN o ON e.a = o.a", "o.year = '1'", [], ["year = '1'"]),
        ("LEFT JOIN o ON e.a = o.a", "o.year IS NULL", [], []),
        ("LEFT JOIN o ON e.a = o.a", "coalesce(o.year, '1') = '1'", [], []),
        ("LEFT JOIN o ON e.year = o.year", "e.year = '1'", ["year = '1'"], ["year = '1'"]),
        ("LEFT JOIN o ON e.year = o.year", "o.year = '1'", [], ["year = '1'"]),
        ("LEFT JOIN o ON e.year = o.year", "e.year IS NULL", ["year IS NULL"], []),
        ("RIGHT JOIN o ON e.a = o.a AND e.year = '1' AND o.year = '1'", "o.year = '2'", ["year = '1'"], ["year = '2'"]),
        ("FULL JOIN o ON e.a = o.a AND e.year = '1'", "e.year IS NULL", [], []),
    ],
)  # fmt: skip
def test_an_outer_join_keeps_the_rows_that_it_would_fill_with_nulls(
    join: str, where: str, on_e: list[str], on_o: list[str]
) -> None:
    found = read(f"SELECT e.b, o.x FROM e {join} WHERE {where}")  # noqa: S608 - the test's own SQL
    assert [predicates for _, _, predicates in found] == [on_e, on_o]


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("year = '1' AND b = 2", "year = '1'"),
        ("(year = '1' AND month = '2') OR (year = '3' AND b = 4)", "(year = '1' AND month = '2') OR year = '3'"),
        ("year = '1' OR b = 2", None),
        ("b = 2", None),
        ("NOT (year = '1' OR b = 2)", None),
        ("year || month > '1'", "year || month > '1'"),
    ],
)  # fmt: skip
def test_a_condition_says_of_the_partition_keys_what_holds_for_every_row(
    predicate: str, expected: str | None
) -> None:
    where = parse_query(f"SELECT 1 FROM e WHERE {predicate}").args["where"].this  # noqa: S608 - the test's own SQL
    found = about(where, {"year", "month"})
    assert (found and found.sql()) == expected
