"""Kinds of faults, their shares, and the account of the lines that were generated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickstream.records.decode import Reason


SUM_TOLERANCE = 1e-9  # 0.01 + 0.32 + 0.56 + 0.11 is 1.0000000000000002


class Fault(StrEnum):
    """Fault of generated events."""

    LATE = "late"
    """The event time is 1 to 72 hours before the time of sending."""
    DUPLICATE = "duplicate"
    """The line repeats a line that was sent before."""
    MALFORMED = "malformed"
    """The line is cut, so that it is no JSON."""
    DRIFT = "drift"
    """The event has a field that the contract does not name, or a text in place of a number."""
    CLOCK_SKEW = "clock-skew"
    """The event time is up to 30 minutes too early or too late."""
    BOTS = "bots"
    """The event belongs to a bot, which views products at a high rate."""


@dataclass
class Account:
    """Account of the lines that were generated."""

    lines: int = 0
    quarantined: Counter[str] = field(default_factory=Counter[str])
    """Lines that are quarantined, by reason."""
    faults: Counter[Fault] = field(default_factory=Counter[Fault])
    """Lines with a fault. A line has one fault at most, except that a bot's may have another."""

    @property
    def rows(self) -> int:
        """Lines that become rows, in a lake whose time window includes them."""
        return self.lines - self.quarantined.total()

    @property
    def event_ids(self) -> int:
        """Distinct event ids of the rows."""
        return self.rows - self.faults[Fault.DUPLICATE]

    def add(self, fault: Fault | None = None, reason: Reason | None = None) -> None:
        """Count a line.

        Args:
            fault: Fault of the line, if any.
            reason: Reason for which the line is quarantined; None for a row.
        """
        self.lines += 1
        if fault is not None:
            self.faults[fault] += 1
        if reason is not None:
            self.quarantined[reason] += 1


class FaultError(ValueError):
    """Invalid fault. The message names the value and the allowed ones."""


def read_shares(texts: Iterable[str]) -> dict[Fault, float]:
    """Return the shares of the faults from texts such as `late=0.01`.

    Raises:
        FaultError: If a text names no fault or no share, a fault is given twice, or the shares
            exceed 1.
    """
    shares: dict[Fault, float] = {}
    for text in texts:
        name, _, number = text.partition("=")
        if name not in set(Fault):
            msg = f"{text!r} names no fault. Use one of {', '.join(Fault)}, such as late=0.01"
            raise FaultError(msg)
        try:
            share = float(number)
        except ValueError:
            share = -1
        if not 0 <= share <= 1:
            msg = f"{text!r} has no share. Use a number from 0 to 1, such as {name}=0.01"
            raise FaultError(msg)
        if name in shares:
            msg = f"{name} is given twice. Use one share for each fault"
            raise FaultError(msg)
        shares[Fault(name)] = share
    total = sum(share for fault, share in shares.items() if fault is not Fault.BOTS)
    if total > 1 + SUM_TOLERANCE or shares.get(Fault.DUPLICATE) == 1:
        msg = f"the shares of {', '.join(shares)} are too large. Their sum is 1 at most, and a duplicate needs an original"
        raise FaultError(msg)
    return shares
