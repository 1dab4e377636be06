"""Run of the job: rounds of conversion until the queue is empty or a range of dates is done."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import boto3
from pyspark.sql import SparkSession

from clickstream_spark.arrivals import list_arrivals, split_into_rounds
from clickstream_spark.convert import SESSION, convert
from clickstream_spark.object_queue import Queue, VisibilityExtender
from clickstream_spark.read import RETRIES, s3_client
from clickstream_spark.settings import Settings, parse
from clickstream_spark.telemetry import count_metrics, log_reports, log_to, logger, put_metrics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clickstream_spark.report import Report

PROBLEMS_SHOWN = 5


class RunFailedError(RuntimeError):
    """Some objects were not converted. All others were."""


def main(arguments: Sequence[str]) -> None:
    """Run the job.

    Raises:
        RunFailedError: If an object could not be converted. Its message becomes visible again, and
            finally goes to the dead-letter queue.
    """
    log_to(sys.stdout)
    settings = parse(arguments)
    builder: Any = SparkSession.builder  # PySpark gives it no usable type
    for key, value in SESSION.items():
        builder = builder.config(key, value)
    run(builder.getOrCreate(), settings)


def run(spark: SparkSession, settings: Settings) -> Counter[str]:
    """Convert the objects of the queue, or of the range of dates.

    Returns:
        The value of each metric for the whole run.

    Raises:
        RunFailedError: If an object could not be converted.
    """
    totals: Counter[str] = Counter()
    problems: list[str] = []
    dates = settings.dates
    rounds = _convert_dates(spark, settings, dates) if dates else _convert_queue(spark, settings)
    for reports in rounds:
        log_reports(reports)
        counts = count_metrics(reports)
        put_metrics(counts, settings.metrics_namespace, settings.lake)
        totals.update(counts)
        problems += [f"{report.source}: {report.problem}" for report in reports if report.problem]
        logger.info("round done", extra={"counts": dict(totals)})
    logger.info("run done", extra={"counts": dict(totals)})
    if problems:
        raise RunFailedError(_failure(problems))
    return totals


def _failure(problems: list[str]) -> str:
    shown = "; ".join(problems[:PROBLEMS_SHOWN])
    others = len(problems) - PROBLEMS_SHOWN
    more = f" (and {others} more)" if others > 0 else ""
    return f"{len(problems)} objects were not converted: {shown}{more}"


def _convert_queue(spark: SparkSession, settings: Settings) -> Iterator[list[Report]]:
    """Convert the objects of the queue until it is empty.

    A message is deleted when all of its objects are converted.
    """
    sqs = boto3.client("sqs", region_name=settings.lake.region, config=RETRIES)
    queue = Queue(sqs, settings.queue_url or "")
    while messages := queue.receive():
        # without duplicates, since SQS may deliver a message twice
        objects = list(dict.fromkeys(raw for message in messages for raw in message.objects))
        with VisibilityExtender(queue, messages):
            reports = convert(spark, objects, settings.rules, settings.lake) if objects else []
        failed = {objects[report.number] for report in reports if report.problem}
        queue.delete([message for message in messages if not failed.intersection(message.objects)])
        yield reports


def _convert_dates(
    spark: SparkSession, settings: Settings, dates: tuple[date, date]
) -> Iterator[list[Report]]:
    """Convert the objects of a range of arrival dates."""
    s3 = s3_client(settings.lake.region)
    arrivals = list_arrivals(s3, settings.raw_bucket, settings.raw_prefix, *dates)
    for objects in split_into_rounds(arrivals):
        yield convert(spark, objects, settings.rules, settings.lake)
