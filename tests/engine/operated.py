"""A running stack that the runbook's tests break and fix: its events, its status, its repairs."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from clickstream.cli import target
from clickstream.cli.main import app
from clickstream.local.emulator.server import client_options
from tests.engine.account import MALFORMED, landed
from tests.engine.stack import host, new_stack
from tests.engine.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    import pytest

    from tests.engine.stack import Stack

PATIENCE_SECONDS = 300
PAUSE_SECONDS = 0.5
ALARM_PERIOD_SECONDS = 20  # more than a status on a busy machine takes
PATIENT_RECEIVES, PATIENT_SECONDS = 5, 60
HASTY_RECEIVES, HASTY_SECONDS = 2, 10
VERSION = "v1.0.0"
"""Tag of the program's first version; the runbook returns to it."""
QUARANTINABLE = 200
"""Lines of a raw object; the alarm counts shares of 100 lines or more."""


@dataclass(frozen=True)
class Report:
    """Exit status and JSON of `clickstream status` or `clickstream doctor`."""

    status: int
    content: dict[str, Any]

    @property
    def text(self) -> str:
        """The whole report as one text."""
        return json.dumps(self.content, ensure_ascii=False)


@dataclass
class Operated:
    """A deployed stack, the events that were sent to it, and a terminal in its program."""

    stack: Stack
    terminal: Terminal
    sent: set[str] = field(default_factory=set[str])
    """Ids of the events that the stack accepted, and of malformed lines."""

    def client(self, service: str) -> Any:
        """Return a boto3 client of the emulator."""
        return self.stack.client(service)

    def output(self, name: str) -> str:
        """Return a stack output."""
        return self.stack.outputs[name]

    def send(self, count: int = 1, *, malformed: int = 0, **members: object) -> list[str]:
        """Put events and malformed lines to the delivery stream as one record; return the ids."""
        ids = [uuid.uuid4().hex for _ in range(count + malformed)]
        lines = [json.dumps(event(identity, **members)) for identity in ids[:count]]
        lines += [f"{MALFORMED}{identity}" for identity in ids[count:]]
        self.client("firehose").put_record(
            DeliveryStreamName=self.output("delivery_stream_name"),
            Record={"Data": "".join(f"{line}\n" for line in lines).encode()},
        )
        self.sent |= set(ids)
        return ids

    def put_object(self, *events: dict[str, object]) -> str:
        """Put a raw object of events, and return its address."""
        day = f"{datetime.now(UTC):year=%Y/month=%m/day=%d}"
        key, bucket = f"raw/{day}/{uuid.uuid4()}.gz", self.output("raw_bucket")
        body = "".join(json.dumps(each) + "\n" for each in events).encode()
        self.client("s3").put_object(Bucket=bucket, Key=key, Body=gzip.compress(body))
        self.sent |= {str(each["event_id"]) for each in events}
        return f"s3://{bucket}/{key}"

    def status(self, *options: str) -> Report:
        """Run `clickstream status`."""
        shorten_alarms(self.client("cloudwatch"), self.stack.outputs["alarms"])
        return self._report("status", *options)

    def doctor(self, *options: str) -> Report:
        """Run `clickstream doctor`, without a probe event unless the options send one."""
        return self._report("doctor", *(options or ("--no-probe",)))

    def _report(self, *arguments: str) -> Report:
        """Run a command; the stack outputs are those of the last deployment."""
        done = CliRunner().invoke(app, [*arguments, "--stack", "dev", "--format", "json"])
        unexpected = done.exception and not isinstance(done.exception, SystemExit)
        assert not unexpected, f"{arguments} ends with {done.exception!r}: {done.output}"
        assert done.stdout.startswith("{"), done.output
        return Report(done.exit_code, json.loads(done.stdout))

    def failed_checks(self) -> dict[str, str]:
        """Return what `doctor` saw and the remedy of each failed check, by the check's name."""
        report = self.doctor()
        assert (report.status == 1) == (not report.content["ok"])
        return {
            check["name"]: f"{check['seen']} {check['remedy']}"
            for check in report.content["checks"]
            if check["state"] == "failed"
        }

    def problems(self, kind: str) -> list[dict[str, Any]]:
        """Return the problems of a kind that `status` names; its exit status is 1 with any."""
        report = self.status()
        assert report.status == int(bool(report.content["problems"])), report.text
        return [problem for problem in report.content["problems"] if problem["kind"] == kind]

    def wait_for_problem(self, kind: str) -> dict[str, Any]:
        """Wait until `status` names a problem of a kind, with its entry of the runbook."""
        found = eventually(lambda: self.problems(kind), f"status names {kind}")[0]
        assert found["runbook"] == f"docs/operations.md#{kind}"
        return found

    def fail_soon(self) -> None:
        """Give messages two tries of a few seconds, so that they reach the dead-letter queue."""
        self._set_tries(HASTY_RECEIVES, HASTY_SECONDS)

    def fail_late(self) -> None:
        """Give messages as many tries as deployed, with time for a function on a busy machine."""
        self._set_tries(PATIENT_RECEIVES, PATIENT_SECONDS)

    def _set_tries(self, receives: int, seconds: int) -> None:
        sqs, queue = self.client("sqs"), self.output("queue_url")
        dead = sqs.get_queue_attributes(
            QueueUrl=self.output("dead_letter_queue_url"), AttributeNames=["QueueArn"]
        )["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": receives})
        sqs.set_queue_attributes(
            QueueUrl=queue, Attributes={"VisibilityTimeout": str(seconds), "RedrivePolicy": policy}
        )

    def dead_letters(self) -> int:
        """Return the number of messages in the dead-letter queue."""
        attributes = self.client("sqs").get_queue_attributes(
            QueueUrl=self.output("dead_letter_queue_url"),
            AttributeNames=["ApproximateNumberOfMessages"],
        )["Attributes"]
        return int(attributes["ApproximateNumberOfMessages"])

    def wait_for_events(self) -> None:
        """Wait until every event is in the lake, as a row or a quarantined line."""
        eventually(lambda: self.sent <= set(landed(self.stack)), "every event is in the lake")

    def assert_fixed(self) -> None:
        """Assert that nothing is wrong any more, and that every event is in the lake once."""
        self.refresh_outputs()
        self.fail_late()
        self.wait_for_events()
        ids = [identity for identity in landed(self.stack) if identity in self.sent]
        assert len(ids) == len(set(ids)), "no event is in the lake twice"
        eventually(lambda: self.status().status == 0, lambda: f"status is 0: {self.status().text}")
        report = self.doctor("--timeout", "2m")
        assert report.status == 0, report.text

    def refresh_outputs(self) -> None:
        """Read the stack outputs again, after an operation in the terminal."""
        printed = self.terminal.succeed("pulumi stack output --json --stack dev").output
        self.stack.outputs = json.loads(printed)


def event(identity: str | None = None, **members: object) -> dict[str, object]:
    """Return an event of now."""
    return {
        "event_id": identity or uuid.uuid4().hex,
        "event_type": "page_view",
        "event_time": datetime.now(UTC).isoformat(),
        "page_url": "/",
        **members,
    }


def eventually(condition: Callable[[], Any], what: str | Callable[[], str]) -> Any:
    """Wait until a condition returns a true value, and return the value."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        if time.monotonic() > end:
            msg = f"not within {PATIENCE_SECONDS} s: {what if isinstance(what, str) else what()}"
            raise AssertionError(msg)
        time.sleep(PAUSE_SECONDS)
    return value


SETTABLE = (
    "AlarmName",
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "Dimensions",
    "Period",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "Metrics",
)


def shorten_alarms(cloudwatch: Any, alarms: dict[str, str]) -> None:
    """Let alarms look back seconds in place of minutes, so that they are off soon again.

    Args:
        cloudwatch: CloudWatch client.
        alarms: Names of the alarms, by kind.
    """
    for alarm in cloudwatch.describe_alarms(AlarmNames=list(alarms.values()))["MetricAlarms"]:
        shortened = _shortened(alarm)
        if shortened != {key: alarm.get(key) for key in shortened}:
            cloudwatch.put_metric_alarm(**shortened)


def _shortened(alarm: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of an alarm, with one period of a few seconds."""
    settings = {key: alarm[key] for key in SETTABLE if alarm.get(key) not in (None, [])}
    settings["EvaluationPeriods"] = 1
    settings.pop("DatapointsToAlarm", None)
    if "Period" in settings:
        settings["Period"] = ALARM_PERIOD_SECONDS
    if "Metrics" in settings:
        settings["Metrics"] = [
            {
                **query,
                **(
                    {"MetricStat": {**query["MetricStat"], "Period": ALARM_PERIOD_SECONDS}}
                    if "MetricStat" in query
                    else {}
                ),
            }
            for query in settings["Metrics"]
        ]
    return settings


@contextmanager
def operated(
    directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    prepare: Callable[[Path], object] = lambda _program: None,
) -> Generator[Operated]:
    """Yield a deployed stack of the stage dev, whose program is a commit with the tag `VERSION`."""
    with new_stack("dev", directory) as stack:
        prepare(stack.program)
        stack.succeed("up", {**host(), **settings})
        running = Operated(stack, Terminal(stack))
        running.terminal.commit("first version", tag=VERSION)

        def deployed(name: str, _directory: Path) -> target.Target:
            options = client_options(stack.endpoint, stack.region)
            return target.Target(f"the stack {name!r}", stack.outputs, stack.program, options)

        monkeypatch.setattr(target, "pulumi_target", deployed)
        running.fail_late()
        yield running
