"""Alarms, topic and dashboard of a deployed stack, as CloudWatch and SNS know them."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.local import stack
from clickstream.monitoring.alarms import AlarmKind
from tests.e2e.verbs import Lake, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = {
    "apiUrl": "https://api.example/",
    "apiRate": "rate(1 day)",
    "alarmEmails": '["lake@example.com"]',
    "silenceMinutes": "30",
}
OF_OTHER_STACKS = {AlarmKind.CONVERSION_FAILED, AlarmKind.JOB_FAILED, AlarmKind.CANARY_LATE}
OWN_VALUES = {"converter"}


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    name = f"monitoring-{uuid.uuid4().hex[:8]}"
    try:
        yield Lake(stack.up(name, SETTINGS))
    finally:
        stack.down(name)


@pytest.fixture(scope="module")
def alarms(lake: Lake) -> dict[str, dict[str, Any]]:
    """Return the deployed alarms by name."""
    found = lake.client("cloudwatch").describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    every = [*found["MetricAlarms"], *found["CompositeAlarms"]]
    return {alarm["AlarmName"]: alarm for alarm in every}


def test_the_output_names_every_deployed_alarm(
    lake: Lake, alarms: dict[str, dict[str, Any]]
) -> None:
    named: dict[str, str] = lake.stack.outputs["alarms"]
    assert set(named) == set(AlarmKind) - OF_OTHER_STACKS
    assert set(named.values()) == set(alarms)


def test_every_alarm_notifies_the_topic_that_the_address_subscribed_to(
    lake: Lake, alarms: dict[str, dict[str, Any]]
) -> None:
    topic = lake.stack.outputs["alarm_topic_arn"]
    assert {tuple(alarm["AlarmActions"]) for alarm in alarms.values()} == {(topic,)}
    subscribed = lake.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [subscription["Endpoint"] for subscription in subscribed] == ["lake@example.com"]


def test_the_composite_alarm_names_deployed_alarms(
    lake: Lake, alarms: dict[str, dict[str, Any]]
) -> None:
    composite = alarms[lake.stack.outputs["alarms"][AlarmKind.EVENTS_LATE_OR_LOST]]
    named = re.findall(r'ALARM\("([^"]+)"\)', composite["AlarmRule"])
    assert len(named) > 1
    assert set(named) < set(alarms)


def test_the_alarms_read_the_resources_of_this_stack(
    lake: Lake, alarms: dict[str, dict[str, Any]]
) -> None:
    outputs = lake.stack.outputs
    queues = ("queue_url", "dead_letter_queue_url", "api_source_dead_letter_queue_url")
    names = {outputs[key].rpartition("/")[2] for key in queues}
    names |= {outputs[key] for key in ("delivery_stream_name", "converter_function")}
    names |= {outputs["api_source_function"], outputs["lake_bucket"]}
    read = {
        dimension["Value"]
        for alarm in alarms.values()
        for metric in [alarm, *(query["MetricStat"]["Metric"] for query in _statistics(alarm))]
        for dimension in metric.get("Dimensions", [])
    }
    assert read == names | OWN_VALUES


def _statistics(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    return [query for query in alarm.get("Metrics", []) if "MetricStat" in query]


def test_the_dashboard_shows_every_alarm(lake: Lake, alarms: dict[str, dict[str, Any]]) -> None:
    board = lake.client("cloudwatch").get_dashboard(DashboardName=lake.stack.outputs["dashboard"])
    (shown,) = [
        widget["properties"]["alarms"]
        for widget in json.loads(board["DashboardBody"])["widgets"]
        if widget["type"] == "alarm"
    ]
    assert {arn.rpartition(":alarm:")[2] for arn in shown} == set(alarms)


def test_the_named_log_groups_exist(lake: Lake) -> None:
    groups = lake.client("logs").describe_log_groups()["logGroups"]
    named: dict[str, str] = lake.stack.outputs["log_groups"]
    assert set(named) == {"delivery", "converter", "api-source"}
    assert set(named.values()) <= {group["logGroupName"] for group in groups}


def test_a_dead_letter_turns_on_its_alarm_and_the_composite_alarm(lake: Lake) -> None:
    kinds = (AlarmKind.DEAD_LETTERS, AlarmKind.EVENTS_LATE_OR_LOST)
    assert states(lake, *kinds) != ["ALARM", "ALARM"]
    lake.client("sqs").send_message(
        QueueUrl=lake.stack.outputs["dead_letter_queue_url"], MessageBody="{}"
    )
    eventually(
        lambda: states(lake, *kinds) == ["ALARM", "ALARM"], "anything in the queue is an alarm"
    )


def test_a_share_of_bad_lines_turns_on_its_alarm(lake: Lake) -> None:
    assert states(lake, AlarmKind.QUARANTINE_SHARE) != ["ALARM"]
    lake.put_object(b"not JSON\n" * 100)
    eventually(
        lambda: states(lake, AlarmKind.QUARANTINE_SHARE) == ["ALARM"],
        "the function's metrics have the dimensions that the alarm reads",
    )
    assert states(lake, AlarmKind.FUNCTION_ERRORS) != ["ALARM"], "no message failed"


def states(lake: Lake, *kinds: AlarmKind) -> list[str]:
    """Return the states of alarms."""
    named: dict[str, str] = lake.stack.outputs["alarms"]
    found = lake.client("cloudwatch").describe_alarms(
        AlarmNames=[named[kind] for kind in kinds], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    every = [*found["MetricAlarms"], *found["CompositeAlarms"]]
    by_name = {alarm["AlarmName"]: alarm["StateValue"] for alarm in every}
    return [by_name[named[kind]] for kind in kinds]
