"""`clickstream logs`: lines of all logs, chosen, followed, as text or as JSON."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from clickstream.cli.commands import logs
from clickstream.cli.main import app
from tests.unit.cli.log_lines import ADDRESS, REQUEST, FakeLogs, converted, event, not_handled
from tests.unit.cli.status_stack import FakeStack

if TYPE_CHECKING:
    from tests.unit.cli.fakes import FakeTarget

RUNNER = CliRunner()
GROUPS = {"converter": "group-c", "delivery": "group-d"}


def now_event(line: str) -> dict[str, Any]:
    return {**event(line), "timestamp": round(datetime.now(UTC).timestamp() * 1000)}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> FakeLogs:
    """Return the logs of a stack; its delivery stream has logged nothing yet."""
    fake = FakeLogs({"group-c": [now_event(converted()), now_event(not_handled())]})

    def resolve(**_options: object) -> FakeTarget:
        return FakeStack(logs=fake).target(log_groups=GROUPS)

    monkeypatch.setattr(logs, "resolve", resolve)
    return fake


def run(*arguments: str) -> Any:
    return RUNNER.invoke(app, ["logs", "--local", *arguments])


@pytest.mark.usefixtures("written")
def test_all_logs_are_printed_and_a_log_without_a_group_is_named() -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert "converter INFO     object converted" in result.stdout
    assert "converter ERROR    message not handled" in result.stdout
    assert "delivery: there is no log group group-d yet: nothing was logged." in result.stderr


@pytest.mark.usefixtures("written")
def test_json_has_one_object_per_line_on_standard_output_alone() -> None:
    result = run("--format", "json", "--errors", "converter")
    (document,) = map(json.loads, result.stdout.splitlines())
    assert (document["message"], document["objects"]) == ("message not handled", [ADDRESS])
    assert result.stderr == "", "a source that was not asked for is not read"


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["--object", ADDRESS], 2),
        (["--object", "another.json.gz"], 0),
        (["--request", REQUEST], 2),
        (["--request", "another"], 0),
    ],
)
@pytest.mark.usefixtures("written")
def test_lines_are_chosen_by_object_and_request(arguments: list[str], printed: int) -> None:
    result = run(*arguments, "--format", "json")
    assert len(result.stdout.splitlines()) == printed
    assert ("No such line" in result.stderr) == (printed == 0), "an empty answer is told"


@pytest.mark.usefixtures("written")
def test_a_source_that_the_stack_lacks_is_refused() -> None:
    result = run("spark")
    assert result.exit_code == 1
    assert "has no log 'spark'" in result.stderr


def test_following_ends_with_the_interrupt_and_exit_status_0(
    written: FakeLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls: list[float] = []

    def pause(seconds: float) -> None:
        polls.append(seconds)
        if len(polls) == 2:
            raise KeyboardInterrupt
        written.groups["group-c"].append(now_event("later"))

    monkeypatch.setattr(time, "sleep", pause)
    result = run("--follow")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("object converted") == 1, "a line is printed once"
    assert result.stdout.count("later") == 1
    assert result.stderr.count("nothing was logged") == 1, "the missing log is named once"
