"""JSON values to Python values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from clickstream.contract import ColumnType
from clickstream.contract.data_types import DataType, Field
from clickstream.records.values import UndeclaredMemberError, WrongTypeError, read_value

STRING = DataType(ColumnType.STRING)
INTEGER = DataType(ColumnType.INTEGER)
BIGINT = DataType(ColumnType.BIGINT)
MONEY = DataType(ColumnType.DECIMAL, precision=5, scale=2)
ITEM = DataType(
    ColumnType.STRUCT, fields=(Field("sku", STRING), Field("unit_price", MONEY, key="price"))
)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ('"a\\n"', ColumnType.STRING, "a\n"),
        ("1.10", ColumnType.STRING, "1.10"),
        ('{"a": [1]}', ColumnType.STRING, '{"a": [1]}'),
        ('{"a": [1]}', ColumnType.JSON, '{"a": [1]}'),
        ('"a"', ColumnType.JSON, '"a"'),
        ("true", ColumnType.BOOLEAN, True),
        ('"false"', ColumnType.BOOLEAN, False),
        ("1.5", ColumnType.DOUBLE, 1.5),
        ('"-1e3"', ColumnType.DOUBLE, -1000.0),
        ("5.0", ColumnType.INTEGER, 5),
        ("1e3", ColumnType.INTEGER, 1000),
        ('"-7"', ColumnType.INTEGER, -7),
        ("2147483647", ColumnType.INTEGER, 2**31 - 1),
        ("-2147483648", ColumnType.INTEGER, -(2**31)),
        ("9223372036854775807", ColumnType.BIGINT, 2**63 - 1),
        ("-9223372036854775808", ColumnType.BIGINT, -(2**63)),
        ('"2026-11-26"', ColumnType.DATE, date(2026, 11, 26)),
        ("20261126", ColumnType.DATE, date(2026, 11, 26)),
    ],
)
def test_a_value_that_fits_has_its_type(text: str, kind: ColumnType, value: object) -> None:
    found = read_value(text.encode(), DataType(kind))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"2026-11-26T10:00:00Z"', datetime(2026, 11, 26, 10)),  # noqa: DTZ001 - the table's timestamps have no zone
        ('"2026-11-26 10:00:00.1239+02:00"', datetime(2026, 11, 26, 8, 0, 0, 123_000)),  # noqa: DTZ001 - as above
        ('"20261126T100000-0130"', datetime(2026, 11, 26, 11, 30)),  # noqa: DTZ001 - as above
        ('"2026-11-26T10:00z"', datetime(2026, 11, 26, 10)),  # noqa: DTZ001 - as above
        ('"2026-11-26"', datetime(2026, 11, 26)),  # noqa: DTZ001 - as above
        ("1764115200", datetime(2025, 11, 26)),  # noqa: DTZ001 - as above
        ("1764115200.123", datetime(2025, 11, 26, 0, 0, 0, 123_000)),  # noqa: DTZ001 - as above
        ("1764115200123", datetime(2025, 11, 26, 0, 0, 0, 123_000)),  # noqa: DTZ001 - as above
        ("1764115200123999", datetime(2025, 11, 26, 0, 0, 0, 123_000)),  # noqa: DTZ001 - as above
        ('"1764115200123999"', datetime(2025, 11, 26, 0, 0, 0, 123_000)),  # noqa: DTZ001 - as above
        ("-1", datetime(1969, 12, 31, 23, 59, 59)),  # noqa: DTZ001 - as above
    ],
)
def test_a_timestamp_is_in_utc_and_truncated_to_milliseconds(text: str, value: datetime) -> None:
    assert read_value(text.encode(), DataType(ColumnType.TIMESTAMP)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.10", "1.10"), ('"999.99"', "999.99"), ("1e2", "100"), ("0.100", "0.1"), ("-5", "-5")],
)
def test_a_decimal_has_exactly_the_digits_that_were_sent(text: str, value: str) -> None:
    assert read_value(text.encode(), MONEY) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes", ColumnType.BOOLEAN),
        ("1", ColumnType.BOOLEAN),
        ('"NaN"', ColumnType.DOUBLE),
        ("1e400", ColumnType.DOUBLE),
        ('"1_000"', ColumnType.DOUBLE),
        ("true", ColumnType.DOUBLE),
        ("1.5", ColumnType.INTEGER),
        ("2147483648", ColumnType.INTEGER),
        ("1.5e0", ColumnType.INTEGER),
        ("1e400", ColumnType.BIGINT),
        ("9223372036854775808", ColumnType.BIGINT),
        ("9" * 5000, ColumnType.BIGINT),
        ('"1_000"', ColumnType.BIGINT),
        ('"٣"', ColumnType.BIGINT),
        ('"2026-02-30"', ColumnType.DATE),
        ('"2026-11-26T10:00:00Z"', ColumnType.DATE),
        ('"26.11.2026"', ColumnType.TIMESTAMP),
        ('"2026-11-26T25:00:00Z"', ColumnType.TIMESTAMP),
        ("1e300", ColumnType.TIMESTAMP),
        ("true", ColumnType.TIMESTAMP),
        ('"x"', ColumnType.ARRAY),
        ('{"a":1}', ColumnType.ARRAY),
        ("[1]", ColumnType.MAP),
    ],
)
def test_a_value_that_does_not_fit_is_refused(text: str, kind: ColumnType) -> None:
    items = STRING if kind in {ColumnType.ARRAY, ColumnType.MAP} else None
    with pytest.raises(WrongTypeError):
        read_value(text.encode(), DataType(kind, items=items))


@pytest.mark.parametrize("text", ["1.234", "1000", "1e3", '"x"', "1e-3", "1e999999999", "[]"])
def test_a_decimal_with_more_digits_is_refused_and_not_rounded(text: str) -> None:
    with pytest.raises(WrongTypeError):
        read_value(text.encode(), MONEY)


def test_null_is_no_value_of_any_type() -> None:
    for kind in (STRING, INTEGER, MONEY, ITEM, DataType(ColumnType.JSON)):
        assert read_value(b"null", kind) is None


@pytest.mark.parametrize(
    ("text", "data_type", "value"),
    [
        ('[1, null,"a"]', DataType(ColumnType.ARRAY, items=STRING), ["1", None, "a"]),
        ("[]", DataType(ColumnType.ARRAY, items=STRING), []),
        (
            '{"a":1,"b":null}',
            DataType(ColumnType.MAP, items=INTEGER),
            [{"key": "a", "value": 1}, {"key": "b", "value": None}],
        ),
        ('{"price":1.5}', ITEM, {"sku": None, "unit_price": Decimal("1.50")}),
        (
            '[{"sku":"a"},null]',
            DataType(ColumnType.ARRAY, items=ITEM),
            [{"sku": "a", "unit_price": None}, None],
        ),
    ],
)
def test_a_nested_value_has_the_names_of_the_table(
    text: str, data_type: DataType, value: Any
) -> None:
    assert read_value(text.encode(), data_type) == value


@pytest.mark.parametrize("text", ['[{"price":"x"}]', '[{"price":1},2]', '["a"]'])
def test_a_wrong_value_inside_is_refused(text: str) -> None:
    with pytest.raises(WrongTypeError):
        read_value(text.encode(), DataType(ColumnType.ARRAY, items=ITEM))


def test_an_undeclared_member_is_refused_or_skipped() -> None:
    text = b'[{"sku":"a","colour":"red"}]'
    data_type = DataType(ColumnType.ARRAY, items=ITEM)
    with pytest.raises(UndeclaredMemberError, match="undeclared: colour"):
        read_value(text, data_type)
    assert read_value(text, data_type, undeclared=True) == [{"sku": "a", "unit_price": None}]


def test_the_name_of_the_table_is_no_key() -> None:
    with pytest.raises(UndeclaredMemberError, match="undeclared: unit_price"):
        read_value(b'{"unit_price":1}', ITEM)


def test_a_text_that_is_not_utf8_is_refused() -> None:
    for value in (b'"\xff"', b'{"a":"\xff"}'):
        with pytest.raises(ValueError, match=r"utf-8|UTF-8"):
            read_value(value, STRING)
