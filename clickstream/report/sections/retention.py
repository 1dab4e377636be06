"""Users of each week who come back in a later week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from clickstream.report import specs, texts
from clickstream.report.model import Answers, Chart, Figure, Spec, Table

if TYPE_CHECKING:
    from datetime import date

    from clickstream.report.model import Rows

CELL_PIXELS = 34
TWO_WEEKS = timedelta(days=14)
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
    # Today is not over, and the dates after the range are not in the rows.
    end = min(answers.now.date(), answers.period.last + timedelta(days=1))
    text = _text(rows, end)
    label = f"Heat map of retention by week of the first visit and weeks later. {text}"
    return Figure(text, Chart(_spec(later, label), label), table)


def _text(rows: Rows, end: date) -> str:
    """Return the share of the users that return in the week after their first one.

    Args:
        rows: Rows of the query. A week in which no user of a cohort returned has no row.
        end: Date before which all events are known. Cohorts whose next week ends later do not
            count.
    """
    ended = [row for row in rows if texts.parse_date(row["cohort_week"]) + TWO_WEEKS <= end]
    users = sum(row["cohort_users"] for row in ended if row["weeks_later"] == 0)
    active = sum(row["active_users"] for row in ended if row["weeks_later"] == 1)
    if not users:
        return "No week after a first one has ended in this range."
    return (
        f"{texts.share(active / users)} of the users are active in the week after their first one."
    )


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
    return specs.chart(
        values,
        label,
        height={"step": CELL_PIXELS},
        encoding=_position(),
        layer=[_cells(highest), *_percents(STRONG * highest)],
    )


def _position() -> Spec:
    """Return the channels of a cell: weeks later, week of the first visit, and tooltip."""
    return {
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


def _cells(highest: float) -> Spec:
    """Return the layer of the coloured cells, up to the highest share."""
    return {
        "mark": {"type": "rect", "style": "heat"},
        "encoding": {
            "color": {
                "field": "retention",
                "type": "quantitative",
                "scale": {"domain": [0, highest or 1], "range": "heatmap"},
                "legend": None,
            }
        },
    }


def _percents(strong: float) -> list[Spec]:
    """Return the layers of the texts: from the share `strong` on, and below it."""
    condition = f"datum.retention >= {strong}"
    return [
        {
            "transform": [{"filter": text_filter}],
            "mark": {"type": "text", "style": style},
            "encoding": {"text": {"field": "percent", "type": "nominal"}},
        }
        for style, text_filter in (("strong", condition), ("weak", f"!({condition})"))
    ]
