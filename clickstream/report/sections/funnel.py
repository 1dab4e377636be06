"""Sessions that reach each step up to the purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.report import specs, texts
from clickstream.report.model import Answers, Chart, Figure, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def funnel(answers: Answers) -> Figure | None:
    """Return a bar for each step, with its share of all sessions."""
    rows = answers.rows["funnel"]
    if not rows or not rows[0]["sessions"]:
        return None
    values = [
        {
            "name": name_of(row),
            "value": row["sessions"],
            "text": f"{texts.number(row['sessions'])} · {texts.share(row['share_of_sessions'])}",
        }
        for row in rows
    ]
    last = rows[-1]
    text = f"Of {texts.plural(rows[0]['sessions'], 'session')}, {texts.number(last['sessions'])} reach the step {name_of(last).lower()}: {texts.share(last['share_of_sessions'])}."
    label = f"Bar chart of sessions by step of the funnel. {text}"
    table = Table(
        (
            "Step",
            "Sessions",
            "Share of sessions",
            "Share of the step before",
            "Median time since the step before",
        ),
        [
            (
                name_of(row),
                texts.number(row["sessions"]),
                texts.share(row["share_of_sessions"]),
                texts.share(row["share_of_previous_step"]),
                texts.duration(row["median_seconds"]),
            )
            for row in rows
        ],
    )
    return Figure(text, Chart(specs.bars(values, label, title="Sessions"), label), table)


def name_of(row: Mapping[str, Any]) -> str:
    """Return the name of a step as words."""
    return row["name"].replace("_", " ").capitalize()
