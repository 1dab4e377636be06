"""Users of each week who come back in a later week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.report import specs, texts
from clickstream.report.model import Answers, Chart, Figure, Spec, Table

if TYPE_CHECKING:
    from clickstream.report.model import Rows

CELL_PIXELS = 34
STRONG = 0.64  # of the highest share: from here, the text has the colour for a strong background


def retention(answers: Answers) -> Figure | None:
    """Return a heat map of the weeks of first visit by the weeks later."""
    rows = answers.rows["retention"]
    if not rows:
        return None
    table = Table(
        ("First seen in the week from", "Weeks later", "Users", "Active users", "Retention"),
        [
            (
                row["cohort_week"],
                texts.number(row["weeks_later"]),
                texts.number(row["cohort_users"]),
                texts.number(row["active_users"]),
                texts.share(row["retention"]),
            )
            for row in rows
        ],
    )
    later = [row for row in rows if row["weeks_later"] > 0]
    if not later:
        return Figure(
            "No user of this range was active in a later week than the first.", table=table
        )
    next_week = [row for row in later if row["weeks_later"] == 1]
    users = sum(row["cohort_users"] for row in next_week)
    active = sum(row["active_users"] for row in next_week)
    text = (
        f"{texts.share(active / users)} of the users are active in the week after their first one."
        if users
        else "No user was active in the week after the first one."
    )
    label = f"Heat map of retention by week of the first visit and weeks later. {text}"
    return Figure(text, Chart(_spec(later, label), label), table)


def _spec(rows: Rows, label: str) -> Spec:
    values: list[dict[str, Any]] = [
        {
            "cohort": f"{texts.day(texts.parse_date(row['cohort_week']))} ({texts.number(row['cohort_users'])})",
            "later": row["weeks_later"],
            "retention": row["retention"],
            "percent": f"{100 * row['retention']:.0f} %",
            "users": f"{texts.number(row['active_users'])} of {texts.number(row['cohort_users'])}",
        }
        for row in rows
    ]
    highest = max(value["retention"] for value in values)
    strong = f"datum.retention >= {STRONG * highest}"
    encoding = {
        "x": {
            "field": "later",
            "type": "ordinal",
            "title": "weeks later",
            "axis": {"orient": "top", "labelAngle": 0, "ticks": False, "domain": False},
        },
        "y": {
            "field": "cohort",
            "type": "nominal",
            "sort": None,
            "title": None,
            "axis": {"labelLimit": specs.LABEL_PIXELS, "ticks": False, "domain": False},
        },
        "tooltip": specs.tooltips(
            cohort="First week (users)", later="Weeks later", users="Active", percent="Retention"
        ),
    }
    text = {"text": {"field": "percent", "type": "nominal"}}
    return specs.chart(
        values,
        label,
        height={"step": CELL_PIXELS},
        encoding=encoding,
        layer=[
            {
                "mark": {"type": "rect", "style": "heat"},
                "encoding": {
                    "color": {
                        "field": "retention",
                        "type": "quantitative",
                        "scale": {"domain": [0, highest or 1], "range": "heatmap"},
                        "legend": None,
                    }
                },
            },
            {
                "transform": [{"filter": strong}],
                "mark": {"type": "text", "style": "strong"},
                "encoding": text,
            },
            {
                "transform": [{"filter": f"!({strong})"}],
                "mark": {"type": "text", "style": "weak"},
                "encoding": text,
            },
        ],
    )
