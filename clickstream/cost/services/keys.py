"""AWS KMS and Secrets Manager: the customer key and the stack's secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cost.measured import (
    BUCKET_KEY_SHARE,
    DAYS,
    KEY_REUSE_SECONDS,
    SECONDS_PER_DAY,
)
from clickstream.cost.prices import PriceKey
from clickstream.cost.schedules import rate_runs
from clickstream.cost.services import functions, glue
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.workload import Flow

KMS, SECRETS = "KMS", "Secrets Manager"
SENDERS, RECEIVERS = 1, 1
"""Principals that use the queue: S3, and the converter."""


def usages(settings: StackSettings, flow: Flow, s3_requests: float) -> list[Usage]:
    """Return the usages of keys and secrets.

    Args:
        settings: Settings of the stack.
        flow: Averages of a day.
        s3_requests: Requests of a month to S3.
    """
    count, read = _secrets(settings, flow)
    found = [
        Usage(SECRETS, "secrets", PriceKey.SECRETS, count),
        Usage(SECRETS, "secrets read", PriceKey.SECRETS_READ, read),
    ]
    if settings.kms_key_arn:
        requests = s3_requests * BUCKET_KEY_SHARE + read
        requests += queue_key_requests() if settings.has_queue else 0.0
        found += [
            Usage(KMS, "customer key", PriceKey.KMS_KEYS, 1),
            Usage(KMS, "requests of S3, SQS and secrets", PriceKey.KMS_REQUESTS, requests),
        ]
    return found


def queue_key_requests() -> float:
    """Return the requests of a month for an encrypted queue.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    gives the formula: 2 senders + receivers, for each period of a data key.
    """
    periods = DAYS * SECONDS_PER_DAY / KEY_REUSE_SECONDS
    return periods * (2 * SENDERS + RECEIVERS)


def _secrets(settings: StackSettings, flow: Flow) -> tuple[int, float]:
    """Return the number of secrets, and how often they are read in a month."""
    count, read = 0, 0.0
    if settings.hashes_columns and settings.engine == Engine.LAMBDA:
        count, read = 1, functions.cold_starts(settings, flow) * DAYS
    elif settings.hashes_columns and settings.engine == Engine.SPARK:
        count, read = 1, glue.converter_runs(settings, flow)
    if settings.api_secret_arn:
        count, read = count + 1, read + rate_runs(settings.api_rate)
    return count, read
