"""CloudWatch metrics of a stack's status: their queries, and their values in a range of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from clickstream.monitoring import metrics as published
from clickstream.records.decode import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef

    from clickstream.monitoring.metrics import Metric

SHOWN: Mapping[str, Metric] = {
    "records_in": published.INCOMING_RECORDS,
    "bytes_in": published.INCOMING_BYTES,
    "records_throttled": published.THROTTLED_RECORDS,
    "records_delivered": published.DELIVERED_RECORDS,
    "delivery_success": published.DELIVERY_SUCCESS,
    "delivery_lag_seconds": published.DELIVERY_FRESHNESS,
    "records_converted": published.CONVERTED_RECORDS,
    "records_not_converted": published.UNCONVERTED_RECORDS,
    "notifications": published.MESSAGES_SENT,
    "oldest_message_seconds": published.QUEUE_AGE,
    "lines_in": published.LINES_IN,
    "rows_written": published.ROWS_WRITTEN,
    "lines_quarantined": published.LINES_QUARANTINED,
    "messages_failed": published.MESSAGES_FAILED,
    "objects_failed": published.OBJECTS_FAILED,
    "function_errors": published.FUNCTION_ERRORS,
    "function_throttles": published.FUNCTION_THROTTLES,
    "canary_lag_seconds": published.CANARY_LAG,
}
"""Metrics by their keys in facts and JSON."""
QUARANTINED_PREFIX = "lines_quarantined."
"""Beginning of the keys of quarantined lines by reason."""
ENGINES: Mapping[str, frozenset[str]] = {
    "records_converted": frozenset({"firehose"}),
    "records_not_converted": frozenset({"firehose"}),
    "messages_failed": frozenset({"lambda"}),
    "objects_failed": frozenset({"spark"}),
}
"""Engines of the metrics that not every engine has."""
WITHOUT_LINES = frozenset({"firehose"})  # converts records, and counts no lines
MINUTE = timedelta(minutes=1)
PERIODS = ((timedelta(hours=3), MINUTE), (timedelta(days=3), timedelta(minutes=5)))
LONGEST_PERIOD = timedelta(hours=1)  # CloudWatch keeps hours for 15 months, minutes for 15 days


@dataclass(frozen=True)
class Series:
    """Values of a metric by time, the earliest first; none if nothing was published."""

    values: tuple[tuple[datetime, float], ...] = ()

    @property
    def total(self) -> int:
        """Sum of the values, for counts."""
        return round(sum(value for _, value in self.values))

    @property
    def latest(self) -> float | None:
        """Last value; None if there is none."""
        return self.values[-1][1] if self.values else None

    @property
    def worst(self) -> float | None:
        """Largest value; None if there is none."""
        return max((value for _, value in self.values), default=None)


def stack_metrics(outputs: Mapping[str, Any], engine: str) -> dict[str, Metric]:
    """Return the metrics of a stack, by key: those of its engine whose dimensions are known."""
    reasons = {
        f"{QUARANTINED_PREFIX}{reason.value}": published.lines_quarantined(reason.value)
        for reason in Reason
    }
    return {
        key: metric
        for key, metric in {**SHOWN, **reasons}.items()
        if _has(engine, key, metric) and dimensions(metric, outputs)
    }


def _has(engine: str, key: str, metric: Metric) -> bool:
    """Return whether a stack of an engine has a metric."""
    if key in ENGINES:
        return engine in ENGINES[key]
    is_of_converter = metric.dimensions == published.LINES_IN.dimensions
    return engine not in WITHOUT_LINES or not is_of_converter


def dimensions(metric: Metric, outputs: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the dimensions of a stack's metric; None if it lacks an output that they need."""
    canary = "function_name" in metric.dimensions
    values = {
        "DeliveryStreamName": outputs.get("delivery_stream_name"),
        "FunctionName": outputs.get("converter_function"),
        "QueueName": str(outputs.get("queue_url") or "").rpartition("/")[2],
        "function_name": outputs.get("canary_function"),
        "lake_bucket": outputs.get("lake_bucket"),
        "service": published.CANARY_SERVICE if canary else published.CONVERTER_SERVICE,
    }
    found = {name: str(values.get(name) or "") for name in metric.dimensions}
    return found if all(found.values()) else None


def read_metrics(
    client: CloudWatchClient,
    outputs: Mapping[str, Any],
    engine: str,
    since: datetime,
    until: datetime,
) -> dict[str, Series]:
    """Return the metrics of a stack in a range of time, by key."""
    metrics = stack_metrics(outputs, engine)
    if not metrics:
        return {}
    period = _period(until - since)
    queries = [
        _query(f"m{number}", metric, outputs, period)
        for number, metric in enumerate(metrics.values())
    ]
    values: dict[str, list[tuple[datetime, float]]] = {query["Id"]: [] for query in queries}
    pages = client.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries,
        StartTime=since,
        EndTime=until + MINUTE,  # the current minute counts
        ScanBy="TimestampAscending",
    )
    for page in pages:
        for result in page["MetricDataResults"]:
            times, numbers = result.get("Timestamps", []), result.get("Values", [])
            values[result.get("Id", "")] += zip(times, numbers, strict=True)
    return {key: Series(tuple(sorted(values[f"m{number}"]))) for number, key in enumerate(metrics)}


def _query(
    query_id: str, metric: Metric, outputs: Mapping[str, Any], period: timedelta
) -> MetricDataQueryTypeDef:
    return {
        "Id": query_id,
        "MetricStat": {
            "Metric": {
                "Namespace": metric.namespace,
                "MetricName": metric.name,
                "Dimensions": [
                    {"Name": name, "Value": value}
                    for name, value in (dimensions(metric, outputs) or {}).items()
                ],
            },
            "Period": int(period.total_seconds()),
            "Stat": metric.statistic,
        },
    }


def _period(length: timedelta) -> timedelta:
    return next((period for longest, period in PERIODS if length <= longest), LONGEST_PERIOD)
