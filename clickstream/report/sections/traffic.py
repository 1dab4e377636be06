"""Events over time, with the range before behind."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from clickstream.report import specs, texts
from clickstream.report.model import Answers, Chart, Figure, Period, Rows, Spec, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_IN_HOURS_DAYS = 2
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CURRENT, PREVIOUS = "this period", "the period before"


def traffic(answers: Answers) -> Figure | None:
    """Return the curve of the range, with that of the range before."""
    if not answers.rows["traffic"]:
        return None
    rows = (*answers.rows["traffic"], *answers.previous.get("traffic", ()))
    return _comparison(rows, answers.period, answers.now)


def last_day(answers: Answers) -> Figure | None:
    """Return the curve of the last date by hour, with that of the date before."""
    if not answers.rows["traffic"]:
        return None
    last = answers.period.last
    return _comparison(answers.rows["traffic"], Period(last, last), answers.now)


def _comparison(rows: Rows, period: Period, now: datetime) -> Figure:
    previous = period.previous()
    hours = period.days <= LONGEST_IN_HOURS_DAYS
    counts = by_step(rows, HOUR if hours else DAY)
    shift = timedelta(days=period.days)
    points = [
        (
            at,
            counts[at] if at + (HOUR if hours else timedelta()) <= now else None,
            counts[at - shift],
        )
        for at in steps(period, HOUR if hours else DAY)
    ]
    total = sum(row["events"] for row in rows if period.has(texts.parse_time(row["hour_start"])))
    earlier_rows = [row for row in rows if previous.has(texts.parse_time(row["hour_start"]))]
    before = sum(row["events"] for row in until_same_time(earlier_rows, period, now))
    partial = ", until the same time" if period.has(now) else ""
    text = f"{texts.plural(total, 'event')} {texts.range_of(period)}"
    text += (
        f": {texts.change(total, before)} against {texts.number(before)} {texts.range_of(previous)}{partial}."
        if before
        else f". There are no events {texts.range_of(previous)} to compare with."
    )
    if not total:
        return Figure(text)
    label = f"Line chart of events by {'hour' if hours else 'date'}. {text}"
    when = "%Y-%m-%d %H:%M" if hours else "%Y-%m-%d"
    body = [
        (f"{at:{when}}", texts.cell(events), texts.number(earlier))
        for at, events, earlier in points
    ]
    columns = ("Hour (UTC)" if hours else "Date", "Events", "Events in the period before")
    return Figure(text, Chart(_spec(points, label, hours=hours), label), Table(columns, body))


def until_same_time(rows: Rows, period: Period, now: datetime) -> Rows:
    """Return the rows of the range before, without the hours that are still to come in this one."""
    shift = timedelta(days=period.days)
    return [row for row in rows if texts.parse_time(row["hour_start"]) + shift <= now]


def by_step(rows: Rows, step: timedelta) -> Counter[datetime]:
    """Return the events by the beginning of their hour or date."""
    counts: Counter[datetime] = Counter()
    for row in rows:
        at = texts.parse_time(row["hour_start"])
        counts[at if step == HOUR else datetime.combine(at.date(), time())] += row["events"]
    return counts


def steps(period: Period, step: timedelta) -> Iterator[datetime]:
    """Yield the beginning of each hour or date of a range."""
    at, end = (datetime.combine(each, time()) for each in (period.first, period.last + DAY))
    while at < end:
        yield at
        at += step


def _spec(points: list[tuple[datetime, int | None, int]], label: str, *, hours: bool) -> Spec:
    values: list[dict[str, Any]] = [
        {
            "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "when": f"{at:%a %d %b, %H:%M}" if hours else f"{at:%a %d %b}",
            "events": events,
            "before": before,
            "events_text": texts.number(events),
            "before_text": texts.number(before),
        }
        for at, events, before in points
    ]
    axis = specs.COUNT_AXIS
    x = specs.time_axis(hours=hours)
    tip = specs.tooltips(when="Time (UTC)", events_text="Events", before_text="Period before")
    legend = {"title": None, "orient": "top"}
    compared = any(value["before"] for value in values)
    names = [CURRENT, PREVIOUS] if compared else [CURRENT]
    dashes = [[1, 0], [5, 4]][: len(names)]

    def line(field: str, name: str, style: str) -> Spec:
        return {
            "mark": {"type": "line", "style": style, "interpolate": "monotone"},
            "encoding": {
                "y": {"field": field, "type": "quantitative", "title": None, "axis": axis},
                "color": {"datum": name, "scale": {"domain": names}, "legend": legend},
                "strokeDash": {
                    "datum": name,
                    "scale": {"domain": names, "range": dashes},
                    "legend": legend,
                },
            },
        }

    # An invisible rule of each time, which a pointer finds anywhere above it.
    pointer = {
        "mark": {"type": "rule", "style": "pointer"},
        "params": [
            {
                "name": "hover",
                "select": {
                    "type": "point",
                    "encodings": ["x"],
                    "nearest": True,
                    "on": "pointermove",
                    "clear": "pointerout",
                },
            }
        ],
        "encoding": {
            "opacity": {"condition": {"param": "hover", "empty": False, "value": 1}, "value": 0},
            "tooltip": tip,
        },
    }
    behind = [line("before", PREVIOUS, "previous")] if compared else []
    layers = [*behind, line("events", CURRENT, "line"), pointer]
    return specs.chart(
        values,
        label,
        height=specs.PLOT_PIXELS,
        encoding={"x": x},
        layer=layers,
    )
