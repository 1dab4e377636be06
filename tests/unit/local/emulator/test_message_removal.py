"""Messages that arrive in a queue while others are removed from it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.local.emulator.message_removal import MessageRemoval
from clickstream.local.emulator.ministack import members

if TYPE_CHECKING:
    from collections.abc import Iterator


def message(name: str, **members: object) -> dict[str, Any]:
    return {
        "id": name,
        "receipt_handle": None,
        "receive_count": 0,
        "sent_at": time.time(),
        "visible_at": 0.0,
        "sys": {},
        **members,
    }


@pytest.fixture
def sqs() -> Iterator[dict[str, Any]]:
    """Return MiniStack's functions, as they are without the patch."""
    found = members("sqs", "_HANDLERS", "_get_q", "_queue_url", "_queue_by_arn", "_dlq_sweep", "_delete_messages_for_esm", "reset")  # fmt: skip
    yield found
    found["reset"]()


@pytest.fixture
def queue(sqs: dict[str, Any]) -> dict[str, Any]:
    """Create a queue whose dead-letter queue takes messages after one receive."""
    for name in ("dead", "main"):
        sqs["_HANDLERS"]["CreateQueue"]({"QueueName": name}, "")
    made: dict[str, Any] = sqs["_get_q"](sqs["_queue_url"]("main"))
    dead = sqs["_get_q"](sqs["_queue_url"]("dead"))["attributes"]["QueueArn"]
    policy = {"deadLetterTargetArn": dead, "maxReceiveCount": 1}
    made["attributes"]["RedrivePolicy"] = json.dumps(policy)
    return made


def ids(queue: dict[str, Any]) -> list[str]:
    return [each["id"] for each in queue["messages"]]


def test_a_message_that_is_appended_during_a_sweep_is_not_lost(
    sqs: dict[str, Any], queue: dict[str, Any]
) -> None:
    queue["messages"].append(message("old", receive_count=1))
    of_other_thread = queue["messages"]
    MessageRemoval().sweeping(sqs["_dlq_sweep"])(queue)
    of_other_thread.append(message("new"))
    assert ids(queue) == ["new"], "the old one is in the dead-letter queue"


def test_a_message_that_is_appended_during_a_deletion_is_not_lost(
    sqs: dict[str, Any], queue: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    removal = MessageRemoval()
    monkeypatch.setattr("ministack.services.sqs._get_q", removal.get)
    url = sqs["_queue_url"]("main")
    of_other_thread = queue["messages"]
    of_other_thread += [message(name, receipt_handle=name) for name in ("held", "polled")]
    removal.deleting(sqs["_HANDLERS"]["DeleteMessage"])(
        {"QueueUrl": url, "ReceiptHandle": "held"}, ""
    )
    removal.deleting(sqs["_delete_messages_for_esm"])(url, {"polled"})
    of_other_thread.append(message("new"))
    assert ids(queue) == ["new"]
