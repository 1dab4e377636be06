"""Crawler runs: started, awaited and reported."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from clickstream.cli.glue_crawlers import run_crawlers
from tests.unit.cli.fakes import FakeCrawlers


def run(glue: Any, *names: str) -> tuple[list[Any], list[str], list[float]]:
    messages: list[str] = []
    waits: list[float] = []
    return (
        run_crawlers(glue, names, report=messages.append, ended=lambda: None, pause=waits.append),
        messages,
        waits,
    )


def test_crawlers_run_in_parallel_and_are_waited_for() -> None:
    glue = FakeCrawlers(polls=3)
    crawls, messages, waits = run(glue, "events", "quarantine")
    assert glue.started == ["events", "quarantine"]
    assert [(done.crawler, done.status, done.tables_updated, done.seconds) for done in crawls] == [
        ("events", "SUCCEEDED", 1, 61.2),
        ("quarantine", "SUCCEEDED", 1, 61.2),
    ]
    assert messages == [
        "events: started",
        "quarantine: started",
        "events: stopping",
        "quarantine: stopping",
    ]
    assert waits == [0.5, 1.0, 2.0], "each wait is longer"


def test_a_crawler_that_is_running_already_is_waited_for() -> None:
    glue = FakeCrawlers(running={"events"})
    crawls, messages, _ = run(glue, "events")
    assert glue.started == []
    assert crawls[0].succeeded
    assert messages[0] == "events: already running; waiting for it"


def test_the_previous_crawl_is_not_mistaken_for_the_new_one() -> None:
    crawls, messages, waits = run(FakeCrawlers(lagging=2, polls=1), "events")
    assert len(waits) == 3, "in two polls it is ready with the previous crawl"
    assert crawls[0].succeeded
    assert "events: ready" not in messages


def test_another_error_of_the_start_is_raised() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        run(FakeCrawlers(), "denied")
