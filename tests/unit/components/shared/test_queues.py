import json

import pulumi
import pytest

from components.shared import queues
from components.shared.object_queue import object_queue
from tests.unit.recorder import Recorder, record

KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"


class Parent(pulumi.ComponentResource):
    def __init__(self) -> None:
        super().__init__("test:index:Parent", "parent")


def made(kms_key_arn: str | None = None) -> Recorder:
    return record(lambda: object_queue("q", 30, kms_key_arn, Parent()))


def test_a_message_that_moves_at_the_end_of_its_retention_still_lies_in_the_dead_letter_queue_for_days() -> (
    None
):
    recorder = made()
    queue, dead_letters = (
        recorder.one("Queue", name).inputs for name in ("q-objects", "q-dead-letters")
    )
    assert "q-dead-letters" in json.loads(queue["redrivePolicy"])["deadLetterTargetArn"]
    left = dead_letters["messageRetentionSeconds"] - queue["messageRetentionSeconds"]
    assert left >= 7 * queues.DAY_SECONDS, (
        "its age counts from its first enqueue, in the dead-letter queue too"
    )
    assert dead_letters["messageRetentionSeconds"] <= 14 * queues.DAY_SECONDS, "SQS takes no more"


@pytest.mark.parametrize("name", ["q-objects", "q-dead-letters"])
@pytest.mark.parametrize("no_key", [None, ""])
def test_without_a_customer_key_a_queue_is_under_sqs_own(name: str, no_key: str | None) -> None:
    inputs = made(no_key).one("Queue", name).inputs
    assert inputs["sqsManagedSseEnabled"] is True
    assert not [key for key in inputs if key.startswith("kms")]


@pytest.mark.parametrize("name", ["q-objects", "q-dead-letters"])
def test_with_a_customer_key_a_queue_is_under_it_and_not_under_sqs_own(name: str) -> None:
    inputs = made(KEY).one("Queue", name).inputs
    assert (inputs["kmsMasterKeyId"], inputs["kmsDataKeyReusePeriodSeconds"]) == (
        KEY,
        queues.KEY_REUSE_SECONDS,
    )
    assert "sqsManagedSseEnabled" not in inputs, "SQS refuses both"
    assert 60 <= queues.KEY_REUSE_SECONDS <= 86400, "SQS's range"
