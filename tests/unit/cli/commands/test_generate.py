"""`clickstream generate`: lines on standard output, and their account on standard error."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from clickstream.cli.main import app
from tests.paths import ROOT, SEGMENT

RUNNER = CliRunner()
UNTIL = ["--until", "2026-11-29T12:00:00"]


def test_the_lines_are_events_of_the_default_contract_and_repeatable() -> None:
    options = ["generate", "--events", "300", "--days", "2", "--seed", "4", *UNTIL]
    done = RUNNER.invoke(app, options)
    assert done.exit_code == 0, done.output
    items = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(items) == 300
    times = [datetime.fromisoformat(item["event_time"]) for item in items]
    assert min(times) >= datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert max(times) < datetime(2026, 11, 29, 12, tzinfo=UTC), "--until is in UTC"
    assert RUNNER.invoke(app, options).stdout == done.stdout


def test_the_contract_can_be_chosen() -> None:
    done = RUNNER.invoke(app, ["generate", "--events", "20", "--contract", str(SEGMENT)])
    assert all("messageId" in json.loads(line) for line in done.stdout.splitlines())


def test_the_account_is_on_standard_error() -> None:
    options = ["generate", "--events", "400", "--fault", "malformed=0.2", "--seed", "1"]
    done = RUNNER.invoke(app, options)
    malformed = sum(not line.endswith("}") for line in done.stdout.splitlines())
    (row,) = [line for line in done.stderr.splitlines() if "malformed_json" in line]
    assert f" {malformed} " in row


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--until", "0001-01-05"], "--until 0001-01-05 is before the year 1980"),
        (["--until", "1979-12-31"], "--until 1979-12-31 is before the year 1980"),
        (["--days", "3651"], "should be less than or equal to 3650"),
    ],
)
def test_days_long_ago_are_refused(options: list[str], words: str) -> None:
    done = RUNNER.invoke(app, ["generate", "--events", "1", *options])
    assert done.exit_code == 2, done.output
    assert words in " ".join(done.stderr.replace("│", " ").split())


def test_the_earliest_days_are_generated() -> None:
    options = ["--until", "1980-01-01", "--days", "3650"]
    done = RUNNER.invoke(app, ["generate", "--events", "5", *options])
    assert len(done.stdout.splitlines()) == 5, done.output


def test_a_reader_that_has_enough_ends_the_command_without_an_error() -> None:
    code = "from clickstream.cli.main import app; app()"
    command = f"{sys.executable} -c '{code}' generate --events 20000 | head -1"
    done = subprocess.run(  # noqa: S602 - a pipe
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr
