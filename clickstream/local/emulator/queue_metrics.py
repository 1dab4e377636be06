"""Metrics of SQS: `AWS/SQS` of each queue of the emulator.

Served: ApproximateNumberOfMessagesVisible, ApproximateNumberOfMessagesNotVisible,
ApproximateAgeOfOldestMessage and NumberOfMessagesSent. The first three are sampled, and a value is
recorded when it changes and at least every 30 seconds; on AWS every queue reports each minute, and
none after six hours without use.
Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.metric_store import record
from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NAMESPACE = "AWS/SQS"
UNITS = {
    "ApproximateAgeOfOldestMessage": "Seconds",
    "ApproximateNumberOfMessagesNotVisible": "Count",
    "ApproximateNumberOfMessagesVisible": "Count",
}
UNCHANGED_SECONDS = 30
"""Time after which an unchanged value is recorded again: alarms look at periods of a minute."""
POISON_RECEIVES = 3
"""A message that was received more often does not count for the age: SQS moves it to the back."""


class Messages(list[dict[str, Any]]):
    """Messages of a queue, which are counted and get a time when they are appended."""

    def __init__(self, messages: Iterable[dict[str, Any]], queue: str) -> None:
        """Hold messages without counting them.

        Args:
            messages: Messages that the queue has.
            queue: Name of the queue.
        """
        super().__init__(messages)
        self._queue = queue

    def append(self, message: dict[str, Any], /) -> None:
        """Append a message; count it, unless a redrive policy moved it here, as on AWS."""
        message["queued_at"] = time.time()
        message["received_before"] = message["receive_count"]
        super().append(message)
        if "DeadLetterQueueSourceArn" not in message.get("sys", {}):
            record(NAMESPACE, "NumberOfMessagesSent", 1, "Count", {"QueueName": self._queue})


class Queue(dict[str, Any]):
    """Queue of MiniStack whose list of messages is always a `Messages`."""

    def __init__(self, queue: Mapping[str, Any]) -> None:
        """Hold the members of a queue."""
        super().__init__(queue)
        self["messages"] = self["messages"]

    def __setitem__(self, name: str, value: Any, /) -> None:  # noqa: ANN401 - MiniStack has no types
        """Set a member."""
        super().__setitem__(name, Messages(value, self["name"]) if name == "messages" else value)


def patch_queues() -> None:
    """Replace the functions of MiniStack's SQS that create a queue."""
    sqs = members("sqs", "_act_create_queue", "_HANDLERS", "_queues")
    create: Callable[[dict[str, Any], str], dict[str, Any]] = sqs["_act_create_queue"]

    def counted(data: dict[str, Any], url: str) -> dict[str, Any]:
        created = create(data, url)
        queues = sqs["_queues"]
        if not isinstance(queues[created["QueueUrl"]], Queue):
            queues[created["QueueUrl"]] = Queue(queues[created["QueueUrl"]])
        return created

    replace("sqs", "_act_create_queue", counted)
    sqs["_HANDLERS"]["CreateQueue"] = counted


def gauges(messages: Iterable[Mapping[str, Any]], now: float) -> dict[str, float]:
    """Return the values of a queue's sampled metrics by their names.

    Args:
        messages: Messages of the queue.
        now: Time in seconds since the epoch.
    """
    visible = hidden = 0
    age = 0.0
    for message in messages:
        if message["visible_at"] <= now:
            visible += 1
        elif message["receive_count"]:
            hidden += 1
        if message["receive_count"] - message["received_before"] <= POISON_RECEIVES:
            age = max(age, now - message["queued_at"])
    return {
        "ApproximateAgeOfOldestMessage": age,
        "ApproximateNumberOfMessagesNotVisible": hidden,
        "ApproximateNumberOfMessagesVisible": visible,
    }


class QueueSampler:
    """Records the sampled metrics of every queue."""

    def __init__(self) -> None:
        """Start without recorded values."""
        self._recorded: dict[tuple[str, str], tuple[float, float]] = {}

    def sample(self) -> None:
        """Record each value that has changed, or that was recorded some time ago."""
        now = time.time()
        for queue in members("sqs", "_queues")["_queues"].values():
            for name, value in gauges(list(queue["messages"]), now).items():
                key = (queue["attributes"]["QueueArn"], name)
                former, at = self._recorded.get(key, (None, 0.0))
                if value != former or now - at >= UNCHANGED_SECONDS:
                    record(
                        NAMESPACE, name, value, UNITS[name], {"QueueName": queue["name"]}, at=now
                    )
                    self._recorded[key] = (value, now)
