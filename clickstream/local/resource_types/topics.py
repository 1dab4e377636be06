"""Resource types of SNS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clickstream.local.resource_types.base import (
    STATE_ONLY,
    Call,
    Created,
    Existing,
    ResourceType,
    call,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickstream.local.resource_types.base import Emulator

_TOPIC_ATTRIBUTES = {
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
}
_SUBSCRIPTION_ATTRIBUTES = {
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
}
_ATTRIBUTE = "attributeOf:"
"""Prefix of the value that names the attribute which an input becomes."""


def _members(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: f"Attributes.{attribute}" for name, attribute in attributes.items()}


def _setting_calls(
    operation: str, resource: str, attributes: Mapping[str, str]
) -> tuple[Call, ...]:
    """Return a call for each attribute: SNS sets one attribute at a time.

    Args:
        operation: Operation that sets an attribute.
        resource: Parameter that holds the resource's ARN.
        attributes: Input → attribute.
    """
    return tuple(
        Call(
            "sns",
            operation,
            frozenset({name}),
            frozenset({"id", f"{_ATTRIBUTE}{name}"}),
            names={
                "id": resource,
                name: "AttributeValue",
                f"{_ATTRIBUTE}{name}": "AttributeName",
            },
        )
        for name in attributes
    )


def _attribute_names(attributes: Mapping[str, str]) -> dict[str, Any]:
    """Return the attributes' names as values for the calls of `_setting_calls`."""
    return {f"{_ATTRIBUTE}{name}": attribute for name, attribute in attributes.items()}


def _with_attribute_name(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    return {**inputs, "attributeName": "Policy"}


def _with_arn_returned(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    """Ask for the ARN of a subscription that is not confirmed yet, as the AWS provider does."""
    return {**inputs, "returnSubscriptionArn": True}


def _restore_default_policy(existing: Existing) -> None:
    """Set the policy of a new topic, as the AWS provider does: SNS deletes no policy."""
    arn, account = existing.id, existing.emulator.identity["Account"]
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["SNS:Publish", "SNS:Subscribe", "SNS:Receive"],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": account}},
    }
    existing.emulator.client("sns").set_topic_attributes(
        TopicArn=arn,
        AttributeName="Policy",
        AttributeValue=json.dumps({"Version": "2008-10-17", "Statement": [statement]}),
    )


def _topic_outputs(created: Created) -> dict[str, Any]:
    return {
        "arn": created.response["TopicArn"],
        "owner": created.emulator.identity["Account"],
    }


def _subscription_outputs(created: Created) -> dict[str, Any]:
    return {
        "arn": created.response["SubscriptionArn"],
        "ownerId": created.emulator.identity["Account"],
    }


TOPICS = {
    "aws:sns/topic:Topic": ResourceType(
        (Call("sns", "CreateTopic", names=_members(_TOPIC_ATTRIBUTES)),),
        resource_id=lambda created: created.response["TopicArn"],
        outputs=_topic_outputs,
        name="name",
        updates=_setting_calls("SetTopicAttributes", "TopicArn", _TOPIC_ATTRIBUTES),
        before_update=lambda _: _attribute_names(_TOPIC_ATTRIBUTES),
        reads=call("sns", "GetTopicAttributes", id="TopicArn"),
        deletes=call("sns", "DeleteTopic", id="TopicArn"),
    ),
    "aws:sns/topicPolicy:TopicPolicy": ResourceType(
        (
            Call(
                "sns",
                "SetTopicAttributes",
                names={"arn": "TopicArn", "policy": "AttributeValue"},
            ),
        ),
        resource_id=lambda created: created.inputs["arn"],
        outputs=lambda created: {"owner": created.emulator.identity["Account"]},
        prepare=_with_attribute_name,
        reads=call("sns", "GetTopicAttributes", id="TopicArn"),
        before_delete=_restore_default_policy,
    ),
    "aws:sns/topicSubscription:TopicSubscription": ResourceType(
        (
            Call(
                "sns",
                "Subscribe",
                names={"topic": "TopicArn", **_members(_SUBSCRIPTION_ATTRIBUTES)},
                unsent={
                    "confirmationTimeoutInMinutes": STATE_ONLY,
                    "endpointAutoConfirms": STATE_ONLY,
                },
            ),
        ),
        resource_id=lambda created: created.response["SubscriptionArn"],
        outputs=_subscription_outputs,
        prepare=_with_arn_returned,
        updates=_setting_calls(
            "SetSubscriptionAttributes", "SubscriptionArn", _SUBSCRIPTION_ATTRIBUTES
        ),
        before_update=lambda _: _attribute_names(_SUBSCRIPTION_ATTRIBUTES),
        reads=call("sns", "GetSubscriptionAttributes", id="SubscriptionArn"),
        deletes=call("sns", "Unsubscribe", id="SubscriptionArn"),
    ),
}
