"""`clickstream crawl`: output and exit status."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from clickstream.cli.commands import crawl
from clickstream.cli.errors import CliError
from clickstream.cli.main import app
from tests.unit.cli.fakes import OUTPUTS, FakeCrawlers, FakeTarget

RUNNER = CliRunner()
CRAWLERS = {**OUTPUTS, "events_crawler": "events", "quarantine_crawler": "quarantine"}


@pytest.fixture
def glue(monkeypatch: pytest.MonkeyPatch) -> FakeCrawlers:
    fake = FakeCrawlers(polls=0)

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({"glue": fake}, CRAWLERS)

    monkeypatch.setattr(crawl, "resolve", resolve)
    return fake


def test_the_command_prints_the_result_of_each_crawl(glue: FakeCrawlers) -> None:
    done = RUNNER.invoke(app, ["crawl", "--stack", "dev"])
    assert done.exit_code == 0, done.output
    assert glue.started == ["events", "quarantine"]
    assert done.stdout.count("SUCCEEDED") == 2
    assert "events: started" in done.stderr


def test_a_failed_crawl_ends_in_exit_status_1_with_glue_s_reason_and_its_log(
    glue: FakeCrawlers,
) -> None:
    glue.failing["quarantine"] = "Service Principal: glue.amazonaws.com is not authorized"
    done = RUNNER.invoke(app, ["crawl", "--local"])
    assert done.exit_code == 1
    stderr = " ".join(done.stderr.split())
    assert (
        "the crawler quarantine failed: Service Principal: glue.amazonaws.com is not authorized"
        in stderr
    )
    assert "/aws-glue/crawlers quarantine" in stderr
    assert done.stdout.count("SUCCEEDED") == 1, "the successful crawl is shown too"


def test_a_stack_without_a_quarantine_has_one_crawler() -> None:
    assert crawl.crawlers_of(FakeTarget({}, {"events_crawler": "events"})) == ["events"]


def test_a_stack_without_crawlers_has_an_error_that_names_projection() -> None:
    with pytest.raises(
        CliError, match="the fake stack has no crawlers: it uses partition projection"
    ) as caught:
        crawl.crawlers_of(FakeTarget({}))
    assert "partitionDiscovery: crawler" in caught.value.remedy
