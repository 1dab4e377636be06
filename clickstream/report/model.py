"""Parts of a report: its range of dates, the rows of its queries, its sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

Rows = Sequence[Mapping[str, Any]]
"""Rows of a query by column. Dates and timestamps are Athena's text."""
Spec = dict[str, Any]
"""Vega-Lite specification of a chart. It has no colours: the page has them, for light and dark."""


@dataclass(frozen=True)
class Period:
    """Range of dates in UTC, both inclusive."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of dates."""
        return (self.last - self.first).days + 1

    @property
    def length(self) -> timedelta:
        """Time from the first date to the end of the last."""
        return timedelta(days=self.days)

    def has(self, time: datetime) -> bool:
        """Return whether a time in UTC is on one of the dates."""
        return self.first <= time.date() <= self.last

    def previous(self) -> Period:
        """Return the range of the same length that ends before this one."""
        return Period(self.first - self.length, self.last - self.length)

    def __str__(self) -> str:
        """Return the first and the last date."""
        return str(self.first) if self.days == 1 else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class Sent:
    """Sender's account: the rows and quarantined lines that the sent events become."""

    rows: int
    quarantined: Mapping[str, int]
    """Lines by reason of quarantine."""

    @property
    def total(self) -> int:
        """Number of sent lines."""
        return self.rows + sum(self.quarantined.values())


@dataclass(frozen=True)
class Answers:
    """Input of the sections."""

    period: Period
    now: datetime
    """Time of the report, in UTC without a time zone, as in the tables."""
    rows: Mapping[str, Rows]
    """Rows by the name of the query. Queries that the stack lacks are missing."""
    previous: Mapping[str, Rows] = field(default_factory=dict[str, Rows])
    """Rows of the range before."""
    sent: Sent | None = None
    """Sender's account; None if it is unknown."""


@dataclass(frozen=True)
class Table:
    """Data of a chart as a table."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Chart:
    """Chart of a section, with its text alternative."""

    spec: Spec
    label: str
    """Text alternative of the chart, for screen readers."""


@dataclass(frozen=True)
class Figure:
    """Words, chart and table of a section."""

    text: str
    """The result in one or two sentences."""
    chart: Chart | None = None
    table: Table | None = None


@dataclass(frozen=True)
class Section:
    """Section of the report."""

    id: str
    title: str
    queries: tuple[str, ...]
    """Names of the queries that it needs."""
    figure: Callable[[Answers], Figure | None]
    """Function of the figure; it returns None if there are no events in the range."""
    least_days: int = 1
    """Length of the shortest range that has the section."""
