"""`clickstream crawl`: crawlers are started, awaited and reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from clickstream.cli import crawl as command
from clickstream.cli.crawlers import crawl
from clickstream.cli.errors import CliError
from clickstream.cli.main import app
from tests.unit.cli.fakes import OUTPUTS, FakeTarget

RUNNER = CliRunner()
EARLIER = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
CRAWLERS = {**OUTPUTS, "events_crawler": "events", "quarantine_crawler": "quarantine"}


@dataclass
class FakeGlue:
    """Glue with crawlers that run for a given number of polls."""

    looks: int = 2
    running: set[str] = field(default_factory=set[str])
    """Crawlers that somebody else started."""
    failing: dict[str, str] = field(default_factory=dict[str, str])
    """Errors of the failed crawlers."""
    lagging: int = 0
    """Number of polls in which a started crawler still shows its previous state."""
    started: list[str] = field(default_factory=list[str])
    _seen: dict[str, int] = field(default_factory=dict[str, int])

    def start_crawler(self, *, Name: str) -> dict[str, Any]:
        """Start, or refuse, as Glue does, if it runs."""
        if Name in self.running:
            raise ClientError(
                {"Error": {"Code": "CrawlerRunningException", "Message": "is already running"}},
                "StartCrawler",
            )
        if Name == "denied":
            raise ClientError(
                {"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "StartCrawler"
            )
        self.started.append(Name)
        self._seen[Name] = 0
        return {}

    def get_crawler(self, *, Name: str) -> dict[str, Any]:
        """Show the crawl of before until the new one has ended."""
        last: dict[str, Any] = {"Status": "SUCCEEDED", "StartTime": EARLIER}
        if Name not in self._seen:
            self._seen[Name] = 0  # the look before the start
            return {
                "Crawler": {
                    "Name": Name,
                    "State": "RUNNING" if Name in self.running else "READY",
                    "LastCrawl": last,
                }
            }
        self._seen[Name] += 1
        looked = self._seen[Name]
        if looked <= self.lagging:
            return {"Crawler": {"Name": Name, "State": "READY", "LastCrawl": last}}
        if looked <= self.lagging + self.looks:
            return {
                "Crawler": {
                    "Name": Name,
                    "State": "STOPPING" if looked == self.lagging + self.looks else "RUNNING",
                    "LastCrawl": last,
                }
            }
        last = {
            "Status": "SUCCEEDED",
            "StartTime": EARLIER + timedelta(days=1),
            "LogGroup": "/aws-glue/crawlers",
            "LogStream": Name,
        }
        if Name in self.failing:
            last |= {"Status": "FAILED", "ErrorMessage": self.failing[Name]}
        return {"Crawler": {"Name": Name, "State": "READY", "LastCrawl": last}}

    def get_crawler_metrics(self, *, CrawlerNameList: list[str]) -> dict[str, Any]:
        """Count one updated table."""
        return {
            "CrawlerMetricsList": [
                {"CrawlerName": name, "LastRuntimeSeconds": 61.2, "TablesUpdated": 1}
                for name in CrawlerNameList
            ]
        }


def run(glue: Any, *names: str) -> tuple[list[Any], list[str], list[float]]:
    said: list[str] = []
    waits: list[float] = []
    return (
        crawl(glue, names, report=said.append, ended=lambda: None, pause=waits.append),
        said,
        waits,
    )


def test_both_crawlers_run_side_by_side_and_are_waited_for() -> None:
    glue = FakeGlue(looks=3)
    crawls, said, waits = run(glue, "events", "quarantine")
    assert glue.started == ["events", "quarantine"]
    assert [(done.crawler, done.status, done.tables_updated, done.seconds) for done in crawls] == [
        ("events", "SUCCEEDED", 1, 61.2),
        ("quarantine", "SUCCEEDED", 1, 61.2),
    ]
    assert said == [
        "events: started",
        "quarantine: started",
        "events: stopping",
        "quarantine: stopping",
    ]
    assert waits == [0.5, 1.0, 2.0], "it waits longer each time"


def test_a_crawler_that_is_running_already_is_waited_for() -> None:
    glue = FakeGlue(running={"events"})
    crawls, said, _ = run(glue, "events")
    assert glue.started == []
    assert crawls[0].succeeded
    assert said[0] == "events: is running already; waiting for it"


def test_the_crawl_of_before_is_not_taken_for_this_one() -> None:
    crawls, said, waits = run(FakeGlue(lagging=2, looks=1), "events")
    assert len(waits) == 3, "twice it looked ready with an old crawl"
    assert crawls[0].succeeded
    assert "events: ready" not in said


def test_another_error_of_the_start_is_not_swallowed() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        run(FakeGlue(), "denied")


@pytest.fixture
def glue(monkeypatch: pytest.MonkeyPatch) -> FakeGlue:
    fake = FakeGlue(looks=0)

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({"glue": fake}, CRAWLERS)

    monkeypatch.setattr(command, "resolve", resolve)
    return fake


def test_the_command_prints_what_each_crawl_did(glue: FakeGlue) -> None:
    done = RUNNER.invoke(app, ["crawl", "--stack", "dev"])
    assert done.exit_code == 0, done.output
    assert glue.started == ["events", "quarantine"]
    assert done.stdout.count("SUCCEEDED") == 2
    assert "events: started" in done.stderr


def test_a_failed_crawl_ends_in_exit_status_1_with_glue_s_reason_and_its_log(
    glue: FakeGlue,
) -> None:
    glue.failing["quarantine"] = "Service Principal: glue.amazonaws.com is not authorized"
    done = RUNNER.invoke(app, ["crawl", "--local"])
    assert done.exit_code == 1
    said = " ".join(done.stderr.split())
    assert (
        "the crawler quarantine failed: Service Principal: glue.amazonaws.com is not authorized"
        in said
    )
    assert "/aws-glue/crawlers quarantine" in said
    assert done.stdout.count("SUCCEEDED") == 1, "the other's crawl is told too"


def test_a_stack_without_a_quarantine_has_one_crawler() -> None:
    assert command.crawlers_of(FakeTarget({}, {"events_crawler": "events"})) == ["events"]


def test_a_stack_without_crawlers_says_that_it_needs_none() -> None:
    with pytest.raises(
        CliError, match="the fake stack has no crawlers: its partitions are projected"
    ) as caught:
        command.crawlers_of(FakeTarget({}))
    assert "partitionDiscovery: crawler" in caught.value.remedy
