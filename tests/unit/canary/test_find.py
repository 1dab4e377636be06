"""Search for canary events: recent files of today and yesterday, then all files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from canary.find import MOST_PATHS, RECENT, Search
from components.ingestion import BUFFERING_SECONDS
from tests.unit.canary.fakes import ARRIVAL_KEYS, FakeS3, settings

NOW = datetime(2026, 11, 29, 0, 10, 30, tzinfo=UTC)
TODAY, YESTERDAY = "events/year=2026/month=11/day=29/", "events/year=2026/month=11/day=28/"
ROW = "2026-11-29 00:09:02.125"
ATHENA_SQL_BYTES = 262_144


class Queries:
    """Queries that were run, and the rows of those that contain a text."""

    def __init__(self, rows: dict[str, list[str]]) -> None:
        """Answer a query with the rows of the first text that it contains."""
        self.rows, self.sql = rows, list[str]()

    def __call__(self, sql: str) -> list[str]:
        """Return the rows of a query."""
        self.sql.append(sql)
        return next((rows for text, rows in self.rows.items() if text in sql), list[str]())


def search(
    files: dict[str, timedelta], rows: dict[str, list[str]], **more: Any
) -> tuple[list[datetime], Queries, FakeS3]:
    queries = Queries(rows)
    s3 = FakeS3({key: NOW - age for key, age in files.items()})
    times = Search(cast("Any", s3), settings(**more), queries).times(NOW)
    return times, queries, s3


def test_the_query_reads_the_recent_files_of_today_alone() -> None:
    files = {
        f"{TODAY}old.parquet": timedelta(minutes=21),
        f"{TODAY}new.parquet": timedelta(minutes=1),
        f"{TODAY}newer.parquet": timedelta(seconds=5),
    }
    times, queries, s3 = search(files, {"$path": [ROW]})
    assert times == [datetime(2026, 11, 29, 0, 9, 2, 125000, tzinfo=UTC)], "in UTC"
    (sql,) = queries.sql
    assert f"IN ('s3://lake/{TODAY}newer.parquet', 's3://lake/{TODAY}new.parquet')" in sql
    assert s3.listed == [TODAY], "yesterday is not listed"


def test_after_midnight_the_recent_files_of_yesterday_are_read() -> None:
    times, queries, _ = search({f"{YESTERDAY}a.parquet": timedelta(minutes=15)}, {"$path": [ROW]})
    assert times
    (sql,) = queries.sql
    assert "\"day\" = '28'" in sql


def test_if_no_recent_file_has_an_event_all_files_of_today_are_read_and_then_yesterdays() -> None:
    files = {f"{TODAY}a.parquet": timedelta(minutes=1)}
    times, queries, _ = search(files, {"\"day\" = '28'": [ROW]})
    assert times
    assert ["$path" in sql for sql in queries.sql] == [True, False, False]
    assert ["'29'" in sql for sql in queries.sql] == [True, True, False]


def test_without_files_no_recent_ones_are_queried_and_no_event_is_found() -> None:
    times, queries, s3 = search({}, {})
    assert times == []
    assert len(queries.sql) == 2, "each date is searched once"
    assert s3.listed == [TODAY, YESTERDAY]


def test_a_table_by_arrival_is_listed_by_its_one_key() -> None:
    _, _, s3 = search({}, {}, keys=ARRIVAL_KEYS)
    assert s3.listed == ["events/p_date=2026-11-29/", "events/p_date=2026-11-28/"]


def test_the_statement_fits_into_athenas_limit_however_many_files_there_are() -> None:
    files = {
        f"{TODAY}{number:016x}-{number:032x}.parquet": timedelta(seconds=number / 10)
        for number in range(MOST_PATHS + 5)
    }
    _, queries, _ = search(files, {"$path": [ROW]})
    (sql,) = queries.sql
    assert sql.count("s3://") == MOST_PATHS
    assert f"{0:032x}" in sql, "the newest are read"
    longest_names = MOST_PATHS * (63 - len("lake"))  # of buckets
    assert len(sql.encode()) + longest_names < ATHENA_SQL_BYTES


def test_a_file_of_the_longest_buffer_is_recent() -> None:
    assert timedelta(seconds=max(BUFFERING_SECONDS.allowed)) < RECENT
