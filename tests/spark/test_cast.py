"""Casts in Spark SQL give the same values, and the same nulls, as in Polars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import strategies as st

from clickstream.contract import Column, ColumnType
from clickstream.records.shape import CAST_TYPES
from clickstream_spark.cast import add_typed
from clickstream_spark.columns import text_of
from converter.cast import cast
from tests.spark.engines import gather

if TYPE_CHECKING:
    from tests.spark.engines import Engines

NUMBERS = [
    "+5", "05", "-0", " 5", "5 ", "\u0665", "1_000", "", "-", "+", "+-5", "5.0", "5.", "5.00\n", "5\n", ".5", "-.5e-2", ".", "e5", "1e", "1E+",
    "0x10", "0x1p3", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "" + "0" * 30 + "5",
    "-" + "0" * 30 + "5", "1" * 400, "1e3", "1E3", "+1e3", "1e400", "-1e400", "1.5e1", "1.55e1", "9e15", "9007199254740992e0", "9007199254740991e0",
    "1e-1", "10e-1", " 1e3", ".5e1", "5.e1", "1e+03", "1E0003", "0e99999999999", "1e-99999999999", "4.9e-324", "2.4703282292062327e-324",
    "1.7976931348623157e308", "1.7976931348623159e308", "inf", "-inf", "Infinity", "nan", "NaN", "-nan", "1d", "1f", "1L", "1D", "0.1", "0.10",
    "5.5.5", "1e5.5", "1 000", "1,5", "true", "false", "True", "TRUE", "9007199254740993", "0.1000000000000000055", "123456789012345678901234567890",
    "1.0000000000000002", "-0.0", "0.0", "5.0\n", "\uff15", "1e3d", "null", "{}", "[1]",
]  # fmt: skip
TIMES = [
    "2025-11-26", "2025-11-26 ", "2025-11-26T", "2025-11-26T10", "2025-11-26T10Z", "2025-11-26T10:00", "2025-11-26T10:00Z", "2025-11-26 10:00:00",
    "2025-11-26  10:00:00", "2025-11-26t10:00:00z", "2025-11-26T10:00:00.1", "2025-11-26T10:00:00.1234567891234Z", "2025-11-26T10:00:00.Z",
    "2025-11-26T10:00:00,5Z", "2025-11-26T10:00:60Z", "2025-11-26T10:00:60.5Z", "2025-11-26T10:00:61Z", "2025-11-26T23:59:60Z",
    "2025-11-26T24:00:00Z", "2025-11-26T10:60:00Z", "2025-11-26T10:00:00+01", "2025-11-26T10:00:00+0100", "2025-11-26T10:00:00 +01:00",
    "2025-11-26T10:00:00+1:00", "2025-11-26T10:00:00+24:00", "2025-11-26T10:00:00-23:59", "2025-11-26T10:00:00+01:60",
    "2025-11-26T10:00:00\u221201:00", "2025-11-26T10:00:00UTC", "2025-11-26 10:00:00 UTC", "2025-11-26 10:00:00 +0100", "2025-11-26T10:00:00\tZ",
    "2025-11-26T10:00:00\xa0Z", "2025\t-11-26T10:00:00Z", "2025-11-26\t10:00:00Z", "\t2025-11-26T10:00:00Z", "2025-11-26T10:00:00Z\n",
    "2025-11-26T10:00:00+01::00", "2025-11-26T10:00:00+01 00", "2025-11-26T10:00:00+01:0", "2025-11-26T10:00:00+01:", "2025-11-26T10:00:00+",
    "2025-11-26T10:00-08:00", "2025-11-26T10:00:00GMT", "2025-11-26T10:00:00\n+01", "2025-11-26T10:00\n+01", "2025-11-26T10:00:00ZZ",
    "2025-11-26 10:00 +01:00", "2025-11-26T10:0:5Z", "2025-11-26T1:00:05", "2025-11-26T010:00:00Z", "2025-11-26T10:00:5", "2025-1-2T1:2:3Z",
    "2025-1-2", "25-11-26T10:00:00Z", "12025-11-26T10:00:00Z", "+2025-11-26T10:00:00Z", "+12025-11-26T10:00:00Z", "-2025-11-26T10:00:00Z",
    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00",
    "+99999999999-01-01T00:00:00Z", "20251126T100000Z", "20251126T100000", "20251126T1000", "20251126", "20251126 100000 UTC",
    "20251126T100000,5+0100", "020251126T100000Z", "20251126T10000Z", "2025-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "2025-13-01T00:00:00Z",
    "2025-00-01", "2025-11-31", "1582-10-10T00:00:00Z", "1900-02-29", "2025-330T10:00:00Z", "1960-01-01T00:00:00.9999Z", "1960-01-01T00:00:00.0001Z",
    "1764112500", "1764112500.5", "1764112500123", "99999999999", "100000000000", "-1", "1e9", "1.7641125e9", "1764112500.0004", "1764112500.9999",
    "-0.0005", "-0.001", "1e400", "+1764112500", "1764112500\n", "253402300799999", "253402300800000", "-62135596800000", "-62135596800001",
    "-62135596801", "0.0009999", "", "abc", "true", "2025", "1.", "1e", "1764112500.1234567", "253402300799.9999", "1e18", "9.3e18", "-9.3e18",
    "99999999999999", "100000000000000", "1764112500123456", "1764112500123999", "-1764112500123001", "1764112500123456.7", "1.7641125e15",
    "253402300799999999", "253402300800000000", "-62135596800000000", "-62135596800000001", "-99999999999999", "-100000000000000",
    "20\uff125-11-26", "\uff12\uff10\uff12\uff15-11-26T00:00:00Z", "2025-11-26\u1e9710:00:00Z", "2025-11-26T10:00:00utc",
    "2025-11-26T10:00:00.5\u2003+01:00", "2025-11-26\x85T10:00:00Z", "\u16802025-11-26T10:00:00Z",
]  # fmt: skip

digits = st.integers(0, 99).map(lambda number: f"{number:02d}") | st.integers(0, 99).map(str)
dates = st.dates().map(lambda date: date.isoformat()) | st.tuples(
    st.integers(0, 12000).map(str), digits, digits
).map("-".join)
blank = st.sampled_from(["", "", "", "", " ", "\t", "\u00a0", "\n"])
clocks = (
    st.times().map(lambda time: time.isoformat())
    | st.tuples(digits, digits, digits).map(":".join)
    | st.tuples(digits, digits).map(":".join)
)
fractions = st.sampled_from(["", "", ".", ",", ".5", ".123456", ".9999999999"])
offsets = st.sampled_from(
    [
        "",
        "Z",
        "z",
        "UTC",
        "+01",
        "-0130",
        "+05:45",
        "+24:00",
        " +01:00",
        "\u221203:00",
        "+1",
        "+01:",
        "+01 00",
        " Z",
        "-23:59",
        "GMT",
        "Z ",
    ]
)
instants = st.tuples(
    dates, st.sampled_from(["T", " ", "t", "  ", "_", ""]), blank, clocks, fractions, blank, offsets
).map("".join)
epochs = (
    st.floats(allow_nan=False, allow_infinity=False).map(str)
    | st.integers(-(10**15), 10**15).map(str)
    | st.integers(-(10**18), 10**18).map(str)
    | st.floats(-1e10, 1e10).map(lambda number: f"{number:.4f}")
)
pieces = st.lists(
    st.sampled_from(
        [*"0123456789", "+", "-", ".", "e", "E", " ", "\n", "_", "d", "\u0663", "00", "T", ":", "Z"]
    ),
    max_size=9,
).map("".join)
numbers = (
    epochs
    | pieces
    | st.integers(-(2**66), 2**66).map(str)
    | st.sampled_from(NUMBERS)
    | st.text(max_size=4)
)


def check(engines: Engines, kind: ColumnType, texts: list[str | None]) -> None:
    column = Column("value", kind, sources=("value",))
    name = text_of("value")
    frame = engines.spark.createDataFrame(
        [(number, text) for number, text in enumerate(texts)], f"number bigint, `{name}` string"
    )
    found = {
        row["number"]: row["value"]
        for row in add_typed(frame, column).select("number", "value").collect()
    }
    expected = cast(pl.Series("value", texts, pl.String), column).to_list()
    wrong = [
        (text, value, found[number])
        for number, (text, value) in enumerate(zip(texts, expected, strict=True))
        if repr(found[number]) != repr(value)
    ]
    assert not wrong, f"text, Polars' value, Spark's, as a {kind}: {wrong[:20]}"


@pytest.mark.parametrize("kind", sorted(CAST_TYPES))
def test_awkward_texts(engines: Engines, kind: ColumnType) -> None:
    check(engines, kind, [*NUMBERS, *TIMES, None])


def test_instants_of_any_form(engines: Engines) -> None:
    check(engines, ColumnType.TIMESTAMP, [*gather(instants, 1500), *gather(epochs, 300)])


@pytest.mark.parametrize("kind", [ColumnType.BIGINT, ColumnType.DOUBLE])
def test_numbers_of_any_form(engines: Engines, kind: ColumnType) -> None:
    check(engines, kind, [*gather(numbers, 1000)])
