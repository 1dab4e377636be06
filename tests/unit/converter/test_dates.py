"""Limit on the event dates of one object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter import dates
from tests.unit.converter.fakes import converted, event

if TYPE_CHECKING:
    import pytest

    from clickstream.contract import Contract


def test_events_of_more_dates_than_the_limit_are_quarantined(
    clickstream: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "MAX_DATES", 3)
    days = [5, 1, 7, 2, 5, 9, 7, 1]
    sent = [event(event_time=f"2025-11-{day:02}T10:00:00Z", city=str(day)) for day in days]
    conversion = converted(clickstream, *sent)
    assert conversion.rows["city"].to_list() == ["5", "1", "7", "5", "7", "1"], (
        "the events of the first dates are rows"
    )
    assert conversion.quarantine["reason"].to_list() == ["too_many_dates"] * 2
    assert conversion.quarantine["position"].to_list() == [4, 6]
    assert set(conversion.quarantine["detail"]) == {
        "the object has events of 3 other dates before; send fewer in an object"
    }


def test_the_dates_of_an_object_are_counted_over_its_chunks(
    clickstream: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "MAX_DATES", 3)
    monkeypatch.setattr("converter.read.CHUNK_ROWS", 1)
    monkeypatch.setattr("clickstream.records.chunks.CHUNK", 1)
    monkeypatch.setattr("clickstream.records.unpack.READ_BYTES", 40)
    sent = [event(event_time=f"2025-11-{day:02}T10:00:00Z") for day in range(1, 11)] * 2
    conversion = converted(clickstream, *sent)
    assert conversion.rows["event_time"].dt.day().to_list() == [1, 2, 3] * 2
    assert conversion.quarantine.height == 14, "later dates stay refused"


def test_events_of_as_many_dates_as_the_limit_are_rows(
    clickstream: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dates, "MAX_DATES", 3)
    sent = [event(event_time=f"2025-11-{day:02}T10:00:00Z") for day in (1, 2, 3, 1)]
    conversion = converted(clickstream, *sent)
    assert (conversion.rows.height, conversion.quarantine.height) == (4, 0)
