"""Reasons of queries that fail in DuckDB, in Athena's words."""

from __future__ import annotations

import re

PYTHON = re.compile(r"^Invalid Input Error: .*?executing the UDF: \w+: ", re.DOTALL)
NAMES: tuple[tuple[str, str], ...] = (
    (r"Out of Range Error: ", "NUMERIC_VALUE_OUT_OF_RANGE"),
    (r"Conversion Error: Type INT128 with value .* out of range", "NUMERIC_VALUE_OUT_OF_RANGE"),
    (r"Conversion Error: extract specifier", "INVALID_FUNCTION_ARGUMENT"),
    (r"Conversion Error: ", "INVALID_CAST_ARGUMENT"),
    (r"Invalid Input Error: ", "INVALID_FUNCTION_ARGUMENT"),
    (r"Not implemented Error: Unknown TimeZone", "INVALID_FUNCTION_ARGUMENT"),
    (r"Binder Error: aggregate function calls cannot be nested", "NESTED_AGGREGATION"),
    (r"Binder Error: column .* must appear in the GROUP BY", "EXPRESSION_NOT_AGGREGATE"),
    (r"Binder Error: .* clause cannot contain aggregates", "EXPRESSION_NOT_SCALAR"),
    (r"Parser Error: Duplicate CTE name", "DUPLICATE_NAMED_QUERY"),
    (r"(Binder|Catalog|Not implemented|Parser) Error: ", "NOT_SUPPORTED"),
)
"""Athena's names of errors, by the beginning of DuckDB's message. The first that fits counts."""


def reason(message: str) -> str:
    """Return DuckDB's message of an error with the name that Athena gives it.

    Args:
        message: Text of a `duckdb.Error`.

    Returns:
        One line, such as `DIVISION_BY_ZERO: Division by zero`.
    """
    own = PYTHON.sub("", message)
    if own != message:
        return " ".join(own.split())
    text = " ".join(message.split("\nLINE ", maxsplit=1)[0].split())
    for pattern, name in NAMES:
        if re.match(pattern, text):
            return f"{name}: {text.partition(': ')[2]}"
    return f"GENERIC_INTERNAL_ERROR: {text}"
