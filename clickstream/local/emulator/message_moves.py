"""Patch of MiniStack's SQS: tasks that move messages out of dead-letter queues.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
Messages that a consumer holds are not moved. Without a rate, all are moved at once. Tasks of the
query protocol are not served: SDKs send JSON since 2023.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from clickstream.local.emulator.ministack import members

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INVALID = "InvalidParameterValue"
NOT_FOUND = "ResourceNotFoundException"
UNSUPPORTED = "UnsupportedOperation"
KEPT_TASKS = 10  # of a queue, which ListMessageMoveTasks returns at most
SOURCE = "DeadLetterQueueSourceArn"
"""Attribute of a message that a redrive policy has moved."""


@dataclass
class Task:
    """Task that moves the messages of one dead-letter queue."""

    source: str
    destination: str | None
    """None: each message returns to the queue that it came from."""
    rate: int | None
    """Messages per second; None for no limit."""
    to_move: int
    status: str = "RUNNING"
    moved: int = 0
    failure: str | None = None
    handle: str = ""
    started: int = field(default_factory=lambda: round(time.time() * 1000))
    """Milliseconds since the epoch."""

    def __post_init__(self) -> None:
        """Make a handle in the form of AWS's."""
        content = json.dumps({"taskId": str(uuid4()), "sourceArn": self.source})
        self.handle = base64.b64encode(content.encode()).decode()

    def listed(self) -> dict[str, Any]:
        """Return the task as ListMessageMoveTasks does."""
        known = {
            "TaskHandle": self.handle if self.status == "RUNNING" else None,
            "Status": self.status,
            "SourceArn": self.source,
            "DestinationArn": self.destination,
            "MaxNumberOfMessagesPerSecond": self.rate,
            "ApproximateNumberOfMessagesMoved": self.moved,
            "ApproximateNumberOfMessagesToMove": self.to_move,
            "FailureReason": self.failure,
            "StartedTimestamp": self.started,
        }
        return {name: value for name, value in known.items() if value is not None}


class MessageMoves:
    """Tasks of all queues, and the operations on them."""

    def __init__(self) -> None:
        """Find the members of MiniStack that it uses."""
        self._sqs = members("sqs", "_HANDLERS", "_Err", "_queue_by_arn", "_queues", "queue_delay", "esm_wake")  # fmt: skip
        self._tasks: dict[str, list[Task]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def patch(self) -> None:
        """Add the operations to MiniStack's."""
        self._sqs["_HANDLERS"] |= {
            "StartMessageMoveTask": self.start,
            "ListMessageMoveTasks": self.list,
            "CancelMessageMoveTask": self.cancel,
        }

    def start(self, data: Mapping[str, Any], _: str) -> dict[str, Any]:
        """Answer StartMessageMoveTask."""
        source, destination = data["SourceArn"], data.get("DestinationArn") or None
        rate = data.get("MaxNumberOfMessagesPerSecond")
        queue = self._queue(source, "SourceArn")
        if destination is not None:
            self._queue(destination, "DestinationArn")
        if not self._is_dead_letter_queue(source):
            raise self._refusal(
                INVALID,
                "Source queue must be configured as a Dead Letter Queue.",
            )
        former = self._tasks.setdefault(source, [])
        if any(task.status == "RUNNING" for task in former):
            raise self._refusal(
                INVALID,
                "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
            )
        task = Task(source, destination, rate, len(queue["messages"]))
        former[:] = [task, *former][:KEPT_TASKS]
        # On the event loop, where MiniStack's other operations change the queues.
        running = asyncio.get_running_loop().create_task(self._run(task))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        return {"TaskHandle": task.handle}

    def list(self, data: Mapping[str, Any], _: str) -> dict[str, Any]:
        """Answer ListMessageMoveTasks: the newest task first."""
        self._queue(data["SourceArn"], "SourceArn")
        tasks = self._tasks.get(data["SourceArn"], [])
        return {"Results": [task.listed() for task in tasks[: data.get("MaxResults") or 1]]}

    def cancel(self, data: Mapping[str, Any], _: str) -> dict[str, Any]:
        """Answer CancelMessageMoveTask. Messages that were moved stay where they are."""
        for task in [task for tasks in self._tasks.values() for task in tasks]:
            if task.handle == data["TaskHandle"]:
                if task.status != "RUNNING":
                    raise self._refusal(UNSUPPORTED, "Only running tasks can be cancelled.")
                task.status = "CANCELLED"
                return {"ApproximateNumberOfMessagesMoved": task.moved}
        raise self._refusal(NOT_FOUND, "Task does not exist.")

    async def _run(self, task: Task) -> None:
        queue = self._queue(task.source, "SourceArn")
        now = time.time()
        for message in [held for held in queue["messages"] if held["visible_at"] <= now]:
            if task.status != "RUNNING":  # it was cancelled
                return
            target = self._sqs["_queue_by_arn"](task.destination or message["sys"].get(SOURCE, ""))
            if target is None:
                task.status = "FAILED"
                task.failure = "AWS.SimpleQueueService.NonExistentQueue" if task.destination else "CouldNotDetermineMessageSource"  # fmt: skip
                return
            if message in queue["messages"]:
                queue["messages"].remove(message)
                moved = self._new(message, target)
                target["messages"].append(moved)
                task.moved += 1
                self._sqs["esm_wake"].set()
            if task.rate:
                await asyncio.sleep(1 / task.rate)
        task.status = "COMPLETED"

    def _new(self, message: Mapping[str, Any], target: Mapping[str, Any]) -> dict[str, Any]:
        """Return the message as a new one, with an id and times of its own."""
        now = time.time()
        attributes = {name: value for name, value in message["sys"].items() if name != SOURCE}
        return {
            **message,
            "id": str(uuid4()),
            "receipt_handle": None,
            "sent_at": now,
            "visible_at": now + self._sqs["queue_delay"](target),
            "receive_count": 0,
            "first_receive_at": None,
            "sys": {**attributes, "SentTimestamp": str(round(now * 1000))},
        }

    def _queue(self, arn: str, parameter: str) -> dict[str, Any]:
        queue: dict[str, Any] | None = self._sqs["_queue_by_arn"](arn)
        if queue is None:
            raise self._refusal(
                NOT_FOUND,
                f"The resource that you specified for the {parameter} parameter doesn't exist.",
            )
        return queue

    def _is_dead_letter_queue(self, arn: str) -> bool:
        policies: Sequence[str | None] = [
            queue["attributes"].get("RedrivePolicy") for queue in self._sqs["_queues"].values()
        ]
        return any(
            policy and json.loads(policy).get("deadLetterTargetArn") == arn for policy in policies
        )

    def _refusal(self, code: str, message: str) -> Exception:
        return self._sqs["_Err"](code, message)
