"""Lambda handler of the canary: one invocation sends one event and checks the earlier ones."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.config import Config

from canary.athena import Athena
from canary.find import RECENT, Search
from canary.lag import lag_seconds, marker, missing_markers
from canary.settings import CANARY_FILE, CanarySettings, read_settings
from clickstream.contract.event_template import fill

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()
# botocore's connect timeout of 60 s is the function's own: the check would not run.
RETRIES = Config(
    retries={"mode": "standard", "max_attempts": 3}, connect_timeout=3, read_timeout=10
)
RESERVE_SECONDS = 3  # before Lambda's timeout, to stop the query and log the error


@logger.inject_lambda_context
def handler(_: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Send a canary event, and put the lag of the earlier ones as a metric.

    An error is raised, and counts as an error of the function. The next run is the retry.
    """
    deadline = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS
    # Lambda sets AWS_REGION; boto3 reads AWS_DEFAULT_REGION alone.
    region = os.environ["AWS_REGION"]
    try:
        sent = _send(_settings(), region)
    finally:
        # Also if the put failed: the lag shows the outage.
        lag = _check(_settings(), region, deadline, context.function_name)
    return {"sent": sent, "lag_seconds": lag}


@cache
def _settings() -> CanarySettings:
    return read_settings(os.environ, CANARY_FILE.read_text(encoding="utf-8"))


def _send(settings: CanarySettings, region: str) -> str:
    """Put an event onto the delivery stream, and return its marker."""
    now = datetime.now(UTC)
    event = fill(settings.event, marker(now), now)
    boto3.client("firehose", region_name=region, config=RETRIES).put_record(
        DeliveryStreamName=settings.stream, Record={"Data": json.dumps(event).encode()}
    )
    return marker(now)


def _check(
    settings: CanarySettings, region: str, deadline: float, function_name: str
) -> float | None:
    """Put the lag as a metric, log it with the missing events, and return it."""
    athena = Athena(boto3.client("athena", region_name=region, config=RETRIES), settings, deadline)
    s3 = boto3.client("s3", region_name=region, config=RETRIES)
    times = Search(s3, settings, athena.first_column).times(datetime.now(UTC))
    now = datetime.now(UTC)
    lag = lag_seconds(times, now)
    if lag is None:
        logger.warning("no canary event of today or yesterday is in the table yet")
        return None
    # The function's name tells the stacks of an account apart.
    metrics.add_dimension("function_name", function_name)
    metrics.add_metric("CanaryLagSeconds", MetricUnit.Seconds, lag)
    metrics.flush_metrics()
    newest = max(times)
    missing = missing_markers(times, now - RECENT)
    log = logger.warning if missing else logger.info
    log(
        "canary events checked",
        lag_seconds=round(lag, 1),
        newest=marker(newest),
        waiting_for=marker(newest + timedelta(minutes=1)),
        missing=missing,
    )
    return lag
