"""`clickstream send`: events sent, output and exit status."""

from __future__ import annotations

import gzip
import json
import os
import signal
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from clickstream.cli.commands import send
from clickstream.cli.main import app
from tests.unit.cli.fakes import OUTPUTS, FakeFirehose, FakeTarget

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()


def test_generated_events_are_sent_and_counted(firehose: FakeFirehose) -> None:
    done = RUNNER.invoke(app, ["send", "--local", "--events", "2500", "--seed", "1"])
    assert done.exit_code == 0, done.output
    assert len(firehose.events) == 2500
    assert len(firehose.accepted) == 2, "packed into few large records"
    assert "2,500" in done.stdout


def test_records_hold_no_more_events_than_the_stack_says(
    firehose: FakeFirehose, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({"firehose": firehose}, {**OUTPUTS, "record_limit_events": 500.0})

    monkeypatch.setattr(send, "resolve", resolve)
    path = tmp_path / "events"
    path.write_bytes(b'{"a":1}\n' * 600)
    for source in (["--events", "1200"], ["--file", str(path)]):
        assert RUNNER.invoke(app, ["send", "--local", *source]).exit_code == 0
    assert [record.count(b"\n") for record in firehose.accepted] == [500, 500, 200, 500, 100]


def test_without_a_seed_two_runs_send_different_events(firehose: FakeFirehose) -> None:
    for _ in range(2):
        assert RUNNER.invoke(app, ["send", "--local", "--events", "5"]).exit_code == 0
    assert len({json.loads(line)["event_id"] for line in firehose.events}) == 10


def test_lines_of_a_file_are_sent_unchanged_broken_ones_too(
    firehose: FakeFirehose, tmp_path: Path
) -> None:
    path = tmp_path / "events.ndjson.gz"
    path.write_bytes(gzip.compress(b'{"a":1}\nbroken\n'))
    done = RUNNER.invoke(app, ["send", "--stack", "dev", "--file", str(path)])
    assert done.exit_code == 0, done.output
    assert firehose.accepted == [b'{"a":1}\nbroken\n']


def test_standard_input_is_sent(firehose: FakeFirehose) -> None:
    assert RUNNER.invoke(app, ["send", "--local", "--file", "-"], input='{"a":1}\n').exit_code == 0
    assert firehose.accepted == [b'{"a":1}\n']


def test_events_that_are_never_accepted_end_in_exit_status_1_with_their_code(
    firehose: FakeFirehose,
) -> None:
    firehose.refuse = lambda _data, _times: "ServiceUnavailableException"
    done = RUNNER.invoke(app, ["send", "--local", "--events", "5"])
    assert done.exit_code == 1
    assert "ServiceUnavailableException" in done.stdout


def test_an_event_over_the_limit_ends_in_exit_status_1_and_the_others_are_sent(
    firehose: FakeFirehose, tmp_path: Path
) -> None:
    path = tmp_path / "events"
    path.write_bytes(b'{"a":1}\n{"a":"' + b"x" * 1_024_000 + b'"}\n')
    done = RUNNER.invoke(app, ["send", "--local", "--file", str(path)])
    assert done.exit_code == 1
    assert firehose.accepted == [b'{"a":1}\n']
    assert "TooLarge" in done.stdout
    assert "Not sent: an event of" in done.stderr


def test_events_sent_before_a_failure_are_counted(firehose: FakeFirehose, tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(
        gzip.compress(
            b"".join(
                b'{"number":%d,"text":"%s"}\n' % (number, os.urandom(40).hex().encode())
                for number in range(60_000)
            )
        )[:-3]
    )
    done = RUNNER.invoke(app, ["send", "--local", "--file", str(path)])
    assert done.exit_code == 1
    assert "the gzip stream is broken" in done.stderr
    assert f"{len(firehose.events):,}" in done.stdout
    assert firehose.events


def test_continuous_sending_ends_at_ctrl_c_with_complete_counts(
    firehose: FakeFirehose, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_data: bytes, _times: int) -> None:
        if len(firehose.calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)

    firehose.refuse = interrupt
    monkeypatch.setattr(send, "LIVE_BATCH_SECONDS", 0.001)
    before = signal.getsignal(signal.SIGINT)
    done = RUNNER.invoke(app, ["send", "--local", "--events", "10", "--continuously"])
    assert done.exit_code == 0, done.output
    assert len(firehose.calls) == 3, "the current batch is completed, and no further batch is sent"
    assert len({json.loads(line)["event_id"] for line in firehose.events}) == 30, (
        "every second has new events"
    )
    assert signal.getsignal(signal.SIGINT) is before


def test_events_with_a_rate_are_dated_now_and_sent_second_by_second(
    firehose: FakeFirehose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "LIVE_BATCH_SECONDS", 0.001)
    began = datetime.now(UTC)
    done = RUNNER.invoke(app, ["send", "--local", "--events", "25", "--rate", "10"])
    assert done.exit_code == 0, done.output
    assert [record.count(b"\n") for record in firehose.accepted] == [10, 10, 5]
    times = [datetime.fromisoformat(json.loads(line)["event_time"]) for line in firehose.events]
    assert all(began - timedelta(seconds=1) <= time for time in times)
    assert max(times) < began + timedelta(minutes=5), "the times follow the clock"


def test_the_events_lie_in_the_days_that_are_given(firehose: FakeFirehose) -> None:
    done = RUNNER.invoke(app, ["send", "--local", "--events", "2000", "--days", "20"])
    assert done.exit_code == 0, done.output
    times = [datetime.fromisoformat(json.loads(line)["event_time"]) for line in firehose.events]
    assert len({time.date() for time in times}) in {20, 21}
    assert max(times) <= datetime.now(UTC)


def test_faults_are_sent_and_their_account_is_shown(firehose: FakeFirehose) -> None:
    faults = ["--fault", "malformed=0.1", "--fault", "duplicate=0.1"]
    done = RUNNER.invoke(app, ["send", "--local", "--events", "1000", "--seed", "1", *faults])
    assert done.exit_code == 0, done.output
    assert len(firehose.events) == 1000, "faults are among the events"
    malformed = sum(not line.endswith(b"}") for line in firehose.events)
    rows = {line.split("│")[1].strip(): line for line in done.stdout.splitlines() if "│" in line}
    assert f" {malformed} " in rows["fault malformed"]
    assert f" {malformed} " in rows["to be quarantined: malformed_json"]
    assert f" {1000 - malformed} " in rows["rows to find"]
    repeats = 1000 - len(set(firehose.events))
    assert f" {repeats} " in rows["fault duplicate"]


def test_without_faults_no_account_is_shown(firehose: FakeFirehose) -> None:
    done = RUNNER.invoke(app, ["send", "--local", "--events", "5"])
    assert "rows to find" not in done.stdout
    assert firehose.events


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--events", "5", "--fault", "lost=0.1"], "--fault 'lost=0.1' names no fault"),
        (["--events", "5", "--continuously", "--rate", "5"], "leave out --rate"),
        (["--events", "5", "--days", "3", "--rate", "5"], "leave out --days"),
        (["--events", "5", "--days", "3", "--continuously"], "leave out --days"),
        (["--file", "-", "--rate", "5"], "use them with --events"),
        (["--file", "-", "--days", "5"], "use them with --events"),
        (["--file", "-", "--fault", "late=0.1"], "use them with --events"),
    ],
)
def test_options_that_exclude_each_other_are_rejected_with_the_remedy(
    firehose: FakeFirehose, monkeypatch: pytest.MonkeyPatch, options: list[str], problem: str
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    done = RUNNER.invoke(app, ["send", "--local", *options])
    assert done.exit_code == 2
    assert problem in done.stderr
    assert firehose.calls == [], "nothing is sent"
