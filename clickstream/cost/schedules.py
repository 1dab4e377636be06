"""Runs of a schedule in a month of 30 days."""

from __future__ import annotations

import re

from clickstream.cost.measured import DAYS, SECONDS_PER_DAY

MINUTES, HOURS, DAYS_OF_MONTH, DAYS_OF_WEEK = 60, 24, 31, 7
DAY_NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": SECONDS_PER_DAY}


class ScheduleError(ValueError):
    """Schedule whose runs cannot be counted: the text and the allowed form."""


def cron_runs(schedule: str) -> float:
    """Return the runs of a Glue cron expression in a month; months and years are not considered.

    https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html

    Raises:
        ScheduleError: If the text is no such expression.
    """
    matched = CRON.fullmatch(schedule)
    if not matched:
        msg = f"the schedule {schedule!r} cannot be read; allowed: cron(minutes hours day-of-month month day-of-week year)"
        raise ScheduleError(msg)
    minutes, hours, day_of_month, _, day_of_week, _ = matched.groups()
    per_day = _values(schedule, minutes, 0, MINUTES) * _values(schedule, hours, 0, HOURS)
    if day_of_week not in {"?", "*"}:
        share = _values(schedule, _numbered(day_of_week), 1, DAYS_OF_WEEK) / DAYS_OF_WEEK
    elif day_of_month not in {"?", "*"}:
        share = min(1.0, _values(schedule, day_of_month, 1, DAYS_OF_MONTH) / DAYS)
    else:
        share = 1.0
    return per_day * share * DAYS


def rate_runs(rate: str) -> float:
    """Return the runs of a rate expression in a month.

    Raises:
        ScheduleError: If the text is no such expression.
    """
    matched = RATE.fullmatch(rate)
    if not matched or not int(matched[1]):
        msg = (
            f"the rate {rate!r} cannot be read; allowed: rate(5 minutes), in minutes, hours or days"
        )
        raise ScheduleError(msg)
    return DAYS * SECONDS_PER_DAY / (int(matched[1]) * UNIT_SECONDS[matched[2]])


def _numbered(days: str) -> str:
    """Return a field of days of the week with numbers for names; SUN is 1."""
    for number, name in enumerate(DAY_NAMES, 1):
        days = days.replace(name, str(number))
    return days


def _values(schedule: str, field: str, first: int, count: int) -> int:
    """Return the number of values that a field matches."""
    last = first + count - 1
    matched: set[int] = set()
    special = 0  # such as L, the last day of a month: one day each
    for part in field.split(","):
        form = re.fullmatch(r"(\*|\d+)(?:-(\d+))?(?:/(\d+))?|L|\d*[LW]|\d#\d", part)
        if form is None:
            msg = f"the schedule {schedule!r} has {part!r}; allowed: *, numbers, ranges such as 8-18, steps such as 0/15"
            raise ScheduleError(msg)
        if form[1] is None:
            special += 1
            continue
        start = first if form[1] == "*" else int(form[1])
        open_ended = form[1] == "*" or form[3] is not None
        end = int(form[2]) if form[2] else last if open_ended else start
        matched.update(range(start, min(end, last) + 1, int(form[3] or 1)))
    return len(matched) + special
