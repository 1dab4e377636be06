"""Change of the customer key: old objects stay readable, new ones use the new key.

MiniStack stores the key's ARN with an object but checks no permission on the key. Permissions are
tested with its IAM simulator.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clickstream.local.stack import ephemeral
from tests.e2e.verbs import Lake, events_of, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW, FORMER = (f"arn:aws:kms:us-east-1:000000000000:key/{uuid.uuid4()}" for _ in range(2))


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    with ephemeral({"kmsKeyArn": NEW, "formerKmsKeyArns": json.dumps([FORMER])}) as stack:
        yield Lake(stack)


def test_an_object_under_the_former_key_is_converted_and_its_files_are_under_the_new_one(
    lake: Lake,
) -> None:
    s3, raw = lake.client("s3"), lake.stack.outputs["raw_bucket"]
    key = f"raw/{uuid.uuid4()}.json.gz"
    body = events_of({"event_type": "purchase", "event_time": datetime.now(UTC).isoformat()})
    s3.put_object(
        Bucket=raw, Key=key, Body=body, ServerSideEncryption="aws:kms", SSEKMSKeyId=FORMER
    )
    assert s3.head_object(Bucket=raw, Key=key)["SSEKMSKeyId"] == FORMER, (
        "it was written before the key changed"
    )
    assert len(eventually(lambda: lake.rows(f"s3://{raw}/{key}"), "the object is converted")) == 1
    keys = {
        s3.head_object(Bucket=lake.stack.outputs["lake_bucket"], Key=file).get("SSEKMSKeyId")
        for file in lake.files()
    }
    assert keys == {NEW}


def test_the_deployed_function_may_decrypt_under_both_keys_and_encrypt_under_the_new_one_alone(
    lake: Lake,
) -> None:
    role = lake.client("lambda").get_function_configuration(
        FunctionName=lake.stack.outputs["converter_function"]
    )["Role"]

    def decision(action: str, key: str) -> str:
        asked = lake.client("iam").simulate_principal_policy(
            PolicySourceArn=role, ActionNames=[action], ResourceArns=[key]
        )
        return asked["EvaluationResults"][0]["EvalDecision"]

    assert [decision("kms:Decrypt", key) for key in (NEW, FORMER)] == ["allowed", "allowed"]
    assert [decision("kms:GenerateDataKey", key) for key in (NEW, FORMER)] == [
        "allowed",
        "implicitDeny",
    ]
    assert decision("kms:Decrypt", NEW[:-1]) == "implicitDeny", "no other key"


def test_queues_and_logs_are_made_under_the_new_key(lake: Lake) -> None:
    for queue in ("queue_url", "dead_letter_queue_url"):
        attributes = lake.client("sqs").get_queue_attributes(
            QueueUrl=lake.stack.outputs[queue], AttributeNames=["All"]
        )["Attributes"]
        assert attributes["KmsMasterKeyId"] == NEW, queue
        assert attributes.get("SqsManagedSseEnabled") != "true", "SQS refuses both"
    assert {
        group["kmsKeyId"] for group in lake.client("logs").describe_log_groups()["logGroups"]
    } == {NEW}
