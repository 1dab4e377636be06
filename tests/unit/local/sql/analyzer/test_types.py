import pytest

from clickstream.local.sql.analyzer.data_types import parse_glue_type, parse_type
from clickstream.local.sql.analyzer.queries import Queries
from clickstream.local.sql.syntax import parse
from tests.unit.local.sql.refusals import refusal
from tests.unit.local.sql.tables import TABLES


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("year = 2026", "36: Cannot apply operator: varchar = integer"),
        ("hour = '23'", "36: Cannot apply operator: integer = varchar(2)"),
        ("hour <> '23'", "36: Cannot apply operator: integer = varchar(2)"),
        ("event_time >= '2026-01-01'", "42: Cannot apply operator: timestamp(3) <= varchar(10)"),
        ("event_time BETWEEN '2026-01-01' AND '2026-02-01'", "42: Cannot check if timestamp(3) is BETWEEN varchar(10) and varchar(10)"),
        ("date(event_time) = '2026-01-01'", "48: Cannot apply operator: date = varchar(10)"),
        ("year IN ('2025', 2026)", "48: IN value and list items must be the same type or coercible to a common type. Cannot find common type between varchar and integer, all types (without duplicates): [varchar, varchar(4), integer]"),
        ("year IN (SELECT hour FROM events)", "36: Value expression and result of subquery must be of the same type: row(varchar) vs row(hour integer)"),
        ("1", "31: WHERE clause must evaluate to a boolean: actual type integer"),
        ("true AND 1", "40: Logical expression term must evaluate to a boolean (actual: integer)"),
        ("NOT hour", "35: Value of logical NOT expression must evaluate to a boolean (actual: integer)"),
        ("hour LIKE '1%'", "31: Left side of LIKE expression must evaluate to a varchar (actual: integer)"),
        ("json_extract(extra, '$.a') = 'x'", "58: Cannot apply operator: json = varchar(1)"),
    ],
)  # fmt: skip
def test_a_condition_of_other_types_is_refused(condition: str, reason: str) -> None:
    found = refusal(f"SELECT hour FROM events WHERE {condition}")  # noqa: S608 - the test's own SQL
    assert found == f"TYPE_MISMATCH: line 1:{reason}"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("CASE WHEN hour > 1 THEN 'a' ELSE 1 END", "41: All CASE results must be the same type or coercible to a common type. Cannot find common type between varchar(1) and integer, all types (without duplicates): [varchar(1), integer]"),
        ("CASE hour WHEN '1' THEN 1 END", "23: CASE operand type does not match WHEN clause operand type: integer vs varchar(1)"),
        ("coalesce(hour, 'none')", "23: All COALESCE operands must be the same type or coercible to a common type. Cannot find common type between integer and varchar(4), all types (without duplicates): [integer, varchar(4)]"),
        ("if(hour > 1, 'a', 1)", "8: Result types for IF must be the same: varchar(1) vs integer"),
        ("nullif(hour, 'a')", "8: Types are not comparable with NULLIF: integer vs varchar(1)"),
        ("ARRAY[1, 'a']", "17: All ARRAY elements must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]"),
        ("year + 1", "13: Cannot apply operator: varchar + integer"),
        ("date '2026-11-01' + 1", "26: Cannot apply operator: date + integer"),
        ("-year", "8: Cannot negate varchar"),
        ("cast(event_time AS bigint)", "8: Cannot cast timestamp(3) to bigint"),
        ("cast(ARRAY[1] AS varchar)", "8: Cannot cast array(integer) to varchar"),
        ("cast(hour AS string)", "8: Unknown type: string"),
        ("'abc'[1]", "8: Cannot use integer for subscript of varchar(3)"),
        ("extract(hour FROM date '2026-11-01')", "26: Cannot extract HOUR from date"),
        ("hour AT TIME ZONE 'UTC'", "8: Type of value must be a time or timestamp with or without time zone (actual integer)"),
        ("event_type.name", "8: Expression event_type is not of type ROW"),
    ],
)  # fmt: skip
def test_an_expression_of_other_types_is_refused(expression: str, reason: str) -> None:
    assert refusal(f"SELECT {expression} FROM events") == f"TYPE_MISMATCH: line 1:{reason}"  # noqa: S608 - the test's own SQL


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT hour FROM events UNION SELECT year FROM events", "TYPE_MISMATCH: line 1:25: column 1 in UNION query has incompatible types: integer, varchar"),
        ("SELECT 1, 2 UNION ALL SELECT 1", "TYPE_MISMATCH: line 1:13: UNION query has different number of fields: 2, 1"),
        ("VALUES (1, 'a'), (2)", "TYPE_MISMATCH: line 1:1: Values rows have mismatched sizes: 2 vs 1"),
        ("SELECT 1 FROM events e JOIN orders o ON 1", "TYPE_MISMATCH: line 1:41: JOIN ON clause must evaluate to a boolean: actual type integer"),
        ("SELECT date '2026-02-30'", "INVALID_LITERAL: line 1:8: '2026-02-30' is not a valid DATE literal"),
        ("SELECT timestamp '2026-11-01T10:00:00'", "INVALID_LITERAL: line 1:8: '2026-11-01T10:00:00' is not a valid TIMESTAMP literal"),
        ("SELECT * FROM UNNEST(1) AS t (x)", "INVALID_FUNCTION_ARGUMENT: Cannot unnest type: integer"),
        ("SELECT points FROM orders ORDER BY points", "TYPE_MISMATCH: line 1:1: Type map(varchar, bigint) is not orderable, and therefore cannot be used in ORDER BY: points"),
        ("SELECT date '2026-11-01' - interval '1' week", "TYPE_NOT_FOUND: line 1:28: Unknown resolvedType: interval"),
        ("SELECT date_diff('days', event_time, event_time) FROM events", "INVALID_FUNCTION_ARGUMENT: 'days' is not a valid TIMESTAMP field"),
        ("SELECT date_trunc('hour', date '2026-11-15')", "INVALID_FUNCTION_ARGUMENT: 'hour' is not a valid DATE field"),
        ("SELECT json_exists(extra, '$.a') FROM events", "line 1:28: missing {'lax', 'strict'} at '$'"),
        ("SELECT x FROM orders LEFT JOIN UNNEST(tags) AS t (x) ON x > 'a'", "NOT_SUPPORTED: line 1:59: LEFT JOIN involving UNNEST is only supported with condition ON TRUE"),
        ("SELECT json_extract(extra, '$.a-b') FROM events", "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$.a-b'"),
        ("SELECT json_extract(extra, 'a') FROM events", "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: 'a'"),
    ],
)  # fmt: skip
def test_a_relation_or_literal_that_trino_refuses_is_refused(sql: str, reason: str) -> None:
    assert refusal(sql) == reason


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("quantity / 2", "bigint"),
        ("hour / 2.0", "decimal(12,1)"),
        ("100.0 * quantity / hour", "decimal(23,1)"),
        ("total * 2", "decimal(22,2)"),
        ("price * total", "double"),
        ("event_time - interval '1' day", "timestamp(3)"),
        ("date '2026-11-01' - interval '1' month", "date"),
        ("event_time - date '2026-11-01'", "interval day to second"),
        ("interval '1' day * 2", "interval day to second"),
        ("coalesce(hour, 1.5)", "decimal(11,1)"),
        ("CASE WHEN hour > 1 THEN 'ab' WHEN hour > 2 THEN 'abc' END", "varchar(3)"),
        ("ARRAY[1, 2.5, NULL]", "array(decimal(11,1))"),
        ("sum(hour)", "bigint"),
        ("avg(hour)", "double"),
        ("sum(total)", "decimal(38,2)"),
        ("transform(ARRAY[1], x -> cast(x AS varchar))", "array(varchar)"),
        ("map(ARRAY['a'], ARRAY[1])['a']", "integer"),
        ("current_timestamp", "timestamp(3) with time zone"),
        ("row(1, 'a')", "row(integer, varchar(1))"),
        ("9223372036854775807", "bigint"),
        ("try(NULL)", "unknown"),
    ],
)
def test_an_expression_has_trinos_type(expression: str, kind: str) -> None:
    keys = "hour, quantity, total, price, event_time"
    query = parse(f"SELECT {expression} FROM events GROUP BY {keys}")  # noqa: S608 - the test's own SQL
    ((field),) = Queries(TABLES, "lake").query(query.children[0].children[0])
    assert str(field.type) == kind


@pytest.mark.parametrize(
    ("glue", "trino"),
    [
        ("string", "varchar"),
        ("int", "integer"),
        ("float", "real"),
        ("binary", "varbinary"),
        ("timestamp", "timestamp(3)"),
        ("decimal(10,2)", "decimal(10,2)"),
        ("array<struct<a:int,b:map<string,date>>>", "array(row(a integer, b map(varchar, date)))"),
        ("uniontype<int>", "unsure"),
    ],
)
def test_a_glue_type_becomes_trinos_type(glue: str, trino: str) -> None:
    assert str(parse_glue_type(glue)) == trino


def test_a_type_in_sql_has_trinos_names_alone() -> None:
    assert str(parse_type("ROW(a BIGINT, TIMESTAMP(6) WITH TIME ZONE)")) == (
        "row(a bigint, timestamp(6) with time zone)"
    )
    with pytest.raises(LookupError, match="string"):
        parse_type("array(string)")
