"""Values of the rows: sources, unknown fields, ids, derived columns."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.contract import Contract, polars_schema
from clickstream.contract.odcs import read_contract
from tests.paths import SONG_PLAYS
from tests.unit.contract.files import added, column, edited, protected, without
from tests.unit.converter.fakes import (
    SOURCE,
    converted,
    converted_bytes,
    event,
    only_quarantined,
    only_row,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_the_first_source_that_is_present_wins(clickstream: Contract) -> None:
    row = only_row(
        clickstream,
        {
            "event_type": "x",
            "event_timestamp": "2025-11-26T11:00:00Z",
            "timestamp": "2025-11-26T10:00:00Z",
        },
    )
    assert row["event_time"].hour == 10, (
        "sources are tried in the contract's order, not the event's"
    )
    assert json.loads(row["extra"]) == {"event_timestamp": "2025-11-26T11:00:00Z"}, (
        "the other one is not lost"
    )


def test_a_source_that_is_null_does_not_win(clickstream: Contract) -> None:
    row = only_row(
        clickstream, {"event_type": "x", "event_time": None, "timestamp": "2025-11-26T10:00:00Z"}
    )
    assert row["event_time"].hour == 10, "null is not a value"
    assert row["extra"] is None, "and not an unknown field"


def test_a_false_or_empty_value_wins_over_the_next_source(tmp_path: Path) -> None:
    contract = read_contract(
        edited(tmp_path, column("city", transformSourceObjects=["city", "town"]))
    )
    assert only_row(contract, event(city="", town="Köln"))["city"] == "", "empty is not absent"
    assert only_row(contract, event(city=False, town="Köln"))["city"] == "false"
    assert only_row(contract, event(city=0, town="Köln"))["city"] == "0"


def test_a_string_column_takes_any_json_as_its_text(clickstream: Contract) -> None:
    row = only_row(
        clickstream,
        '{"event_type":"x","event_time":"2025-11-26","user_id":1.10,"city":{"a":[1, 2.50]},"country":[],"browser":true}',
    )
    assert (row["user_id"], row["city"], row["country"], row["browser"]) == (
        "1.10",
        '{"a":[1, 2.50]}',
        "[]",
        "true",
    ), "no digit changes"


def test_unknown_fields_are_kept_as_written(clickstream: Contract) -> None:
    row = only_row(
        clickstream,
        '{"event_type":"x","event_time":"2025-11-26","é":"\\u00fc\\n","n":1.10,"big":123456789012345678901,"o":{"a":[null,true]},"z":null}',
    )
    assert (
        row["extra"]
        == '{"big":123456789012345678901,"n":1.10,"o":{"a":[null,true]},"z":null,"é":"\\u00fc\\n"}'
    ), "unknown fields are kept, sorted by name"


@pytest.mark.parametrize(
    "name",
    ["extra", "source_object", "ingested_at", "year", "hour", ":text", ":reason", "typed:city"],
)
def test_a_field_named_as_a_column_that_is_not_read_is_unknown(
    clickstream: Contract, name: str
) -> None:
    row = only_row(clickstream, event(**{name: "sent"}))
    assert json.loads(row["extra"]) == {name: "sent"}, (
        "a producer can set no column that the converter fills"
    )
    assert row["source_object"] == SOURCE.address


def test_an_event_without_unknown_fields_has_no_extra(clickstream: Contract) -> None:
    assert only_row(clickstream, event())["extra"] is None


def test_a_column_may_be_named_as_the_quarantines_columns_are(tmp_path: Path) -> None:
    names = ("reason", "detail", "line", "position", "text", "_text", "_position", "typed", "value")
    contract = read_contract(edited(tmp_path, *(added(name) for name in names)))
    row = only_row(contract, event(**{name: f"the {name}" for name in names}))
    assert {name: row[name] for name in names} == {name: f"the {name}" for name in names}, (
        "internal column names cannot collide with those of a contract"
    )
    wrong = only_quarantined(contract, event(quantity="many", reason="none", detail="none"))
    assert (wrong["reason"], wrong["detail"]) == ("wrong_type", "quantity: many is not a bigint")


def test_rows_have_the_contracts_columns_in_order(clickstream: Contract) -> None:
    assert converted(clickstream, event()).rows.schema == polars_schema.schema(
        clickstream.table_columns
    )


def test_rows_keep_the_order_of_the_object(clickstream: Contract) -> None:
    conversion = converted(clickstream, *(event(user_id=str(number)) for number in range(50)))
    assert conversion.rows["user_id"].to_list() == [str(number) for number in range(50)]


def test_rows_say_where_and_when_they_came_from(clickstream: Contract) -> None:
    row = only_row(clickstream, event())
    now = datetime.now(UTC).replace(tzinfo=None)
    assert row["source_object"] == "s3://raw/raw/object.gz"
    assert now - timedelta(minutes=1) < row["ingested_at"] <= now, (
        "ingestion is the time of the conversion, in UTC"
    )


def test_an_events_own_id_is_kept(clickstream: Contract) -> None:
    assert only_row(clickstream, event(event_id="e-1"))["event_id"] == "e-1"


def test_an_event_without_an_id_has_the_same_one_when_it_is_sent_again(
    clickstream: Contract,
) -> None:
    first, again = (
        converted(clickstream, event(), event(user_id="u-1")).rows["event_id"] for _ in range(2)
    )
    assert first.to_list() == again.to_list(), "a resend has the same id"
    assert first.n_unique() == 2, "another event has another"
    assert first.str.len_chars().to_list() == [32, 32]


def test_the_id_does_not_depend_on_the_position_of_the_event(clickstream: Contract) -> None:
    text = json.dumps(event(user_id="ü"))
    ids = [
        converted_bytes(clickstream, body.encode()).rows["event_id"][0]
        for body in (text, f"\n\n  {text}\r\n", text + text)
    ]
    assert len(set(ids)) == 1, "the id is of the event's own text"


def test_a_hashed_primary_key_is_filled_first(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("event_id", "hash")))
    ids = converted(contract, event(), event(), event(event_id="e-1")).rows["event_id"].to_list()
    assert ids[0] == ids[1] != ids[2], "an absent id is the same hash for a resend"
    assert [len(text) for text in ids] == [64] * 3, "and every id is hashed"


def test_without_a_primary_key_nothing_is_filled_in(tmp_path: Path) -> None:
    row = only_row(read_contract(edited(tmp_path, without("event_id"))), event(event_id="e-1"))
    assert json.loads(row["extra"]) == {"event_id": "e-1"}, (
        "a key that the contract does not name is unknown"
    )


@pytest.mark.parametrize(
    ("fields", "revenue"),
    [
        ({"event_type": "purchase", "product_price": 19.9, "quantity": 3}, 59.7),
        ({"event_type": "purchase", "product_price": 19.9}, 19.9),
        ({"event_type": "purchase", "product_price": "19.9", "quantity": "2"}, 39.8),
        ({"event_type": "purchase", "product_price": 19.9, "quantity": 0}, 0.0),
        ({"event_type": "purchase", "quantity": 2}, 0.0),
        ({"event_type": "add_to_cart", "product_price": 19.9, "quantity": 3}, 0.0),
    ],
)
def test_revenue_is_price_times_quantity_of_a_purchase(
    clickstream: Contract, fields: dict[str, Any], revenue: float
) -> None:
    assert only_row(clickstream, event(**fields))["revenue"] == pytest.approx(revenue)


@pytest.mark.parametrize(
    ("time", "hour", "day"),
    [
        ("2025-11-26T00:00:00Z", 0, "Wednesday"),
        ("2025-11-26T23:59:59.999Z", 23, "Wednesday"),
        ("2025-11-26T01:30:00+02:00", 23, "Tuesday"),
        ("2025-11-24", 0, "Monday"),
    ],
)
def test_hour_and_weekday_are_in_utc(clickstream: Contract, time: str, hour: int, day: str) -> None:
    row = only_row(clickstream, event(event_time=time))
    assert (row["hour"], row["day_of_week"]) == (hour, day), "hour and weekday are in UTC"


def test_another_contract_is_converted_by_the_same_code() -> None:
    row = only_row(
        read_contract(SONG_PLAYS),
        {
            "songId": 7,
            "playedAt": 1764151200123,
            "seconds_played": 12,
            "listener": "ada",
            "mood": "blue",
        },
    )
    assert row["played_at"] == datetime(2025, 11, 26, 10, 0, 0, 123_000)  # noqa: DTZ001 - the table's timestamps have no zone
    assert (row["song_id"], row["skipped"], row["listener"], row["extra"]) == (
        "7",
        True,
        "ada",
        '{"mood":"blue"}',
    )
