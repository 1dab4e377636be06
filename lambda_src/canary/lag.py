"""Lag of the canary, and the canary events that are missing between others.

The lag is the age of the newest canary event that is in the table. It grows while no newer event
reaches the table.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MINUTE = timedelta(minutes=1)
GAP = timedelta(seconds=110)
"""Time between two canary events from which an event between them is missing.

The schedule starts a run within its minute, mostly in the first seconds. So two runs are about 60 s
apart, and 120 s if the event of the run between them is not in the table.
"""


def marker(time: datetime) -> str:
    """Return the marker of the canary event that is sent at a time in UTC."""
    return f"canary-{time:%Y-%m-%dT%H:%MZ}"


def lag_seconds(times: Iterable[datetime], now: datetime) -> float | None:
    """Return the age of the newest canary event in the table; None if there is none.

    Args:
        times: Times of the canary events in the table.
        now: Time of the check.
    """
    newest = max(times, default=None)
    # An event that is put during the check may be in the table before the check ends.
    return None if newest is None else max(0.0, (now - newest).total_seconds())


def missing_markers(times: Iterable[datetime], since: datetime) -> list[str]:
    """Return the markers of missing events between events in the table, the oldest first.

    Args:
        times: Times of the canary events in the table.
        since: Time from which `times` is complete. Earlier events are ignored.
    """
    known = sorted(time for time in times if time >= since)
    return [
        marker(minute)
        for before, after in pairwise(known)
        if after - before >= GAP
        for minute in _minutes_between(before, after)
    ]


def _minutes_between(before: datetime, after: datetime) -> list[datetime]:
    """Return the whole minutes after that of `before`, and before that of `after`."""
    first = before.replace(second=0, microsecond=0) + MINUTE
    count = int((after.replace(second=0, microsecond=0) - first) / MINUTE)
    return [first + number * MINUTE for number in range(count)]
