"""Log lines in JSON, and CloudWatch metrics under the names of the Lambda converter's metrics."""

from __future__ import annotations

import json
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any, TextIO

import boto3

from clickstream_spark.read import RETRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream_spark.report import Report
    from clickstream_spark.write import Lake

# The dimensions are those of the Lambda converter's metrics, so that alarms and dashboard serve
# both engines.
SERVICE = "converter"
METRICS_PER_REQUEST = 1000  # CloudWatch's limit
STANDARD_FIELDS = set(vars(logging.makeLogRecord({})))

logger = logging.getLogger("clickstream_spark")


class _JsonFormatter(logging.Formatter):
    """Formatter of one JSON line per log record, with the fields of `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the JSON line."""
        extra = {key: value for key, value in vars(record).items() if key not in STANDARD_FIELDS}
        line: dict[str, Any] = {
            "level": record.levelname,
            "message": record.getMessage(),
            "timestamp": self.formatTime(record),
            **extra,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to(stream: TextIO) -> None:
    """Write the log of this package to a stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_JsonFormatter())
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def log_reports(reports: Sequence[Report]) -> None:
    """Log the result of each object."""
    for report in reports:
        if report.problem:
            logger.error(
                "object not converted",
                extra={"source_object": report.source, "problem": report.problem},
            )
        elif report.gone:
            logger.warning(
                "object is gone; nothing to convert", extra={"source_object": report.source}
            )
        else:
            result = {
                "source_object": report.source,
                "lines": report.lines,
                "rows": report.rows,
                "quarantined": report.quarantined,
                "files": report.files,
            }
            logger.info("object converted", extra=result)


def count_metrics(reports: Sequence[Report]) -> Counter[str]:
    """Return the value of each metric for a round."""
    counts: Counter[str] = Counter()
    for report in reports:
        counts["ObjectsFailed"] += bool(report.problem)
        counts["ObjectsGone"] += report.gone
        counts["LinesIn"] += report.lines
        counts["RowsWritten"] += report.rows
        counts["LinesQuarantined"] += sum(report.quarantined.values())
        for reason, lines in report.quarantined.items():
            counts[f"LinesQuarantined.{reason}"] += lines
    return counts


def put_metrics(counts: Counter[str], namespace: str, lake: Lake) -> None:
    """Put the metrics of a round to CloudWatch."""
    data: list[Any] = [
        {
            "MetricName": name,
            "Dimensions": [
                {"Name": "service", "Value": SERVICE},
                # All stacks of an account share the namespace; the bucket's name is unique.
                {"Name": "lake_bucket", "Value": lake.bucket},
            ],
            "Value": value,
            "Unit": "Count",
        }
        for name, value in counts.items()
    ]
    client = boto3.client("cloudwatch", region_name=lake.region, config=RETRIES)
    for start in range(0, len(data), METRICS_PER_REQUEST):
        client.put_metric_data(
            Namespace=namespace, MetricData=data[start : start + METRICS_PER_REQUEST]
        )
