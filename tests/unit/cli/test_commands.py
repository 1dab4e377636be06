"""Output and exit status of the commands."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore import exceptions as boto
from rich.console import Console
from typer.testing import CliRunner

import clickstream.local as local_package
from clickstream.cli import output, send
from clickstream.cli.main import app
from clickstream.contract import ContractError
from clickstream.delivery import sender
from tests.unit.cli.fakes import OUTPUTS, FakeFirehose, FakeTarget

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RUNNER = CliRunner()


class FakeLocalStackError(RuntimeError):
    """Error of the local stack."""


@pytest.fixture
def firehose(monkeypatch: pytest.MonkeyPatch) -> FakeFirehose:
    """Return the delivery stream that `send` sends to."""
    fake = FakeFirehose()

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({"firehose": fake})

    monkeypatch.setattr(send, "resolve", resolve)
    monkeypatch.setattr(sender, "BACKOFF_LIMIT_SECONDS", 0.0)
    return fake


@pytest.fixture
def local_stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """Return the state of a fake local stack: whether it runs, and its configuration."""
    state = SimpleNamespace(running=False, config={})
    stack = SimpleNamespace(
        name="default",
        endpoint="http://127.0.0.1:4566",
        region="us-east-1",
        pid=17,
        directory=tmp_path,
        outputs={"table": "t"},
    )

    def load(name: str = "default") -> SimpleNamespace:
        if not state.running:
            msg = f"no local stack {name!r} is running. Start it with `clickstream local up`."
            raise FakeLocalStackError(msg)
        return stack

    def up(_name: str, config: dict[str, str], *, report: Callable[[str], None]) -> SimpleNamespace:
        report("making 46 resources")
        state.running, state.config = True, config
        return stack

    def down(_name: str) -> bool:
        was, state.running = state.running, False
        return was

    module = SimpleNamespace(LocalStackError=FakeLocalStackError, load=load, up=up, down=down)
    monkeypatch.setitem(sys.modules, "clickstream.local.stack", module)
    monkeypatch.setattr(local_package, "stack", module, raising=False)
    return state


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


def test_a_file_s_lines_are_sent_as_they_are_broken_ones_too(
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


def test_what_was_sent_before_a_failure_is_counted(firehose: FakeFirehose, tmp_path: Path) -> None:
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


def test_continuous_sending_goes_on_until_ctrl_c_and_ends_with_whole_counts(
    firehose: FakeFirehose, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_data: bytes, _times: int) -> None:
        if len(firehose.calls) == 2:
            os.kill(os.getpid(), signal.SIGINT)

    firehose.refuse = interrupt
    monkeypatch.setattr(send, "CONTINUOUS_PAUSE_SECONDS", 0.001)
    before = signal.getsignal(signal.SIGINT)
    done = RUNNER.invoke(app, ["send", "--local", "--events", "10", "--continuously"])
    assert done.exit_code == 0, done.output
    assert len(firehose.calls) == 3, "the batch that was being sent is finished, and no other begun"
    assert len({json.loads(line)["event_id"] for line in firehose.events}) == 30, (
        "every second has new events"
    )
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["send", "--local"], "give either --events"),
        (["send", "--local", "--events", "1", "--file", "x"], "give either --events"),
        (["send", "--local", "--file", "x", "--seed", "1"], "are for generated events"),
        (["send", "--events", "1"], "no pipeline is named"),
        (["send", "--events", "0", "--local"], "greater than or equal to 1"),
        (["query", "--local"], "give the name of a query"),
        (["query", "--local", "--list", "browsers"], "give the name of a query"),
        (["query", "browsers", "--local", "--stack", "dev"], "--local and --stack are both"),
        (["local", "up", "--config", "engine"], "not of the form KEY=VALUE"),
        (["local", "up", "--config", "=lambda"], "not of the form KEY=VALUE"),
        (["demo", "--events", "none"], "--events"),
    ],
)
def test_wrong_usage_ends_in_exit_status_2_with_what_would_be_right(
    arguments: list[str], told: str
) -> None:
    done = RUNNER.invoke(app, arguments, terminal_width=300)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("error", "told", "remedy"),
    [
        (boto.NoCredentialsError(), "no usable AWS credentials", "aws sso login"),
        (boto.ProfileNotFound(profile="mine"), "mine", "AWS_PROFILE"),
        (boto.UnauthorizedSSOTokenError(), "no usable AWS credentials", "aws sso login"),
        (boto.NoRegionError(), "no AWS region is set", "pulumi config set aws:region"),
        (
            boto.EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
            "http://127.0.0.1:1",
            "clickstream local status",
        ),
        (
            boto.ReadTimeoutError(endpoint_url="http://127.0.0.1:1"),
            "no answer",
            "Check the network",
        ),
        (
            boto.ClientError(
                {"Error": {"Code": "ExpiredToken", "Message": "old"}}, "PutRecordBatch"
            ),
            "PutRecordBatch answered ExpiredToken: old",
            "aws sso login",
        ),
        (
            boto.ClientError(
                {"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "PutRecordBatch"
            ),
            "AccessDenied",
            "producer_policy_arn",
        ),
        (
            boto.ClientError(
                {"Error": {"Code": "ResourceNotFoundException", "Message": "no stream"}},
                "PutRecordBatch",
            ),
            "no stream",
            "Deploy the stack",
        ),
        (
            boto.ClientError(
                {"Error": {"Code": "InvalidRequestException", "Message": "odd"}},
                "StartQueryExecution",
            ),
            "StartQueryExecution answered",
            "",
        ),
        (ContractError("c.yaml: apiVersion is None. Use version 3."), "apiVersion is None", ""),
    ],
)
@pytest.mark.usefixtures("firehose")
def test_an_expected_failure_ends_in_exit_status_1_with_its_remedy(
    error: Exception, told: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: object) -> None:
        raise error

    monkeypatch.setattr(send, "resolve", fail)
    done = RUNNER.invoke(app, ["send", "--local", "--events", "1"])
    assert done.exit_code == 1
    assert told in " ".join(done.stderr.split())
    assert remedy in " ".join(done.stderr.split())
    assert "Traceback" not in done.output


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        msg = "a bug"
        raise KeyError(msg)

    monkeypatch.setattr(send, "resolve", fail)
    assert isinstance(RUNNER.invoke(app, ["send", "--local", "--events", "1"]).exception, KeyError)


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
    assert "is gone" in RUNNER.invoke(app, ["local", "down"]).stderr
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


def test_help_names_every_command() -> None:
    done = RUNNER.invoke(app, ["--help"])
    for command in ("local", "send", "query", "crawl", "errors", "demo"):
        assert command in done.stdout


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (1024, "1.0 KiB"),
        (10 * 1024**2, "10.0 MiB"),
        (5 * 1024**5, "5,120.0 TiB"),
    ],
)
def test_sizes_are_said_in_binary_units(count: int, said: str) -> None:
    assert output.size(count) == said


def test_a_table_keeps_long_values_whole() -> None:
    console: Any = Console(file=io.StringIO(), width=20)
    console.print(output.table(("a",), [("x" * 50,)]))
    assert console.file.getvalue().count("x") == 50
