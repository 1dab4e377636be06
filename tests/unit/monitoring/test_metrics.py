"""Table of metrics against the documentation of the services."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.session import Session

from clickstream.monitoring.metrics import METRICS, NAMESPACE, Metric, lines_quarantined
from tests.paths import ROOT

DOCS = "https://docs.aws.amazon.com"
PUBLISHED: dict[tuple[str, str], tuple[set[str], dict[str, str]]] = {
    ("AWS/Firehose", f"{DOCS}/firehose/latest/dev/cloudwatch-metrics.html"): (
        {"DeliveryStreamName"},
        {
            "IncomingRecords": "Count",
            "IncomingBytes": "Bytes",
            "ThrottledRecords": "Count",
            "DeliveryToS3.DataFreshness": "Seconds",
            "DeliveryToS3.Success": "Count",
            "DeliveryToS3.Records": "Count",
            "SucceedConversion.Records": "Count",
            "FailedConversion.Records": "Count",
        },
    ),
    ("AWS/Lambda", f"{DOCS}/lambda/latest/dg/monitoring-metrics-types.html"): (
        {"FunctionName"},
        {
            "Errors": "Count",
            "Throttles": "Count",
            "Duration": "Milliseconds",
            "ConcurrentExecutions": "Count",
        },
    ),
    (
        "AWS/SQS",
        f"{DOCS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
    ): (
        {"QueueName"},
        {
            "ApproximateAgeOfOldestMessage": "Seconds",
            "ApproximateNumberOfMessagesVisible": "Count",
            "ApproximateNumberOfMessagesNotVisible": "Count",
            "NumberOfMessagesSent": "Count",
        },
    ),
    ("AWS/Events", f"{DOCS}/eventbridge/latest/userguide/eb-monitoring.html"): (
        {"RuleName"},
        {"TriggeredRules": "Count"},
    ),
    ("Glue", f"{DOCS}/glue/latest/dg/monitoring-awsglue-with-cloudwatch-metrics.html"): (
        {"JobName", "JobRunId", "Type"},
        {"glue.driver.aggregate.elapsedTime": "Milliseconds"},
    ),
    ("AWS/Athena", f"{DOCS}/athena/latest/ug/query-metrics-viewing.html"): (
        {"QueryState", "QueryType", "WorkGroup"},
        {"ProcessedBytes": "Bytes"},
    ),
}
"""Dimensions, and units by name, as the page of each service lists them (read in 2026-11)."""

OF_SERVICES = [metric for metric in METRICS if metric.namespace != NAMESPACE]
OWN = [metric for metric in METRICS if metric.namespace == NAMESPACE]


def name_of(metric: Metric) -> str:
    return metric.name


@pytest.mark.parametrize("metric", OF_SERVICES, ids=name_of)
def test_a_metric_of_a_service_is_published_with_these_dimensions_and_this_unit(
    metric: Metric,
) -> None:
    dimensions, units = PUBLISHED[metric.namespace, metric.source]
    assert metric.name in units, f"{metric.source} lists the metric"
    assert set(metric.dimensions) == dimensions, "CloudWatch finds a metric by all dimensions"
    assert metric.unit == units[metric.name]


def test_every_published_metric_of_the_table_is_read() -> None:
    read = {(metric.namespace, metric.source, metric.name) for metric in OF_SERVICES}
    listed = {(*page, name) for page, (_, units) in PUBLISHED.items() for name in units}
    assert read == listed


def test_own_metrics_name_the_module_that_emits_them() -> None:
    # The canary's module is checked where the canary is.
    modules = {metric.source for metric in OWN if metric.name != "CanaryLagSeconds"}
    assert modules == {
        "lambda_src/converter/handler.py",
        "spark_src/clickstream_spark/telemetry.py",
    }
    for metric in OWN:
        if metric.source in modules:
            emitter = (ROOT / metric.source).read_text(encoding="utf-8")
            assert f'"{metric.name}"' in emitter, f"{metric.source} emits {metric.name}"


def test_units_and_statistics_are_cloudwatchs() -> None:
    model: Any = Session().get_service_model("cloudwatch")
    units = model.shape_for("StandardUnit").enum
    statistics = model.shape_for("Statistic").enum
    assert {metric.unit for metric in METRICS} <= set(units)
    assert {metric.statistic for metric in METRICS} <= set(statistics)


def test_a_metric_is_in_the_table_once() -> None:
    keys = [(metric.namespace, metric.name, metric.statistic) for metric in METRICS]
    assert len(keys) == len(set(keys))
    assert len(keys) > len(OF_SERVICES) > 0


def test_quarantined_lines_are_counted_by_reason_with_the_same_dimensions() -> None:
    metric = lines_quarantined("wrong_type")
    assert (metric.namespace, metric.name) == (NAMESPACE, "LinesQuarantined.wrong_type")
    assert metric.dimensions == ("service", "lake_bucket")
