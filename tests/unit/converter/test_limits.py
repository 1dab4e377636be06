"""Limits of an object: the size of an event, the number of dates, runs of short texts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from converter.dates import MAX_DATES
from tests.unit.converter.fakes import MB, converted, converted_bytes, event

if TYPE_CHECKING:
    from clickstream.contract import Contract


def test_an_event_that_is_too_large_is_quarantined_and_its_neighbours_are_rows(
    clickstream: Contract,
) -> None:
    conversion = converted(
        clickstream, event(), event(page_url="x" * 2 * MB), event(), max_unpacked=4 * MB
    )
    assert conversion.rows.height == 2
    assert conversion.quarantine["reason"].unique().to_list() == ["event_too_large"]
    assert conversion.quarantine["position"].unique().to_list() == [2], (
        "every part of the event has the position of its line"
    )
    assert "raise maxEventMb" in conversion.quarantine["detail"][0], "the remedy is named"


def test_an_array_may_be_larger_than_an_event(clickstream: Contract) -> None:
    events = [event(page_url="x" * 1000) for _ in range(3000)]
    conversion = converted(clickstream, events, max_unpacked=4 * MB)
    assert (conversion.rows.height, conversion.lines) == (3000, 3000), (
        "an array of 3 MB is read element by element, and the limit is 1 MB"
    )


def test_an_object_has_events_of_at_most_a_thousand_dates(clickstream: Contract) -> None:
    days = [date(2022, 1, 1) + timedelta(number) for number in range(MAX_DATES + 2)]
    events = [event(event_time=day.isoformat()) for day in (*days, days[0])]
    conversion = converted(clickstream, *events, earliest=date(2020, 1, 1))
    assert conversion.rows["event_time"].dt.date().n_unique() == MAX_DATES
    assert conversion.rows.height == MAX_DATES + 1, "further events of these dates are rows"
    assert conversion.quarantine["reason"].to_list() == ["too_many_dates"] * 2
    assert conversion.quarantine["records"].to_list() == [1, 1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("1\n" * 5000, "malformed_json", id="lines"),
        pytest.param("[\n" * 5000, "malformed_json", id="brackets"),
        pytest.param(f"[{','.join(['1'] * 5000)}]", "not_an_object", id="elements"),
        pytest.param("{}" * 5000, "missing_field", id="objects"),
    ],
)
def test_many_texts_that_are_too_short_for_an_event_are_quarantined_in_runs(
    clickstream: Contract, text: str, reason: str
) -> None:
    conversion = converted_bytes(clickstream, text.encode())
    quarantine = conversion.quarantine
    assert conversion.lines == quarantine["records"].sum() == 5000, "each text is counted"
    assert quarantine.height < 200, "the quarantine of short texts has few rows"
    (run,) = quarantine.filter(quarantine["records"] > 1).iter_rows(named=True)
    assert run["reason"] == reason
    assert f"{run['records']} " in run["detail"], "the detail gives the number"
