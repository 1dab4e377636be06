"""Resource types of SQS."""

from __future__ import annotations

from typing import Any

from clickstream.local.resource_types.base import Call, Created, Existing, ResourceType, call

_ATTRIBUTES = {
    "visibilityTimeoutSeconds": "Attributes.VisibilityTimeout",
    "messageRetentionSeconds": "Attributes.MessageRetentionPeriod",
    "maxMessageSize": "Attributes.MaximumMessageSize",
    "receiveWaitTimeSeconds": "Attributes.ReceiveMessageWaitTimeSeconds",
}
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
_ALLOWED = {
    "delaySeconds": range(901),
    "kmsDataKeyReusePeriodSeconds": range(60, 86_401),
    "maxMessageSize": range(1024, 1_048_577),
    "messageRetentionSeconds": range(60, 1_209_601),
    "receiveWaitTimeSeconds": range(21),
    "visibilityTimeoutSeconds": range(43_201),
}
_ENCRYPTION_INPUTS = {"kmsMasterKeyId", "kmsDataKeyReusePeriodSeconds", "sqsManagedSseEnabled"}


def _queue_outputs(created: Created) -> dict[str, Any]:
    url = created.response["QueueUrl"]
    attributes = created.emulator.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["QueueArn"]
    )
    return {"url": url, "arn": attributes["Attributes"]["QueueArn"]}


def _attribute(pulumi_name: str, attribute: str) -> ResourceType:
    """Return the type of a resource that is one attribute of a queue."""

    def clear(existing: Existing) -> None:
        existing.emulator.client("sqs").set_queue_attributes(
            QueueUrl=existing.values["queueUrl"], Attributes={attribute: ""}
        )

    return ResourceType(
        (Call("sqs", "SetQueueAttributes", names={pulumi_name: f"Attributes.{attribute}"}),),
        resource_id=lambda created: created.inputs["queueUrl"],
        reads=call("sqs", "GetQueueAttributes", queueUrl="QueueUrl"),
        before_delete=clear,
    )


QUEUES = {
    "aws:sqs/queue:Queue": ResourceType(
        (
            Call(
                "sqs",
                "CreateQueue",
                names={"name": "QueueName", "tags": "tags", **_ATTRIBUTES},
                inside="Attributes",
                allowed=_ALLOWED,
            ),
        ),
        resource_id=lambda created: created.response["QueueUrl"],
        outputs=_queue_outputs,
        name="name",
        updates=(
            Call(
                "sqs",
                "SetQueueAttributes",
                frozenset({*_ATTRIBUTES, "delaySeconds", "redrivePolicy", *_ENCRYPTION_INPUTS}),
                frozenset({"id"}),
                names={"id": "QueueUrl", **_ATTRIBUTES},
                inside="Attributes",
                allowed=_ALLOWED,
            ),
        ),
        reads=call("sqs", "GetQueueAttributes", id="QueueUrl"),
        deletes=call("sqs", "DeleteQueue", id="QueueUrl"),
    ),
    "aws:sqs/queuePolicy:QueuePolicy": _attribute("policy", "Policy"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _attribute(
        "redriveAllowPolicy", "RedriveAllowPolicy"
    ),
    "aws:sqs/redrivePolicy:RedrivePolicy": _attribute("redrivePolicy", "RedrivePolicy"),
}
