"""Batch of events, column by column: the result of both readers of events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clickstream.records.decode import Budget
from clickstream.records.lines import decode_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK = b" \t\r\n"


@dataclass(frozen=True)
class ReadColumn:
    """Values of an input column, one per event; None where the event has no value."""

    values: Sequence[Any] | None = None
    """Python values of the column's type; None if the reader has read texts only."""
    texts: Sequence[str | None] | None = None
    """Texts that the engine casts, or that do not fit the type. None if all values are typed."""


@dataclass(frozen=True)
class Events:
    """Line numbers and texts of the events of a batch."""

    positions: Sequence[int]
    """Number of the line that each event begins on, from 1."""
    texts: Sequence[bytes]
    """JSON text of each event, as it was sent."""

    @property
    def split(self) -> Events:
        """The events themselves, as of `EventsOfText`."""
        return self

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.positions)


@dataclass(frozen=True)
class EventsOfText:
    """Line numbers and texts of the events of a text that has nothing but events.

    The text is split when one of them is needed, which is seldom. To keep a text for each event
    would take a tenth of the reader's time, since the texts would fill the processor's cache.
    """

    text: bytes
    first: int
    """Number of the first line."""
    size: int
    """Number of events."""

    def __len__(self) -> int:
        """Return the number of events."""
        return self.size

    @cached_property
    def split(self) -> Events:
        """Line numbers and texts of the events."""
        lines = self.text.split(b"\n")
        read = [index for index, line in enumerate(lines) if line.strip(BLANK)]
        if len(read) == self.size and all(_begins_and_ends(lines[index]) for index in read):
            return Events([self.first + index for index in read], [lines[index] for index in read])
        records = decode_lines(lines, self.first, set(), Budget(), more=False).records
        return Events(
            [record.position for record in records], [record.text.encode() for record in records]
        )


def _begins_and_ends(line: bytes) -> bool:
    """Return whether events begin and end on a line.

    A line end within an event is never between `}` and `{`, since there is a comma, too.
    """
    line = line.strip(BLANK)
    return line.startswith(b"{") and line.endswith(b"}")


@dataclass(frozen=True)
class EventBatch:
    """Events of one text."""

    events: Events | EventsOfText
    columns: Sequence[ReadColumn]
    """Input columns, in the order of the contract."""
    extras: Sequence[str | None] | None
    """Undeclared members of each event, as a JSON object or None; None if no event has any."""

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.events)


def is_null(values: Sequence[Any]) -> bool:
    """Return whether all values are None."""
    # the first value settles it for most columns; counting takes as long as a copy
    return not values or (values[0] is None and values.count(None) == len(values))
