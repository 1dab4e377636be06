"""Metrics are queried by all of their dimensions, and only those that the stack has."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from clickstream.cli.status.metrics import Series, dimensions, read_metrics, stack_metrics
from clickstream.monitoring import metrics as published
from clickstream.records.decode import Reason
from tests.unit.cli.log_lines import NOON
from tests.unit.cli.status_stack import STACK_OUTPUTS, FakeCloudWatch

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

REASONS = {f"lines_quarantined.{reason.value}" for reason in Reason}


def test_dimensions_are_taken_from_the_outputs() -> None:
    outputs = {**STACK_OUTPUTS, "canary_function": "canary-1"}
    assert dimensions(published.INCOMING_RECORDS, outputs) == {"DeliveryStreamName": "events"}
    assert dimensions(published.QUEUE_AGE, outputs) == {"QueueName": "queue"}
    assert dimensions(published.FUNCTION_ERRORS, outputs) == {"FunctionName": "converter"}
    assert dimensions(published.LINES_IN, outputs) == {
        "service": "converter",
        "lake_bucket": "lake",
    }
    assert dimensions(published.CANARY_LAG, outputs) == {
        "service": "canary",
        "function_name": "canary-1",
    }
    assert dimensions(published.CANARY_LAG, STACK_OUTPUTS) is None


def test_each_engine_has_the_metrics_that_it_publishes() -> None:
    of_lambda = stack_metrics(STACK_OUTPUTS, "lambda").keys()
    assert {"messages_failed", "function_errors", "lines_in", *REASONS} <= of_lambda
    assert not {"objects_failed", "records_converted", "canary_lag_seconds"} & of_lambda

    outputs = {**STACK_OUTPUTS, "converter_function": None, "spark_job": "job"}
    of_spark = stack_metrics(outputs, "spark").keys()
    assert {"objects_failed", "lines_in", *REASONS} <= of_spark
    assert not {"messages_failed", "function_errors"} & of_spark

    outputs = {**outputs, "queue_url": None}
    of_firehose = stack_metrics(outputs, "firehose").keys()
    assert {"records_converted", "records_not_converted", "records_in"} <= of_firehose
    assert not {"lines_in", "notifications", "oldest_message_seconds", *REASONS} & of_firehose


def test_a_stack_of_a_single_component_has_the_metrics_of_its_outputs() -> None:
    found = stack_metrics({"delivery_stream_name": "events"}, "lambda")
    assert {metric.namespace for metric in found.values()} == {"AWS/Firehose"}


@pytest.mark.parametrize(
    ("length", "seconds"),
    [
        (timedelta(minutes=15), 60),
        (timedelta(hours=3), 60),
        (timedelta(hours=4), 300),
        (timedelta(days=7), 3600),
    ],
)
def test_values_are_read_in_periods_that_cloudwatch_still_has(
    length: timedelta, seconds: int
) -> None:
    client = FakeCloudWatch({"IncomingRecords": [(NOON, 5.0), (NOON + timedelta(minutes=1), 7.0)]})
    found = read_metrics(
        cast("CloudWatchClient", client), STACK_OUTPUTS, "lambda", NOON - length, NOON
    )
    assert found["records_in"].total == 12, "the values of all pages count"
    assert found["rows_written"] == Series()
    periods = {query["MetricStat"]["Period"] for query in client.queried}
    assert periods == {seconds}
    (query,) = (
        query
        for query in client.queried
        if query["MetricStat"]["Metric"]["MetricName"] == "IncomingRecords"
    )
    assert query["MetricStat"]["Stat"] == "Sum"


def test_a_stack_without_any_dimension_asks_for_nothing() -> None:
    client = FakeCloudWatch()
    assert not read_metrics(cast("CloudWatchClient", client), {}, "lambda", NOON, NOON)
    assert not client.queried, "CloudWatch refuses a request without a query"


def test_a_series_has_total_latest_and_worst_value() -> None:
    some = Series(((NOON, 3.0), (NOON + timedelta(minutes=1), 1.0)))
    assert (some.total, some.latest, some.worst) == (4, 1.0, 3.0)
    assert (Series().total, Series().latest, Series().worst) == (0, None, None)
