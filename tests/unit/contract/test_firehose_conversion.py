"""Firehose conversion of a contract: delivered columns, JSON keys and partition query."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, cast

import jq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickstream.contract import (
    Column,
    ColumnType,
    Contract,
    ContractError,
    DataType,
    Field,
    Protection,
)
from clickstream.contract.firehose_conversion import (
    EPOCH_MS_FROM,
    delivered_columns,
    event_date_query,
    json_keys,
)
from clickstream.contract.model import partition_path
from clickstream.contract.odcs import read_contract
from converter import cast as converter_cast
from tests.paths import CLICKSTREAM, SONG_PLAYS

if TYPE_CHECKING:
    from collections.abc import Callable

CONTRACTS = {path.name: read_contract(path) for path in (CLICKSTREAM, SONG_PLAYS)}
INSTANTS = st.datetimes(datetime(1975, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
SHAPES: dict[str, Callable[[datetime], object]] = {
    "ISO 8601 in UTC": lambda time: time.isoformat().replace("+00:00", "Z"),
    "with a space": lambda time: time.isoformat(sep=" ").removesuffix("+00:00"),
    "epoch milliseconds": lambda time: int(time.timestamp() * 1000),
    "epoch seconds": lambda time: int(time.timestamp()),
    "epoch seconds with a fraction": lambda time: time.timestamp(),
}


def extract(contract: Contract, event: dict[str, Any]) -> dict[str, str]:
    return cast("Any", jq).compile(event_date_query(contract)).input_text(json.dumps(event)).first()


def test_columns_that_are_read_and_stored_are_delivered(clickstream: Contract) -> None:
    names = [column.name for column in delivered_columns(clickstream)]
    assert names[:3] == ["event_id", "event_type", "event_time"]
    assert not {"revenue", "hour", "day_of_week"} & set(names), "Firehose derives nothing"
    assert not {"ip_address", "email"} & set(names), (
        "Firehose does not store a key that the schema does not have"
    )
    assert not {"ingested_at", "source_object", "extra"} & set(names), (
        "Firehose adds no lineage columns"
    )


def test_the_first_key_of_a_column_is_read_in_lower_case() -> None:
    assert json_keys(delivered_columns(CONTRACTS["song_plays.odcs.yaml"])) == {
        "played_at": "playedat",
        "song_id": "songid",
    }
    assert json_keys(delivered_columns(CONTRACTS["clickstream.odcs.yaml"])) == {}, (
        "columns read from keys of their own name need no mapping"
    )


def test_a_hashed_column_is_rejected_because_firehose_would_store_it_unhashed(
    clickstream: Contract,
) -> None:
    secret = Column("phone", ColumnType.STRING, sources=("phone",), protection=Protection.HASH)
    with pytest.raises(
        ContractError,
        match=rf"^{re.escape(str(CLICKSTREAM))}: the protection of phone is 'hash', .*\. Set the protection to drop, or use the engine lambda",
    ):
        delivered_columns(replace(clickstream, columns=(*clickstream.columns, secret)))


def test_keys_that_differ_by_case_alone_are_rejected_because_one_may_be_dropped(
    clickstream: Contract,
) -> None:
    with pytest.raises(
        ContractError,
        match="'contact': the JSON key 'EMAIL' and a key of column 'email' differ by case alone",
    ):
        delivered_columns(
            replace(
                clickstream,
                columns=(
                    *clickstream.columns,
                    Column("contact", ColumnType.STRING, sources=("EMAIL",)),
                ),
            )
        )


def test_a_column_named_as_the_arrival_partition_is_rejected(clickstream: Contract) -> None:
    with pytest.raises(
        ContractError, match="column 'p_date': the partition by arrival at Firehose has this name"
    ):
        delivered_columns(
            replace(
                clickstream,
                columns=(
                    *clickstream.columns,
                    Column("p_date", ColumnType.STRING, sources=("p_date",)),
                ),
            )
        )


STRING = DataType(ColumnType.STRING)


def struct(key: str, data_type: DataType = STRING) -> DataType:
    return DataType(ColumnType.STRUCT, (Field("sku", data_type, key),))


def test_arrays_and_structs_are_delivered(clickstream: Contract) -> None:
    products = DataType(ColumnType.ARRAY, items=struct("SKU"))
    column = Column("products", ColumnType.ARRAY, sources=("products",), data_type=products)
    contract = replace(clickstream, columns=(*clickstream.columns, column))
    assert delivered_columns(contract)[-1] == column, "a field's key may differ by case alone"


@pytest.mark.parametrize(
    ("data_type", "message"),
    [
        (DataType(ColumnType.JSON), "column 'nested': the type is json, and the SerDe turns"),
        (DataType(ColumnType.MAP, items=STRING), "column 'nested': the type is map, and Firehose"),
        (
            DataType(ColumnType.ARRAY, items=DataType(ColumnType.DECIMAL, precision=5)),
            "column 'nested.items': the type is decimal, which the SerDe does not read",
        ),
        (
            struct("sku", DataType(ColumnType.JSON)),
            "column 'nested.sku': the type is json, and the SerDe turns",
        ),
        (struct("id"), "column 'nested.sku': the field is read from the JSON key 'id', and"),
    ],
)
def test_a_type_that_firehose_does_not_store_as_it_is_sent_is_rejected(
    clickstream: Contract, data_type: DataType, message: str
) -> None:
    column = Column("nested", data_type.kind, sources=("nested",), data_type=data_type)
    with pytest.raises(ContractError, match=f"{message}.*, or use the engine lambda or spark"):
        delivered_columns(replace(clickstream, columns=(*clickstream.columns, column)))


def test_a_path_into_an_object_is_rejected(clickstream: Contract) -> None:
    column = Column("url", ColumnType.STRING, sources=("page.url", "url"))
    with pytest.raises(
        ContractError, match=r"column 'url': the JSON path 'page\.url' leads into an object, and"
    ):
        delivered_columns(replace(clickstream, columns=(*clickstream.columns, column)))


def test_a_restricted_path_into_an_object_is_not_delivered(clickstream: Contract) -> None:
    column = Column("ip", ColumnType.STRING, sources=("page.ip",), protection=Protection.DROP)
    columns = delivered_columns(replace(clickstream, columns=(*clickstream.columns, column)))
    assert "ip" not in {item.name for item in columns}


def test_a_key_with_a_dot_is_read_without_its_backslash() -> None:
    column = Column("version", ColumnType.STRING, sources=(r"app\.Version",))
    assert json_keys([column]) == {"version": "app.version"}


def test_the_threshold_of_epoch_milliseconds_is_the_converters() -> None:
    assert EPOCH_MS_FROM == converter_cast.EPOCH_MS_FROM


@pytest.mark.parametrize("name", CONTRACTS)
@pytest.mark.parametrize("shape", SHAPES)
@settings(deadline=None)  # jq compiles the query for every example
@given(INSTANTS)
def test_an_event_gets_the_partition_of_its_own_date_in_utc(
    name: str, shape: str, time: datetime
) -> None:
    contract = CONTRACTS[name]
    if shape.startswith("epoch seconds"):
        # later ones would be taken for milliseconds; a leap year, for 29 February
        time = time.replace(year=min(time.year, 4996))
    source = next(
        column for column in contract.columns if column.name == contract.event_time
    ).sources[0]
    keys = extract(contract, {source: SHAPES[shape](time)})
    path = "/".join(f"{key}={value}" for key, value in keys.items())
    assert path == partition_path(contract.partition_keys, time.date()), "Athena looks for it there"


@pytest.mark.parametrize(
    "time",
    [
        None,
        "",
        "tomorrow",
        True,
        {},
        [],
        -1,
        1e18,
        "2025-11-26T23:30:00-05:00",
        "2025-11-26T23:30:00",
        "2026-1-5 10:00:00",
        "26.11.2025 10:00:00",
        "2025-11-26",
    ],
)
def test_a_time_that_firehose_does_not_read_is_an_error(
    clickstream: Contract, time: object
) -> None:
    with pytest.raises(ValueError, match="event_time is missing, or no time that Firehose reads"):
        extract(clickstream, {"event_time": time})


def test_an_event_without_a_time_is_an_error(clickstream: Contract) -> None:
    with pytest.raises(ValueError, match="event_time is missing"):
        extract(clickstream, {"timestamp": "2025-11-26T10:00:00Z"})


@settings(deadline=None)  # jq compiles the query for every example
@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=5)))))
def test_no_event_is_partitioned_by_another_zone_s_date(time: datetime) -> None:
    with pytest.raises(ValueError, match="no time that Firehose reads"):
        extract(CONTRACTS["clickstream.odcs.yaml"], {"event_time": time.isoformat()})
