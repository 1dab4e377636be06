"""The Lambda handler: a run of the schedule in, an account out."""

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
from api_source.poll import Account, poll
from api_source.send import Sink
from api_source.settings import read_api, request_headers
from api_source.state import State

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from api_source.errors import TransientError

logger = Logger()
metrics = Metrics()
RETRIES = Config(retries={"mode": "standard", "max_attempts": 5})
RESERVE_SECONDS = 3  # of the function's time, for saying why the run ends


@metrics.log_metrics
@logger.inject_lambda_context
def handler(_: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Poll the API once. A failure is raised, so that Lambda tries again and, in the end, tells the dead-letter queue."""
    account = Account()
    deadline = Deadline(context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS)

    def retried(error: TransientError, seconds: float) -> None:
        account.retries += 1
        logger.warning(
            "request failed; it will be made again", reason=str(error), in_seconds=round(seconds, 1)
        )

    def oversize(key: str, size: int) -> None:
        account.oversize += 1
        logger.warning(
            "item is too large for a record; it is in the raw zone as an object of its own",
            key=key,
            bytes=size,
        )

    api = read_api(os.environ)
    # Lambda sets it; boto3 by itself reads AWS_DEFAULT_REGION alone
    region = os.environ["AWS_REGION"]
    s3 = boto3.client("s3", region_name=region, config=RETRIES)
    firehose = boto3.client("firehose", region_name=region, config=RETRIES)
    sink = Sink(
        firehose,
        os.environ["DELIVERY_STREAM"],
        s3,
        os.environ["RAW_BUCKET"],
        os.environ["RAW_PREFIX"],
        deadline,
        oversize,
    )
    failed = 1
    try:
        client = Client(api, request_headers(api, region), deadline, retried)
        poll(
            api, client, sink, State(s3, os.environ["RAW_BUCKET"], os.environ["STATE_KEY"]), account
        )
        failed = 0
    except Exception:
        logger.exception("run failed")
        raise
    finally:
        _tell(account, sink, failed)
    return {**asdict(account), "events": sink.counts.events, "records": sink.counts.records}


def _tell(account: Account, sink: Sink, failed: int) -> None:
    counts = {
        "ItemsFetched": account.items,
        "RecordsSent": sink.counts.records,
        "Retries": account.retries + sink.counts.retried,
        "NotModified": int(account.not_modified),
        "RunsCut": int(account.cut and not failed),
        "Failures": failed,
    }
    for name, count in counts.items():
        metrics.add_metric(name, MetricUnit.Count, count)
    if account.cut and not failed:
        logger.warning(
            "there are more pages than a run may fetch; raise apiMaxPages", pages=account.pages
        )
    logger.info(
        "run ended", events=sink.counts.events, records=sink.counts.records, **asdict(account)
    )
