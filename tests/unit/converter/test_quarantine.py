"""Quarantined lines: reasons, details, and the time window."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from clickstream.contract import Contract, polars_schema
from clickstream.contract.model import QUARANTINE_COLUMNS
from clickstream.contract.odcs import read_contract
from tests.unit.contract.files import column, edited
from tests.unit.converter.fakes import (
    ARRIVED,
    SOURCE,
    converted,
    converted_bytes,
    event,
    only_quarantined,
    only_row,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        pytest.param(
            '{"event_type":', "malformed_json", "Expecting value at character 15", id="malformed"
        ),
        pytest.param("[]", "not_an_object", "an event is a JSON object", id="empty array"),
        pytest.param('"text"', "not_an_object", "an event is a JSON object", id="text"),
        pytest.param("{}", "missing_field", "event_type is required", id="empty object"),
        pytest.param(
            '{"event_time":"2025-11-26"}', "missing_field", "event_type is required", id="no type"
        ),
        pytest.param(
            '{"event_type":null,"event_time":"2025-11-26"}',
            "missing_field",
            "event_type is required",
            id="null type",
        ),
        pytest.param('{"event_type":"x"}', "missing_field", "event_time is required", id="no time"),
        pytest.param(
            '{"event_type":"x","timestamp":null}',
            "missing_field",
            "event_time is required",
            id="null time",
        ),
        pytest.param(
            '{"event_type":"x","event_time":"soon"}',
            "wrong_type",
            "event_time: soon is not a timestamp",
            id="time that is none",
        ),
        pytest.param(
            '{"event_type":"x","event_time":1e300}',
            "wrong_type",
            "event_time: 1e300 is not a timestamp",
            id="time past all calendars",
        ),
        pytest.param(
            '{"event_type":"x","event_time":{}}',
            "wrong_type",
            "event_time: {} is not a timestamp",
            id="object for a time",
        ),
        pytest.param(
            '{"event_type":"x","event_time":"2025-11-26","quantity":2.5}',
            "wrong_type",
            "quantity: 2.5 is not a bigint",
            id="broken number of pieces",
        ),
        pytest.param(
            '{"event_type":"x","event_time":"2025-11-26","quantity":""}',
            "wrong_type",
            "quantity:  is not a bigint",
            id="empty text for a number",
        ),
        pytest.param(
            '{"event_type":"x","event_time":"2025-11-26","product_price":"1e999"}',
            "wrong_type",
            "product_price: 1e999 is not a double",
            id="infinite price",
        ),
        pytest.param(
            '{"event_type":"x","event_time":"2099-01-01"}',
            "outside_time_window",
            "event_time: 2099-01-01T00:00:00.000 is not between 2025-01-01T00:00:00 and 2025-11-27T12:00:00",
            id="future",
        ),
    ],
)
def test_a_quarantined_line_has_reason_detail_and_position(
    clickstream: Contract, line: str, reason: str, detail: str
) -> None:
    conversion = converted(clickstream, event(), "", line, event())
    (row,) = conversion.quarantine.iter_rows(named=True)
    assert (row["line"], row["reason"], row["detail"], row["position"]) == (
        line,
        reason,
        detail,
        3,
    ), "text, reason, detail and position"
    assert (conversion.rows.height, conversion.lines) == (2, 3), "its neighbours are rows"


def test_quarantine_has_its_tables_columns_whatever_is_in_it(clickstream: Contract) -> None:
    for objects in (
        [],
        [event()],
        ["broken"],
        [event(quantity="x")],
        ["broken", event(quantity="x")],
    ):
        assert converted(clickstream, *objects).quarantine.schema == polars_schema.schema(
            QUARANTINE_COLUMNS
        ), "one schema in every file"


def test_quarantine_says_where_and_when_a_line_came_from(clickstream: Contract) -> None:
    row = only_quarantined(clickstream, "broken")
    now = datetime.now(UTC).replace(tzinfo=None)
    assert row["source_object"] == "s3://raw/raw/object.gz"
    assert now - timedelta(minutes=1) < row["ingested_at"] <= now


def test_quarantine_keeps_the_order_of_the_object(clickstream: Contract) -> None:
    conversion = converted(
        clickstream, "one", event(quantity="two"), event(), "four", event(event_time="five"), "{}"
    )
    assert conversion.quarantine["position"].to_list() == [1, 2, 4, 5, 6]


def test_a_wrong_value_is_quoted_in_part(clickstream: Contract) -> None:
    detail = only_quarantined(clickstream, event(quantity="9" * 5000))["detail"]
    assert detail == f"quantity: {'9' * 100} is not a bigint", (
        "the detail is short; the line is stored in full"
    )


def test_a_required_column_that_is_dropped_is_required_still(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, column("email", required=True)))
    assert only_quarantined(contract, event())["detail"] == "email is required", (
        "dropped columns are validated for presence"
    )
    assert only_row(contract, event(email="ada@example.com"))["extra"] is None


def test_deep_nesting_is_quarantined_line_by_line(clickstream: Contract) -> None:
    deep = {
        depth: json.dumps(event())[:-1] + f',"x":{"[" * depth}{"]" * depth}}}'
        for depth in (400, 700, 990, 5000, 50_000)
    }
    conversion = converted(clickstream, event(), *deep.values(), event())
    assert conversion.lines == 7
    assert conversion.rows.height >= 2, "depth affects only its own line"
    assert set(conversion.quarantine["detail"]) <= {"nested too deep"}
    assert conversion.quarantine["line"][-1] == deep[50_000], "and the line is stored in full"


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
def test_the_window_is_from_the_earliest_date_to_some_hours_after_arrival(
    clickstream: Contract,
    time: str,
    taken: bool,
) -> None:
    conversion = converted(clickstream, event(event_time=time))
    assert (conversion.rows.height == 1) is taken, "both ends belong to the window"
    assert taken or conversion.quarantine["reason"].to_list() == ["outside_time_window"]


def test_the_window_ends_relative_to_the_objects_arrival_not_to_now(clickstream: Contract) -> None:
    late = replace(SOURCE, arrived=ARRIVED.replace(year=2024))
    body = json.dumps(event(event_time="2024-11-26")).encode()
    conversion = converted_bytes(clickstream, body, late, earliest=date(2024, 1, 1))
    assert conversion.rows.height == 1
    body = json.dumps(event()).encode()
    assert converted_bytes(clickstream, body, late).rows.height == 0, (
        "a replay next year gives the same result"
    )


def test_the_arrival_may_be_given_in_any_time_zone(clickstream: Contract) -> None:
    elsewhere = replace(SOURCE, arrived=ARRIVED.astimezone(timezone(timedelta(hours=-9))))
    body = json.dumps(event(event_time="2025-11-27T12:00:00Z")).encode()
    assert converted_bytes(clickstream, body, elsewhere).rows.height == 1


def test_the_window_may_cover_the_whole_calendar(clickstream: Contract) -> None:
    first, last = "0001-01-01T00:00:00Z", "9999-12-30T23:59:59.999Z"
    late = replace(SOURCE, arrived=datetime(9999, 12, 30, tzinfo=UTC))
    body = f"{json.dumps(event(event_time=first))}\n{json.dumps(event(event_time=last))}".encode()
    rows = converted_bytes(clickstream, body, late, earliest=date.min).rows
    assert rows["day_of_week"].to_list() == ["Monday", "Thursday"], "no date within it fails"
