"""Answers of the named queries of traffic, computed with Polars from the events."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from tests.unit.queries.expected import Rows, identified, source

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = 10


def _counts(events: pl.DataFrame) -> dict[str, Any]:
    return {
        "events": len(events),
        "visitors": events["visitor"].drop_nulls().n_unique(),
        "purchases": events.filter(pl.col("event_type") == "purchase").height,
    }


def traffic(events: pl.DataFrame) -> Rows:
    hours = identified(events).with_columns(
        pl.col("event_time").dt.truncate("1h").alias("hour_start")
    )
    return [
        {"hour_start": hour, **_counts(part)}
        for (hour,), part in sorted(hours.group_by("hour_start"), key=lambda group: group[0])
    ]


def countries(events: pl.DataFrame) -> Rows:
    named = identified(events).with_columns(pl.col("country").fill_null("unknown"))
    rows: Rows = [{"country": key, **_counts(part)} for (key,), part in named.group_by("country")]
    return sorted(rows, key=lambda row: (-row["events"], row["country"]))


def sources(events: pl.DataFrame) -> Rows:
    found: dict[str, set[str]] = {}
    columns = identified(events).select("visitor", "page_url", "referrer")
    for visitor, page, referrer in columns.iter_rows():
        if visitor is not None:
            found.setdefault(visitor, set()).update(filter(None, [source(page, referrer)]))
    counts = Counter(name for names in found.values() for name in names or {"direct"})
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"source": name, "visitors": count} for name, count in ordered[:FIRST]]


def top_pages(events: pl.DataFrame) -> Rows:
    views: dict[str, list[str | None]] = {}
    of_pages = identified(events).filter(pl.col("event_type").is_in(["page_view", "product_view"]))
    for page, visitor in of_pages.select("page_url", "visitor").iter_rows():
        if page is not None:
            views.setdefault(re.sub(r"[?#].*", "", page), []).append(visitor)
    rows: Rows = [
        {"page": page, "views": len(seen), "visitors": len({*seen} - {None})}
        for page, seen in views.items()
    ]
    return sorted(rows, key=lambda row: (-row["views"], row["page"]))[:FIRST]


ANSWERS: dict[str, Callable[[pl.DataFrame], Rows]] = {
    answer.__name__: answer for answer in (countries, sources, top_pages, traffic)
}
"""Answers by the name of the query, from the events in the range without the canary events."""
