"""The shipped contracts of nested events: Segment's calls, and the export of Google Analytics 4."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import polars as pl
import pytest

from clickstream.contract import ColumnType, DataType, polars_schema
from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import SPAN_DAYS, sample_events
from tests.paths import GA4, SEGMENT
from tests.unit.converter.fakes import ARRIVED

if TYPE_CHECKING:
    from pathlib import Path

CONTRACTS = {path: read_contract(path) for path in (SEGMENT, GA4)}
VALUE = "struct<string_value:string,int_value:bigint,float_value:double,double_value:double>"
both = pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.name)


def samples(path: Path) -> list[dict[str, Any]]:
    return list(islice(sample_events(path, seed=1, until=ARRIVED), 300))


def member(event: object, path: tuple[str, ...]) -> object:
    """Return the value at a path of an event; None if there is none."""
    for name in path:
        event = cast("dict[str, object]", event).get(name) if isinstance(event, dict) else None
    return event


def athena_types(path: Path) -> dict[str, str]:
    return {column.name: column.athena_type for column in CONTRACTS[path].table_columns}


@both
def test_every_column_is_in_some_sample_at_its_first_path(path: Path) -> None:
    events = samples(path)
    missing = {
        column.name
        for column in CONTRACTS[path].input_columns
        if all(member(event, column.paths[0]) is None for event in events)
    }
    assert missing == ({"event_id"} if path is GA4 else set()), "the export of GA4 has no id"


@both
def test_samples_have_no_member_outside_of_the_contract(path: Path) -> None:
    declared = {column.paths[0][0] for column in CONTRACTS[path].input_columns}
    restricted = CONTRACTS[path].restricted_paths
    assert not {name for event in samples(path) for name in event} - declared
    for column in CONTRACTS[path].table_columns:
        values = [member(event, source) for event in samples(path) for source in column.paths[:1]]
        hidden = {item[-1] for item in restricted if item[:-1] in column.paths}
        for value in values:
            assert_declared(value, column.data_type, hidden)


def assert_declared(value: object, data_type: DataType, hidden: set[str]) -> None:
    """Assert that the objects in a value have the fields of their type alone."""
    if isinstance(value, list) and data_type.items:
        for item in cast("list[object]", value):
            assert_declared(item, data_type.items, set())
    if isinstance(value, dict) and data_type.fields:
        members = cast("dict[str, object]", value)
        fields = {field.key: field.data_type for field in data_type.fields}
        assert not members.keys() - fields.keys() - hidden, "a field is declared or restricted"
        for key, part in members.items():
            if key in fields:
                assert_declared(part, fields[key], set())


@both
def test_the_nested_samples_are_values_of_their_types(path: Path) -> None:
    nested = [
        column
        for column in CONTRACTS[path].table_columns
        if column.type in {ColumnType.ARRAY, ColumnType.STRUCT}
    ]
    assert nested
    for column in nested:
        values = [member(event, column.paths[0]) for event in samples(path)]
        series = pl.Series(values, dtype=polars_schema.dtype(column.data_type), strict=True)
        assert series.null_count() == values.count(None), "no value is lost by its type"


@both
def test_event_times_lie_in_the_days_before_the_end(path: Path) -> None:
    contract = CONTRACTS[path]
    column = next(item for item in contract.columns if item.name == contract.event_time)
    for event in samples(path):
        sent = member(event, column.paths[0])
        time = (
            datetime.fromtimestamp(sent / 1_000_000, UTC)
            if isinstance(sent, int)
            else datetime.fromisoformat(str(sent))
        )
        assert 0 <= (ARRIVED - time).total_seconds() <= SPAN_DAYS * 86_400


def test_segment_has_samples_of_its_six_calls() -> None:
    assert {event["type"] for event in samples(SEGMENT)} == {
        "track",
        "page",
        "screen",
        "identify",
        "group",
        "alias",
    }


def test_segment_keeps_personal_values_out_of_the_table() -> None:
    contract = CONTRACTS[SEGMENT]
    assert {
        ("context", "ip"),
        ("traits", "email"),
        ("context", "traits", "email"),
    } <= set(contract.restricted_paths)
    assert not {"ip_address", "email", "phone"} & athena_types(SEGMENT).keys()
    assert {name for name, kind in athena_types(SEGMENT).items() if kind == "string"} >= {
        "properties",
        "traits",
        "context",
    }, "JSON columns are text"


def test_a_product_of_segment_is_identified_by_its_sku_if_it_has_no_id() -> None:
    column = next(item for item in CONTRACTS[SEGMENT].columns if item.name == "product_id")
    assert column.paths == (("properties", "product_id"), ("properties", "sku"))


def test_segment_calls_are_of_one_kind_throughout() -> None:
    for event in samples(SEGMENT):
        assert ("event" in event) == (event["type"] == "track"), "only a track call has an event"
        has_products = member(event, ("properties", "products")) is not None
        assert has_products == (event.get("event") == "Order Completed")
        assert ("previousId" in event) == (event["type"] == "alias")


def test_ga4_has_the_types_of_the_export() -> None:
    types = athena_types(GA4)
    assert types["event_date"] == "date"
    assert types["event_timestamp"] == "timestamp"
    assert types["event_params"] == f"array<struct<key:string,value:{VALUE}>>"
    assert types["purchase_revenue"] == "decimal(18,2)"
    assert types["items"].startswith("array<struct<item_id:string,item_name:string,")
    assert "web_info:struct<browser:string" in types["device"]
    assert "advertising_id" not in types


def test_the_date_of_a_ga4_sample_is_that_of_its_time() -> None:
    for event in samples(GA4):
        time = datetime.fromtimestamp(event["event_timestamp"] / 1_000_000, UTC)
        assert event["event_date"] == time.strftime("%Y%m%d")
