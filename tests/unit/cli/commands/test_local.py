"""`clickstream local`: output and exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from clickstream.cli.main import app

if TYPE_CHECKING:
    from types import SimpleNamespace

RUNNER = CliRunner()


def test_the_local_stack_is_started_shown_and_ended(local_stack: SimpleNamespace) -> None:
    started = RUNNER.invoke(
        app, ["local", "up", "--config", "engine=lambda", "--config", "rawCompression=a=b"]
    )
    assert started.exit_code == 0, started.output
    assert "making 46 resources" in started.stderr
    assert local_stack.config == {"engine": "lambda", "rawCompression": "a=b"}
    assert json.loads(RUNNER.invoke(app, ["local", "outputs"]).stdout) == {
        "endpoint": "http://127.0.0.1:4566",
        "table": "t",
    }
    assert "http://127.0.0.1:4566" in RUNNER.invoke(app, ["local", "status"]).stdout
    assert "is removed" in RUNNER.invoke(app, ["local", "down"]).stderr
    again = RUNNER.invoke(app, ["local", "down"])
    assert again.exit_code == 0
    assert "was not running" in again.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["local", "status"],
        ["local", "outputs"],
        ["send", "--local", "--events", "1"],
        ["query", "browsers", "--local"],
    ],
)
@pytest.mark.usefixtures("local_stack")
def test_a_command_for_a_local_stack_that_does_not_run_says_how_to_start_it(
    command: list[str],
) -> None:
    done = RUNNER.invoke(app, command)
    assert done.exit_code == 1
    assert "Start it with `clickstream local up`" in " ".join(done.stderr.split())
