"""Rhythm of the visits: weights of hours, weekdays and seasons, and the slots of a generation."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

HOUR_MS = 3_600_000
SECOND_MS = 1000
SLOT_EVENTS = 5000  # at most, on average: the events of a slot are sorted in memory
# Shares of the day's traffic by hour in UTC: least at night, a peak at noon and one in the evening.
HOURS = (12, 8, 6, 5, 5, 8, 15, 26, 38, 46, 51, 55, 60, 56, 52, 51, 53, 58, 66, 78, 85, 76, 52, 28)
WEEKDAYS = (
    1.06,
    1.0,
    0.98,
    1.0,
    0.92,
    0.9,
    1.14,
)  # Monday to Sunday: the shop is busiest on Sunday
SEASON_SHARE = 0.35  # of the yearly swing; December has about twice the traffic of June
SEASON_PEAK_DAY = 340  # of the year: the weeks before Christmas
DAYS_OF_YEAR = 365.25
NOISE = 0.25  # an hour has up to an eighth more or fewer visits than its weight says


class Slot(NamedTuple):
    """Period in which visits begin."""

    start: int
    """Epoch milliseconds."""
    length: int
    """Milliseconds."""
    target: float
    """Events of all visits that begin before the end of the slot."""


def weight(moment: datetime) -> float:
    """Return the relative traffic at a time in UTC."""
    season = 1 + SEASON_SHARE * math.cos(
        2 * math.pi * (moment.timetuple().tm_yday - SEASON_PEAK_DAY) / DAYS_OF_YEAR
    )
    return HOURS[moment.hour] * WEEKDAYS[moment.weekday()] * season


def past_slots(events: int, start: int, end: int, rng: Random) -> list[tuple[int, int, float]]:
    """Return the hours of a period with the target of each."""
    hours = [(begin, min(HOUR_MS, end - begin)) for begin in range(start, end, HOUR_MS)]
    weights = [
        weight(datetime.fromtimestamp(begin / SECOND_MS, UTC))
        * (1 + NOISE * (rng.random() - 0.5))
        * length
        for begin, length in hours
    ]
    total, reached, result = sum(weights), 0.0, list[tuple[int, int, float]]()
    for (begin, length), share in zip(hours, weights, strict=True):
        reached += share
        result.append((begin, length, events * reached / total))
    return result


def slots_of_period(events: int, start: int, end: int, rng: Random) -> Iterator[Slot]:
    """Yield the slots of a period that has ended, with the rhythm of day, week and season.

    Args:
        events: Number of events in the period.
        start: Begin of the period, in epoch milliseconds.
        end: End of the period.
        rng: Random generator of the noise.
    """
    reached = 0.0
    for begin, length, target in past_slots(events, start, end, rng):
        parts = 1 + int((target - reached) / SLOT_EVENTS)
        for part in range(parts):
            first, after = length * part // parts, length * (part + 1) // parts
            share = (part + 1) / parts
            yield Slot(begin + first, after - first, reached + (target - reached) * share)
        reached = target


def slots_of_rate(rate: int, start: int) -> Iterator[Slot]:
    """Yield slots without end, one for each second, with a constant number of events.

    Args:
        rate: Events per second.
        start: Begin of the first slot, in epoch milliseconds.
    """
    for number in count():
        yield Slot(start + number * SECOND_MS, SECOND_MS, float(rate * (number + 1)))
