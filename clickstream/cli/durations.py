"""Durations on the command line, such as 90s, 15m, 1h or 7d."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

import typer

DURATION = re.compile(r"(\d+)(s|m|h|d)")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=455)  # CloudWatch keeps metrics for 15 months

SinceOption = Annotated[
    str,
    typer.Option(
        "--since",
        metavar="DURATION",
        help="Look back so far, such as 90s, 15m, 1h or 7d.",
        show_default=True,
    ),
]
DEFAULT_SINCE = "1h"


def parse_duration(text: str) -> timedelta:
    """Return the duration that a text such as `1h` stands for.

    Raises:
        typer.BadParameter: If the text is no such duration.
    """
    found = DURATION.fullmatch(text.strip())
    if found and len(found[1]) <= len(str(LONGEST // timedelta(seconds=1))):
        duration = timedelta(**{UNITS[found[2]]: int(found[1])})
        if timedelta(0) < duration <= LONGEST:
            return duration
    msg = (
        f"{text!r} is no duration. Use a whole number and a unit: 90s, 15m, 1h or 7d, at most "
        f"{LONGEST.days}d."
    )
    raise typer.BadParameter(msg)


def brief(seconds: float) -> str:
    """Return a duration in its largest unit, or its two largest, such as 45 s or 2 h 5 min."""
    rest = round(seconds)
    for size, unit, smaller, smaller_unit in (
        (86_400, "d", 3_600, "h"),
        (3_600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if rest >= size:
            parts = rest % size // smaller
            return (
                f"{rest // size} {unit} {parts} {smaller_unit}"
                if parts
                else f"{rest // size} {unit}"
            )
    return f"{rest} s"
