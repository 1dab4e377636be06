"""`clickstream dead-letters`: what is read, moved and explained, on a queue in memory."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from clickstream.cli import dead_letters as queues
from clickstream.cli.commands import dead_letters
from clickstream.cli.main import app
from clickstream.cli.output import out
from tests.unit.cli.fakes import OUTPUTS, FakeTarget

NOW = datetime.now(UTC)
DEAD, SOURCE, RUNS = (
    OUTPUTS["dead_letter_queue_url"],
    OUTPUTS["queue_url"],
    "https://sqs.example/api",
)
FAILED_RUN = {
    "version": "1.0",
    "requestContext": {"requestId": "r-17", "condition": "RetriesExhausted"},
    "requestPayload": {},
    "responsePayload": {"errorType": "ApiError", "errorMessage": "status 401"},
}


@dataclass
class FakeQueues:
    """SQS in memory: messages by queue, and the receipt handles of hidden ones."""

    messages: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {DEAD: [], SOURCE: [], RUNS: []}
    )
    hidden: set[str] = field(default_factory=set[str])
    """Ids of the messages that a reader holds."""
    longest_hidden: int = 0
    refused: dict[str, str] = field(default_factory=dict[str, str])
    """Error codes by operation."""
    calls: list[str] = field(default_factory=list[str])
    tasks: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """States of the move task, one for each poll."""

    def add(self, url: str, body: object, **attributes: Any) -> str:
        """Add a message and return its id."""
        message_id = f"m-{sum(map(len, self.messages.values()))}"
        self.messages[url].append(
            {
                "MessageId": message_id,
                "ReceiptHandle": f"handle of {message_id}",
                "Body": body if isinstance(body, str) else json.dumps(body),
                "Attributes": {
                    "SentTimestamp": str(int((NOW - timedelta(hours=3)).timestamp() * 1000)),
                    "ApproximateReceiveCount": "6",
                },
                "MessageAttributes": attributes,
            }
        )
        return message_id

    def _call(self, operation: str) -> None:
        self.calls.append(operation)
        if code := self.refused.get(operation):
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, operation)

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:
        """Return ARN and depth."""
        hidden = [m for m in self.messages[QueueUrl] if m["MessageId"] in self.hidden]
        known = {
            "QueueArn": f"arn of {QueueUrl}",
            "ApproximateNumberOfMessages": str(len(self.messages[QueueUrl]) - len(hidden)),
            "ApproximateNumberOfMessagesNotVisible": str(len(hidden)),
        }
        return {"Attributes": {name: known[name] for name in AttributeNames}}

    def receive_message(
        self, *, QueueUrl: str, MaxNumberOfMessages: int, VisibilityTimeout: int, **_: Any
    ) -> dict[str, Any]:
        """Return visible messages, and hide them."""
        self._call("ReceiveMessage")
        self.longest_hidden = max(self.longest_hidden, VisibilityTimeout)
        visible = [m for m in self.messages[QueueUrl] if m["MessageId"] not in self.hidden]
        batch = visible[:MaxNumberOfMessages]
        self.hidden |= {message["MessageId"] for message in batch}
        return {"Messages": batch} if batch else {}

    def change_message_visibility_batch(
        self, *, QueueUrl: str, Entries: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """Make messages visible."""
        assert len(Entries) <= 10, "SQS takes 10 messages in one request"
        assert all(entry["VisibilityTimeout"] == 0 for entry in Entries)
        assert QueueUrl in self.messages
        self.hidden -= {entry["ReceiptHandle"].removeprefix("handle of ") for entry in Entries}
        return {"Successful": []}

    def send_message(
        self, *, QueueUrl: str, MessageBody: str, MessageAttributes: dict[str, Any]
    ) -> dict[str, Any]:
        """Add a message."""
        self._call("SendMessage")
        return {"MessageId": self.add(QueueUrl, MessageBody, **MessageAttributes)}

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:
        """Remove a message."""
        self._call("DeleteMessage")
        kept = [m for m in self.messages[QueueUrl] if m["ReceiptHandle"] != ReceiptHandle]
        self.messages[QueueUrl] = kept

    def start_message_move_task(self, *, SourceArn: str) -> dict[str, Any]:
        """Start the task."""
        self._call("StartMessageMoveTask")
        return {"TaskHandle": f"task of {SourceArn}"}

    def list_message_move_tasks(self, *, SourceArn: str, MaxResults: int) -> dict[str, Any]:
        """Return the next state of the task; none before it is started."""
        assert (SourceArn, MaxResults) == (f"arn of {DEAD}", 1)
        started = "StartMessageMoveTask" in self.calls or not self.tasks
        return {"Results": [self.tasks.pop(0)]} if started and self.tasks else {}


def notification(*keys: str) -> dict[str, Any]:
    return {
        "Records": [
            {"eventSource": "aws:s3", "s3": {"bucket": {"name": "raw"}, "object": {"key": key}}}
            for key in keys
        ]
    }


def use_target(monkeypatch: pytest.MonkeyPatch, target: FakeTarget) -> None:
    def resolve(**_options: object) -> FakeTarget:
        return target

    monkeypatch.setattr(dead_letters, "resolve", resolve)


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> FakeQueues:
    fake = FakeQueues()
    outputs = {**OUTPUTS, "api_source_dead_letter_queue_url": RUNS, "api_source_function": "poll"}
    errors = {"s3://raw/raw/a b.gz": "ObjectTooLargeError: raise maxObjectMb"}

    use_target(monkeypatch, FakeTarget({"sqs": fake}, outputs))

    def conversion_errors(_target: object, _since: object) -> dict[str, str]:
        return errors

    monkeypatch.setattr(dead_letters, "conversion_errors", conversion_errors)
    monkeypatch.setattr(queues, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(out, "_width", 250)  # no cell is wrapped
    return fake


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["dead-letters", *arguments, "--stack", "dev"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, " ".join(done.stdout.split()), " ".join(done.stderr.split())


def test_the_list_names_object_or_run_and_error_of_every_queue(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/a+b.gz"))
    sqs.add(DEAD, notification("raw/unknown.gz"))
    sqs.add(DEAD, "no JSON")
    sqs.add(RUNS, FAILED_RUN)
    sqs.add(
        RUNS,
        "{}",
        EXECUTION_ID={"StringValue": "e-3", "DataType": "String"},
        ERROR_CODE={"StringValue": "ThrottlingException", "DataType": "String"},
        ERROR_MESSAGE={"StringValue": "Rate exceeded", "DataType": "String"},
    )
    status, listed, notes = run("list")
    assert status == 0
    for part in (
        "converter │ m-0 │ 3 h │ 6 │ s3://raw/raw/a b.gz │ ObjectTooLargeError: raise maxObjectMb",
        "converter │ m-1 │ 3 h │ 6 │ s3://raw/raw/unknown.gz │ not in the log",
        "converter │ m-2 │ 3 h │ 6 │ names no raw object │ not in the log",
        "api-source │ m-3 │ 3 h │ 6 │ run r-17 (RetriesExhausted) │ ApiError: status 401",
        "api-source │ m-4 │ 3 h │ 6 │ start e-3 │ ThrottlingException: Rate exceeded",
    ):
        assert part in listed
    assert "converter: 3 messages" in notes
    assert "api-source: 2 messages" in notes


def test_the_messages_are_visible_after_the_list_and_none_is_deleted(sqs: FakeQueues) -> None:
    for number in range(23):
        sqs.add(DEAD, notification(f"raw/{number}.gz"))
    _, listed, notes = run("list")
    assert len(set(re.findall(r"m-\d+", listed))) == 23
    assert "converter: 23 messages" in notes
    assert not sqs.hidden, "no message stays hidden"
    assert sqs.longest_hidden <= 30, "a killed command hides no message for longer"
    assert "DeleteMessage" not in sqs.calls


def test_a_message_that_is_received_twice_is_listed_once(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/a+b.gz"))
    sqs.messages[DEAD] *= 2
    _, listed, _ = run("list")
    assert listed.count("m-0") == 1


def test_a_limit_bounds_the_reading_and_the_depth_is_said(sqs: FakeQueues) -> None:
    for number in range(23):
        sqs.add(DEAD, notification(f"raw/{number}.gz"))
    _, listed, notes = run("list", "--limit", "3")
    assert len(set(re.findall(r"m-\d+", listed))) == 3
    assert "converter: 3 of about 23 messages" in notes
    assert not sqs.hidden


def test_a_single_message_is_sent_before_it_is_deleted(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/other.gz"))
    wanted = sqs.add(
        DEAD, notification("raw/a+b.gz"), kind={"StringValue": "x", "DataType": "String"}
    )
    status, said, _ = run("redrive", "--message", wanted)
    assert (status, said) == (0, f"{wanted} moved: s3://raw/raw/a b.gz")
    assert [call for call in sqs.calls if call != "ReceiveMessage"] == [
        "SendMessage",
        "DeleteMessage",
    ], "a crash in between leaves the message in both queues, and not in none"
    (sent,) = sqs.messages[SOURCE]
    assert json.loads(sent["Body"]) == notification("raw/a+b.gz")
    assert sent["MessageAttributes"] == {"kind": {"StringValue": "x", "DataType": "String"}}
    assert [message["MessageId"] for message in sqs.messages[DEAD]] == ["m-0"]
    assert not sqs.hidden & {"m-0"}, "the other message is visible"


def test_a_message_that_cannot_be_sent_stays_and_the_exit_status_is_1(sqs: FakeQueues) -> None:
    wanted = sqs.add(DEAD, notification("raw/a+b.gz"))
    sqs.refused = {"SendMessage": "KmsAccessDenied"}
    status, _, said = run("redrive", "--message", wanted)
    assert (status, f"{wanted} was not moved" in said, "KmsAccessDenied" in said) == (1, True, True)
    assert len(sqs.messages[DEAD]) == 1
    assert "DeleteMessage" not in sqs.calls


def test_all_messages_are_moved_by_sqs_and_the_task_is_followed(sqs: FakeQueues) -> None:
    for number in range(3):
        sqs.add(DEAD, notification(f"raw/{number}.gz"))
    sqs.tasks = [
        task("RUNNING", 1),
        task("COMPLETED", 3),
    ]
    status, said, _ = run("redrive")
    assert (status, said) == (0, "converter: 3 of 3 messages moved.")
    assert sqs.calls == ["StartMessageMoveTask"], "the command itself moves nothing"


def task(status: str, moved: int, **more: str) -> dict[str, Any]:
    return {
        "Status": status,
        "ApproximateNumberOfMessagesMoved": moved,
        "ApproximateNumberOfMessagesToMove": 3,
        **more,
    }


def test_a_move_that_fails_is_said_with_its_reason_and_the_exit_status_is_1(
    sqs: FakeQueues,
) -> None:
    sqs.add(DEAD, notification("raw/a.gz"))
    sqs.tasks = [task("FAILED", 1, FailureReason="KmsAccessDenied")]
    status, said, notes = run("redrive")
    assert (status, said) == (1, "converter: 1 of 3 messages moved.")
    assert "FAILED: KmsAccessDenied" in notes


def test_failed_runs_are_not_moved_and_it_is_said_what_to_do(sqs: FakeQueues) -> None:
    sqs.add(RUNS, FAILED_RUN)
    status, said, notes = run("redrive")
    assert (status, said) == (0, "converter: no messages to move.")
    for part in ("1 failed runs are not moved", "aws lambda invoke --function-name poll", RUNS):
        assert part in notes
    assert len(sqs.messages[RUNS]) == 1


def test_a_stack_without_a_dead_letter_queue_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    use_target(monkeypatch, FakeTarget({"sqs": None}, {"engine": "firehose"}))
    status, _, said = run("list")
    assert (status, "has no dead-letter queue" in said) == (1, True)
    assert "clickstream delivery-errors" in said
