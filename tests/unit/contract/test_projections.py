"""The contract as Polars, Glue, Parquet and Markdown: four views of one thing."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pytest

from clickstream.contract import Column, ColumnType, Contract, glue_columns, polars_schema
from clickstream.contract.markdown_table import markdown_table
from clickstream.contract.model import (
    QUARANTINE_COLUMNS,
    QUARANTINE_PARTITIONS,
    PartitionKey,
    partition_path,
)
from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import sample_events
from converter.objects import RawObject, convert_object
from tests.paths import CLICKSTREAM, SONG_PLAYS, USER_PROFILES
from tests.unit.contract.files import added, column, edited, protected
from tests.unit.converter.fakes import ARRIVED, FakeS3, event, only_row, parquet, rules

if TYPE_CHECKING:
    from pathlib import Path

PARQUET_OF: dict[str, Any] = {  # what Athena reads each Glue type from without HIVE_BAD_DATA
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "double": pa.float64(),
    "string": pa.large_string(),
    "timestamp": pa.timestamp("ms"),
}


def written_files(path: Path, *lines: bytes) -> list[Any]:
    s3 = FakeS3({("raw/a", None): b"\n".join(lines)})
    convert_object(RawObject("raw", "raw/a"), s3.lake(), rules(read_contract(path)))
    return [parquet(body) for _, body in sorted(s3.written.items())]


def footer(file: Any) -> list[tuple[str, Any]]:
    return [(field.name, field.type) for field in file.schema_arrow]


ONE_EVENT = {
    CLICKSTREAM: b'{"event_type": "search", "event_time": "2025-11-26T10:00:00Z"}',
    SONG_PLAYS: b'{"songId": "song-1", "playedAt": 1764151200123}',
    USER_PROFILES: b'{"fetched_at": "2025-11-26T10:00:00Z"}',
}


@pytest.mark.parametrize("path", list(ONE_EVENT), ids=lambda path: path.name)
def test_the_parquet_footer_is_the_glue_table(path: Path) -> None:
    columns = glue_columns.columns(read_contract(path).table_columns)
    (file,) = written_files(path, ONE_EVENT[path])
    assert footer(file) == [(item["name"], PARQUET_OF[item["type"]]) for item in columns], (
        "a type that differs is HIVE_BAD_DATA at query time"
    )


def test_the_quarantine_files_footer_is_its_glue_table() -> None:
    (file,) = written_files(CLICKSTREAM, b"no JSON")
    assert footer(file) == [
        (item["name"], PARQUET_OF[item["type"]])
        for item in glue_columns.columns(QUARANTINE_COLUMNS)
    ], "the quarantine is a table too"


def test_timestamps_are_local_milliseconds_in_the_footer() -> None:
    (file,) = written_files(CLICKSTREAM, ONE_EVENT[CLICKSTREAM])
    logical = {
        field.name: str(field.logical_type)
        for field in file.schema
        if "Timestamp" in str(field.logical_type)
    }
    assert set(logical) == {"event_time", "ingested_at"}, (
        "every timestamp column has the logical type"
    )
    for words in logical.values():
        assert "timeUnit=milliseconds" in words, "nanoseconds are read as junk dates by Athena"
        assert "isAdjustedToUTC=false" in words, "Hive's timestamp has no zone"


def test_a_column_without_any_value_keeps_its_type() -> None:
    (file,) = written_files(CLICKSTREAM, ONE_EVENT[CLICKSTREAM])
    table = file.read()
    assert table["quantity"].null_count == 1, "the event has no quantity"
    assert table.schema.field("quantity").type == pa.int64(), (
        "a null type is HIVE_BAD_DATA at query time"
    )


@pytest.mark.parametrize("path", [CLICKSTREAM, SONG_PLAYS], ids=lambda path: path.name)
def test_every_file_has_one_and_the_same_schema(path: Path) -> None:
    sparse = ONE_EVENT[path]
    full = (
        sparse[:-1]
        + b', "page_url": "/", "quantity": 2, "product_price": 1.5, "seconds_played": 9, "unheard": [1]}'
    )
    (first,), (second,) = written_files(path, sparse), written_files(path, full)
    assert footer(first) == footer(second), "what an event has does not show in the file's schema"


def test_the_polars_schema_is_the_glue_table(clickstream: Contract) -> None:
    dtypes: dict[str, pl.DataType] = {
        "bigint": pl.Int64(),
        "boolean": pl.Boolean(),
        "double": pl.Float64(),
        "string": pl.String(),
        "timestamp": pl.Datetime("ms"),
    }
    expected = [
        (item["name"], dtypes[item["type"]])
        for item in glue_columns.columns(clickstream.table_columns)
    ]
    assert list(polars_schema.schema(clickstream.table_columns).items()) == expected, (
        "names, types and order agree"
    )


def test_partition_keys_are_strings_in_glue(clickstream: Contract) -> None:
    keys = glue_columns.partition_columns(clickstream.partition_keys)
    assert [(key["name"], key["type"]) for key in keys] == [
        ("year", "string"),
        ("month", "string"),
        ("day", "string"),
    ], "numbers would lose their zeros"


def test_a_comment_is_no_longer_than_glue_takes() -> None:
    (item,) = glue_columns.columns([Column("a", ColumnType.STRING, "x" * 300)])
    assert item["comment"] == "x" * 252 + "…", "Glue refuses more than 255 bytes"


@pytest.mark.parametrize(
    ("day", "path"),
    [
        (datetime(2025, 11, 26, tzinfo=UTC), "year=2025/month=11/day=26"),
        (datetime(2025, 1, 2, tzinfo=UTC), "year=2025/month=01/day=02"),
        (datetime(1, 1, 1, tzinfo=UTC), "year=0001/month=01/day=01"),
        (datetime(9999, 12, 31, tzinfo=UTC), "year=9999/month=12/day=31"),
    ],
)
def test_a_partitions_path_is_zero_padded(day: datetime, path: str) -> None:
    assert partition_path(QUARANTINE_PARTITIONS, day.date()) == path, (
        "as wide as what Athena's projection looks for"
    )


def test_a_partition_may_be_the_whole_date() -> None:
    assert (
        partition_path((PartitionKey("p_date", "%Y-%m-%d"),), ARRIVED.date()) == "p_date=2025-11-26"
    )


def test_a_derived_value_that_does_not_fit_its_type_is_null(tmp_path: Path) -> None:
    contract = read_contract(
        edited(
            tmp_path,
            added("number", physicalType="bigint", transformLogic="SPLIT_PART(user_id, '-', 2)"),
        )
    )
    assert only_row(contract, event(user_id="u-17"))["number"] == 17
    assert only_row(contract, event(user_id="u-ada"))["number"] is None, (
        "one odd event must not fail its object"
    )


def test_a_derived_number_that_is_not_finite_is_null(tmp_path: Path) -> None:
    contract = read_contract(
        edited(tmp_path, column("revenue", transformLogic="product_price / quantity"))
    )
    assert only_row(contract, event(product_price=1.0, quantity=0))["revenue"] is None, (
        "an infinite number makes every sum infinite"
    )


def test_parts_of_dates_can_be_reckoned_with(tmp_path: Path) -> None:
    contract = read_contract(
        edited(
            tmp_path,
            column(
                "hour",
                transformLogic="EXTRACT(HOUR FROM event_time) * 60 + EXTRACT(MINUTE FROM event_time)",
            ),
        )
    )
    assert only_row(contract, event(event_time="2025-11-26T23:59:00Z"))["hour"] == 23 * 60 + 59, (
        "not in eight bits"
    )


def test_a_member_of_a_json_column_is_a_column_of_its_own(tmp_path: Path) -> None:
    contract = read_contract(
        edited(
            tmp_path,
            protected("city", "drop"),
            added("town", transformLogic="GET_JSON_OBJECT(city, '$.address.town')"),
        )
    )
    assert (
        only_row(contract, event(city={"address": {"town": 'Köln "am" Rhein'}}))["town"]
        == 'Köln "am" Rhein'
    ), "from a column that is not stored, too"
    odd_values: tuple[object, ...] = (
        {"address": {}},
        {"address": None},
        {"address": "town"},
        "not JSON {",
        "",
        [],
        7,
        None,
    )
    for odd in odd_values:
        assert only_row(contract, event(city=odd))["town"] is None, (
            f"{odd!r} has no such member, and fails nothing"
        )
    assert only_row(contract, event(city={"address": {"town": ["a", 1]}}))["town"] == '["a",1]', (
        "an object or array is its JSON text"
    )


def test_the_markdown_table_has_a_row_for_every_column_of_the_table(clickstream: Contract) -> None:
    lines = markdown_table(clickstream).splitlines()
    names = [line.split("`")[1] for line in lines if line.startswith("| `")]
    expected = [item.name for item in clickstream.table_columns] + [
        key.name for key in clickstream.partition_keys
    ]
    assert names == expected, "in the order of the Glue table: columns, then partitions"


def test_the_markdown_says_what_is_not_stored(clickstream: Contract) -> None:
    assert markdown_table(clickstream).endswith(
        "\nRestricted and not stored: `ip_address`, `email`.\n"
    )


def test_the_markdown_of_a_contract_that_drops_nothing_says_nothing_of_it() -> None:
    assert "not stored" not in markdown_table(read_contract(SONG_PLAYS))


def test_a_bar_does_not_end_a_markdown_cell(tmp_path: Path) -> None:
    contract = read_contract(
        edited(
            tmp_path, added("place", description="city|country", transformLogic="city || country")
        )
    )
    (line,) = [line for line in markdown_table(contract).splitlines() if "`place`" in line]
    assert line == r"| `place` | string | `city \|\| country` | city\|country |"


def test_the_markdown_names_the_keys_that_a_column_is_read_from(clickstream: Contract) -> None:
    assert (
        "| `event_time` | timestamp | `event_time`, `timestamp`, `event_timestamp` |"
        in markdown_table(clickstream)
    )


def test_samples_of_each_contract_fill_every_column_at_some_time() -> None:
    for path in ONE_EVENT:
        keys = {key for item in islice(sample_events(path, seed=1), 200) for key in item}
        read = {item.sources[0] for item in read_contract(path).input_columns}
        assert keys == read, "a sample has the first key of every column that is read, and no other"
