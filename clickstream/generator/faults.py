"""Faults of generated events. The share of a fault is its probability in each line."""

from __future__ import annotations

import json
from bisect import bisect
from collections import deque
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

from clickstream.contract.data_types import ColumnType
from clickstream.contract.sample_values import iso_text
from clickstream.generator.account import Fault
from clickstream.generator.lines import compact
from clickstream.records.decode import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from clickstream.contract import Contract
    from clickstream.generator.account import Account

    Event = dict[str, Any]

LATE_HOURS = (1.0, 72.0)
SKEW_MINUTES = 30.0
CUT = (0.2, 0.9)  # shares of a malformed line between which it ends
MICROSECONDS_FROM = (
    10**14
)  # an epoch from here on is in microseconds, a smaller one in milliseconds
RECENT_LINES = 1000  # a duplicate repeats one of them
WRONG_TYPE_SHARE = 0.5  # of the drifted events that have a number
NUMBERS = {ColumnType.BIGINT, ColumnType.DOUBLE, ColumnType.INTEGER, ColumnType.DECIMAL}
WRONG_NUMBER = "n/a"
UNKNOWN_FIELD = "schema_version"
NEW_VERSION = 2


class Faults:
    """Faults of the events of a contract."""

    def __init__(self, contract: Contract, shares: Mapping[Fault, float], rng: Random) -> None:
        """Prepare the faults.

        Args:
            contract: Contract of the events.
            shares: Probability of each fault.
            rng: Random generator.
        """
        self._rng = rng
        paths = {column.name: column.paths[0] for column in contract.input_columns}
        self._time = paths[contract.event_time]
        self._numbers = [
            paths[column.name]
            for column in contract.input_columns
            if column.stored and column.type in NUMBERS
        ]
        self._new_field = UNKNOWN_FIELD
        while any(path[0] == self._new_field for path in paths.values()):
            self._new_field += "_"
        self._drawn = [fault for fault in shares if fault is not Fault.BOTS and shares[fault]]
        self._bounds = list(accumulate(shares[fault] for fault in self._drawn))

    def apply(self, lines: Iterator[bytes], account: Account) -> Iterator[bytes]:
        """Yield the lines with faults, and count each in the account before it is yielded.

        A duplicate is one line more. The other faults change a line.
        """
        if not self._drawn:
            for line in lines:
                account.lines += 1
                yield line
            return
        random, total = self._rng.random, self._bounds[-1]
        recent = deque[bytes](maxlen=RECENT_LINES)
        while True:
            chance = random()
            fault = self._drawn[bisect(self._bounds, chance)] if chance < total else None
            if fault is Fault.DUPLICATE and recent:
                account.add(fault)
                yield recent[int(random() * len(recent))]
                continue
            line = next(lines, None)
            if line is None:
                return
            if fault is None or fault is Fault.DUPLICATE:  # there was no line to repeat yet
                recent.append(line)
                account.add()
            else:
                line, reason = self._changed(line, fault)
                account.add(fault, reason)
            yield line

    def _changed(self, line: bytes, fault: Fault) -> tuple[bytes, Reason | None]:
        """Return a line with a fault, and the reason for which it is quarantined, if it is."""
        rng = self._rng
        if fault is Fault.MALFORMED:
            return line[: max(1, int(len(line) * rng.uniform(*CUT)))], Reason.MALFORMED_JSON
        event: Event = json.loads(line)
        reason = None
        if fault is Fault.LATE:
            self._shift(event, -timedelta(hours=rng.uniform(*LATE_HOURS)))
        elif fault is Fault.CLOCK_SKEW:
            self._shift(event, timedelta(minutes=rng.uniform(-SKEW_MINUTES, SKEW_MINUTES)))
        else:
            reason = self._drift(event)
        return compact(event), reason

    def _shift(self, event: Event, by: timedelta) -> None:
        """Move the event time."""
        parent, name = _parent(event, self._time), self._time[-1]
        value = parent[name]
        if isinstance(value, str):
            parent[name] = iso_text(datetime.fromisoformat(value).astimezone(UTC) + by)
        else:
            per_second = 10**6 if value >= MICROSECONDS_FROM else 10**3
            parent[name] = value + int(by.total_seconds() * per_second)

    def _drift(self, event: Event) -> Reason | None:
        """Change the type of a number, or add an unknown field."""
        rng = self._rng
        numbers = [path for path in self._numbers if path[-1] in _parent(event, path)]
        if numbers and rng.random() < WRONG_TYPE_SHARE:
            path = numbers[int(rng.random() * len(numbers))]
            _parent(event, path)[path[-1]] = WRONG_NUMBER
            return Reason.WRONG_TYPE
        event[self._new_field] = NEW_VERSION
        return None


def _parent(event: Event, path: tuple[str, ...]) -> Event:
    """Return the object that holds the member at a path; an empty one if there is none."""
    for name in path[:-1]:
        inner: object = event.get(name)
        event = cast("Event", inner) if isinstance(inner, dict) else {}
    return event
