"""Moments of the story as lines of JSON: events of a contract."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from clickstream.generator.account import Fault
from clickstream.generator.columns import line_format
from clickstream.generator.story import BOT
from clickstream.generator.visits import EventType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

    from clickstream.generator.account import Account
    from clickstream.generator.columns import StoryColumn
    from clickstream.generator.story import Moment, Visit
    from clickstream.generator.visits import Action

SECOND_MS, MINUTE_MS = 1000, 60_000
ID_DIGITS = 32  # 128 bits
IDS_AT_ONCE = 256  # one large random number is drawn and written faster than many small ones
SECONDS = tuple(f":{second:02d}." for second in range(60))
MILLISECONDS = tuple(f'{milliseconds:03d}Z"' for milliseconds in range(SECOND_MS))
VISIT_NAMES = {
    *("visitor_id", "user_id", "ip_address", "first_visit_micros"),
    *("session_id", "session_started", "first_source", "first_medium", "first_campaign"),
    *("user_agent", "device_type", "browser", "operating_system"),
    *("country", "country_name", "continent", "region", "city", "language"),
}
"""Names of the values that all events of a visit have."""
PURCHASE_NAMES = {"order_id", "email"}
"""Names of the values of a visit that only its purchases have."""


class LineWriter:
    """Writer of moments as events of a contract.

    The text of an event consists of a part of its own and of the part that is the same in all
    events of the visit. Both are formats that are made once for each action and kind of visit.
    """

    def __init__(self, columns: tuple[StoryColumn, ...], rng: Random) -> None:
        """Prepare the formats.

        Args:
            columns: Columns of the contract that tell the story.
            rng: Random generator of the event ids.
        """
        self._rng = rng
        own = {column.path[0] for column in columns if not column.references <= VISIT_NAMES}
        self._own = [column for column in columns if column.path[0] in own]
        self._shared = [column for column in columns if column.path[0] not in own]
        used = set[str]().union(*(column.references for column in columns))
        self._times = [(name, text) for name, text in TIME_TEXTS.items() if name in used]
        self._formats: dict[tuple[str, Action], str] = {}
        self._shared_formats: dict[str, str] = {}

    def lines(self, buckets: Iterable[list[Moment]], account: Account) -> Iterator[bytes]:
        """Yield the moments as events, each as one line of JSON.

        Args:
            buckets: Moments in the order of time, in lists.
            account: Account that counts the events of bots.
        """
        next_id = _event_ids(self._rng).__next__
        formats, times = self._formats, self._times
        minute, minute_text = -1, ""
        for time, visit, action in chain.from_iterable(buckets):
            current, rest = divmod(time, MINUTE_MS)
            if current != minute:
                minute, minute_text = current, f'"{_moment(current * MINUTE_MS):%Y-%m-%dT%H:%M}'
            values = visit.values
            values["event_id"] = next_id()
            values["event_time"] = (
                f"{minute_text}{SECONDS[rest // SECOND_MS]}{MILLISECONDS[rest % SECOND_MS]}"
            )
            for name, text in times:
                values[name] = text(time)
            own = formats.get((visit.kind, action)) or self._format(visit, action)
            if not visit.text:
                visit.text = self._shared_format(visit) % values
            if visit.kind == BOT:
                account.faults[Fault.BOTS] += 1
            yield (own % values + visit.text).encode()

    def _format(self, visit: Visit, action: Action) -> str:
        """Return the begin of the events of an action, and remember it for visits of the kind."""
        present = visit.values.keys() | action.values.keys()
        if action.event_type is not EventType.PURCHASE:
            present -= PURCHASE_NAMES
        text = line_format(self._own, action.event_type, frozenset(present), action.values)
        begin = text.removesuffix("}")
        if begin != "{" and self._shared_format(visit) != "}":
            begin += ","
        self._formats[visit.kind, action] = begin
        return begin

    def _shared_format(self, visit: Visit) -> str:
        """Return the end of the events of a kind of visit."""
        end = self._shared_formats.get(visit.kind)
        if end is None:
            present = frozenset(visit.values)
            # The type of the event makes no difference, since no shared column names it.
            end = line_format(self._shared, EventType.PAGE_VIEW, present, {}).removeprefix("{")
            self._shared_formats[visit.kind] = end
        return end


def _event_ids(rng: Random) -> Iterator[str]:
    """Yield random event ids without end, as JSON texts."""
    while True:
        digits = rng.randbytes(IDS_AT_ONCE * ID_DIGITS // 2).hex()
        for begin in range(0, len(digits), ID_DIGITS):
            yield f'"{digits[begin : begin + ID_DIGITS]}"'


def completed(lines: Iterable[bytes], samples: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield the lines with the fields of sample events added.

    A field of the line wins over the same field of the sample.
    """
    for line, sample in zip(lines, samples, strict=False):
        event: dict[str, Any] = json.loads(line)
        yield compact(_merged(sample, event))


def compact(event: dict[str, Any]) -> bytes:
    """Return an event as JSON on one line."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _merged(outer: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    """Return the members of both objects; of two values that are no objects, the inner one."""
    merged = outer | inner
    for name in outer.keys() & inner.keys():
        if isinstance(outer[name], dict) and isinstance(inner[name], dict):
            merged[name] = _merged(
                cast("dict[str, Any]", outer[name]), cast("dict[str, Any]", inner[name])
            )
    return merged


def _moment(time: int) -> datetime:
    return datetime.fromtimestamp(time / SECOND_MS, UTC)


TIME_TEXTS: dict[str, Callable[[int], str]] = {
    "event_time_millis": str,
    "event_time_micros": lambda time: str(time * 1000),
    "event_date": lambda time: f'"{_moment(time):%Y-%m-%d}"',
    "event_date_basic": lambda time: f'"{_moment(time):%Y%m%d}"',
}
"""JSON texts of a time in epoch milliseconds, by the name of the story value."""
