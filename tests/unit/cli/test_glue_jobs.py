"""Job runs: started once, awaited, and reported with Glue's message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber
from typer.testing import CliRunner

from clickstream.cli import models
from clickstream.cli.errors import CliError
from clickstream.cli.glue_jobs import LONGEST_WAIT_SECONDS, JobRun, run_job
from clickstream.cli.main import app
from tests.unit.cli.fakes import OUTPUTS, FakeTarget, aws_target

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNNER = CliRunner()
JOB, RUN = "daily-models", "jr_1"
ARGUMENTS = {"--date": "2025-11-26"}


class Stubbed:
    """Stubbed Glue client, checked against the API model."""

    def __init__(self) -> None:
        """Make the client; nothing leaves the process."""
        self.client = aws_target().client("glue")
        self.stub = Stubber(self.client)
        self.waits: list[float] = []
        self.told: list[str] = []

    def started(self, *states: str, arguments: dict[str, str] = ARGUMENTS, **more: Any) -> None:
        """Expect a run to be started and then looked at, once per state."""
        self.stub.add_response(
            "start_job_run", {"JobRunId": RUN}, {"JobName": JOB, "Arguments": arguments}
        )
        for state in states:
            self.stub.add_response(
                "get_job_run",
                {"JobRun": {"Id": RUN, "JobRunState": state, **more}},
                {"JobName": JOB, "RunId": RUN},
            )

    def run(self) -> JobRun:
        return run_job(
            self.client, JOB, ARGUMENTS, report=self.told.append, pause=self.waits.append
        )


@pytest.fixture
def glue() -> Iterator[Stubbed]:
    stubbed = Stubbed()
    with stubbed.stub:
        yield stubbed
    stubbed.stub.assert_no_pending_responses()


def test_a_run_is_waited_for_and_each_state_told_once(glue: Stubbed) -> None:
    glue.started("STARTING", "STARTING", "RUNNING", "RUNNING", "SUCCEEDED", ExecutionTime=77)
    assert glue.run() == JobRun(RUN, 77)
    assert glue.told == ["starting", "running", "succeeded"]
    assert len(glue.waits) == 4, "one look per wait"


def test_waits_grow_and_do_not_grow_for_ever(glue: Stubbed) -> None:
    glue.started(*["RUNNING"] * 10, "SUCCEEDED")
    glue.run()
    assert glue.waits == sorted(glue.waits)
    assert glue.waits[-1] == LONGEST_WAIT_SECONDS


@pytest.mark.parametrize("state", ["FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED"])
def test_a_run_that_does_not_succeed_is_an_error_in_glues_words(glue: Stubbed, state: str) -> None:
    glue.started(
        "RUNNING",
        state,
        ErrorMessage="ModelError: user_login.sql gives …",
        LogGroupName="/aws-glue/shop",
    )
    with pytest.raises(CliError) as error:
        glue.run()
    assert (
        f"the run jr_1 of the job daily-models ended {state.lower()}: ModelError: user_login.sql gives"
        in str(error.value)
    )
    assert "/aws-glue/shop" in error.value.remedy


def resolved(monkeypatch: pytest.MonkeyPatch, target: FakeTarget) -> None:
    """Let the command work on a target."""

    def resolve(**_options: object) -> FakeTarget:
        return target

    monkeypatch.setattr(models, "resolve", resolve)


def test_the_command_runs_the_stacks_job_for_a_day(
    glue: Stubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    glue.started("SUCCEEDED", ExecutionTime=77)
    resolved(monkeypatch, FakeTarget({"glue": glue.client}, {**OUTPUTS, "daily_models_job": JOB}))
    result = RUNNER.invoke(app, ["models", "run", "--stack", "test", "--date", "2025-11-26"])
    assert result.exit_code == 0, result.output
    assert "daily-models, 2025-11-26: succeeded" in result.stderr
    assert "Run jr_1 of the models over 2025-11-26 took 77 s." in result.stderr


def test_without_a_date_it_is_yesterday_in_utc(
    glue: Stubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    glue.started("SUCCEEDED", arguments={"--date": yesterday})
    resolved(monkeypatch, FakeTarget({"glue": glue.client}, {**OUTPUTS, "daily_models_job": JOB}))
    assert RUNNER.invoke(app, ["models", "run", "--stack", "test"]).exit_code == 0


def test_a_stack_without_models_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved(monkeypatch, FakeTarget({}))
    result = RUNNER.invoke(app, ["models", "run", "--stack", "test"])
    assert result.exit_code == 1
    assert "has no daily models" in result.stderr
    assert "`dailyModels`" in result.stderr


def test_a_date_that_is_none_is_refused() -> None:
    result = RUNNER.invoke(app, ["models", "run", "--stack", "test", "--date", "26.11.2025"])
    assert result.exit_code == 2
    assert "26.11.2025" in result.stderr
