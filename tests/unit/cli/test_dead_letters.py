"""Reading of a dead-letter queue: every message once, hidden for long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clickstream.cli import dead_letters as queues
from tests.unit.cli.queues import DEAD, SOURCE, FakeQueues, notification

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SlowQueues(FakeQueues):
    """SQS that takes half a second for each receive, and shows hidden messages after their time."""

    now = 0.0

    def receive_message(self, **parameters: Any) -> dict[str, Any]:
        """Receive messages, the first of the queue first."""
        self.now += 0.5
        until = self.__dict__.setdefault("until", {})
        self.hidden = {message_id for message_id in self.hidden if until[message_id] > self.now}
        response = super().receive_message(**parameters)
        for message in response.get("Messages", []):
            until[message["MessageId"]] = self.now + parameters["VisibilityTimeout"]
        return response


def test_a_queue_whose_reading_takes_longer_than_30_seconds_is_read_whole() -> None:
    sqs = SlowQueues()
    for number in range(1_000):
        sqs.add(DEAD, notification(f"raw/{number}.gz"))
    queue = queues.DeadLetterQueue("converter", DEAD, SOURCE)
    with queues.reading(cast("SQSClient", sqs), queue) as messages:
        assert len(list(messages)) == 1_000


def test_the_visibility_timeout_is_within_the_limit_of_sqs() -> None:
    assert queues.hidden_seconds(0) == 30
    assert queues.hidden_seconds(10_000_000) == 12 * 60 * 60
