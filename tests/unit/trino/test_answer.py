"""Texts of Trino's values, as Athena returns them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.trino.answer import answer_of, java_double, text_of

BIGINT: dict[str, Any] = {"rawType": "bigint", "arguments": []}
VARCHAR: dict[str, Any] = {
    "rawType": "varchar",
    "arguments": [{"kind": "LONG", "value": 2147483647}],
}
BOOLEAN: dict[str, Any] = {"rawType": "boolean", "arguments": []}
DOUBLE: dict[str, Any] = {"rawType": "double", "arguments": []}


def of(kind: str, *arguments: object) -> dict[str, Any]:
    return {"rawType": kind, "arguments": [{"kind": "TYPE", "value": each} for each in arguments]}


def field(signature: dict[str, Any], name: str | None = None) -> dict[str, Any]:
    return {"fieldName": {"name": name} if name else None, "typeSignature": signature}


@pytest.mark.parametrize(
    ("value", "signature", "text"),
    [
        (True, BOOLEAN, "true"),
        (False, BOOLEAN, "false"),
        (12, BIGINT, "12"),
        ("2026-11-01 00:00:00.000", {"rawType": "timestamp", "arguments": []}, "2026-11-01 00:00:00.000"),
        ("AP8=", {"rawType": "varbinary", "arguments": []}, "00 ff"),
        ([1, None, 2], of("array", BIGINT), "[1, null, 2]"),
        ({"1": ["a"], "2": None}, of("map", BIGINT, of("array", VARCHAR)), "{1=[a], 2=null}"),
        ([True, 2.5], of("row", field(BOOLEAN, "paid"), field(DOUBLE)), "{paid=true, field1=2.5}"),
        ([], of("array", BIGINT), "[]"),
    ],
)  # fmt: skip
def test_a_value_has_athenas_text(value: object, signature: dict[str, Any], text: str) -> None:
    assert text_of(value, signature) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (19.99, "19.99"),
        (-2.0, "-2.0"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (-0.00012, "-1.2E-4"),
        (9999999.0, "9999999.0"),
        (10000000.0, "1.0E7"),
        (12345678.9, "1.23456789E7"),
        (1e16, "1.0E16"),
        (1.5e300, "1.5E300"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
    ],
)
def test_a_double_is_written_as_java_writes_it(value: float, text: str) -> None:
    assert java_double(value) == text


def test_null_is_none_in_a_row_and_a_word_in_a_nested_value() -> None:
    columns: list[dict[str, Any]] = [
        {"name": "n", "type": "bigint", "typeSignature": BIGINT},
        {"name": "a", "type": "array(bigint)", "typeSignature": of("array", BIGINT)},
    ]
    answer = answer_of(columns, [[None, [None]]])
    assert (answer.columns, answer.types) == (("n", "a"), ("bigint", "array(bigint)"))
    assert answer.rows == ((None, "[null]"),)
