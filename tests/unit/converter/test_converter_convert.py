"""One object's bytes to rows and quarantined lines."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from contract import Contract, Protection, frames
from contract.model import QUARANTINE_COLUMNS
from contract.odcs import read_contract
from converter.convert import convert
from converter.unpack import ObjectTooLargeError
from paths import SONG_PLAYS
from tests.unit.contract.files import added, column, edited, protected, without
from tests.unit.converter.fakes import ARRIVED, SOURCE, converted, event, only_quarantined, only_row, rules

if TYPE_CHECKING:
    from pathlib import Path

    from converter.convert import Conversion

NOT_STORED = ("ada@example.com", "192.0.2.10")


def converted_bytes(contract: Contract, body: bytes) -> Conversion:
    return convert(body, SOURCE, rules(contract))


def lines(conversion: Conversion) -> list[tuple[Any, ...]]:
    return conversion.quarantine.select("position", "reason", "line").rows()


# What is read, and from where.


def test_the_first_source_that_is_present_wins(clickstream: Contract) -> None:
    row = only_row(clickstream, {"event_type": "x", "event_timestamp": "2025-11-26T11:00:00Z", "timestamp": "2025-11-26T10:00:00Z"})
    assert row["event_time"].hour == 10, "sources are tried in the contract's order, not the event's"
    assert json.loads(row["extra"]) == {"event_timestamp": "2025-11-26T11:00:00Z"}, "the other one is not lost"


def test_a_source_that_is_null_does_not_win(clickstream: Contract) -> None:
    row = only_row(clickstream, {"event_type": "x", "event_time": None, "timestamp": "2025-11-26T10:00:00Z"})
    assert row["event_time"].hour == 10, "null holds nothing"
    assert row["extra"] is None, "and nothing is kept of it"


def test_a_false_or_empty_value_wins_over_the_next_source(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, column("city", transformSourceObjects=["city", "town"])))
    assert only_row(contract, event(city="", town="Köln"))["city"] == "", "empty is not absent"
    assert only_row(contract, event(city=False, town="Köln"))["city"] == "false"
    assert only_row(contract, event(city=0, town="Köln"))["city"] == "0"


def test_a_string_column_takes_any_json_as_its_text(clickstream: Contract) -> None:
    row = only_row(clickstream, '{"event_type":"x","event_time":"2025-11-26","user_id":1.10,"city":{"a":[1, 2.50]},"country":[],"browser":true}')
    assert (row["user_id"], row["city"], row["country"], row["browser"]) == ("1.10", '{"a":[1,2.50]}', "[]", "true"), "no digit changes"


def test_unknown_fields_are_kept_word_for_word(clickstream: Contract) -> None:
    row = only_row(clickstream, '{"event_type":"x","event_time":"2025-11-26","é":"\\u00fc\\n","n":1.10,"big":123456789012345678901,"o":{"a":[null,true]},"z":null}')
    assert row["extra"] == '{"é":"ü\\n","n":1.10,"big":123456789012345678901,"o":{"a":[null,true]},"z":null}', "nothing a producer sent is lost"


@pytest.mark.parametrize("name", ["extra", "source_object", "ingested_at", "year", "hour", ":text", ":reason", "typed:city"])
def test_a_field_named_as_a_column_that_is_not_read_is_unknown(clickstream: Contract, name: str) -> None:
    row = only_row(clickstream, event(**{name: "sent"}))
    assert json.loads(row["extra"]) == {name: "sent"}, "a producer can set no column that the converter fills"
    assert row["source_object"] == SOURCE.address


def test_an_event_without_unknown_fields_has_no_extra(clickstream: Contract) -> None:
    assert only_row(clickstream, event())["extra"] is None


def test_a_column_may_be_named_as_the_quarantines_columns_are(tmp_path: Path) -> None:
    names = ("reason", "detail", "line", "position", "text", "_text", "_position", "typed", "value")
    contract = read_contract(edited(tmp_path, *(added(name) for name in names)))
    row = only_row(contract, event(**{name: f"the {name}" for name in names}))
    assert {name: row[name] for name in names} == {name: f"the {name}" for name in names}, "the converter's own names are no contract's"
    wrong = only_quarantined(contract, event(quantity="many", reason="none", detail="none"))
    assert (wrong["reason"], wrong["detail"]) == ("wrong_type", "quantity: many is not a bigint")


def test_rows_have_the_contracts_columns_in_order(clickstream: Contract) -> None:
    assert converted(clickstream, event()).rows.schema == frames.schema(clickstream.table_columns)


def test_rows_keep_the_order_of_the_object(clickstream: Contract) -> None:
    conversion = converted(clickstream, *(event(user_id=str(number)) for number in range(50)))
    assert conversion.rows["user_id"].to_list() == [str(number) for number in range(50)]


def test_rows_say_where_and_when_they_came_from(clickstream: Contract) -> None:
    row = only_row(clickstream, event())
    now = datetime.now(UTC).replace(tzinfo=None)
    assert row["source_object"] == "s3://raw/raw/object.gz"
    assert now - timedelta(minutes=1) < row["ingested_at"] <= now, "ingestion is the time of the conversion, in UTC"


# Restricted columns.


def test_a_dropped_value_is_nowhere_in_the_row(clickstream: Contract) -> None:
    row = only_row(clickstream, event(email="ada@example.com", ip_address="192.0.2.10", x=1))
    assert not {"email", "ip_address"} & set(row), "the column is not in the table"
    assert not [value for value in row.values() if str(value) in NOT_STORED], "nor the value in another column"
    assert row["extra"] == '{"x":1}', "nor in extra"


@pytest.mark.parametrize("protection", Protection)
def test_a_restricted_value_does_not_slip_through_by_another_name(tmp_path: Path, protection: Protection) -> None:
    contract = read_contract(edited(tmp_path, protected("email", str(protection)), column("email", transformSourceObjects=["email", "mail", "e-mail"])))
    for sent in ({"mail": "ada@example.com"}, {"email": "x", "mail": "ada@example.com"}, {"email": None, "mail": None, "e-mail": "ada@example.com"}):
        row = only_row(contract, event(**sent))
        assert row["extra"] is None, "no alias of a restricted field is an unknown field"


def test_a_restricted_value_may_be_of_any_type(clickstream: Contract) -> None:
    row = only_row(clickstream, event(email=["ada@example.com"], ip_address={"v4": "192.0.2.10"}))
    assert row["extra"] is None, "a wrong type does not make it an unknown field"


def test_a_hashed_value_is_its_keyed_digest(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("email", "hash")))
    key = b"a key of 16 bytes"
    expected = hmac.new(key, "ada@example.com".encode(), hashlib.sha256).hexdigest()
    assert only_row(contract, event(email="ada@example.com"), protection_key=key)["email"] == expected
    assert only_row(contract, event(email="ada@example.com"), protection_key=b"another key of 16")["email"] != expected, "without the key none can be guessed"


def test_equal_values_have_equal_hashes(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("email", "hash")))
    hashes = converted(contract, event(email="a"), event(email="b"), event(email="a"), event()).rows["email"].to_list()
    assert hashes[0] == hashes[2] != hashes[1], "hashed values stay joinable"
    assert hashes[3] is None, "there is no hash of nothing"


def test_hashing_without_a_key_is_refused(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("email", "hash")))
    with pytest.raises(ValueError, match="column 'email' is to be hashed, but the function has no protection key"):
        converted(contract, event(email="a"), protection_key=None)


def test_a_kept_value_is_stored_as_it_came(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("email", "keep")))
    assert only_row(contract, event(email="ada@example.com"))["email"] == "ada@example.com"


def test_a_kept_number_keeps_its_type(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("quantity", "keep")))
    assert only_row(contract, event(quantity=3))["quantity"] == 3


def test_a_column_may_be_derived_from_one_that_is_dropped(tmp_path: Path) -> None:
    domain = added("email_domain", transformLogic="SPLIT_PART(email, '@', 2)")
    row = only_row(read_contract(edited(tmp_path, domain)), event(email="ada@example.com"))
    assert (row["email_domain"], "email" in row) == ("example.com", False), "what is derived is stored, what it is made of is not"


def test_a_number_that_is_dropped_can_be_reckoned_with(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("product_price", "drop")))
    assert only_row(contract, event(event_type="purchase", product_price=1.5, quantity=2))["revenue"] == 3.0, "a dropped column has its type"


def test_a_wrong_value_of_a_dropped_column_is_nobodys_loss(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("product_price", "drop")))
    assert only_row(contract, event(event_type="purchase", product_price="secret"))["revenue"] == 0.0, "quarantine would store what is to be dropped"


def test_a_column_may_be_derived_from_one_that_is_hashed(tmp_path: Path) -> None:
    domain = added("email_domain", transformLogic="SPLIT_PART(email, '@', 2)")
    row = only_row(read_contract(edited(tmp_path, protected("email", "hash"), domain)), event(email="ada@example.com"))
    assert (row["email_domain"], len(row["email"])) == ("example.com", 64), "derivations see the value, the table its hash"


def test_a_derived_column_may_be_hashed(tmp_path: Path) -> None:
    derived = added("who", transformLogic="LOWER(email)", classification="restricted", customProperties=[{"property": "protection", "value": "hash"}])
    rows = converted(read_contract(edited(tmp_path, derived)), event(email="Ada@Example.com"), event(email="ada@example.com")).rows
    assert rows["who"].n_unique() == 1, "it is hashed after it is derived"
    assert len(rows["who"][0]) == 64


# Identity.


def test_an_events_own_id_is_kept(clickstream: Contract) -> None:
    assert only_row(clickstream, event(event_id="e-1"))["event_id"] == "e-1"


def test_an_event_without_an_id_has_the_same_one_when_it_is_sent_again(clickstream: Contract) -> None:
    first, again = (converted(clickstream, event(), event(user_id="u-1")).rows["event_id"] for _ in range(2))
    assert first.to_list() == again.to_list(), "a resend has the same id"
    assert first.n_unique() == 2, "another event has another"
    assert first.str.len_chars().to_list() == [32, 32]


def test_where_an_event_stands_does_not_change_its_id(clickstream: Contract) -> None:
    text = json.dumps(event(user_id="ü"))
    ids = [converted_bytes(clickstream, body.encode()).rows["event_id"][0] for body in (text, f"\n\n  {text}\r\n", text + text)]
    assert len(set(ids)) == 1, "the id is of the event's own text"


def test_a_hashed_primary_key_is_filled_first(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, protected("event_id", "hash")))
    ids = converted(contract, event(), event(), event(event_id="e-1")).rows["event_id"].to_list()
    assert ids[0] == ids[1] != ids[2], "an absent id is the same hash for a resend"
    assert [len(text) for text in ids] == [64] * 3, "and every id is hashed"


def test_without_a_primary_key_nothing_is_filled_in(tmp_path: Path) -> None:
    row = only_row(read_contract(edited(tmp_path, without("event_id"))), event(event_id="e-1"))
    assert json.loads(row["extra"]) == {"event_id": "e-1"}, "a key that the contract does not name is unknown"


# Derived columns.


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
def test_revenue_is_price_times_quantity_of_a_purchase(clickstream: Contract, fields: dict[str, Any], revenue: float) -> None:
    assert only_row(clickstream, event(**fields))["revenue"] == pytest.approx(revenue)


@pytest.mark.parametrize(
    ("time", "hour", "day"),
    [("2025-11-26T00:00:00Z", 0, "Wednesday"), ("2025-11-26T23:59:59.999Z", 23, "Wednesday"), ("2025-11-26T01:30:00+02:00", 23, "Tuesday"), ("2025-11-24", 0, "Monday")],
)
def test_hour_and_weekday_are_in_utc(clickstream: Contract, time: str, hour: int, day: str) -> None:
    row = only_row(clickstream, event(event_time=time))
    assert (row["hour"], row["day_of_week"]) == (hour, day), "the offset is taken off first"


def test_another_contract_is_converted_by_the_same_code() -> None:
    row = only_row(read_contract(SONG_PLAYS), {"songId": 7, "playedAt": 1764151200123, "seconds_played": 12, "listener": "ada", "mood": "blue"})
    assert row["played_at"] == datetime(2025, 11, 26, 10, 0, 0, 123_000)  # noqa: DTZ001 - the table's timestamps have no zone
    assert (row["song_id"], row["skipped"], row["listener"], row["extra"]) == ("7", True, "ada", '{"mood":"blue"}')


# Quarantine.


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        pytest.param('{"event_type":', "malformed_json", "Expecting value at character 15", id="malformed"),
        pytest.param("[]", "not_an_object", "an event is a JSON object", id="empty array"),
        pytest.param('"text"', "not_an_object", "an event is a JSON object", id="text"),
        pytest.param("{}", "missing_field", "event_type is required", id="empty object"),
        pytest.param('{"event_time":"2025-11-26"}', "missing_field", "event_type is required", id="no type"),
        pytest.param('{"event_type":null,"event_time":"2025-11-26"}', "missing_field", "event_type is required", id="null type"),
        pytest.param('{"event_type":"x"}', "missing_field", "event_time is required", id="no time"),
        pytest.param('{"event_type":"x","timestamp":null}', "missing_field", "event_time is required", id="null time"),
        pytest.param('{"event_type":"x","event_time":"soon"}', "wrong_type", "event_time: soon is not a timestamp", id="time that is none"),
        pytest.param('{"event_type":"x","event_time":1e300}', "wrong_type", "event_time: 1e300 is not a timestamp", id="time past all calendars"),
        pytest.param('{"event_type":"x","event_time":{}}', "wrong_type", "event_time: {} is not a timestamp", id="object for a time"),
        pytest.param('{"event_type":"x","event_time":"2025-11-26","quantity":2.5}', "wrong_type", "quantity: 2.5 is not a bigint", id="broken number of pieces"),
        pytest.param('{"event_type":"x","event_time":"2025-11-26","quantity":""}', "wrong_type", "quantity:  is not a bigint", id="empty text for a number"),
        pytest.param('{"event_type":"x","event_time":"2025-11-26","product_price":"1e999"}', "wrong_type", "product_price: 1e999 is not a double", id="infinite price"),
        pytest.param(
            '{"event_type":"x","event_time":"2099-01-01"}',
            "outside_time_window",
            "event_time: 2099-01-01T00:00:00.000 is not between 2025-01-01T00:00:00 and 2025-11-27T12:00:00",
            id="future",
        ),
    ],
)
def test_a_line_that_is_not_taken_says_why(clickstream: Contract, line: str, reason: str, detail: str) -> None:
    conversion = converted(clickstream, event(), "", line, event())
    (row,) = conversion.quarantine.iter_rows(named=True)
    assert (row["line"], row["reason"], row["detail"], row["position"]) == (line, reason, detail, 3), "text, reason, detail and position"
    assert (conversion.rows.height, conversion.lines) == (2, 3), "its neighbours are rows"


def test_quarantine_has_its_tables_columns_whatever_is_in_it(clickstream: Contract) -> None:
    for objects in ([], [event()], ["broken"], [event(quantity="x")], ["broken", event(quantity="x")]):
        assert converted(clickstream, *objects).quarantine.schema == frames.schema(QUARANTINE_COLUMNS), "one schema in every file"


def test_quarantine_says_where_and_when_a_line_came_from(clickstream: Contract) -> None:
    row = only_quarantined(clickstream, "broken")
    now = datetime.now(UTC).replace(tzinfo=None)
    assert row["source_object"] == "s3://raw/raw/object.gz"
    assert now - timedelta(minutes=1) < row["ingested_at"] <= now


def test_quarantine_keeps_the_order_of_the_object(clickstream: Contract) -> None:
    conversion = converted(clickstream, "one", event(quantity="two"), event(), "four", event(event_time="five"), "{}")
    assert conversion.quarantine["position"].to_list() == [1, 2, 4, 5, 6]


def test_a_wrong_value_is_quoted_in_part(clickstream: Contract) -> None:
    detail = only_quarantined(clickstream, event(quantity="9" * 5000))["detail"]
    assert detail == f"quantity: {'9' * 100} is not a bigint", "a detail is for reading; the line is kept whole beside it"


def test_a_required_column_that_is_dropped_is_required_still(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, column("email", required=True)))
    assert only_quarantined(contract, event())["detail"] == "email is required", "the contract holds for what is not stored too"
    assert only_row(contract, event(email="ada@example.com"))["extra"] is None


def test_deep_nesting_is_quarantined_line_by_line(clickstream: Contract) -> None:
    deep = {depth: json.dumps(event())[:-1] + f',"x":{"[" * depth}{"]" * depth}}}' for depth in (400, 700, 990, 5000, 50_000)}
    conversion = converted(clickstream, event(), *deep.values(), event())
    assert conversion.lines == 7
    assert conversion.rows.height >= 2, "depth costs its own line"
    assert set(conversion.quarantine["detail"]) <= {"nested too deep"}
    assert conversion.quarantine["line"][-1] == deep[50_000], "and the line is kept whole"


# The time window.


@pytest.mark.parametrize(
    ("time", "taken"),
    [
        ("2025-01-01T00:00:00Z", True),
        ("2024-12-31T23:59:59.999Z", False),
        ("2025-01-01T00:30:00+01:00", False),
        ("2025-11-27T12:00:00Z", True),
        ("2025-11-27T12:00:00.001Z", False),
        ("2025-11-27T14:00:00+02:00", True),
        ("1970-01-01T00:00:00Z", False),
        ("0001-01-01T00:00:00Z", False),
        ("9999-12-31T23:59:59.999Z", False),
    ],
)
def test_the_window_is_from_the_earliest_date_to_some_hours_after_arrival(clickstream: Contract, time: str, taken: bool) -> None:  # noqa: FBT001 - a parametrized value
    conversion = converted(clickstream, event(event_time=time))
    assert (conversion.rows.height == 1) is taken, "both ends belong to the window"
    assert taken or conversion.quarantine["reason"].to_list() == ["outside_time_window"]


def test_the_window_ends_relative_to_the_objects_arrival_not_to_now(clickstream: Contract) -> None:
    late = replace(SOURCE, arrived=ARRIVED.replace(year=2024))
    body = json.dumps(event(event_time="2024-11-26")).encode()
    conversion = convert(body, late, rules(clickstream, earliest=date(2024, 1, 1)))
    assert conversion.rows.height == 1
    body = json.dumps(event()).encode()
    assert convert(body, late, rules(clickstream)).rows.height == 0, "a replay next year gives the same result"


def test_the_arrival_may_be_told_in_any_zone(clickstream: Contract) -> None:
    elsewhere = replace(SOURCE, arrived=ARRIVED.astimezone(timezone(timedelta(hours=-9))))
    body = json.dumps(event(event_time="2025-11-27T12:00:00Z")).encode()
    assert convert(body, elsewhere, rules(clickstream)).rows.height == 1


def test_a_window_may_reach_over_all_of_the_calendar(clickstream: Contract) -> None:
    first, last = "0001-01-01T00:00:00Z", "9999-12-30T23:59:59.999Z"
    late = replace(SOURCE, arrived=datetime(9999, 12, 30, tzinfo=UTC))
    body = f"{json.dumps(event(event_time=first))}\n{json.dumps(event(event_time=last))}".encode()
    rows = convert(body, late, rules(clickstream, earliest=date.min)).rows
    assert rows["day_of_week"].to_list() == ["Monday", "Thursday"], "no date within it fails"


# Bytes.


def test_an_empty_object_has_no_lines(clickstream: Contract) -> None:
    for body in (b"", b"\n\n", b"\xef\xbb\xbf", gzip.compress(b"")):
        conversion = converted_bytes(clickstream, body)
        assert (conversion.lines, conversion.rows.height, conversion.quarantine.height) == (0, 0, 0)
        assert conversion.rows.schema == frames.schema(clickstream.table_columns)


def test_a_packed_object_comes_to_the_same_as_a_plain_one(clickstream: Contract) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(event(city="Köln")).encode() + b"\nbroken"
    packed, plain = converted_bytes(clickstream, gzip.compress(body)), converted_bytes(clickstream, body)
    assert_frame_equal(packed.rows.drop("ingested_at"), plain.rows.drop("ingested_at"))
    assert lines(packed) == lines(plain) == [(2, "malformed_json", "broken")]


@pytest.mark.parametrize("value", [b"\xff", b"\\\xff", b"a\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"])
def test_bytes_that_are_not_utf8_are_legible_in_quarantine(clickstream: Contract, value: bytes) -> None:
    good = json.dumps(event(city="Köln")).encode()
    bad = b'{"event_type":"' + value + b'","event_time":"2025-11-26"}'
    conversion = converted_bytes(clickstream, good + b"\n" + bad + b"\n" + good)
    (row,) = conversion.quarantine.iter_rows(named=True)
    assert (row["reason"], row["position"]) == ("malformed_json", 2), "a line with a broken byte is no event, even where the byte follows a backslash"
    assert row["detail"] == "not UTF-8; the bytes that are not stand as \\xNN"
    assert row["line"] == bad.decode("utf-8", "backslashreplace"), "every byte can be read"
    assert conversion.rows["city"].to_list() == ["Köln", "Köln"], "its neighbours are rows"


def test_broken_bytes_between_events_are_told(clickstream: Contract) -> None:
    conversion = converted_bytes(clickstream, b"\xfe\n" + json.dumps([event(), event(city="x")]).encode().replace(b'"x"', b'"\xfe"'))
    assert (conversion.rows.height, conversion.quarantine.height) == (1, 2), "an array's good events are events"


def test_what_stands_before_a_cut_is_taken(clickstream: Contract) -> None:
    text = json.dumps(event(user_id="u-1")) * 2 + '{"event_type":"half'
    conversion = converted_bytes(clickstream, gzip.compress(text.encode(), 0)[:-8])
    assert conversion.rows["user_id"].to_list() == ["u-1", "u-1"], "a cut costs the event that it goes through, delimited or not"
    (row,) = conversion.quarantine.iter_rows(named=True)
    assert row["line"] == '{"event_type":"half'
    assert row["detail"].startswith("gzip: the last member is cut off; Unterminated string"), "the cut is the reason"


def test_a_cut_between_lines_is_told(clickstream: Contract) -> None:
    text = json.dumps(event()) + "\n"
    conversion = converted_bytes(clickstream, gzip.compress(text.encode(), 0)[:-8])
    assert (conversion.rows.height, lines(conversion)) == (1, [(2, "malformed_json", "")]), "an object that is not whole never looks whole"


def test_a_cut_behind_a_broken_line_is_told_beside_it(clickstream: Contract) -> None:
    conversion = converted_bytes(clickstream, gzip.compress(b"broken\n", 0)[:-8])
    assert lines(conversion) == [(1, "malformed_json", "broken"), (2, "malformed_json", "")], "each fault is one line"


def test_bytes_behind_a_packed_object_are_told(clickstream: Contract) -> None:
    conversion = converted_bytes(clickstream, gzip.compress(json.dumps(event()).encode()) + b"more")
    assert (conversion.rows.height, conversion.quarantine["detail"].to_list()) == (1, ["gzip: 4 bytes after the last member"])


def test_a_corrupt_object_is_told(clickstream: Contract) -> None:
    packed = bytearray(gzip.compress(json.dumps(event()).encode()))
    packed[-8] ^= 0xFF
    conversion = converted_bytes(clickstream, bytes(packed))
    assert (conversion.rows.height, conversion.quarantine.height) == (0, 1), "a wrong checksum is not taken for data"


def test_an_object_past_the_limit_is_refused(clickstream: Contract) -> None:
    with pytest.raises(ObjectTooLargeError):
        convert(json.dumps(event()).encode(), SOURCE, rules(clickstream, max_unpacked=10))


def test_the_rules_do_not_show_the_key(clickstream: Contract) -> None:
    assert "a key of" not in repr(rules(clickstream)), "a log of the rules gives nothing away"


# The account: lines in = rows + quarantined, whatever comes.

fragments = st.sampled_from(
    [
        b'{"event_type":"x","event_time":"2025-11-26"}',
        b'{"event_type":"x","event_time":1764115200,"quantity":1,"product_price":1e9}',
        b'{"event_type":"x","event_time":',
        b'"99999999999999999999"}',
        b'{"event_type":"\xff","event_time":1e18}',
        b'[{"event_type":"x","event_time":"0001-01-01"},1]',
        b"\xef\xbb\xbf",
        b'"\\ud800"',
        b"\n",
        b"\r\n",
        b"}{",
        b" ",
        b"\x1f\x8b",
        b"\x00",
    ]
)


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=200) | st.lists(fragments | st.binary(max_size=5), max_size=8).map(b"".join), packed=st.booleans(), cut=st.integers(0, 30))
@example(body=b'{"event_type":"\\\xff","event_time":0}', packed=False, cut=0)
def test_the_account_holds_for_any_bytes(clickstream: Contract, body: bytes, packed: bool, cut: int) -> None:  # noqa: FBT001 - a drawn value
    stored = gzip.compress(body)[: -cut or None] if packed else body
    conversion = converted_bytes(clickstream, stored)
    assert conversion.rows.height + conversion.quarantine.height == conversion.lines, "lines in = rows + quarantined"
    assert conversion.quarantine["reason"].null_count() == conversion.quarantine["detail"].null_count() == 0, "no line is set aside without a reason"
    assert conversion.rows.select("event_id", "event_type", "event_time").null_count().row(0) == (0, 0, 0), "what is required is in every row"
    white = not body.decode("utf-8", "replace").strip(" \t\r\n\ufeff")
    assert conversion.lines or not stored or (white and not (packed and cut)), "only a whole object of white space has no lines"


field_values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.lists(st.integers(), max_size=2)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_an_event_of_any_values_is_a_row_or_quarantined(clickstream: Contract, data: st.DataObject) -> None:
    keys = st.sampled_from([source for item in clickstream.input_columns for source in item.sources])
    fields = data.draw(st.dictionaries(keys, field_values, max_size=6))
    conversion = converted(clickstream, event(**fields))
    assert conversion.lines == conversion.rows.height + conversion.quarantine.height == 1, "there is no third way"
