"""Fakes of the services that `clickstream status` reads, and the facts of a healthy stack."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from botocore.exceptions import ClientError

from clickstream.cli.reconciliation import QueueDepths
from clickstream.cli.status.facts import Alarm, Facts, Failure
from clickstream.cli.status.metrics import Series
from tests.unit.cli.fakes import OUTPUTS, FakeTarget
from tests.unit.cli.log_lines import ADDRESS, NOON, REQUEST, FakeLogs, check

if TYPE_CHECKING:
    from collections.abc import Iterator

STACK_OUTPUTS: dict[str, Any] = {
    **OUTPUTS,
    "engine": "lambda",
    "lake_bucket": "lake",
    "alarms": {"dead-letters": "alarm-1", "events-late-or-lost": "alarm-2"},
    "log_groups": {"converter": "group-c"},
}


def deny(operation: str) -> NoReturn:
    raise ClientError(
        {"Error": {"Code": "AccessDeniedException", "Message": "not authorized"}}, operation
    )


@dataclass
class FakeCloudWatch:
    """CloudWatch with values by name of the metric, and states by name of the alarm."""

    values: dict[str, list[tuple[datetime, float]]] = field(
        default_factory=dict[str, list[tuple[datetime, float]]]
    )
    states: dict[str, str] = field(
        default_factory=lambda: {"alarm-1": "OK", "alarm-2": "INSUFFICIENT_DATA"}
    )
    queried: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Queries of metrics."""
    refuses: set[str] = field(default_factory=set[str])
    """Operations that are denied."""

    def get_paginator(self, operation: str) -> FakeCloudWatch:
        assert operation == "get_metric_data"
        return self

    def paginate(self, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Yield the values in two pages, as CloudWatch does for many values."""
        check("cloudwatch", "GetMetricData", parameters)
        if "GetMetricData" in self.refuses:
            deny("GetMetricData")
        self.queried += parameters["MetricDataQueries"]
        names = {
            query["Id"]: query["MetricStat"]["Metric"]["MetricName"]
            for query in parameters["MetricDataQueries"]
        }
        for part in (slice(None, 1), slice(1, None)):
            yield {
                "MetricDataResults": [
                    {
                        "Id": number,
                        "Timestamps": [moment for moment, _ in self.values.get(name, [])[part]],
                        "Values": [value for _, value in self.values.get(name, [])[part]],
                    }
                    for number, name in names.items()
                ]
            }

    def describe_alarms(self, **parameters: Any) -> dict[str, Any]:
        """Return the alarms of the types that are asked for, as CloudWatch does."""
        check("cloudwatch", "DescribeAlarms", parameters)
        if "DescribeAlarms" in self.refuses:
            deny("DescribeAlarms")
        found = [
            {"AlarmName": name, "StateValue": self.states[name], "StateReason": "1 > 0"}
            for name in parameters["AlarmNames"]
            if name in self.states
        ]
        composite = "CompositeAlarm" in parameters.get("AlarmTypes", [])
        return {"MetricAlarms": found[:1], "CompositeAlarms": found[1:] if composite else []}


@dataclass
class FakeQueues:
    """SQS with the numbers of visible messages, by URL."""

    waiting: dict[str, int] = field(default_factory=dict[str, int])

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:
        visible = self.waiting.get(QueueUrl, 0)
        return {
            "Attributes": dict.fromkeys(AttributeNames, "0")
            | {"ApproximateNumberOfMessages": str(visible)}
        }


@dataclass
class FakeJobs:
    """Glue with runs of jobs."""

    runs: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def get_job_runs(self, **parameters: Any) -> dict[str, Any]:
        check("glue", "GetJobRuns", parameters)
        return {"JobRuns": self.runs[parameters["JobName"]]}


class FakeFunctions:
    """Lambda with functions that log into one group."""

    def get_function_configuration(self, *, FunctionName: str) -> dict[str, Any]:
        assert FunctionName == "converter"
        return {"LoggingConfig": {"LogGroup": "group-c"}}


@dataclass
class FakeStack:
    """Services of a stack."""

    cloudwatch: FakeCloudWatch = field(default_factory=FakeCloudWatch)
    logs: FakeLogs = field(default_factory=lambda: FakeLogs({"group-c": []}))
    sqs: FakeQueues = field(default_factory=FakeQueues)
    glue: FakeJobs = field(default_factory=FakeJobs)
    functions: FakeFunctions = field(default_factory=FakeFunctions)

    def target(self, **outputs: Any) -> FakeTarget:
        """Return the stack with further outputs; None removes one."""
        given = {**STACK_OUTPUTS, **outputs}
        return FakeTarget(
            {**vars(self), "lambda": self.functions},
            {name: value for name, value in given.items() if value is not None},
        )


def series(*values: float) -> Series:
    """Return values of consecutive minutes."""
    return Series(
        tuple((NOON + timedelta(minutes=number), value) for number, value in enumerate(values))
    )


HEALTHY = Facts(
    label="the stack 'dev'",
    option="--stack dev",
    engine="lambda",
    since=NOON - timedelta(hours=1),
    until=NOON,
    metrics={
        "records_in": series(500, 700),
        "bytes_in": series(1024, 1024),
        "records_throttled": series(0),
        "records_delivered": series(1200),
        "notifications": series(1, 1),
        "delivery_success": series(1, 1),
        "delivery_lag_seconds": series(90, 45),
        "oldest_message_seconds": series(0),
        "lines_in": series(1300),
        "rows_written": series(1289),
        "lines_quarantined": series(11),
    },
    quarantined={"wrong_type": 4, "malformed_json": 7},
    queue=QueueDepths(0, 0, 0),
    alarms=(Alarm("dead-letters", "alarm-1", "OK"),),
)
FAILURE = Failure(
    source="converter",
    message="message not handled",
    cause="ObjectTooLargeError: raise maxObjectMb",
    objects=(ADDRESS,),
    last=NOON,
    request=REQUEST,
    times=5,
    warning=False,
    resolved=False,
)


def healthy(**changes: Any) -> Facts:
    """Return the facts of a healthy stack with changes."""
    return replace(HEALTHY, **changes)
