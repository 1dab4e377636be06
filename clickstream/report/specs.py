"""Vega-Lite specifications that several sections use.

Marks have styles instead of colours; `page.js` maps the styles to the colours of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.report.model import Spec

BAR_PIXELS = 28
LABEL_PIXELS = 140
PLOT_PIXELS = 220
# Each label has its own SI prefix: 0, 500, 1k.
COUNT_AXIS: dict[str, Any] = {"labelExpr": "format(datum.value, '~s')", "tickCount": 4}
CHARACTER_PIXELS = 7.5  # of the text at the end of a bar, at most


def chart(values: Sequence[dict[str, Any]], label: str, **parts: Any) -> Spec:  # noqa: ANN401 - parts of the specification
    """Return a specification with its data, as wide as its container."""
    return {
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "description": label,
        "data": {"values": list(values)},
        **parts,
    }


def tooltips(**titles: str) -> list[dict[str, str]]:
    """Return tooltips of text fields by their titles."""
    return [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]


def bars(values: Sequence[dict[str, Any]], label: str, *, title: str) -> Spec:
    """Return horizontal bars, one below the other in the order of the values.

    Args:
        values: Objects with `name`, `value`, and `text`, which is written at the end of the bar.
        label: Text alternative.
        title: What the bars measure, for the tooltip.
    """
    longest = max(value["value"] for value in values) or 1
    text_pixels = 10 + CHARACTER_PIXELS * max(len(value["text"]) for value in values)
    return chart(
        values,
        label,
        height={"step": BAR_PIXELS},
        encoding=_bar_position(longest, text_pixels, title),
        layer=[
            {"mark": {"type": "bar", "style": "current"}},
            {
                "mark": {"type": "text", "style": "value", "align": "left", "dx": 5},
                "encoding": {"text": {"field": "text", "type": "nominal"}},
            },
        ],
    )


def _bar_position(longest: float, text_pixels: float, title: str) -> Spec:
    """Return the channels of horizontal bars.

    Args:
        longest: Value of the longest bar.
        text_pixels: Width of the longest text at the end of a bar.
        title: What the bars measure, for the tooltip.
    """
    return {
        "y": {
            "field": "name",
            "type": "nominal",
            "sort": None,
            "title": None,
            "axis": {"labelLimit": LABEL_PIXELS, "ticks": False, "domain": False},
        },
        "x": {
            "field": "value",
            "type": "quantitative",
            "axis": None,
            # Space for the text at the end of the longest bar.
            "scale": {
                "domain": [0, longest],
                "range": [0, {"expr": f"max(20, width - {text_pixels})"}],
            },
        },
        "tooltip": tooltips(name="Name", text=title),
    }


def time_axis(*, hours: bool) -> Spec:
    """Return the x channel of a time in UTC.

    Args:
        hours: Whether the points are hours; otherwise dates.
    """
    return {
        "field": "at",
        "type": "temporal",
        "scale": {"type": "utc"},
        "title": None,
        "axis": {
            "format": "%H:%M" if hours else "%-d %b",
            "labelOverlap": True,
            "grid": False,
            "tickCount": {"expr": "max(2, floor(width / 80))"},
        },
    }
