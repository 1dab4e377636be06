"""Batch of events, column by column: the result of both readers of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class ReadColumn:
    """Values of an input column, one per event; None where the event has no value."""

    values: Sequence[Any] | None = None
    """Python values of the column's type; None if the reader has read texts only."""
    texts: Sequence[str | None] | None = None
    """Texts that the engine casts, or that do not fit the type. None if all values are typed."""


@dataclass(frozen=True)
class EventBatch:
    """Events of one chunk."""

    positions: Sequence[int]
    """Number of the line that each event begins on, from 1."""
    texts: Sequence[bytes]
    """JSON text of each event, as it was sent."""
    columns: Sequence[ReadColumn]
    """Input columns, in the order of the contract."""
    extras: Sequence[str | None]
    """Members that the contract does not declare, as a JSON object; None if there are none."""

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.positions)
