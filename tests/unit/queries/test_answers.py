"""Answers of the named queries in the local Athena, and of Polars to the same questions."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clickstream.contract.queries import read_queries
from tests.paths import ROOT
from tests.unit.queries import expected, expected_quality, expected_traffic
from tests.unit.queries.events import CONTRACT, events, quarantine
from tests.unit.queries.lake import lake, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickstream.local.sql.engine import Engine

QUERIES = {query.name: query for query in read_queries(ROOT / "queries")}
ANSWERS = {**expected.ANSWERS, **expected_quality.ANSWERS, **expected_traffic.ANSWERS}
CASES = {
    "of all dates": (0, ("2026-02-01", "2026-04-30")),
    "of a week": (5, ("2026-02-27", "2026-03-05")),
    "of dates without events": (0, ("2026-04-01", "2026-04-30")),
}
"""Seed and range of dates."""
Case = tuple[int, tuple[str, str]]


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Engine]:
    """Return a function that returns the lake of a seed."""

    @cache
    def of(seed: int) -> Engine:
        return lake(tmp_path_factory.mktemp("lake"), events(seed), quarantine(seed))

    return of


def within(rows: pl.DataFrame, time: str, dates: tuple[str, str]) -> pl.DataFrame:
    day = pl.col(time).dt.strftime("%Y-%m-%d")
    first, last = dates
    return rows.filter(day.is_between(pl.lit(first), pl.lit(last)))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("name", ANSWERS)
def test_a_query_answers_as_polars_does(
    name: str, case: Case, lakes: Callable[[int], Engine]
) -> None:
    seed, dates = case
    read = within(events(seed), "event_time", dates).filter(pl.col("event_type") != "canary")
    answer = ANSWERS[name](read)
    assert rows_of(lakes(seed), QUERIES[name].sql, dates) == answer
    assert bool(answer) == bool(len(read)), "an answer has rows if there are events"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_quarantine_is_counted_as_polars_does(
    case: Case, lakes: Callable[[int], Engine]
) -> None:
    seed, dates = case
    read = within(quarantine(seed), "ingested_at", dates)
    found = rows_of(lakes(seed), QUERIES["quarantine_reasons"].sql, dates)
    assert found == expected_quality.quarantine_reasons(read)


def test_the_latest_rows_are_those_of_polars(lakes: Callable[[int], Engine]) -> None:
    rows = events(0)
    found = rows_of(lakes(0), f"SELECT * FROM {CONTRACT.table}_latest")  # noqa: S608 - ours
    date = pl.col("event_time").dt
    latest = (
        rows.with_columns(
            year=date.strftime("%Y"), month=date.strftime("%m"), day=date.strftime("%d")
        )
        .sort("ingested_at", "source_object", "event_time")
        .unique(["event_id", "year", "month", "day"], keep="last")
    )
    assert len(found) == len(latest) < len(rows), "there are rows that were written twice"
    by_id = {row["event_id"]: row for row in found}
    assert [by_id[row["event_id"]] for row in latest.to_dicts()] == latest.to_dicts()


def test_the_sessions_are_those_of_polars_until_midnight(lakes: Callable[[int], Engine]) -> None:
    rows = events(0).filter(pl.col("event_type") != "canary")
    found = rows_of(lakes(0), f"SELECT * FROM {CONTRACT.table}_sessions")  # noqa: S608 - ours
    marked = expected.numbered(rows, within=("date",))
    visits = marked.partition_by("visitor", "date", "session", maintain_order=True)
    pages = [
        visit.filter(pl.col("page_url").is_not_null()).sort("event_time", "page_url")["page_url"]
        for visit in visits
    ]
    answer = [
        {
            "visitor": visit["visitor"][0],
            "session_number": visit["session"][0],
            "started_at": visit["event_time"][0],
            "ended_at": visit["event_time"][-1],
            "events": len(visit),
            "entry_page": seen[0] if len(seen) else None,
            "exit_page": seen[-1] if len(seen) else None,
            "purchases": sum(visit["event_type"] == "purchase"),
            "revenue": sum(visit["revenue"]),
            "year": f"{visit['date'][0]:%Y}",
            "month": f"{visit['date'][0]:%m}",
            "day": f"{visit['date'][0]:%d}",
        }
        for visit, seen in zip(visits, pages, strict=True)
    ]

    def place(row: dict[str, Any]) -> tuple[str, Any]:
        return row["visitor"], row["started_at"]

    assert sorted(found, key=place) == sorted(answer, key=place)
    assert len(visits) > len(expected.visits(rows)), "sessions across midnight are two rows"


@pytest.mark.parametrize("suffix", ["latest", "sessions"])
def test_a_view_of_one_date_reads_the_partition_of_it_alone(
    suffix: str, lakes: Callable[[int], Engine]
) -> None:
    for where, partitions in (
        ("year || '-' || month || '-' || day BETWEEN '2026-03-01' AND '2026-03-02'", 2),
        ("year = '2026' AND month = '03' AND day = '01'", 1),
        ("year = '2026' AND month = '03'", 31),
    ):
        view = f"SELECT * FROM {CONTRACT.table}_{suffix} WHERE {where}"  # noqa: S608 - ours
        (scan,) = lakes(0).explain(view, "lake")
        assert scan.partitions == partitions


def test_the_events_have_the_cases_at_the_edges() -> None:
    """A case that no seed has would not be compared."""
    every = pl.concat([events(seed) for seed in (0, 5)])
    assert every["event_id"].n_unique() < len(every), "rows are written twice"
    assert every.filter(pl.col("user_id").is_null() & pl.col("session_id").is_null()).height
    assert every.filter(pl.col("user_id").is_null() & pl.col("session_id").is_not_null()).height
    marked = expected.identified(every)
    assert marked.filter(pl.col("visitor") == pl.col("session_id")).height, "sessions without user"
    signed_in = marked.filter(pl.col("user_id").is_null() & pl.col("visitor").str.starts_with("u"))
    assert len(signed_in), "visitors sign in during a session"
    users = every.drop_nulls(["session_id", "user_id"]).group_by("session_id")
    counts = users.agg(pl.col("user_id").n_unique())
    assert counts.filter(pl.col("user_id") > 1).height, "sessions have several users"
    once = expected.numbered(events(0).unique("event_id", keep="any"))
    pauses = set(once.select(pl.col("event_time").diff().over("visitor"))["event_time"])
    minutes = timedelta(minutes=30)
    assert {timedelta(0), minutes, minutes + timedelta(milliseconds=1)} <= pauses
    midnights = [visit for visit in expected.visits(once) if visit["date"].n_unique() > 1]
    assert midnights, "sessions go past midnight"
