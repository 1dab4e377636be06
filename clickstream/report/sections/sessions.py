"""Sessions of each date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.report import specs, texts
from clickstream.report.model import Answers, Chart, Figure, Spec, Table

if TYPE_CHECKING:
    from clickstream.report.model import Rows


def sessions(answers: Answers) -> Figure | None:
    """Return a bar for each date."""
    rows = sorted(answers.rows["sessions"], key=lambda row: row["session_date"])
    if not rows:
        return None
    total = sum(row["sessions"] for row in rows)
    events = sum(row["events"] for row in rows)
    bounces = sum(row["bounce_rate"] * row["sessions"] for row in rows) / total
    text = f"{texts.plural(total, 'session')} with {events / total:.1f} events each; {texts.share(bounces)} have a single event."
    label = f"Bar chart of sessions by date. {text}"
    return Figure(text, Chart(_spec(rows, label), label), _table(rows))


def _table(rows: Rows) -> Table:
    return Table(
        ("Date", "Sessions", "Visitors", "Events per session", "Single-event", "Median length"),
        [
            (
                row["session_date"],
                texts.number(row["sessions"]),
                texts.number(row["visitors"]),
                texts.number(row["events_per_session"]),
                texts.share(row["bounce_rate"]),
                texts.duration(row["median_seconds"]),
            )
            for row in rows
        ],
    )


def _spec(rows: Rows, label: str) -> Spec:
    values = [
        {
            "at": f"{row['session_date']}T00:00:00Z",
            "when": f"{texts.parse_date(row['session_date']):%a %d %b}",
            "sessions": row["sessions"],
            "text": texts.number(row["sessions"]),
            "length": texts.duration(row["median_seconds"]),
        }
        for row in rows
    ]
    return specs.chart(
        values,
        label,
        height=specs.PLOT_PIXELS,
        mark={"type": "bar", "style": "current", "width": {"band": 0.8}},
        encoding={
            "x": {**specs.time_axis(hours=False), "timeUnit": "utcyearmonthdate"},
            "y": {
                "field": "sessions",
                "type": "quantitative",
                "title": None,
                "axis": specs.COUNT_AXIS,
            },
            "tooltip": specs.tooltips(when="Date", text="Sessions", length="Median length"),
        },
    )
