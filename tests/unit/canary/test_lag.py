"""Lag of the canary, and events that are missing between others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from canary.lag import lag_seconds, marker, missing_markers

NOW = datetime(2026, 11, 29, 20, 15, 30, tzinfo=UTC)
SINCE = NOW - timedelta(minutes=20)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=each) for each in seconds]


def test_the_lag_is_the_age_of_the_newest_event_in_any_order() -> None:
    assert lag_seconds(ago(300, 75.5, 180), NOW) == 75.5


def test_without_a_row_there_is_no_lag() -> None:
    assert lag_seconds([], NOW) is None, "a deployment whose first event is under way is not late"


def test_the_lag_grows_while_no_new_event_becomes_a_row() -> None:
    times = ago(60)
    lags = [lag_seconds(times, NOW + timedelta(minutes=minutes)) for minutes in (0, 1, 60, 1440)]
    assert lags == [60, 120, 3660, 86460]


def test_an_event_that_is_put_during_the_check_has_no_lag() -> None:
    assert lag_seconds([NOW + timedelta(seconds=1)], NOW) == 0


def test_the_marker_names_the_minute_in_utc() -> None:
    assert marker(NOW) == "canary-2026-11-29T20:15Z"


def test_events_a_minute_apart_are_complete_though_their_runs_are_late() -> None:
    assert missing_markers(ago(300, 240, 180, 120, 60), SINCE) == []
    assert missing_markers(ago(300, 210, 180, 90, 60), SINCE) == [], (
        "a run may begin anywhere in its minute"
    )


def test_events_that_are_no_rows_though_later_ones_are_have_their_markers_named() -> None:
    assert missing_markers(ago(60, 120, 360, 300, 540), SINCE) == [
        "canary-2026-11-29T20:07Z",
        "canary-2026-11-29T20:08Z",
        "canary-2026-11-29T20:11Z",
        "canary-2026-11-29T20:12Z",
    ], "in the order of time"


def test_the_newest_events_are_not_missing_yet() -> None:
    assert missing_markers(ago(600, 660), SINCE) == [], "they show in the lag"


@pytest.mark.parametrize("times", [[], ago(60)])
def test_a_single_event_has_no_gap(times: list[datetime]) -> None:
    assert missing_markers(times, SINCE) == []


def test_events_before_the_searched_minutes_are_ignored() -> None:
    assert missing_markers(ago(3600, 60, 120), SINCE) == [], (
        "the files between were not searched, so nothing is known of them"
    )
