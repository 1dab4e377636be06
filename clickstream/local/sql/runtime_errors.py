"""Reasons of queries that fail in DuckDB, in Athena's words."""

from __future__ import annotations

import re

PYTHON = re.compile(r"^Invalid Input Error: .*?executing the UDF: \w+: ", re.DOTALL)
SENTENCES: tuple[tuple[str, str], ...] = (
    (r"Catalog Error: \w+ Function with name (?:trino_|python_)?(\w+) does not exist", r"NOT_SUPPORTED: the local Athena does not have the function \1"),
    (r"Binder Error: No function matches the given name and argument types '(?:trino_|python_)?([^']*)'", r"NOT_SUPPORTED: the local Athena does not have the function \1"),
    (r"Catalog Error: Type with name (\w+) does not exist", r"NOT_SUPPORTED: the local Athena does not have the type \1"),
    (r"Invalid Input Error: More than one row returned by a subquery", "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows"),
    (r"(?:Invalid Input|Out of Range) Error: Window \w+ (?:PRECEDING|FOLLOWING) .*(?:negative|NULL)", "INVALID_WINDOW_FRAME: Window frame offset value must not be negative or null"),
)  # fmt: skip
"""Sentences in place of DuckDB's, by the beginning of its message."""
NAMES: tuple[tuple[str, str], ...] = (
    (r"Out of Range Error: ", "NUMERIC_VALUE_OUT_OF_RANGE"),
    (
        r"Conversion Error: Type INT(?:8|16|32|64|128) with value .* out of range",
        "NUMERIC_VALUE_OUT_OF_RANGE",
    ),
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
    for pattern, sentence in SENTENCES:
        if found := re.match(pattern, text, re.IGNORECASE):
            name, _, rest = found.expand(sentence).partition(": ")
            return f"{name}: {rest.lower() if found.groups() else rest}".replace("athena", "Athena")
    for pattern, name in NAMES:
        if re.match(pattern, text):
            return f"{name}: {text.partition(': ')[2]}"
    return f"GENERIC_INTERNAL_ERROR: {text}"
