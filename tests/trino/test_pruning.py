"""Requests of a query: lists of the partitions of its dates, and reads of the files it names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.trino.glue import view_in_trinos_terms
from tests.trino.plans import NOW
from tests.trino.requests import Recorder, recording
from tests.trino.server import TrinoError
from tests.trino.statements import parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.trino.stacks import Stack

VIEWS = ("clickstream_events_latest", "clickstream_events_sessions")
DATE = "year || '-' || month || '-' || day"
COUNT = f"SELECT count(*) AS n FROM clickstream_events WHERE {DATE} BETWEEN ? AND ?"  # noqa: S608 - ours


@pytest.fixture(scope="module")
def requests(stacks: Callable[[str], Stack]) -> Iterator[Recorder]:
    """Yield the recorder of a second catalog of the stack, which caches no directory."""
    stack = stacks("years")
    with recording(stack.lake.stack.endpoint) as recorder:
        stack.create_catalog("counted", s3=recorder.url)
        glue = stack.lake.client("glue")
        for name in VIEWS:
            view = glue.get_table(DatabaseName=stack.outputs["database"], Name=name)["Table"]
            counted = view_in_trinos_terms(view, catalog="counted", database=stack.copy)
            glue.create_table(
                DatabaseName=stack.copy, TableInput={**counted, "Name": f"{name}_counted"}
            )
        yield recorder


def listed(stack: Stack, requests: Recorder, sql: str, days: int) -> list[str]:
    """Run a query of the latest dates, and return the prefixes that it lists."""
    first, last = (f"'{NOW - timedelta(days=ago):%Y-%m-%d}'" for ago in (days - 1, 0))
    requests.take()
    answer = stack.by_trino(sql, (first, last), catalog="counted")
    assert not isinstance(answer, TrinoError), answer
    return sorted(set(requests.take()))  # an empty partition is listed twice


def partitions(days: int, prefix: str = "events") -> list[str]:
    """Return the prefixes of the latest dates."""
    dates = (NOW - timedelta(days=ago) for ago in range(days))
    return sorted(f"{prefix}/{date:year=%Y/month=%m/day=%d}/" for date in dates)


@pytest.mark.parametrize("stack", ["years"], indirect=True)
@pytest.mark.parametrize("days", [1, 30])
def test_a_range_of_dates_lists_its_partitions_alone(
    stack: Stack, requests: Recorder, days: int
) -> None:
    assert listed(stack, requests, COUNT, days) == partitions(days)


@pytest.mark.parametrize("stack", ["years"], indirect=True)
def test_a_predicate_of_the_event_time_alone_prunes_nothing(
    stack: Stack, requests: Recorder
) -> None:
    """The counter sees the requests that a predicate of the partition keys saves."""
    sql = "SELECT count(*) AS n FROM clickstream_events WHERE year = '2024' AND event_time BETWEEN cast(? AS timestamp) AND cast(? AS timestamp)"
    assert len(listed(stack, requests, sql, 1)) == 12 * 31, "each projected day of the year"


@pytest.mark.parametrize("stack", ["years"], indirect=True)
@pytest.mark.parametrize("days", [1, 30])
def test_every_named_query_with_a_range_of_dates_lists_its_partitions_alone(
    stack: Stack, requests: Recorder, days: int
) -> None:
    dated = {name: query.sql for name, query in stack.queries().items() if parameters(query.sql)}
    found = {name: listed(stack, requests, sql, days) for name, sql in dated.items()}
    of_quarantine = {"quarantine_reasons": partitions(days, "quarantine")}
    assert found == {**dict.fromkeys(dated, partitions(days)), **of_quarantine}


@pytest.mark.parametrize("stack", ["years"], indirect=True)
@pytest.mark.parametrize("days", [1, 30])
@pytest.mark.parametrize("view", VIEWS)
def test_a_range_of_dates_of_a_view_lists_the_partitions_of_its_table_alone(
    stack: Stack, requests: Recorder, view: str, days: int
) -> None:
    sql = f"SELECT * FROM {view}_counted WHERE {DATE} BETWEEN ? AND ?"  # noqa: S608 - ours
    assert listed(stack, requests, sql, days) == partitions(days)


@pytest.mark.parametrize("stack", ["buckets"], indirect=True)
def test_a_condition_on_the_path_reads_the_named_files_alone(stack: Stack) -> None:
    """The canary's query relies on it: it names the recent files of a date."""
    with recording(stack.lake.stack.endpoint) as recorder:
        catalog = stack.create_catalog("counted_files", s3=recorder.url)

        def rows(sql: str) -> list[str]:
            recorder.take_files()
            answer = stack.by_trino(sql, catalog=catalog)
            assert not isinstance(answer, TrinoError), answer
            return [str(row[0]) for row in answer.rows]

        paths = rows('SELECT DISTINCT "$path" FROM clickstream_events')
        assert len(paths) > 2, "the table has several files"
        chosen = sorted(paths)[:2]
        listed = ", ".join(f"'{path}'" for path in chosen)
        rows(f'SELECT max(event_time) FROM clickstream_events WHERE "$path" IN ({listed})')  # noqa: S608 - ours
        read = {path.rsplit("/", 1)[-1] for path in recorder.take_files()}
        assert read == {path.rsplit("/", 1)[-1] for path in chosen}
