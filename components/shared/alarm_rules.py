"""Rules of the alarms: metrics, thresholds, periods, and the treatment of missing data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi

from clickstream.monitoring import metrics
from clickstream.monitoring.alarms import AlarmKind
from clickstream.monitoring.metrics import Metric

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
Missing = Literal["breaching", "notBreaching", "ignore"]
Dimensions = Mapping[str, pulumi.Input[str]]

# Services publish one data point a minute, or fewer. A shorter period would show single retries.
PERIOD_SECONDS = 300
# Twice the longest buffer of a stream (900 s): each period of a busy stream has a delivery.
DELIVERY_PERIOD_SECONDS = 1800
# Long enough for several polls of an API, and for a share of lines.
LONG_PERIOD_SECONDS = 900
MINUTE_SECONDS = 60
# Firehose retries a failed delivery for 24 hours: a single failed put loses and delays nothing.
DELIVERY_SUCCESS_SHARE = 0.5
# A duration above this share of the timeout grows past it with the next larger object.
NEAR_TIMEOUT_SHARE = 0.8
# Lambda throttles briefly while it scales. Three periods in a row mean that a quota is exceeded.
THROTTLED_PERIODS = 3
# Below it, one bad line at night would be a large share.
QUARANTINE_MIN_LINES = 100
# Lambda retries a failed run twice. Three errors or more are a run that failed for good, or several
# runs.
API_RETRIED_ERRORS = 2
# One missing lag is a cold start; without one for 15 minutes the canary does not run.
CANARY_PERIODS = 3


@dataclass(frozen=True)
class Reading:
    """A metric of one resource."""

    metric: Metric
    dimensions: Dimensions


@dataclass(frozen=True)
class AlarmRule:
    """Rule of an alarm over one metric, or over an expression of several."""

    kind: AlarmKind
    readings: Mapping[str, Reading]
    """Metrics by their names in the expression."""
    threshold: float
    missing: Missing = "notBreaching"
    """Treatment of missing data. The default suits metrics that are published only while there is
    something to count."""
    expression: str = ""
    """Metric math; empty for the only metric itself."""
    below: bool = False
    """Whether the alarm is on below the threshold, and not above."""
    period_seconds: int = PERIOD_SECONDS
    periods: int = 1


@dataclass(frozen=True)
class Thresholds:
    """Thresholds of the alarms, in the units of the metrics."""

    delivery_age_seconds: int
    queue_age_seconds: int
    quarantined_percent: int
    silence_minutes: int
    canary_lag_seconds: int


@dataclass(frozen=True)
class Parts:
    """Monitored parts of a stack; None for a part that it does not have."""

    delivery_stream: pulumi.Input[str] | None = None
    firehose_converts: bool = False
    queue: pulumi.Input[str] | None = None
    dead_letter_queue: pulumi.Input[str] | None = None
    function: pulumi.Input[str] | None = None
    function_timeout_seconds: int = 0
    lake_bucket: pulumi.Input[str] | None = None
    """Bucket whose converter's metrics are read."""
    failed_runs_rule: pulumi.Input[str] | None = None
    """EventBridge rule of the failed runs of the Glue jobs."""
    api_function: pulumi.Input[str] | None = None
    api_dead_letter_queue: pulumi.Input[str] | None = None
    canary_function: pulumi.Input[str] | None = None


def alarm_rules(parts: Parts, thresholds: Thresholds) -> list[AlarmRule]:
    """Return the rules of the alarms that the parts need."""
    return [
        *(_delivery(parts.delivery_stream, parts, thresholds) if parts.delivery_stream else []),
        *(_function(parts.function, parts) if parts.function else []),
        *_queues(parts, thresholds),
        *_runs(parts),
        *(_quarantine(parts.lake_bucket, thresholds) if parts.lake_bucket else []),
        *(_canary(parts.canary_function, thresholds) if parts.canary_function else []),
    ]


def of_converter(lake_bucket: pulumi.Input[str]) -> Callable[[Metric], Reading]:
    """Return the function that reads a converter's metric for a lake."""
    dimensions = {"service": metrics.CONVERTER_SERVICE, "lake_bucket": lake_bucket}
    return lambda metric: Reading(metric, dimensions)


def _single(
    kind: AlarmKind,
    metric: Metric,
    name: pulumi.Input[str],
    threshold: float,
    *,
    missing: Missing = "notBreaching",
    below: bool = False,
    period_seconds: int = PERIOD_SECONDS,
    periods: int = 1,
) -> AlarmRule:
    """Return a rule over a metric whose only dimension has the value `name`."""
    (dimension,) = metric.dimensions
    readings = {"value": Reading(metric, {dimension: name})}
    return AlarmRule(
        kind,
        readings,
        threshold,
        missing,
        "",
        below,
        period_seconds=period_seconds,
        periods=periods,
    )


def _delivery(stream: pulumi.Input[str], parts: Parts, thresholds: Thresholds) -> list[AlarmRule]:
    rules = [
        _single(
            AlarmKind.DELIVERY_LATE,
            metrics.DELIVERY_FRESHNESS,
            stream,
            thresholds.delivery_age_seconds,
        ),
        _single(
            AlarmKind.DELIVERY_FAILED,
            metrics.DELIVERY_SUCCESS,
            stream,
            DELIVERY_SUCCESS_SHARE,
            below=True,
            period_seconds=DELIVERY_PERIOD_SECONDS,
        ),
        _single(AlarmKind.PUTS_THROTTLED, metrics.THROTTLED_RECORDS, stream, 0),
    ]
    if parts.firehose_converts:
        rules.append(_single(AlarmKind.CONVERSION_FAILED, metrics.UNCONVERTED_RECORDS, stream, 0))
    if thresholds.silence_minutes:
        silence = _single(
            AlarmKind.SILENCE,
            metrics.INCOMING_RECORDS,
            stream,
            1,
            # A stream without records publishes no data: that is the silence.
            missing="breaching",
            below=True,
            period_seconds=MINUTE_SECONDS,
            periods=thresholds.silence_minutes,
        )
        rules.append(silence)
    return rules


def _function(name: pulumi.Input[str], parts: Parts) -> list[AlarmRule]:
    timeout_milliseconds = parts.function_timeout_seconds * 1000
    readings = {"errors": Reading(metrics.FUNCTION_ERRORS, {"FunctionName": name})}
    expression = ""
    if parts.lake_bucket:
        # Lambda counts no error for a message of a partial batch response that failed.
        readings["failed"] = of_converter(parts.lake_bucket)(metrics.MESSAGES_FAILED)
        expression = "FILL(errors, 0) + FILL(failed, 0)"
    rules = [AlarmRule(AlarmKind.FUNCTION_ERRORS, readings, 0, expression=expression)]
    if timeout_milliseconds:
        near = _single(
            AlarmKind.FUNCTION_NEAR_TIMEOUT,
            metrics.FUNCTION_DURATION,
            name,
            NEAR_TIMEOUT_SHARE * timeout_milliseconds,
        )
        rules.append(near)
    throttled = _single(
        AlarmKind.FUNCTION_THROTTLED,
        metrics.FUNCTION_THROTTLES,
        name,
        0,
        periods=THROTTLED_PERIODS,
    )
    return [*rules, throttled]


def _queues(parts: Parts, thresholds: Thresholds) -> list[AlarmRule]:
    rules: list[AlarmRule] = []
    if parts.queue:
        age = _single(
            AlarmKind.QUEUE_AGE, metrics.QUEUE_AGE, parts.queue, thresholds.queue_age_seconds
        )
        rules.append(age)
    dead_letters = {
        AlarmKind.DEAD_LETTERS: parts.dead_letter_queue,
        AlarmKind.API_DEAD_LETTERS: parts.api_dead_letter_queue,
    }
    rules += [
        # SQS stops publishing after six hours without a request, while messages may still be there.
        _single(kind, metrics.QUEUE_DEPTH, queue, 0, missing="ignore")
        for kind, queue in dead_letters.items()
        if queue
    ]
    return rules


def _runs(parts: Parts) -> list[AlarmRule]:
    rules: list[AlarmRule] = []
    if parts.failed_runs_rule:
        failed = _single(AlarmKind.JOB_FAILED, metrics.FAILED_RUNS, parts.failed_runs_rule, 0)
        rules.append(failed)
    if parts.api_function:
        errors = _single(
            AlarmKind.API_RUNS_FAILED,
            metrics.FUNCTION_ERRORS,
            parts.api_function,
            API_RETRIED_ERRORS,
            period_seconds=LONG_PERIOD_SECONDS,
        )
        rules.append(errors)
    return rules


def _quarantine(lake_bucket: pulumi.Input[str], thresholds: Thresholds) -> list[AlarmRule]:
    read = of_converter(lake_bucket)
    readings = {"quarantined": read(metrics.LINES_QUARANTINED), "lines": read(metrics.LINES_IN)}
    expression = f"IF(lines >= {QUARANTINE_MIN_LINES}, 100 * quarantined / lines, 0)"
    return [
        AlarmRule(
            AlarmKind.QUARANTINE_SHARE,
            readings,
            thresholds.quarantined_percent,
            expression=expression,
            period_seconds=LONG_PERIOD_SECONDS,
        )
    ]


def _canary(function: pulumi.Input[str], thresholds: Thresholds) -> list[AlarmRule]:
    dimensions = {"service": metrics.CANARY_SERVICE, "function_name": function}
    readings = {"lag": Reading(metrics.CANARY_LAG, dimensions)}
    # A canary that does not run publishes nothing. Neither does a new one before its first row: the
    # alarm is on until then, since CloudWatch also evaluates the time before the alarm existed.
    return [
        AlarmRule(
            AlarmKind.CANARY_LATE,
            readings,
            thresholds.canary_lag_seconds,
            "breaching",
            periods=CANARY_PERIODS,
        )
    ]
