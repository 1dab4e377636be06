"""Age of the newest event, and the time from an event to its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.report import specs, texts
from clickstream.report.model import Answers, Chart, Figure, Spec, Table

if TYPE_CHECKING:
    from datetime import datetime

MEDIAN, P90 = "median", "90 %"
AXIS_TEXT = (
    "datum.value < 60 ? datum.value + ' s' : datum.value < 3600 ? datum.value / 60 + ' min' :"
    " datum.value < 86400 ? datum.value / 3600 + ' h' : datum.value / 86400 + ' d'"
)
AXIS_SECONDS = (0, 1, 10, 60, 600, 3600, 6 * 3600, 86400, 7 * 86400, 28 * 86400)


def freshness(answers: Answers) -> Figure | None:
    """Return the latency of each date: median, and the value that 90 % of the events keep."""
    rows = answers.rows["freshness"]
    if not rows:
        return None
    event = texts.parse_time(max(row["newest_event_at"] for row in rows))
    written = texts.parse_time(max(row["newest_ingested_at"] for row in rows))
    text = (
        f"The newest event is {_age(event, answers.now)} old, and the newest row {_age(written, answers.now)}."
        if answers.period.has(answers.now)
        else f"The newest event in this range is of {event:%Y-%m-%d %H:%M} UTC; its newest row was written at {written:%Y-%m-%d %H:%M} UTC."
    )
    latency = sorted(answers.rows["latency"], key=lambda row: row["event_date"])
    label = f"Line chart of the time from an event to its row, by date. {text}"
    table = Table(
        ("Date", "Events", "Median", "90 %", "99 %", "Longest"),
        [
            (
                row["event_date"],
                texts.number(row["events"]),
                *(
                    texts.duration(row[column])
                    for column in (
                        "median_seconds",
                        "p90_seconds",
                        "p99_seconds",
                        "max_seconds",
                    )
                ),
            )
            for row in latency
        ],
    )
    chart = Chart(_spec(latency, label), label) if latency else None
    return Figure(f"{text} The chart shows the time from an event to its row.", chart, table)


def _age(time: datetime, now: datetime) -> str:
    return texts.duration(max((now - time).total_seconds(), 0))


def _spec(rows: list[Any], label: str) -> Spec:
    values: list[dict[str, Any]] = [
        {
            "at": f"{row['event_date']}T00:00:00Z",
            "when": f"{texts.parse_date(row['event_date']):%a %d %b}",
            "kind": kind,
            # A clock that is ahead gives a negative duration.
            "seconds": max(row[column], 0),
            "text": texts.duration(row[column]),
        }
        for row in rows
        for kind, column in ((MEDIAN, "median_seconds"), (P90, "p90_seconds"))
    ]
    longest = max(value["seconds"] for value in values)
    ticks = [seconds for seconds in AXIS_SECONDS if seconds <= longest] or [0]
    return specs.chart(
        values,
        label,
        height=specs.PLOT_PIXELS,
        mark={"type": "line", "style": "line", "point": True},
        encoding={
            "x": specs.time_axis(hours=False),
            "y": {
                "field": "seconds",
                "type": "quantitative",
                "title": None,
                "scale": {"type": "symlog"},
                "axis": {"values": ticks, "labelExpr": AXIS_TEXT},
            },
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": [MEDIAN, P90]},
                "legend": {"title": None, "orient": "top"},
            },
            "tooltip": specs.tooltips(when="Date", kind="Share of events", text="Time"),
        },
    )
