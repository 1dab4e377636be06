"""Metrics of the Spark job, as alarms and dashboard read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.monitoring.metrics import (
    CONVERTER,
    CONVERTER_SERVICE,
    METRICS,
    NAMESPACE,
    lines_quarantined,
)
from clickstream_spark import telemetry
from clickstream_spark.report import Report
from clickstream_spark.write import Lake

if TYPE_CHECKING:
    import pytest

LAKE = Lake("eu-central-1", "lake", "events/", "quarantine/", "zstd")
OF_THE_FUNCTION = {"MessagesFailed"}  # Lambda counts messages, and Spark counts objects
SPARK = "spark_src/clickstream_spark/telemetry.py"


class CloudWatch:
    """Client that keeps the requests; itself in place of `boto3`."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def client(self, service: str, **_: Any) -> CloudWatch:
        assert service == "cloudwatch"
        return self

    def put_metric_data(self, **request: Any) -> None:
        self.requests.append(request)


def test_the_metrics_have_the_names_units_and_dimensions_that_alarms_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cloudwatch = CloudWatch()
    monkeypatch.setattr(telemetry, "boto3", cloudwatch)
    report = Report(number=0, source="s3://raw/a", lines=3, rows=2, quarantined={"wrong_type": 1})
    telemetry.put_metrics(telemetry.count_metrics([report]), NAMESPACE, LAKE)

    (request,) = cloudwatch.requests
    emitted = {
        (request["Namespace"], data["MetricName"]): (
            {dimension["Name"]: dimension["Value"] for dimension in data["Dimensions"]},
            data["Unit"],
        )
        for data in request["MetricData"]
    }
    read = [metric for metric in METRICS if metric.source in {CONVERTER, SPARK}]
    read += [lines_quarantined("wrong_type")]
    for metric in read:
        if metric.name in OF_THE_FUNCTION:
            continue
        dimensions, unit = emitted[metric.namespace, metric.name]
        assert set(dimensions) == set(metric.dimensions), metric.name
        assert unit == metric.unit, metric.name
        assert dimensions == {"service": CONVERTER_SERVICE, "lake_bucket": "lake"}, (
            "the bucket tells the stacks of an account apart"
        )
