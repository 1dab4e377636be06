"""Lambda handler of the API source: one invocation is one run."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.config import Config

from api_source.deadline import Deadline
from api_source.fetch import Client
from api_source.poll import RunCounts, poll
from api_source.send import Sink
from api_source.settings import read_settings, request_headers
from api_source.state import PollState

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from api_source.errors import TransientError

logger = Logger()
metrics = Metrics()
RETRIES = Config(retries={"mode": "standard", "max_attempts": 5})
RESERVE_SECONDS = 3  # before Lambda's timeout, to log the error


@metrics.log_metrics
@logger.inject_lambda_context
def handler(_: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Poll the API once.

    An error is raised, so that Lambda retries the run and finally sends it to the dead-letter
    queue.
    """
    counts = RunCounts()
    deadline = Deadline(context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS)

    def log_retry(error: TransientError, seconds: float) -> None:
        counts.retries += 1
        logger.warning(
            "request failed and is retried", reason=str(error), in_seconds=round(seconds, 1)
        )

    api = read_settings(os.environ)
    # Lambda sets AWS_REGION; boto3 reads AWS_DEFAULT_REGION alone.
    region = os.environ["AWS_REGION"]
    sink = _sink(region, deadline, counts)
    state = PollState(sink.s3, sink.raw_bucket, os.environ["STATE_KEY"])
    failed = 1
    try:
        client = Client(api, request_headers(api, region), deadline, log_retry)
        poll(api, client, sink, state, counts)
        failed = 0
    except Exception:
        logger.exception("run failed")
        raise
    finally:
        _report(counts, sink, failed)
    return {**asdict(counts), "events": sink.counts.events, "records": sink.counts.records}


def _sink(region: str, deadline: Deadline, counts: RunCounts) -> Sink:
    def log_oversize(key: str, size: int) -> None:
        counts.oversize += 1
        logger.warning(
            "item exceeds the size limit of a record and is written to the raw zone",
            key=key,
            bytes=size,
        )

    return Sink(
        boto3.client("firehose", region_name=region, config=RETRIES),
        os.environ["DELIVERY_STREAM"],
        boto3.client("s3", region_name=region, config=RETRIES),
        os.environ["RAW_BUCKET"],
        os.environ["RAW_PREFIX"],
        deadline,
        log_oversize,
    )


def _report(counts: RunCounts, sink: Sink, failed: int) -> None:
    """Add the metrics and the final log line of a run."""
    cut = counts.cut and not failed
    values = {
        "ItemsFetched": counts.items,
        "RecordsSent": sink.counts.records,
        "Retries": counts.retries + sink.counts.retried,
        "NotModified": int(counts.not_modified),
        "RunsCut": int(cut),
        "Failures": failed,
    }
    for name, value in values.items():
        metrics.add_metric(name, MetricUnit.Count, value)
    if cut:
        logger.warning(
            "the API has more pages than a run may fetch; raise apiMaxPages", pages=counts.pages
        )
    logger.info(
        "run ended", events=sink.counts.events, records=sink.counts.records, **asdict(counts)
    )
