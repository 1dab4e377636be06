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
class EventTexts:
    """JSON texts of the events of a batch.

    Lines are split off again when their texts are needed, which is seldom. A text for each event
    would fill the processor's cache, in which the events are read.
    """

    texts: Sequence[bytes]
    """The texts; or one text of lines, if there are `lines`."""
    lines: Sequence[int] | None = None
    """Index of the line of each event."""

    def to_list(self) -> list[bytes]:
        """Return the text of each event."""
        if self.lines is None:
            return list(self.texts)
        lines = self.texts[0].split(b"\n")
        return [lines[index] for index in self.lines]


@dataclass(frozen=True)
class EventBatch:
    """Events of one chunk."""

    positions: Sequence[int]
    """Number of the line that each event begins on, from 1."""
    texts: EventTexts
    """JSON text of each event, as it was sent."""
    columns: Sequence[ReadColumn]
    """Input columns, in the order of the contract."""
    extras: Sequence[str | None] | None
    """Undeclared members of each event, as a JSON object or None; None if no event has any."""

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.positions)


def is_null(values: Sequence[Any]) -> bool:
    """Return whether all values are None."""
    # the first value settles it for most columns; counting takes as long as a copy
    return not values or (values[0] is None and values.count(None) == len(values))
