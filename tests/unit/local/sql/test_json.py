import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import TranslationError
from clickstream.local.sql.errors import AthenaError
from tests.unit.local.sql.conftest import Athena


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("json_extract_scalar('{\"a\": {\"b\": 1}}', '$.a')", None),
        ("json_extract_scalar('{\"a\": 1.10}', '$.a')", "1.10"),
        ("json_extract_scalar('{\"a\": 1, broken', '$.a')", "1"),
        ("json_extract_scalar('{\"a\": 1, broken', '$.b')", None),
        ("json_extract_scalar('not json', '$.a')", None),
        ("json_extract_scalar('{\"a\": null}', '$.a')", None),
        ("json_extract_scalar('{\"a\": true}', '$.a')", "true"),
        ('json_extract_scalar(\'{"a b": "x"}\', \'$["a b"]\')', "x"),
        ('json_extract_scalar(\'{"a": ["x", "y"]}\', \'$.a[1]\')', "y"),
        ("json_extract_scalar('{\"a\": \"x\\u00e9\"}', '$.a')", "xé"),
        ("json_extract_scalar(extra, '$.a.b')", "x"),
        ("json_extract(extra, '$.a')", '{"b":"x"}'),
        ("json_extract_scalar(json_extract(extra, '$.a'), '$.b')", "x"),
        ('json_format(json_parse(\'{"b": 1, "a": [1.10, "x"]}\'))', '{"a":[1.1,"x"],"b":1}'),
        ("try(json_parse('{'))", None),
        ("json_array_length('[1, 2]')", "2"),
        ("json_array_length('{}')", None),
        ('json_size(\'{"x": {"a": 1, "b": 2}}\', \'$.x\')', "2"),
        ("json_size('{\"x\": 1}', '$.x')", "0"),
        ("json_size('{\"x\": 1}', '$.y')", None),
        ("json_array_contains('[1, \"a\"]', 'a')", "true"),
        ("json_array_contains('[1, 2]', 3)", "false"),
        ("json_array_contains('[true]', true)", "true"),
        ("json_array_get('[\"a\", [3, 9]]', 1)", "[3,9]"),
        ('json_array_get(\'["a", "b"]\', -1)', "b"),
        ("json_array_get('[\"a\"]', 10)", None),
        ("is_json_scalar('1')", "true"),
        ("is_json_scalar('[1]')", "false"),
        ("json_value('{\"a\": {\"b\": 7}}', 'lax $.a.b')", "7"),
        ("json_value('{\"a\": [1, 2]}', 'lax $.a[1]')", "2"),
        ("json_value('{\"a\": [1, 2]}', 'lax $.a')", None),
        ("json_value('{\"a\": \"x\"}', 'lax $.b')", None),
        ("json_value('{\"a\": 1}', 'lax $.a' RETURNING bigint)", "1"),
        ("json_value('{\"a\": 1}', 'lax $.b' DEFAULT 'none' ON EMPTY)", "none"),
        ("json_value('{\"a\": 1}', 'strict $.b')", None),
        ("json_query('{\"a\": [1, 2]}', 'lax $.a')", "[1,2]"),
        ("json_query('{\"a\": \"x\"}', 'lax $.a')", '"x"'),
        ("json_query('{\"a\": [1, 2]}', 'lax $.a[*]' WITH ARRAY WRAPPER)", "[1,2]"),
        ("json_query('{\"a\": 1}', 'lax $.b')", None),
        ("json_exists('{\"a\": 1}', 'lax $.a')", "true"),
        ("json_exists('{\"a\": 1}', 'lax $.b')", "false"),
        ("json_exists('{\"a\": 1}', 'strict $.b')", "false"),
        ("cast(json_parse('\"x\"') AS varchar)", "x"),
        ("cast(json_parse('[1, 2]') AS array(bigint))", "[1, 2]"),
        ("cast(json_parse('{\"a\": 1}') AS map(varchar, bigint))", "{a=1}"),
        ('cast(json_parse(\'["a", "b"]\') AS array(varchar))[2]', "b"),
        ("json_format(cast('a' AS json))", '"a"'),
        ("json_format(cast(ARRAY[1, 2] AS json))", "[1,2]"),
        ("json_format(cast(MAP(ARRAY['a'], ARRAY[1]) AS json))", '{"a":1}'),
        ("json_format(JSON '{\"a\": 1}')", '{"a":1}'),
        ("cast(json_extract('{\"a\": 5}', '$.a') AS bigint) + 1", "6"),
        ("json_format(cast(ARRAY[1.50, 2] AS json))", "[1.50,2.00]"),
        (
            "json_format(cast(MAP(ARRAY['b', 'a'], ARRAY[1e10, NULL]) AS json))",
            '{"a":null,"b":1.0E10}',
        ),
        ("json_format(cast(ARRAY[nan()] AS json))", '["NaN"]'),
        ("json_format(cast(ARRAY[event_time] AS json))", '["2025-11-26 13:05:09.123"]'),
        ("json_array(1.50, NULL, 'a')", '[1.50,"a"]'),
        ("json_object('a': 1.50, 'b': NULL)", '{"a":1.50,"b":null}'),
        ("json_object('a': 1, 'b': NULL ABSENT ON NULL)", '{"a":1}'),
    ],
)
def test_json_values_are_those_of_athena(athena: Athena, expression: str, text: str | None) -> None:
    assert athena(expression) == text, "Trino gives this value"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("json_extract_scalar('{\"a\": 1}', 'a')", "Invalid JSON path: 'a'"),
        ("json_extract_scalar('{\"a\": 1}', '$.a-b')", "Invalid JSON path"),
        ("cast(ROW(1, 2.5) AS json)", "casts no row without names to JSON"),
        ("json_parse('{')", "Cannot convert value to JSON"),
        ("json_value('{\"a\": 1}', 'lax $.a ? (@ > 1)')", "takes members, elements"),
        ("cast(json_parse('{\"a\":1}') AS varchar)", "Cannot cast"),
    ],
)
def test_json_values_that_fail_on_athena_or_differ_locally_are_refused(
    athena: Athena, expression: str, reason: str
) -> None:
    with pytest.raises((AthenaError, TranslationError, duckdb.Error)) as refused:
        athena(expression)
    assert reason in str(refused.value), "the message names the cause"
