"""Resource types of the local stack, each created, found, updated and deleted in the emulator."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.local.resource_types import RESOURCE_TYPES
from clickstream.local.resource_types.base import Emulator, Existing
from clickstream.local.resource_types.operations import create, delete, exists, update
from clickstream.local.stack import bare_emulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with bare_emulator("eu-central-1") as endpoint:
        yield Emulator(endpoint, "eu-central-1")


@dataclass(frozen=True)
class Made:
    """Resource in the emulator, with the inputs that it was created with."""

    token: str
    inputs: dict[str, Any]
    existing: Existing

    @property
    def id(self) -> str:
        return self.existing.id

    @property
    def values(self) -> Mapping[str, Any]:
        return self.existing.values

    def exists(self) -> bool:
        return exists(RESOURCE_TYPES[self.token], self.existing)

    def change(self, **changes: Any) -> None:
        update(RESOURCE_TYPES[self.token], self.existing, {**self.inputs, **changes}, list(changes))

    def delete(self) -> None:
        for _ in range(2):  # a resource that is gone is no error
            delete(RESOURCE_TYPES[self.token], self.existing)


def made(emulator: Emulator, token: str, **inputs: Any) -> Made:
    resource_id, outputs = create(RESOURCE_TYPES[token], "logical", inputs, emulator)
    resource = Made(token, inputs, Existing(emulator, resource_id, outputs))
    assert resource.exists(), "it is found after its creation"
    return resource


def test_a_topic_with_its_policy_and_a_subscription(emulator: Emulator) -> None:
    topic = made(
        emulator,
        "aws:sns/topic:Topic",
        name="alarms",
        kmsMasterKeyId="alias/aws/sns",
        tags={"stage": "dev"},
    )
    arn = topic.values["arn"]
    policy = made(emulator, "aws:sns/topicPolicy:TopicPolicy", arn=arn, policy='{"Statement": []}')
    queue = made(emulator, "aws:sqs/queue:Queue", name="inbox")
    subscription = made(
        emulator,
        "aws:sns/topicSubscription:TopicSubscription",
        topic=arn,
        protocol="sqs",
        endpoint=queue.values["arn"],
        rawMessageDelivery=False,
    )
    sns = emulator.client("sns")
    topic.change(displayName="Alarms", kmsMasterKeyId="alias/other")
    attributes = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (attributes["DisplayName"], attributes["KmsMasterKeyId"], attributes["Policy"]) == (
        "Alarms",
        "alias/other",
        '{"Statement": []}',
    )
    assert sns.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "stage", "Value": "dev"}]
    subscription.change(rawMessageDelivery=True)
    sns.publish(TopicArn=arn, Message="hello")
    (message,) = emulator.client("sqs").receive_message(QueueUrl=queue.id)["Messages"]
    assert message["Body"] == "hello", "the subscription delivers, and does so raw"
    policy.delete()
    restored = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
    assert restored["Statement"], "a deleted policy leaves the default policy"
    subscription.delete()
    topic.delete()
    assert not sns.list_topics()["Topics"]
    assert not topic.exists()


def test_a_composite_alarm_and_a_dashboard(emulator: Emulator) -> None:
    alarm = made(
        emulator,
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        name="late",
        comparisonOperator="GreaterThanThreshold",
        evaluationPeriods=1.0,
        threshold=1.0,
        metricQueries=[
            {
                "id": "m1",
                "metric": {
                    "metricName": "Errors",
                    "namespace": "AWS/Lambda",
                    "dimensions": {"FunctionName": "f"},
                    "period": 60.0,
                    "stat": "Sum",
                },
            },
            {"id": "e1", "expression": "FILL(m1, 0) * 100", "returnData": True},
        ],
    )
    composite = made(
        emulator,
        "aws:cloudwatch/compositeAlarm:CompositeAlarm",
        alarmName="lost",
        alarmRule="ALARM(late)",
        tags={"stage": "dev"},
    )
    cloudwatch = emulator.client("cloudwatch")
    composite.change(alarmRule="OK(late)")
    (found,) = cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert (found["AlarmArn"], found["AlarmRule"]) == (composite.values["arn"], "OK(late)")
    composite.delete()
    alarm.delete()
    assert not cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])[
        "MetricAlarms"
    ]
    dashboard = made(
        emulator,
        "aws:cloudwatch/dashboard:Dashboard",
        dashboardName="lake",
        dashboardBody='{"widgets": []}',
    )
    dashboard.change(dashboardBody='{"widgets": [{}]}')
    found = cloudwatch.get_dashboard(DashboardName="lake")
    assert (found["DashboardBody"], found["DashboardArn"]) == (
        '{"widgets": [{}]}',
        dashboard.values["dashboardArn"],
    )
    dashboard.delete()
    assert not dashboard.exists()
