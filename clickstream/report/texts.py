"""Numbers, shares, durations and times as text."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clickstream.report.model import Period

MINUTE_SECONDS = 60
HOUR_SECONDS = 60 * MINUTE_SECONDS
DAY_SECONDS = 24 * HOUR_SECONDS
NONE = "-"


def number(value: float | None) -> str:
    """Return a number with separators of thousands; decimals only if it has any."""
    if value is None:
        return NONE
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def share(value: float | None) -> str:
    """Return a share as percent."""
    return NONE if value is None else f"{100 * value:.1f} %"


def duration(seconds: float | None) -> str:
    """Return a duration in its largest unit, such as 1.5 h."""
    if seconds is None:
        return NONE
    for length, unit in ((DAY_SECONDS, "d"), (HOUR_SECONDS, "h"), (MINUTE_SECONDS, "min")):
        if abs(seconds) >= length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:,.0f} s"


def change(value: float, before: float) -> str:
    """Return the change since a value before, in percent."""
    return f"{100 * (value - before) / before:+.0f} %" if before else "no earlier value"


def day(value: date) -> str:
    """Return a date without its year, such as 3 Nov."""
    return f"{value.day} {value:%b}"


def range_of(period: Period) -> str:
    """Return a range of dates after its preposition."""
    return f"{'on' if period.days == 1 else 'from'} {period}"


def parse_date(text: str) -> date:
    """Return the date of Athena's text of a date."""
    return date.fromisoformat(text)


def parse_time(text: str) -> datetime:
    """Return the time of Athena's text of a timestamp."""
    return datetime.fromisoformat(text)


def plural(count: float, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def cell(value: Any) -> str:  # noqa: ANN401 - a value of a row
    """Return a value of a row as text."""
    if value is None:
        return NONE
    return number(value) if isinstance(value, int | float) else str(value)
