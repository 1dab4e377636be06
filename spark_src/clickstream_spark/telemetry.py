"""What a run tells: log lines in JSON, and the counts that the converter's function has too."""

from __future__ import annotations

import json
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any, TextIO

import boto3

from clickstream_spark.read import RETRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream_spark.rows import Report

# the dimension that the function's metrics have: a dashboard need not ask which engine runs
SERVICE = "converter"
METRICS_BATCH = 1000  # CloudWatch's limit for one request
STANDARD_FIELDS = set(vars(logging.makeLogRecord({})))

logger = logging.getLogger("clickstream_spark")


class _Json(logging.Formatter):
    """A line of JSON per record, with what is given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        given = {key: value for key, value in vars(record).items() if key not in STANDARD_FIELDS}
        line: dict[str, Any] = {
            "level": record.levelname,
            "message": record.getMessage(),
            "timestamp": self.formatTime(record),
            **given,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to(stream: TextIO) -> None:
    """Send this package's log to a stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json())
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def log_reports(reports: Sequence[Report]) -> None:
    """Log the account of each object."""
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
            account = {
                "lines": report.lines,
                "rows": report.rows,
                "quarantined": report.quarantined,
                "files": report.files,
            }
            logger.info("object converted", extra={"source_object": report.source, **account})


def count(reports: Sequence[Report]) -> Counter[str]:
    """Return the account of a round, by metric."""
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


def put_metrics(counts: Counter[str], namespace: str, region: str) -> None:
    """Put a round's counts to CloudWatch."""
    data: list[Any] = [
        {
            "MetricName": name,
            "Dimensions": [{"Name": "service", "Value": SERVICE}],
            "Value": value,
            "Unit": "Count",
        }
        for name, value in counts.items()
    ]
    client = boto3.client("cloudwatch", region_name=region, config=RETRIES)
    for start in range(0, len(data), METRICS_BATCH):
        client.put_metric_data(Namespace=namespace, MetricData=data[start : start + METRICS_BATCH])
