"""`clickstream models run`: output and exit status."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from clickstream.cli.commands import models
from clickstream.cli.main import app
from tests.unit.cli.fakes import GLUE_JOB, OUTPUTS, FakeTarget, StubbedGlue

if TYPE_CHECKING:
    import pytest

RUNNER = CliRunner()


def resolved(monkeypatch: pytest.MonkeyPatch, target: FakeTarget) -> None:
    """Make the command use a target."""

    def resolve(**_options: object) -> FakeTarget:
        return target

    monkeypatch.setattr(models, "resolve", resolve)


def test_the_command_runs_the_stacks_job_for_a_day(
    stubbed_glue: StubbedGlue, monkeypatch: pytest.MonkeyPatch
) -> None:
    stubbed_glue.started("SUCCEEDED", ExecutionTime=77)
    resolved(
        monkeypatch,
        FakeTarget({"glue": stubbed_glue.client}, {**OUTPUTS, "daily_models_job": GLUE_JOB}),
    )
    result = RUNNER.invoke(app, ["models", "run", "--stack", "test", "--date", "2025-11-26"])
    assert result.exit_code == 0, result.output
    assert "daily-models, 2025-11-26: succeeded" in result.stderr
    assert "Run jr_1 of the models over 2025-11-26 took 77 s." in result.stderr


def test_the_default_date_is_yesterday_in_utc(
    stubbed_glue: StubbedGlue, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    stubbed_glue.started("SUCCEEDED", arguments={"--date": yesterday})
    resolved(
        monkeypatch,
        FakeTarget({"glue": stubbed_glue.client}, {**OUTPUTS, "daily_models_job": GLUE_JOB}),
    )
    assert RUNNER.invoke(app, ["models", "run", "--stack", "test"]).exit_code == 0


def test_a_stack_without_models_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved(monkeypatch, FakeTarget({}))
    result = RUNNER.invoke(app, ["models", "run", "--stack", "test"])
    assert result.exit_code == 1
    assert "has no daily models" in result.stderr
    assert "`dailyModels`" in result.stderr


def test_a_wrong_date_is_refused() -> None:
    result = RUNNER.invoke(app, ["models", "run", "--stack", "test", "--date", "26.11.2025"])
    assert result.exit_code == 2
    assert "26.11.2025" in result.stderr
