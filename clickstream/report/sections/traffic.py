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
    hours = period.days <= LONGEST_IN_HOURS_DAYS
    step = HOUR if hours else DAY
    counts = by_step(rows, step)
    times = list(steps(period, step))
    text = _text(rows, period, now)
    if not any(counts[at] for at in times):
        return Figure(text)
    label = f"Line chart of events by {'hour' if hours else 'date'}. {text}"
    when = "%Y-%m-%d %H:%M" if hours else "%Y-%m-%d"
    body = [
        (
            f"{at:{when}}",
            texts.cell(counts[at] if at <= now else None),
            texts.number(counts[at - period.length]),
        )
        for at in times
    ]
    # A part of an hour or of a date would look like a fall of the traffic.
    points = [
        (at, counts[at] if at + step <= now else None, counts[at - period.length]) for at in times
    ]
    columns = ("Hour (UTC)" if hours else "Date", "Events", "Events in the period before")
    return Figure(text, Chart(_spec(points, label, hours=hours), label), Table(columns, body))


def _text(rows: Rows, period: Period, now: datetime) -> str:
    """Return the events of a range, and their change in the hours that have ended."""
    previous = period.previous()
    current, earlier = (
        [row for row in rows if each.has(texts.parse_time(row["hour_start"]))]
        for each in (period, previous)
    )
    total, ended, before = (
        sum(row["events"] for row in each)
        for each in (
            current,
            ended_hours(current, now),
            ended_hours(earlier, now - period.length),
        )
    )
    partial = until(period, now)
    text = f"{texts.plural(total, 'event')} {texts.range_of(period)}"
    if not before:
        nothing = f"There are no events {texts.range_of(previous)} {partial}".rstrip()
        return f"{text}. {nothing} to compare with."
    if partial:
        text += f", {texts.number(ended)} of them {partial}"
    change = texts.change(ended, before)
    return f"{text}: {change} against {texts.number(before)} {texts.range_of(previous)}."


def ended_hours(rows: Rows, now: datetime) -> Rows:
    """Return the rows of the hours that have ended."""
    return [row for row in rows if texts.parse_time(row["hour_start"]) + HOUR <= now]


def until(period: Period, now: datetime) -> str:
    """Return the end of the last hour that has ended, after its preposition.

    It is empty if the range does not include now.
    """
    return f"until {now:%H}:00 UTC" if period.has(now) else ""


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
    compared = any(value["before"] for value in values)
    names = [CURRENT, PREVIOUS] if compared else [CURRENT]
    behind = [_line("before", PREVIOUS, "previous", names)] if compared else []
    return specs.chart(
        values,
        label,
        height=specs.PLOT_PIXELS,
        encoding={"x": specs.time_axis(hours=hours)},
        layer=[*behind, _line("events", CURRENT, "line", names), _pointer()],
    )


def _line(field: str, name: str, style: str, names: list[str]) -> Spec:
    """Return the layer of a curve.

    Args:
        field: Field of the number.
        name: Name of the curve in the legend.
        style: Style of the mark.
        names: Names of all curves.
    """
    legend = {"title": None, "orient": "top"}
    dashes = [[1, 0], [5, 4]][: len(names)]
    return {
        "mark": {"type": "line", "style": style, "interpolate": "monotone"},
        "encoding": {
            "y": {
                "field": field,
                "type": "quantitative",
                "title": None,
                "axis": specs.COUNT_AXIS,
            },
            "color": {"datum": name, "scale": {"domain": names}, "legend": legend},
            "strokeDash": {
                "datum": name,
                "scale": {"domain": names, "range": dashes},
                "legend": legend,
            },
        },
    }


def _pointer() -> Spec:
    """Return the layer of an invisible rule of each time, which a pointer finds above it."""
    return {
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
            "tooltip": specs.tooltips(
                when="Time (UTC)", events_text="Events", before_text="Period before"
            ),
        },
    }
