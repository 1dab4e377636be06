"""Resource types of CloudWatch: log groups, log streams and alarms."""

from __future__ import annotations

from typing import Any

from clickstream.local.resource_types.base import STATE_ONLY, Call, Made, ResourceType, call, named

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
_RETENTION_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
_RETENTION = Call(
    "logs",
    "PutRetentionPolicy",
    frozenset({"retentionInDays"}),
    frozenset({"name"}),
    names={"name": "logGroupName"},
    allowed={"retentionInDays": _RETENTION_DAYS},
)


def _log_group(made: Made) -> dict[str, Any]:
    return {"arn": made.cloud.arn("logs", f"log-group:{made.inputs['name']}")}


def _log_stream(made: Made) -> dict[str, Any]:
    return {
        "arn": made.cloud.arn(
            "logs", f"log-group:{made.inputs['logGroupName']}:log-stream:{made.inputs['name']}"
        )
    }


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
        identity=named,
        outputs=_log_group,
        name="name",
        updates=(
            _RETENTION,
            Call(
                "logs",
                "AssociateKmsKey",
                frozenset({"kmsKeyId"}),
                frozenset({"name"}),
                names={"name": "logGroupName"},
                served=False,
            ),
        ),
        # DescribeLogGroups answers an unknown name with an empty list
        reads=call("logs", "DescribeLogStreams", name="logGroupName"),
        deletes=call("logs", "DeleteLogGroup", name="logGroupName"),
    ),
    "aws:cloudwatch/logStream:LogStream": ResourceType(
        (Call("logs", "CreateLogStream", names={"name": "logStreamName"}),),
        identity=named,
        outputs=_log_stream,
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
        identity=named,
        outputs=lambda made: {"arn": made.cloud.arn("cloudwatch", f"alarm:{named(made)}")},
        name="name",
        deletes=Call(
            "cloudwatch", "DeleteAlarms", frozenset({"name"}), names={"name": "AlarmNames"}
        ),
    ),
}
