"""`clickstream status`: one screen, or JSON; exit status 1 if something is wrong."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from clickstream.cli.commands import status
from clickstream.cli.main import app
from tests.unit.cli.status_stack import FakeStack

if TYPE_CHECKING:
    from tests.unit.cli.fakes import FakeTarget

RUNNER = CliRunner()
DEAD = {"https://sqs.example/dead": 1}


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> FakeStack:
    fake = FakeStack()

    def resolve(**_options: object) -> FakeTarget:
        return fake.target()

    monkeypatch.setattr(status, "resolve", resolve)
    return fake


@pytest.mark.usefixtures("stack")
def test_a_healthy_stack_has_exit_status_0() -> None:
    result = RUNNER.invoke(app, ["status", "--local"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("OK: the fake stack")


@pytest.mark.parametrize(
    ("options", "option"),
    [
        (["--local"], "--local"),
        (["--local", "--name", "other"], "--local --name other"),
        (["--stack", "dev"], "--stack dev"),
    ],
)
def test_a_problem_has_exit_status_1_and_commands_for_the_same_stack(
    stack: FakeStack, options: list[str], option: str
) -> None:
    stack.sqs.waiting = DEAD
    result = RUNNER.invoke(app, ["status", *options, "--format", "json"])
    assert result.exit_code == 1
    (problem,) = json.loads(result.output)["problems"]
    assert problem["kind"] == "dead-letters"
    assert f"redrive {option}`" in problem["remedy"]


@pytest.mark.usefixtures("stack")
def test_a_wrong_duration_is_refused_before_anything_is_read() -> None:
    result = RUNNER.invoke(app, ["status", "--local", "--since", "yesterday"])
    assert result.exit_code == 2
    assert "'yesterday' is no duration" in result.output


@pytest.mark.parametrize(
    ("arguments", "seconds"),
    [
        (["--watch", "--local"], 10),
        (["--local", "--watch"], 10),
        (["--watch", "3", "--local"], 3),
        (["--watch=4", "--local"], 4),
    ],
)
def test_the_status_is_shown_again_until_the_command_is_interrupted(
    stack: FakeStack, monkeypatch: pytest.MonkeyPatch, arguments: list[str], seconds: int
) -> None:
    slept: list[float] = []

    def sleep(pause: float) -> None:
        slept.append(pause)
        if len(slept) == 2:
            raise KeyboardInterrupt
        stack.sqs.waiting = DEAD

    monkeypatch.setattr(time, "sleep", sleep)
    result = RUNNER.invoke(app, ["status", *arguments])
    assert slept == [seconds, seconds]
    assert result.output.index("OK: ") < result.output.index("1 PROBLEM ")
    assert result.exit_code == 1, "the last status counts"


@pytest.mark.usefixtures("stack")
def test_an_interval_of_zero_seconds_is_refused() -> None:
    result = RUNNER.invoke(app, ["status", "--local", "--watch", "0"])
    assert result.exit_code == 2
