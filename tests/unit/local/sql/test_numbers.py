import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import TranslationError
from clickstream.local.sql.errors import AthenaError
from tests.unit.local.sql.conftest import Athena


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("100.0 * count(quantity) / count(*)", "100.0"),
        ("cast(1 AS decimal(10,2)) / 3", "0.33"),
        ("2.00 / 3", "0.67"),
        ("-1.0 / 8", "-0.1"),
        ("1.0 / 8", "0.1"),
        ("0.5 / 10", "0.1"),
        ("1 / 3.00", "0.33"),
        ("cast(2 AS bigint) / 3.0", "0.7"),
        ("10.0 / 4.00", "2.50"),
        ("1e0 / 0", "Infinity"),
        ("-7 / 2", "-3"),
        ("-7 % 3", "-1"),
        ("mod(7, 3)", "1"),
        ("try(quantity / 0)", None),
        ("1.10 * 1.1", "1.210"),
        ("1.10 + 1", "2.10"),
        ("avg(cast(price AS decimal(10,2)))", "2.00"),
        ("avg(quantity)", "4.5"),
        ("sum(price)", "4.0"),
        ("sum(quantity) * 1.0", "9.0"),
        ("cast(2.5e0 AS bigint)", "3"),
        ("cast(-2.5e0 AS bigint)", "-3"),
        ("cast(2.5 AS bigint)", "3"),
        ("cast(price AS integer)", "2"),
        ("cast('12' AS bigint)", "12"),
        ("try_cast('12.7' AS bigint)", None),
        ("try_cast('x' AS double)", None),
        ("try_cast('1.5' AS double)", "1.5"),
        ("try_cast(quantity AS varchar)", "7"),
        ("cast('true' AS boolean)", "true"),
        ("try_cast('yes' AS boolean)", None),
        ("round(2.5e0)", "3.0"),
        ("round(2.45, 1)", "2.50"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(price, 1)", "1.5"),
        ("round(7)", "7"),
        ("ceil(2.1)", "3"),
        ("floor(quantity)", "7"),
        ("ceiling(1.5e0)", "2.0"),
        ("truncate(2.78e0)", "2.0"),
        ("truncate(12.345, 2)", "12.340"),
        ("width_bucket(5, 0, 10, 5)", "3"),
        ("width_bucket(1.5e0, ARRAY[1e0, 2e0])", "1"),
        ("power(2, 3)", "8.0"),
        ("abs(-1.5)", "1.5"),
        ("sign(-3)", "-1"),
        ("greatest(1, 2)", "2"),
        ("greatest(1, NULL)", None),
        ("bit_count(9, 64)", "2"),
        ("bit_count(-7, 8)", "6"),
        ("1e7", "1.0E7"),
        ("1.5e-4", "1.5E-4"),
        ("123456.0e0", "123456.0"),
        ("cast(1.5 AS real)", "1.5"),
        ("cast(0.1e0 AS real)", "0.1"),
        ("sign(2.5e0)", "1.0"),
        ("cast(2.5 AS decimal)", "3"),
        ("decimal '12.50'", "12.50"),
        ("bitwise_left_shift(1, 3)", "8"),
        ("random(1)", "0"),
        ("0xFF", "255"),
        ("1_000 + 1", "1001"),
        ("'0xFF 1_0'", "0xFF 1_0"),
        ("e()", "2.718281828459045"),
        ("is_nan(nan())", "true"),
        ("infinity()", "Infinity"),
        ("log(2, 8)", "3.0"),
        ("cbrt(27)", "3.0"),
        ("typeof(1)", "integer"),
        ("typeof(1.50)", "decimal(3,2)"),
        ("typeof(event_time)", "timestamp(3)"),
        ("typeof(quantity)", "bigint"),
        ("typeof(ARRAY[1])", "array(integer)"),
        ("typeof(event_type)", "varchar"),
        ("if(quantity > 5, 'a', 'b')", "a"),
        ("coalesce(NULL, 1.5)", "1.5"),
        ("nullif(1, 1)", None),
        ("nan() <> 1", "true"),
        ("cast(NULL AS double) > nan()", None),
        ("1e0 < nan()", "false"),
        ("typeof(quantity / 2)", "bigint"),
        ("typeof(NULL)", "unknown"),
        ("typeof('abc')", "varchar(3)"),
        ("cast(12 AS varchar(2))", "12"),
    ],
)
def test_numbers_are_those_of_athena(athena: Athena, expression: str, text: str | None) -> None:
    assert athena(expression) == text, "Trino gives this value"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("1.0 / 0", "DIVISION_BY_ZERO"),
        ("1 / 0", "DIVISION_BY_ZERO"),
        ("5 % 0", "DIVISION_BY_ZERO"),
        ("cast(1.25 AS varchar(3))", "Value 1.25 cannot be represented as varchar(3)"),
        ("cast('12.7' AS bigint)", "INVALID_CAST_ARGUMENT"),
        ("sum(9223372036854775807)", "out of range"),
        ("truncate(price, 2)", "FUNCTION_NOT_FOUND"),
    ],
)
def test_numbers_that_fail_on_athena_or_differ_locally_are_refused(
    athena: Athena, expression: str, reason: str
) -> None:
    with pytest.raises((AthenaError, TranslationError, duckdb.Error)) as refused:
        athena(expression)
    assert reason in str(refused.value), "the message names the cause"
