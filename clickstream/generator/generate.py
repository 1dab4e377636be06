"""Sample events of a contract as lines of JSON, with their account."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import TYPE_CHECKING

from clickstream.contract.model import contract_error
from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import sample_events
from clickstream.generator.account import Account, Fault
from clickstream.generator.columns import read_story
from clickstream.generator.faults import Faults
from clickstream.generator.lines import LineWriter, compact, completed
from clickstream.generator.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from clickstream.generator.story import Moment

DAYS = 7  # by default: each weekday once
NO_FAULTS: Mapping[Fault, float] = {}


@dataclass(frozen=True)
class Generated:
    """Generated events."""

    lines: Iterator[bytes]
    """Events, each one line without its newline."""
    account: Account
    """Account of the lines that were taken."""


class Generator:
    """Generator of the events of a contract. Equal seeds give equal events."""

    def __init__(self, path: Path, *, seed: int, faults: Mapping[Fault, float] = NO_FAULTS) -> None:
        """Read the contract.

        Args:
            path: Path of the contract file.
            seed: Seed of the random values.
            faults: Shares of the faults.

        Raises:
            ContractError: If the file is no valid contract, or bots are wanted and the contract
                tells no story.
        """
        contract = read_contract(path)
        self._path, self._seed, self._shares = path, seed, faults
        self._columns = read_story(path)
        if faults.get(Fault.BOTS) and not self._columns.told:
            problem = "no column has the custom property `story`, so that no event is a bot's"
            raise contract_error(str(path), None, problem, "Leave out the fault bots")
        self._faults = Faults(contract, faults, self._rng("faults"))

    def period(self, events: int, *, until: datetime, days: int = DAYS) -> Generated:
        """Return a number of events of the last days, nearly in the order of their times.

        Args:
            events: Number of lines, faults included.
            until: Time that no visit exceeds, with its zone.
            days: Days before it in which the visits lie.
        """
        if not self._columns.told:
            samples = sample_events(self._path, seed=self._seed, until=until, days=days)
            return self._generated(map(compact, samples), Account(), events)
        end = _millis(until)
        start = end - int(timedelta(days=days) / timedelta(milliseconds=1))
        originals = round(events * (1 - self._shares.get(Fault.DUPLICATE, 0)))
        return self._told(self._story().period(originals, start, end), until, events)

    def live(self, rate: int, *, since: datetime) -> Generated:
        """Return events without end, whose times go on from `since` with a constant rate.

        Without a story, the event times lie in the days before each second.

        Args:
            rate: Events per second.
            since: First event time, with its zone.
        """
        if not self._columns.told:
            return self._generated(self._samples_by_second(rate), Account())
        return self._told(self._story().live(rate, _millis(since)), since)

    def _story(self) -> Story:
        return Story(self._rng("story"), bots=self._shares.get(Fault.BOTS, 0))

    def _told(
        self, moments: Iterator[list[Moment]], until: datetime, events: int | None = None
    ) -> Generated:
        account = Account()
        lines = LineWriter(self._columns.told, self._rng("ids")).lines(moments, account)
        if sampled := self._columns.sampled:
            samples = sample_events(self._path, seed=self._seed, until=until, columns=sampled)
            lines = completed(lines, samples)
        return self._generated(lines, account, events)

    def _samples_by_second(self, rate: int) -> Iterator[bytes]:
        for second in count():
            samples = sample_events(self._path, seed=self._seed + second, until=datetime.now(UTC))
            yield from map(compact, islice(samples, rate))

    def _generated(
        self, lines: Iterator[bytes], account: Account, events: int | None = None
    ) -> Generated:
        return Generated(islice(self._faults.apply(lines, account), events), account)

    def _rng(self, purpose: str) -> random.Random:
        """Return a random generator: one per purpose, so that a fault changes no other event."""
        return random.Random(f"{purpose} {self._seed}")  # noqa: S311 - sample data needs to be repeatable, not secret


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
