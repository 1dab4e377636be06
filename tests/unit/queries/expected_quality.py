"""Answers of the named queries on the quality of the data, computed with Polars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tests.unit.queries.expected import MEDIAN, P90, P99, Rows, by_date, percentile, seconds

if TYPE_CHECKING:
    from collections.abc import Callable


def latency(events: pl.DataFrame) -> Rows:
    rows: Rows = []
    for date, found in by_date(events):
        waits = [seconds(wait) for wait in found["ingested_at"] - found["event_time"]]
        rows.append(
            {
                "event_date": date,
                "events": len(found),
                "median_seconds": percentile(waits, MEDIAN),
                "p90_seconds": percentile(waits, P90),
                "p99_seconds": percentile(waits, P99),
                "max_seconds": max(waits),
            }
        )
    return rows


def freshness(events: pl.DataFrame) -> Rows:
    rows: Rows = []
    for date, found in by_date(events):
        (event, ingested), *_ = found.select(
            pl.col("event_time").max(), pl.col("ingested_at").max()
        ).iter_rows()
        rows.append(
            {
                "event_date": date,
                "events": len(found),
                "newest_event_at": event,
                "newest_ingested_at": ingested,
                "seconds_from_newest_event_to_newest_row": seconds(ingested - event),
            }
        )
    return rows


def duplicates(events: pl.DataFrame) -> Rows:
    found = (
        events.group_by("event_id")
        .agg(
            pl.len().alias("copies"),
            pl.col("source_object").n_unique().alias("raw_objects"),
            pl.col("event_time").dt.date().n_unique().alias("event_dates"),
            pl.col("ingested_at").min().alias("first_ingested_at"),
            pl.col("ingested_at").max().alias("last_ingested_at"),
        )
        .filter(pl.col("copies") > 1)
    )
    return found.sort("copies", "event_id", descending=[True, False]).head(100).to_dicts()


def quarantine_reasons(quarantine: pl.DataFrame) -> Rows:
    rows: Rows = []
    for date, found in by_date(quarantine, "ingested_at"):
        reasons = (
            found.group_by("reason")
            .agg(
                pl.col("records").fill_null(1).sum(),
                pl.col("source_object").n_unique().alias("raw_objects"),
                pl.col("detail").min().alias("example"),
            )
            .sort("records", "reason", descending=[True, False])
        )
        rows += [{"arrival_date": date, **row} for row in reasons.to_dicts()]
    return rows


ANSWERS: dict[str, Callable[[pl.DataFrame], Rows]] = {
    answer.__name__: answer for answer in (duplicates, freshness, latency)
}
"""Answers by the name of the query, from the events in the range without the canary events."""
