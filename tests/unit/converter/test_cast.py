"""Casts of texts to the contract's types."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickstream.contract import Column, ColumnType
from clickstream.contract.data_types import DataType, Field
from clickstream.contract.polars_schema import DTYPES
from converter.cast import cast

CAST_TYPES = (
    ColumnType.BIGINT,
    ColumnType.BOOLEAN,
    ColumnType.DOUBLE,
    ColumnType.TIMESTAMP,
)
MAX, MIN = 2**63 - 1, -(2**63)
TEN = datetime(2025, 11, 26, 10, 0)  # noqa: DTZ001 - the table's timestamps have no zone


def to(column_type: ColumnType, *texts: str | None) -> list[object]:
    values = cast(pl.Series("value", list(texts), pl.String), Column("value", column_type))
    assert (values.name, values.dtype) == ("value", DTYPES[column_type]), (
        "a cast gives the contract's type under the column's name"
    )
    return values.to_list()


def instant(text: str) -> object:
    (value,) = to(ColumnType.TIMESTAMP, text)
    return value


@pytest.mark.parametrize("column_type", CAST_TYPES)
def test_null_stays_null(column_type: ColumnType) -> None:
    assert to(column_type, None, None) == [None, None], "null stays null"


@pytest.mark.parametrize("column_type", CAST_TYPES)
def test_a_column_may_be_empty(column_type: ColumnType) -> None:
    assert to(column_type) == [], "an object of broken lines only has no values to cast"


@pytest.mark.parametrize("column_type", sorted(set(ColumnType) - set(CAST_TYPES)))
def test_the_reader_gives_the_values_of_all_other_types(column_type: ColumnType) -> None:
    parts: dict[str, Any] = {
        ColumnType.ARRAY: {"items": DataType(ColumnType.STRING)},
        ColumnType.MAP: {"items": DataType(ColumnType.STRING)},
        ColumnType.STRUCT: {"fields": (Field("a", DataType(ColumnType.STRING)),)},
        ColumnType.DECIMAL: {"precision": 10},
    }
    data_type = DataType(column_type, **parts.get(column_type, {}))
    with pytest.raises(TypeError, match="column 'value': the reader gives the values"):
        cast(pl.Series("value", ["1"]), Column("value", column_type, data_type=data_type))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("-5", -5),
        ("0", 0),
        ("-0", 0),
        ("5.0", 5),
        ("-5.000", -5),
        ("1e3", 1000),
        ("1.5E1", 15),
        ("1.0E7", 10_000_000),
    ],
)
def test_a_whole_number_is_a_bigint_however_it_is_written(text: str, number: int) -> None:
    assert to(ColumnType.BIGINT, text) == [number]


def test_a_bigint_is_exact_to_its_last_digit() -> None:
    exact = [MAX, MIN, 2**53 + 1, -(2**53) - 1]
    assert to(ColumnType.BIGINT, *(str(number) for number in exact)) == exact, (
        "no number goes through a double"
    )
    assert to(ColumnType.BIGINT, f"{2**53 + 1}.0") == [2**53 + 1]


@pytest.mark.parametrize(
    "text",
    [
        str(MAX + 1),
        str(MIN - 1),
        f"{MAX + 1}.0",
        "5.5",
        "5.",
        ".5",
        "1e400",
        "1e-3",
        "1.5e0",
        "9e18",
        "",
        " 5",
        "true",
        "five",
        "0x5",
        "1_000",
        "\u0665",
        "[5]",
    ],
)
def test_a_text_that_is_no_64_bit_integer_is_no_bigint(text: str) -> None:
    assert to(ColumnType.BIGINT, text) == [None]


@settings(max_examples=100, deadline=None)
@given(number=st.integers(MIN, MAX))
def test_every_64_bit_number_is_a_bigint(number: int) -> None:
    assert to(ColumnType.BIGINT, json.dumps(number)) == [number], "a bigint is what Python reads"


@settings(max_examples=100, deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_a_double(number: float) -> None:
    (value,) = to(ColumnType.DOUBLE, json.dumps(number))
    assert value == number, "a double is what Python reads, to the last bit"


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "1e400",
        "-1e400",
        "",
        "true",
        "1,5",
        " 1",
        "1_0",
        "0x1",
        "{}",
    ],
)
def test_a_text_that_is_no_finite_number_is_no_double(text: str) -> None:
    assert to(ColumnType.DOUBLE, text) == [None], (
        "a number that is not finite would make every sum infinite or NaN"
    )


def test_a_number_too_small_for_a_double_is_zero() -> None:
    assert to(ColumnType.DOUBLE, "1e-400") == [0.0]


def test_only_true_and_false_are_booleans() -> None:
    texts = ["true", "false", "True", "TRUE", "1", "0", "yes", "", "null", " true"]
    assert to(ColumnType.BOOLEAN, *texts) == [True, False, *[None] * 8], (
        "other spellings are not accepted"
    )


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-26T10:00:00Z",
        "2025-11-26T10:00:00.000Z",
        "2025-11-26T10:00:00.000000000Z",
        "2025-11-26T10:00:00,000Z",
        "2025-11-26T10:00Z",
        "2025-11-26t10:00:00z",
        "2025-11-26 10:00:00Z",
        "2025-11-26 10:00:00",
        "2025-11-26T10:00:00",
        "2025-11-26T10:00",
        "2025-11-26T10:00:00+00:00",
        "2025-11-26T10:00:00-00:00",
        "2025-11-26T11:00:00+01:00",
        "2025-11-26T11:00:00+0100",
        "2025-11-26T11:00:00+01",
        "2025-11-26T11:00+01",
        "2025-11-26T05:00-05:00",
        "2025-11-26T15:45:00+05:45",
        "2025-11-27T00:00:00+14:00",
        "2025-11-25T22:00:00-12:00",
        "20251126T100000Z",
        "20251126T100000",
        "20251126T110000+0100",
        "20251126T110000+01",
        "20251126T100000.0Z",
        "1764151200",
        "1764151200.0",
        "1764151200.000",
        "1.7641512E9",
        "1764151200000",
        "1764151200000.0",
        "+1764151200",
    ],
)
def test_an_instant_is_the_same_in_every_form(text: str) -> None:
    assert instant(text) == TEN, "timestamps are UTC, whatever form and offset they were sent in"


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2025-11-26T10:00:00.1Z", 100),
        ("2025-11-26T10:00:00.123456789Z", 123),
        ("2025-11-26T10:00:00.1239", 123),
        ("2025-11-26T10:00:00.9999999Z", 999),
    ],
)
def test_a_fraction_is_truncated_to_milliseconds(text: str, milliseconds: int) -> None:
    assert instant(text) == TEN + timedelta(milliseconds=milliseconds), (
        "an event is not moved into the next second, or day"
    )


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1764151200.123", 123),
        ("1764151200.9999", 999),
        ("1764151200123", 123),
        ("1764151200123.9", 123),
        ("1764151200.5e0", 500),
    ],
)
def test_the_fraction_of_an_epoch_is_truncated_like_any_other(text: str, milliseconds: int) -> None:
    assert instant(text) == TEN + timedelta(milliseconds=milliseconds), (
        "one instant is one timestamp, sent as a number or as a text"
    )


def test_a_date_is_its_midnight_in_utc() -> None:
    assert instant("2025-11-26") == TEN.replace(hour=0)


def test_the_29th_of_february_is_a_date_in_leap_years_only() -> None:
    assert instant("2024-02-29T12:00:00Z") == datetime(2024, 2, 29, 12)  # noqa: DTZ001 - the table's timestamps have no zone
    assert instant("2025-02-29T12:00:00Z") is None


def test_a_leap_second_is_the_second_after_it() -> None:
    assert instant("2016-12-31T23:59:60Z") == datetime(2017, 1, 1)  # noqa: DTZ001 - the table's timestamps have no zone


def test_small_epochs_are_seconds_and_large_ones_milliseconds() -> None:
    assert instant("99999999999") == datetime(5138, 11, 16, 9, 46, 39)  # noqa: DTZ001 - the table's timestamps have no zone
    assert instant("100000000000") == datetime(1973, 3, 3, 9, 46, 40)  # noqa: DTZ001 - the table's timestamps have no zone


def test_instants_before_1970_are_instants() -> None:
    assert instant("-1") == instant("1969-12-31T23:59:59Z") == datetime(1969, 12, 31, 23, 59, 59)  # noqa: DTZ001 - the table's timestamps have no zone
    assert instant("-0.0004") == instant("1969-12-31T23:59:59.9996Z"), (
        "negative epochs are truncated in the same direction"
    )


def test_a_number_from_a_hundred_trillion_on_is_in_microseconds() -> None:
    assert instant("1764151200123999") == datetime(2025, 11, 26, 10, 0, 0, 123_000)  # noqa: DTZ001 - the table's timestamps have no zone
    assert instant("100000000000000") == datetime(1973, 3, 3, 9, 46, 40)  # noqa: DTZ001 - the table's timestamps have no zone
    assert instant("99999999999999") == datetime(5138, 11, 16, 9, 46, 39, 999_000)  # noqa: DTZ001 - the table's timestamps have no zone


def test_the_years_1_to_9999_are_instants() -> None:
    assert instant("0001-01-01T00:00:00Z") == datetime(1, 1, 1)  # noqa: DTZ001 - the table's timestamps have no zone
    assert instant("9999-12-31T23:59:59.999Z") == datetime(9999, 12, 31, 23, 59, 59, 999_000)  # noqa: DTZ001 - the table's timestamps have no zone


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "now",
        "T",
        "true",
        "2025-13-01",
        "2025-11-31T10:00:00Z",
        "2025-11-26T24:00:00Z",
        "2025-11-26T10:60:00Z",
        "2025-11-26T10:00:00+25:00",
        "2025-11-26T10",
        "2025-11-26T",
        "26.11.2025 10:00:00",
        "11/26/2025",
        "2025-11-26T10:00:00Zulu",
        " 2025-11-26T10:00:00Z",
        '{"seconds":1764151200}',
        "0000-12-31T23:59:59Z",
        "-0001-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "-62135596800001000",
        "1764151200000000000",  # nanoseconds: Polars's own functions panic on their year
        "18446744073709551615",
        "99999999999999999999",
        str(MAX),
        str(MIN),
        "1e400",
        "-1e400",
        "9" * 400,
        "٢٠٢٥",
    ],
)
def test_a_text_that_is_no_instant_is_null(text: str) -> None:
    assert instant(text) is None, (
        "an instant outside the calendar would fail the whole object later"
    )


zones = st.builds(
    timezone, st.integers(-23 * 60, 23 * 60).map(lambda minutes: timedelta(minutes=minutes))
)
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001 - Hypothesis takes bounds without a zone


def in_milliseconds(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@settings(max_examples=100, deadline=None)
@given(moment=moments, separator=st.sampled_from("T t"))
def test_an_iso_text_is_what_python_reads(moment: datetime, separator: str) -> None:
    for timespec in ("minutes", "seconds", "milliseconds", "microseconds"):
        text = moment.isoformat(sep=separator, timespec=timespec)
        assert instant(text) == in_milliseconds(datetime.fromisoformat(text)), (
            f"{text} is one instant"
        )


@settings(max_examples=100, deadline=None)
@given(millis=st.integers(100_000_000_000, 4_102_444_800_000))
@example(millis=1764151200001)
def test_an_epoch_is_one_instant_in_seconds_and_milliseconds(millis: int) -> None:
    expected = datetime(1970, 1, 1) + timedelta(milliseconds=millis)  # noqa: DTZ001 - the table's timestamps have no zone
    assert instant(str(millis)) == expected, "milliseconds"
    assert instant(json.dumps(millis / 1000)) == expected, (
        "seconds as Python and JavaScript write them"
    )
    assert instant(f"{millis // 1000}.{millis % 1000:03}") == expected, "seconds as written by hand"
    assert instant(str(millis // 1000)) == expected - timedelta(milliseconds=millis % 1000), (
        "whole seconds"
    )


@settings(max_examples=100, deadline=None)
@given(number=st.floats() | st.integers())
def test_no_number_raises(number: float) -> None:
    value = instant(str(number))
    assert value is None or (isinstance(value, datetime) and math.isfinite(number)), (
        "a number is an instant or it is none"
    )


@settings(max_examples=100, deadline=None)
@given(text=st.text() | st.text(alphabet="0123456789-+:.TZ ,eE", max_size=30))
def test_no_text_raises(text: str) -> None:
    for column_type in CAST_TYPES:
        to(column_type, text)
