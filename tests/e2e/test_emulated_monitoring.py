"""CloudWatch, SQS and CloudWatch Logs of the emulator by itself, through AWS's own SDK."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from clickstream.local.emulator.server import client_options
from clickstream.local.resource_types.base import Emulator
from clickstream.local.stack import bare_emulator
from tests.e2e.verbs import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST_PERIOD = 10  # seconds, of an alarm


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with bare_emulator("eu-central-1") as endpoint:
        yield Emulator(endpoint, "eu-central-1")


def put(emulator: Emulator, name: str, value: float, **dimensions: str) -> None:
    datum = {
        "MetricName": name,
        "Value": value,
        "Dimensions": [{"Name": key, "Value": text} for key, text in dimensions.items()],
    }
    emulator.client("cloudwatch").put_metric_data(Namespace="Tests", MetricData=[datum])


def stat(name: str, statistic: str = "Sum", period: int = 60, **dimensions: str) -> dict[str, Any]:
    metric = {
        "Namespace": "Tests",
        "MetricName": name,
        "Dimensions": [{"Name": key, "Value": text} for key, text in dimensions.items()],
    }
    return {"Metric": metric, "Period": period, "Stat": statistic}


def values(emulator: Emulator, *queries: dict[str, Any]) -> dict[str, list[float]]:
    now = datetime.now(UTC)
    results = emulator.client("cloudwatch").get_metric_data(
        MetricDataQueries=queries,
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(minutes=1),
    )["MetricDataResults"]
    return {result["Id"]: result["Values"] for result in results}


def alarm_state(emulator: Emulator, name: str) -> str:
    found = emulator.client("cloudwatch").describe_alarms(
        AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    ((alarm),) = [*found["MetricAlarms"], *found["CompositeAlarms"]]
    return alarm["StateValue"]


def test_queries_have_exactly_the_metric_of_their_dimensions_and_expressions_on_them(
    emulator: Emulator,
) -> None:
    for value in (1, 2):
        put(emulator, "Lines", value, stage="dev")
    put(emulator, "Lines", 40, stage="prod")
    put(emulator, "Lines", 500)
    found = values(
        emulator,
        {"Id": "dev", "MetricStat": stat("Lines", period=3600, stage="dev"), "ReturnData": False},
        {"Id": "prod", "MetricStat": stat("Lines", period=3600, stage="prod")},
        {"Id": "none", "MetricStat": stat("Lines", period=3600)},
        {"Id": "share", "Expression": "IF(prod > 0, dev / SUM([dev, prod]) * 100)"},
    )
    assert "dev" not in found, "a query without ReturnData is not returned"
    assert [sum(found[name]) for name in ("prod", "none")] == [40, 500]
    assert found["share"] == [pytest.approx(300 / 43)]


def test_an_unsupported_function_is_refused_by_name(emulator: Emulator) -> None:
    with pytest.raises(ClientError, match="calls SEARCH; the local CloudWatch has AVG, FILL, IF"):
        values(emulator, {"Id": "all", "Expression": "SEARCH(1)"})
    with pytest.raises(ClientError, match="calls ANOMALY_DETECTION_BAND"):
        emulator.client("cloudwatch").put_metric_alarm(
            AlarmName="band",
            ComparisonOperator="GreaterThanThreshold",
            Threshold=1,
            EvaluationPeriods=1,
            Metrics=[
                {"Id": "m", "MetricStat": stat("Lines"), "ReturnData": False},
                {"Id": "e", "Expression": "ANOMALY_DETECTION_BAND(m)"},
            ],
        )


def test_an_alarm_on_an_expression_changes_its_composite_alarm_notifies_and_recovers(
    emulator: Emulator,
) -> None:
    cloudwatch, sqs = emulator.client("cloudwatch"), emulator.client("sqs")
    inbox = sqs.create_queue(QueueName="alarm-inbox")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=inbox, AttributeNames=["QueueArn"])["Attributes"]
    topic = emulator.client("sns").create_topic(Name="alarms")["TopicArn"]
    emulator.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    cloudwatch.put_metric_alarm(
        AlarmName="share",
        ComparisonOperator="GreaterThanThreshold",
        Threshold=5,
        EvaluationPeriods=1,
        TreatMissingData="notBreaching",
        Metrics=[
            {"Id": "bad", "MetricStat": stat("Bad", period=SHORTEST_PERIOD), "ReturnData": False},
            {"Id": "all", "MetricStat": stat("All", period=SHORTEST_PERIOD), "ReturnData": False},
            {"Id": "share", "Expression": "FILL(bad, 0) / all * 100"},
        ],
    )
    cloudwatch.put_composite_alarm(
        AlarmName="lost", AlarmRule='ALARM("share")', AlarmActions=[topic], OKActions=[topic]
    )
    assert alarm_state(emulator, "share") == "OK", "there is no data"
    put(emulator, "All", 100, ignored="dimension")
    put(emulator, "All", 100)
    assert alarm_state(emulator, "share") == "OK", "no line is bad"
    put(emulator, "Bad", 6)
    assert [alarm_state(emulator, name) for name in ("share", "lost")] == ["ALARM", "ALARM"]
    eventually(lambda: alarm_state(emulator, "lost") == "OK", "the period is over")
    (described,) = cloudwatch.describe_alarms(AlarmNames=["share"])["MetricAlarms"]
    assert [query["Id"] for query in described["Metrics"]] == ["bad", "all", "share"]
    assert "MetricName" not in described, "an alarm on queries has no metric of its own"
    notified: list[str] = []

    def both_changes() -> bool:
        received = sqs.receive_message(QueueUrl=inbox, MaxNumberOfMessages=10)
        for message in received.get("Messages", []):
            change = json.loads(json.loads(message["Body"])["Message"])
            notified.append(f"{change['AlarmName']} {change['NewStateValue']}")
        return len(notified) >= 3

    eventually(both_changes, "every change is notified")
    assert sorted(notified) == ["lost ALARM", "lost OK", "lost OK"], "its first state is one too"


def test_missing_data_is_treated_as_the_alarm_says(emulator: Emulator) -> None:
    expected = {
        "breaching": "ALARM",
        "notBreaching": "OK",
        "missing": "INSUFFICIENT_DATA",
        "ignore": "INSUFFICIENT_DATA",
    }
    for treatment in expected:
        emulator.client("cloudwatch").put_metric_alarm(
            AlarmName=treatment,
            Namespace="Tests",
            MetricName="Never",
            Statistic="Sum",
            Period=60,
            ComparisonOperator="LessThanThreshold",
            Threshold=1,
            EvaluationPeriods=1,
            TreatMissingData=treatment,
        )
    assert {name: alarm_state(emulator, name) for name in expected} == expected


def test_a_rule_on_failed_runs_of_glue_counts_the_events_that_it_matches(
    emulator: Emulator,
) -> None:
    events = emulator.client("events")
    pattern = {"source": ["aws.glue"], "detail": {"state": ["FAILED"]}}
    events.put_rule(Name="failed-runs", EventPattern=json.dumps(pattern))
    for state in ("SUCCEEDED", "FAILED"):
        entry = {
            "Source": "aws.glue",
            "DetailType": "Glue Job State Change",
            "Detail": json.dumps({"jobName": "job", "state": state}),
        }
        assert events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    metric = {
        "Namespace": "AWS/Events",
        "MetricName": "TriggeredRules",
        "Dimensions": [{"Name": "RuleName", "Value": "failed-runs"}],
    }
    query = {"Id": "rules", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Sum"}}
    assert sum(values(emulator, query)["rules"]) == 1


def test_a_throttled_invocation_is_no_invocation(emulator: Emulator) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    raise ValueError(event)\n")
    functions = cast(
        "Any",
        boto3.client(
            "lambda",
            config=Config(retries={"total_max_attempts": 1}),
            **client_options(emulator.endpoint, emulator.region),
        ),
    )
    functions.create_function(
        FunctionName="failing",
        Runtime="python3.12",
        Handler="index.handler",
        Role="arn:aws:iam::000000000000:role/function",
        Code={"ZipFile": code.getvalue()},
    )
    assert "FunctionError" in functions.invoke(FunctionName="failing")
    functions.put_function_concurrency(FunctionName="failing", ReservedConcurrentExecutions=0)
    with pytest.raises(ClientError, match="Rate Exceeded"):
        functions.invoke(FunctionName="failing")
    names = ("Invocations", "Errors", "Throttles")
    queries = [
        {
            "Id": name.lower(),
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/Lambda",
                    "MetricName": name,
                    "Dimensions": [{"Name": "FunctionName", "Value": "failing"}],
                },
                "Period": 3600,
                "Stat": "Sum",
            },
        }
        for name in names
    ]
    found = values(emulator, *queries)
    assert {name: sum(found[name.lower()]) for name in names} == dict.fromkeys(names, 1)


@pytest.fixture
def queues(emulator: Emulator) -> Iterator[tuple[str, str, str]]:
    """Create a queue with a dead-letter queue; return their URLs, and the ARN of the second."""
    sqs = emulator.client("sqs")
    dead = sqs.create_queue(QueueName=f"dead-{time.time_ns()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    policy = f'{{"deadLetterTargetArn": "{arn}", "maxReceiveCount": 1}}'
    main = sqs.create_queue(
        QueueName=f"main-{time.time_ns()}",
        Attributes={"RedrivePolicy": policy, "VisibilityTimeout": "0"},
    )["QueueUrl"]
    yield main, dead, arn
    sqs.delete_queue(QueueUrl=main)
    sqs.delete_queue(QueueUrl=dead)


def bury(emulator: Emulator, main: str, count: int) -> None:
    """Send messages, and receive each until the redrive policy moves it."""
    sqs = emulator.client("sqs")
    for number in range(count):
        sqs.send_message(QueueUrl=main, MessageBody=str(number))
    eventually(
        lambda: not sqs.receive_message(QueueUrl=main, MaxNumberOfMessages=10).get("Messages"),
        "every message is a dead letter",
        pause_seconds=0.05,
    )


def tasks(emulator: Emulator, arn: str) -> list[dict[str, Any]]:
    return emulator.client("sqs").list_message_move_tasks(SourceArn=arn, MaxResults=10)["Results"]


def test_dead_letters_return_to_the_queue_that_they_came_from(
    emulator: Emulator, queues: tuple[str, str, str]
) -> None:
    main, dead, arn = queues
    sqs = emulator.client("sqs")
    bury(emulator, main, 3)
    sqs.start_message_move_task(SourceArn=arn)
    task = eventually(
        lambda: [task for task in tasks(emulator, arn) if task["Status"] == "COMPLETED"], "it ends"
    )[0]
    assert (
        task["ApproximateNumberOfMessagesMoved"],
        task["ApproximateNumberOfMessagesToMove"],
    ) == (
        3,
        3,
    )
    assert "TaskHandle" not in task, "only a running task can be cancelled"
    found = sqs.receive_message(QueueUrl=main, MaxNumberOfMessages=10, AttributeNames=["All"])[
        "Messages"
    ]
    assert sorted(message["Body"] for message in found) == ["0", "1", "2"]
    assert {message["Attributes"]["ApproximateReceiveCount"] for message in found} == {"1"}, (
        "a moved message is a new one, which is not buried at once"
    )
    assert not sqs.receive_message(QueueUrl=dead).get("Messages")


def test_a_task_can_be_slow_and_cancelled_and_is_alone_at_its_queue(
    emulator: Emulator, queues: tuple[str, str, str]
) -> None:
    main, _, arn = queues
    sqs = emulator.client("sqs")
    bury(emulator, main, 3)
    handle = sqs.start_message_move_task(SourceArn=arn, MaxNumberOfMessagesPerSecond=1)[
        "TaskHandle"
    ]
    with pytest.raises(ClientError, match="Only one active task"):
        sqs.start_message_move_task(SourceArn=arn)
    eventually(
        lambda: tasks(emulator, arn)[0]["ApproximateNumberOfMessagesMoved"], "the first is moved"
    )
    assert sqs.cancel_message_move_task(TaskHandle=handle)["ApproximateNumberOfMessagesMoved"] < 3
    assert tasks(emulator, arn)[0]["Status"] == "CANCELLED"
    with pytest.raises(ClientError, match="Only running tasks"):
        sqs.cancel_message_move_task(TaskHandle=handle)


def test_messages_of_a_queue_that_is_no_dead_letter_queue_are_not_moved(
    emulator: Emulator, queues: tuple[str, str, str]
) -> None:
    main, _, arn = queues
    with pytest.raises(ClientError, match="must be configured as a Dead Letter Queue"):
        emulator.client("sqs").start_message_move_task(
            SourceArn=arn.replace("dead-", "main-").rsplit("-", 1)[0] + "-" + main.rsplit("-", 1)[1]
        )
    with pytest.raises(ClientError, match="SourceArn parameter doesn't exist"):
        emulator.client("sqs").start_message_move_task(SourceArn=f"{arn}-other")


def test_log_events_are_filtered_by_pattern_and_time(emulator: Emulator) -> None:
    logs = emulator.client("logs")
    logs.create_log_group(logGroupName="group")
    logs.create_log_stream(logGroupName="group", logStreamName="stream")
    now = round(time.time() * 1000)
    messages = ['{"level": "ERROR", "n": 1}', '{"level": "INFO", "n": 2}', "error of the platform"]
    logs.put_log_events(
        logGroupName="group",
        logStreamName="stream",
        logEvents=[
            {"timestamp": now + place, "message": message} for place, message in enumerate(messages)
        ],
    )

    def filtered(**request: Any) -> list[str]:
        events = logs.filter_log_events(logGroupName="group", **request)["events"]
        assert all(event["eventId"] and event["logStreamName"] == "stream" for event in events)
        return [event["message"] for event in events]

    assert filtered(filterPattern='{ $.level = "ERROR" }') == messages[:1]
    assert filtered(filterPattern="{ $.n >= 1 && $.n < 3 }") == messages[:2]
    assert filtered(filterPattern="error") == messages[2:], "terms have a case"
    assert filtered(startTime=now + 1, endTime=now + 1) == messages[1:2]
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName="group", PaginationConfig={"PageSize": 2}
    )
    assert [[event["message"] for event in page["events"]] for page in pages] == [
        messages[:2],
        messages[2:],
    ]
    with pytest.raises(ClientError, match="is not valid"):
        filtered(filterPattern="{ level = 1 }")
