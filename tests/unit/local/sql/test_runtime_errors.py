import pytest

from clickstream.local.sql.runtime_errors import reason


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            'Catalog Error: Scalar Function with name shuffle does not exist!\nDid you mean "suffix"?',
            "NOT_SUPPORTED: the local Athena does not have the function shuffle",
        ),
        (
            "Binder Error: No function matches the given name and argument types 'sum(INTERVAL)'. You might need",
            "NOT_SUPPORTED: the local Athena does not have the function sum(interval)",
        ),
        (
            "Catalog Error: Type with name IPADDRESS does not exist!",
            "NOT_SUPPORTED: the local Athena does not have the type ipaddress",
        ),
        (
            "Invalid Input Error: More than one row returned by a subquery used as an expression",
            "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows",
        ),
        (
            "Conversion Error: Type INT32 with value 300 can't be cast because the value is out of range for the destination type INT8",
            "NUMERIC_VALUE_OUT_OF_RANGE: Type INT32 with value 300 can't be cast because the value is out of range for the destination type INT8",
        ),
        ("Fatal Error: out of luck", "GENERIC_INTERNAL_ERROR: Fatal Error: out of luck"),
    ],
)
def test_an_error_of_duckdb_has_athenas_name(message: str, expected: str) -> None:
    assert reason(message) == expected
