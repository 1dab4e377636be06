"""Files of query results: types of the columns, suffixes, and what is refused."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clickstream.cli.athena import Result
from clickstream.cli.errors import CliError
from clickstream.cli.result_files import write_result

if TYPE_CHECKING:
    from pathlib import Path

CELLS = (
    ("tinyint", "-7", pl.Int8(), -7),
    ("smallint", "-300", pl.Int16(), -300),
    ("integer", "70000", pl.Int32(), 70000),
    ("bigint", "9007199254740993", pl.Int64(), 9007199254740993),
    ("float", "0.5", pl.Float32(), 0.5),
    ("double", "-Infinity", pl.Float64(), float("-inf")),
    ("decimal(4,2)", "1.10", pl.Decimal(4, 2), Decimal("1.10")),
    ("boolean", "false", pl.Boolean(), False),
    ("varchar", "ü", pl.String(), "ü"),
    ("date", "2026-11-29", pl.Date(), date(2026, 11, 29)),
    ("time", "20:47:26.123", pl.Time(), time(20, 47, 26, 123000)),
    ("timestamp", "2026-11-29 20:47:26.123", pl.Datetime("us"), datetime(2026, 11, 29, 20, 47, 26, 123000)),  # noqa: DTZ001 - Athena's timestamp has no zone
    ("timestamp with time zone", "2026-11-29 20:47:26.123 Europe/Berlin", pl.Datetime("us", "UTC"), datetime(2026, 11, 29, 19, 47, 26, 123000, UTC)),
    ("timestamp with time zone", "2026-11-29 20:47:26.123 UTC", pl.Datetime("us", "UTC"), datetime(2026, 11, 29, 20, 47, 26, 123000, UTC)),
    ("timestamp with time zone", "2026-11-29 20:47:26.123 -03:30", pl.Datetime("us", "UTC"), datetime(2026, 11, 30, 0, 17, 26, 123000, UTC)),
    ("varbinary", "68 69", pl.Binary(), b"hi"),
    ("array", "[1, 2]", pl.String(), "[1, 2]"),
)  # fmt: skip
"""Type of Athena, text of Athena, type in Polars and value."""


def one_column(kind: str, *values: str | None) -> Result:
    return Result(("a",), (kind,), tuple((value,) for value in values), 0, 1)


@pytest.mark.parametrize(("kind", "text", "dtype", "value"), CELLS)
def test_a_parquet_column_has_the_type_that_athena_reports(
    tmp_path: Path, kind: str, text: str, dtype: pl.DataType, value: object
) -> None:
    file = tmp_path / "a.parquet"
    write_result(one_column(kind, text, None), file)
    found = pl.read_parquet(file)["a"]
    assert found.dtype == dtype
    assert found.to_list() == [value, None], "null stays null"


def test_a_timestamp_keeps_its_nanoseconds(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    write_result(one_column("timestamp", "2026-11-29 20:47:26.123456789"), file)
    assert pl.read_parquet(file)["a"].dt.nanosecond().to_list() == [123456789]


def test_a_timestamp_of_microseconds_may_be_of_any_year(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    write_result(one_column("timestamp", "2500-01-01 00:00:00.123456"), file)
    assert pl.read_parquet(file)["a"].to_list() == [datetime(2500, 1, 1, 0, 0, 0, 123456)]  # noqa: DTZ001 - Athena's timestamp has no zone


def test_a_result_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    write_result(one_column("date"), file)
    assert pl.read_parquet(file).schema == {"a": pl.Date()}


def test_csv_and_json_are_chosen_by_the_suffix_in_any_case(tmp_path: Path) -> None:
    result = one_column("bigint", "1", None)
    write_result(result, tmp_path / "a.CSV")
    write_result(result, tmp_path / "a.json")
    with (tmp_path / "a.CSV").open(newline="") as file:
        assert list(csv.reader(file)) == [["a"], ["1"], [""]]
    assert json.loads((tmp_path / "a.json").read_text()) == [{"a": 1}, {"a": None}]


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("tinyint", "300", "the column 'a' of the type tinyint cannot be written to Parquet"),
        ("decimal(38,0)", "1.10", "1.10 has more than 0 digits after the point"),
        ("timestamp with time zone", "2026-10-25 02:30:00.000 Europe/Berlin", "is two times"),
        ("timestamp with time zone", "2026-10-25 02:30:00.000 Mars/North", "is unknown"),
        ("timestamp with time zone", "2026-10-25 02:30:00.000 America", "is unknown"),
        ("timestamp with time zone", "2026-11-29 20:47:26.1234567 UTC", "more than 6 digits"),
        ("timestamp with time zone", "2026-11-29 20:47:26.1234567 +01:00", "more than 6 digits"),
        ("time", "20:47:26.1234567", "20:47:26.1234567 has more than 6 digits after the point"),
        ("timestamp", "2500-01-01 00:00:00.1234567", "is outside the years 1678 to 2261"),
        ("timestamp", "1600-01-01 00:00:00.1234567", "is outside the years 1678 to 2261"),
        ("timestamp", "2026-11-29 20:47:26.1234567891", "more than 9 digits after the point"),
    ],
)
def test_a_value_that_would_be_changed_is_refused_and_no_file_is_written(
    tmp_path: Path, kind: str, text: str, message: str
) -> None:
    with pytest.raises(CliError, match=message) as raised:
        write_result(one_column(kind, text), tmp_path / "a.parquet")
    assert raised.value.remedy == "Cast the column to VARCHAR in SQL, or write CSV."
    assert not list(tmp_path.iterdir())


def test_two_columns_of_one_name_are_refused_in_parquet(tmp_path: Path) -> None:
    result = Result(("a", "a"), ("bigint", "bigint"), (("1", "2"),), 0, 0)
    with pytest.raises(CliError, match="two columns are named 'a'"):
        write_result(result, tmp_path / "a.parquet")


@pytest.mark.parametrize("name", ["a.txt", "parquet"])
def test_another_suffix_is_refused_with_the_allowed_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(CliError, match=name) as raised:
        write_result(one_column("bigint", "1"), tmp_path / name)
    assert ".parquet, .csv, .json" in raised.value.remedy


def test_a_directory_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(CliError, match=r"cannot write .*gone/a\.csv: No such file"):
        write_result(one_column("bigint", "1"), tmp_path / "gone" / "a.csv")
