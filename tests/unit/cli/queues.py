"""Queues in memory, with messages, visibility and move tasks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from tests.unit.cli.fakes import OUTPUTS

AGE = timedelta(hours=3)
"""Age of every message."""
DEAD, SOURCE, RUNS = (
    OUTPUTS["dead_letter_queue_url"],
    OUTPUTS["queue_url"],
    "https://sqs.example/api",
)


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
                    "SentTimestamp": str(int((datetime.now(UTC) - AGE).timestamp() * 1000)),
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
        if not (started and self.tasks):
            return {}
        current = self.tasks.pop(0)
        if current["Status"] == "COMPLETED":
            self.messages[DEAD] = [m for m in self.messages[DEAD] if m["MessageId"] in self.hidden]
        return {"Results": [current]}


def notification(*keys: str) -> dict[str, Any]:
    return {
        "Records": [
            {"eventSource": "aws:s3", "s3": {"bucket": {"name": "raw"}, "object": {"key": key}}}
            for key in keys
        ]
    }
