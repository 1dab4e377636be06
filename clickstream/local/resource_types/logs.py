"""Resource types of CloudWatch: log groups, log streams, alarms and dashboards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.local.resource_types.base import (
    STATE_ONLY,
    Call,
    Created,
    ResourceType,
    call,
    named,
)

if TYPE_CHECKING:
    from clickstream.local.resource_types.base import Emulator

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
_MONTHS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731)
_YEARS = (1096, 1827, 2192, 2557, 2922, 3288, 3653)
_RETENTION_DAYS = _MONTHS + _YEARS
_RETENTION = Call(
    "logs",
    "PutRetentionPolicy",
    frozenset({"retentionInDays"}),
    frozenset({"name"}),
    names={"name": "logGroupName"},
    allowed={"retentionInDays": _RETENTION_DAYS},
)


def _log_group_outputs(created: Created) -> dict[str, Any]:
    return {"arn": created.emulator.arn("logs", f"log-group:{created.inputs['name']}")}


def _log_stream_outputs(created: Created) -> dict[str, Any]:
    return {
        "arn": created.emulator.arn(
            "logs",
            f"log-group:{created.inputs['logGroupName']}:log-stream:{created.inputs['name']}",
        )
    }


def _dashboard_outputs(created: Created) -> dict[str, Any]:
    account, name = created.emulator.identity["Account"], created.inputs["dashboardName"]
    return {"dashboardArn": f"arn:aws:cloudwatch::{account}:dashboard/{name}"}  # has no region


def _with_return_data(inputs: dict[str, Any], _: Emulator) -> dict[str, Any]:
    """Set `returnData` where it has no value: the provider's default differs from CloudWatch's."""
    queries: list[dict[str, Any]] = inputs.get("metricQueries") or []
    if not queries:
        return inputs
    return {**inputs, "metricQueries": [{"returnData": False, **query} for query in queries]}


LOGS = {
    "aws:cloudwatch/logGroup:LogGroup": ResourceType(
        (
            Call(
                "logs",
                "CreateLogGroup",
                names={"name": "logGroupName"},
                unsent={"skipDestroy": STATE_ONLY},
            ),
            _RETENTION,
        ),
        resource_id=named,
        outputs=_log_group_outputs,
        name="name",
        updates=(
            _RETENTION,
            Call(
                "logs",
                "AssociateKmsKey",
                frozenset({"kmsKeyId"}),
                frozenset({"name"}),
                names={"name": "logGroupName"},
                supported=False,
            ),
        ),
        # DescribeLogGroups returns an empty list, not an error, for an unknown name.
        reads=call("logs", "DescribeLogStreams", name="logGroupName"),
        deletes=call("logs", "DeleteLogGroup", name="logGroupName"),
    ),
    "aws:cloudwatch/logStream:LogStream": ResourceType(
        (Call("logs", "CreateLogStream", names={"name": "logStreamName"}),),
        resource_id=named,
        outputs=_log_stream_outputs,
        name="name",
        reads=call("logs", "GetLogEvents", logGroupName="logGroupName", name="logStreamName"),
        deletes=call("logs", "DeleteLogStream", logGroupName="logGroupName", name="logStreamName"),
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ResourceType(
        (
            Call(
                "cloudwatch",
                "PutMetricAlarm",
                names={
                    "name": "AlarmName",
                    "metricQueries": "Metrics",
                    "metricQueries.metric": "MetricStat",
                    "metricQueries.metric.metricName": "Metric.MetricName",
                    "metricQueries.metric.namespace": "Metric.Namespace",
                    "metricQueries.metric.dimensions": "Metric.Dimensions",
                    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
                },
            ),
        ),
        resource_id=named,
        outputs=lambda created: {
            "arn": created.emulator.arn("cloudwatch", f"alarm:{named(created)}")
        },
        name="name",
        prepare=_with_return_data,
        deletes=Call(
            "cloudwatch", "DeleteAlarms", frozenset({"name"}), names={"name": "AlarmNames"}
        ),
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": ResourceType(
        (Call("cloudwatch", "PutCompositeAlarm"),),
        resource_id=lambda created: created.inputs["alarmName"],
        outputs=lambda created: {
            "arn": created.emulator.arn("cloudwatch", f"alarm:{created.inputs['alarmName']}")
        },
        name="alarmName",
        deletes=Call(
            "cloudwatch",
            "DeleteAlarms",
            frozenset({"alarmName"}),
            names={"alarmName": "AlarmNames"},
        ),
    ),
    "aws:cloudwatch/dashboard:Dashboard": ResourceType(
        (Call("cloudwatch", "PutDashboard"),),
        resource_id=lambda created: created.inputs["dashboardName"],
        outputs=_dashboard_outputs,
        name="dashboardName",
        reads=call("cloudwatch", "GetDashboard", dashboardName="DashboardName"),
        deletes=Call(
            "cloudwatch",
            "DeleteDashboards",
            frozenset({"dashboardName"}),
            names={"dashboardName": "DashboardNames"},
        ),
    ),
}
