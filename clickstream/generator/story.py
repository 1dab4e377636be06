"""Story of the shop: the actions of all visitors in the order of time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from clickstream.generator.rhythm import (
    HOUR_MS,
    SECOND_MS,
    Slot,
    slots_of_period,
    slots_of_rate,
)
from clickstream.generator.visitors import Values, Visitors, pick_source
from clickstream.generator.visits import BOT_PAGES, Action, Visits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random


BUCKET_MS = 10_000  # the actions of a bucket are sorted together
BOT_EVENTS = sum(BOT_PAGES) / 2  # mean of a bot's visit
ACCOUNT, GUEST, BOT = "account", "guest", "bot"
# Of the visits that a live story begins with. Almost no visit is longer than half an hour.
WARM_UP_SECONDS, WARM_UP_EVENTS = 1800, 200_000


@dataclass(slots=True)
class Visit:
    """Visit: the values of all its events."""

    kind: str
    """`ACCOUNT`, `GUEST` or `BOT`. The visits of a kind have values of the same names."""
    values: Values
    text: str = ""
    """Part of the events' text that is the same in all of them, once it is known."""


Moment = tuple[int, Visit, Action]
"""Epoch milliseconds, visit and action. A plain tuple, since millions are made."""


class Story:
    """Actions of all visitors. The memory grows with the visits at one time, not with their sum."""

    def __init__(self, rng: Random, *, bots: float = 0) -> None:
        """Begin without visitors.

        Args:
            rng: Random generator.
            bots: Share of the events that bots make.
        """
        self._rng, self._bots = rng, bots
        self._visitors, self._visits = Visitors(rng), Visits(rng)
        self._buckets = defaultdict[int, list[Moment]](list)
        self._planned = 0
        self._planned_by_bots = 0

    def period(self, events: int, start: int, end: int) -> Iterator[list[Moment]]:
        """Yield the moments of a period that has ended, in lists, in the order of time.

        Once about `events` moments are yielded, further ones of the last hour follow without end,
        so that the caller can take an exact number.

        Args:
            events: Number of events in the period.
            start: Begin of the period, in epoch milliseconds.
            end: End of the period.
        """
        for slot in slots_of_period(events, start, end, self._rng):
            yield from self._in_slot(slot, end)
        yield from self._until(end + BUCKET_MS)
        last = Slot(max(start, end - HOUR_MS), min(HOUR_MS, end - start), 0)
        while True:
            yield [moment for moment in self._new_visit(last, _month(last)) if moment[0] < end]

    def live(self, rate: int, start: int) -> Iterator[list[Moment]]:
        """Yield moments from a time on without end, in lists, a constant number for each second.

        Args:
            rate: Events per second.
            start: Begin, in epoch milliseconds. Visits from before the begin go on after it.
        """
        warm_up = min(WARM_UP_SECONDS, WARM_UP_EVENTS // rate)
        slots = slots_of_rate(rate, start - warm_up * SECOND_MS)
        for moments in chain.from_iterable(self._in_slot(slot, None) for slot in slots):
            yield [moment for moment in moments if moment[0] >= start]

    def _in_slot(self, slot: Slot, end: int | None) -> Iterator[list[Moment]]:
        """Begin the visits of a slot, and yield all moments before its end.

        Args:
            slot: Period in which the visits begin.
            end: Time from which moments are dropped; None for none.
        """
        buckets, month = self._buckets, _month(slot)
        while self._planned < slot.target:
            for moment in self._new_visit(slot, month):
                time = moment[0]
                if end is None or time < end:
                    self._planned += 1
                    buckets[time // BUCKET_MS].append(moment)
        yield from self._until(slot.start + slot.length)

    def _until(self, time: int) -> Iterator[list[Moment]]:
        """Yield the moments of the buckets that end before a time."""
        buckets, last = self._buckets, time // BUCKET_MS
        for number in sorted(number for number in buckets if number < last):
            moments = buckets.pop(number)
            moments.sort(key=itemgetter(0))
            yield moments

    def _new_visit(self, slot: Slot, month: int) -> list[Moment]:
        """Return the moments of a visit that begins in a slot of a month."""
        rng = self._rng
        begin = slot.start + int(rng.random() * slot.length)
        session = {
            "session_id": f'"s-{rng.getrandbits(64):016x}"',
            "session_started": str(begin // SECOND_MS),
            "order_id": f'"o-{rng.getrandbits(40):010x}"',
        }
        if self._planned_by_bots + BOT_EVENTS / 2 < self._bots * self._planned:
            bot = self._visitors.bot(begin)
            visit = Visit(BOT, bot.values() | session)
            steps = self._visits.bot_visit()
            self._planned_by_bots += len(steps)
        else:
            source = pick_source(month, rng)
            visitor = self._visitors.next(source, begin)
            visit = Visit(ACCOUNT if visitor.account else GUEST, visitor.values() | session)
            steps = self._visits.visit(source, account=visitor.account)
        return [(begin + offset, visit, action) for offset, action in steps]


def _month(slot: Slot) -> int:
    return datetime.fromtimestamp(slot.start / SECOND_MS, UTC).month
