import pytest

from clickstream.local.sql.analyzer.data_types import parse_type
from clickstream.local.sql.analyzer.functions import catalogue, result_type
from tests.unit.local.sql.refusals import refusal


def test_the_catalogue_has_trinos_functions_with_types_that_exist() -> None:
    found = catalogue()
    assert len(found) > 300
    kinds = {signature.kind for signatures in found.values() for signature in signatures}
    assert kinds == {"aggregate", "scalar", "window"}
    assert {"count", "date_trunc", "approx_percentile", "json_extract_scalar"} <= found.keys()


@pytest.mark.parametrize(
    "call",
    [
        "char_length('a')",
        "ifnull(hour, 1)",
        "nvl(hour, 1)",
        "len(event_type)",
        "to_char(event_time, 'yyyy')",
        "datediff('day', event_time, event_time)",
        "string_agg(event_id, ',')",
        "median(price)",
        "list_value(1)",
        "strftime(event_time, '%Y')",
        "regexp_matches(event_type, 'a')",
    ],
)
def test_a_function_of_another_engine_is_refused(call: str) -> None:
    name = call.partition("(")[0]
    reason = f"FUNCTION_NOT_FOUND: line 1:8: Function '{name}' not registered"
    assert refusal(f"SELECT {call} FROM events") == reason  # noqa: S608 - the test's own SQL


@pytest.mark.parametrize(
    ("call", "given", "expected"),
    [
        ("concat('a', 1)", "varchar(1), integer", "concat(varchar)"),
        ("truncate(price, 2)", "double, integer", "truncate(decimal(p,s), integer)"),
        ("count(DISTINCT hour, year)", "integer, varchar", "count(), count(t) T"),
        ("upper(hour)", "integer", "upper(char(x)), upper(varchar(x))"),
        ("sum(year)", "varchar", "sum(bigint)"),
        ("md5('a')", "varchar(1)", "md5(varbinary)"),
        ("substr(event_time, 1, 10)", "timestamp(3), integer, integer", "substr(varchar(x), bigint"),
        ("date_diff(event_time, event_time)", "timestamp(3), timestamp(3)", "date_diff(varchar(x), date, date)"),
        ("filter(ARRAY[1], 1)", "array(integer), integer", "filter(array(t), function(t,boolean))"),
        ("round()", "", "round(bigint)"),
        ("max(map())", "map(unknown,unknown)", "max(e, bigint) E:orderable, max(t) T:orderable"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused_with_the_signatures(
    call: str, given: str, expected: str
) -> None:
    name = call.partition("(")[0]
    found = refusal(f"SELECT {call} FROM events")  # noqa: S608 - the test's own SQL
    start = f"FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters ({given}) for function {name}. Expected: "
    assert found.startswith(start)
    assert expected in found


def test_the_operator_of_concatenation_is_refused_at_its_position() -> None:
    found = refusal("SELECT event_type || hour FROM events")
    assert found.startswith(
        "FUNCTION_NOT_FOUND: line 1:19: Unexpected parameters (varchar, integer) for function concat."
    )


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("sum", ["tinyint"], "bigint"),
        ("abs", ["integer"], "integer"),
        ("round", ["bigint"], "bigint"),
        ("concat", ["varchar(2)", "varchar", "varchar(3)"], "varchar"),
        ("concat", ["array(integer)", "bigint"], "array(bigint)"),
        ("greatest", ["integer", "double", "unknown"], "double"),
        ("element_at", ["map(varchar, date)", "varchar(3)"], "date"),
        ("date_trunc", ["varchar(3)", "timestamp(6)"], "timestamp(6)"),
        ("max_by", ["double", "timestamp(3)"], "double"),
        ("zip", ["array(integer)", "array(date)"], "array(row(integer, date))"),
        ("count", ["unknown"], "bigint"),
        ("concat", ["char(2)", "varchar(3)"], "char"),
    ],
)
def test_a_call_has_the_result_of_the_function_that_trino_chooses(
    name: str, arguments: list[str], result: str
) -> None:
    assert str(result_type(name, [parse_type(argument) for argument in arguments])) == result


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("lower(DISTINCT event_type)", "FUNCTION_NOT_AGGREGATE: line 1:8: DISTINCT is not supported for non-aggregation functions"),
        ("lower(event_type) FILTER (WHERE hour > 1)", "FUNCTION_NOT_AGGREGATE: line 1:8: Filter is only valid for aggregation functions"),
        ("upper(event_type) OVER ()", "FUNCTION_NOT_WINDOW: line 1:8: Not a window function: upper"),
        ("sum(hour) FILTER (WHERE hour)", "TYPE_MISMATCH: line 1:32: Filter expression must evaluate to a boolean (actual: integer)"),
        ("transform(ARRAY[1], x -> y)", "COLUMN_NOT_FOUND: line 1:33: Column 'y' cannot be resolved"),
        ("transform(ARRAY[1], x -> x || 'a')", "FUNCTION_NOT_FOUND: line 1:35: Unexpected parameters (integer, varchar(1)) for function concat."),
    ],
)  # fmt: skip
def test_a_call_with_a_clause_that_trino_refuses_is_refused(call: str, reason: str) -> None:
    assert refusal(f"SELECT {call} FROM events").startswith(reason)  # noqa: S608 - the test's own SQL
