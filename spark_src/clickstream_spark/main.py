"""A run: rounds of conversion until the queue is empty, or the range of dates is done."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import boto3
from pyspark.sql import SparkSession

from clickstream_spark.convert import SESSION, convert
from clickstream_spark.read import RETRIES, s3_client
from clickstream_spark.settings import Settings, parse
from clickstream_spark.telemetry import count, log_reports, log_to, logger, put_metrics
from clickstream_spark.work import Held, Queue, arrived, rounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clickstream_spark.rows import Report

PROBLEMS_SHOWN = 5


class RunFailedError(RuntimeError):
    """Objects were not converted. All others were."""


def main(arguments: Sequence[str]) -> None:
    """Run the job.

    Raises:
        RunFailedError: If an object could not be converted. From the queue it comes again, and goes
            to the dead-letter queue in the end.
    """
    log_to(sys.stdout)
    settings = parse(arguments)
    builder: Any = SparkSession.builder  # typed as what only its class knows
    for key, value in SESSION.items():
        builder = builder.config(key, value)
    run(builder.getOrCreate(), settings)


def run(spark: SparkSession, settings: Settings) -> Counter[str]:
    """Convert what there is to convert; return the account of all of it, by metric.

    Raises:
        RunFailedError: As `main`.
    """
    account: Counter[str] = Counter()
    problems: list[str] = []
    for reports in (
        _dated(spark, settings, settings.dates) if settings.dates else _queued(spark, settings)
    ):
        log_reports(reports)
        counts = count(reports)
        put_metrics(counts, settings.metrics_namespace, settings.target.region)
        account.update(counts)
        problems += [f"{report.source}: {report.problem}" for report in reports if report.problem]
        logger.info("round done", extra={"account": dict(account)})
    logger.info("run done", extra={"account": dict(account)})
    if problems:
        more = (
            f" (and {len(problems) - PROBLEMS_SHOWN} more)"
            if len(problems) > PROBLEMS_SHOWN
            else ""
        )
        msg = f"{len(problems)} objects were not converted: {'; '.join(problems[:PROBLEMS_SHOWN])}{more}"
        raise RunFailedError(msg)
    return account


def _queued(spark: SparkSession, settings: Settings) -> Iterator[list[Report]]:
    """Convert what the queue names, until it is empty. A message goes once all of its objects are in the lake."""
    queue = Queue(
        boto3.client("sqs", region_name=settings.target.region, config=RETRIES),
        settings.queue_url or "",
    )
    while messages := queue.receive():
        # a message may come twice
        objects = list(dict.fromkeys(raw for message in messages for raw in message.objects))
        with Held(queue, messages):
            reports = convert(spark, objects, settings.rules, settings.target) if objects else []
        failed = {objects[report.number] for report in reports if report.problem}
        queue.delete([message for message in messages if not failed.intersection(message.objects)])
        yield reports


def _dated(
    spark: SparkSession, settings: Settings, dates: tuple[date, date]
) -> Iterator[list[Report]]:
    """Convert what arrived on the dates."""
    for objects in rounds(
        arrived(s3_client(settings.target.region), settings.raw_bucket, settings.raw_prefix, *dates)
    ):
        yield convert(spark, objects, settings.rules, settings.target)
