"""SQS queues: retention, encryption, and the dead-letter queue."""

from typing import TypedDict

import pulumi
from pulumi_aws import sqs

from components.shared import policies

DAY_SECONDS = 24 * 3600
DEAD_LETTER_RETENTION_SECONDS = 14 * DAY_SECONDS  # SQS's maximum
QUEUE_RETENTION_SECONDS = 7 * DAY_SECONDS
"""Retention of a queue with a dead-letter queue.

It is shorter than the dead-letter queue's, since a message keeps its enqueue time when it moves: a
message that moves on the seventh day has seven days left.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
"""

KEY_REUSE_SECONDS = 300
"""Seconds that SQS reuses a data key before it calls KMS again. 300 is SQS's default.

A longer period is cheaper, and delays the effect of a revoked key.
"""


class Encryption(TypedDict):
    """Part of a queue's configuration that depends on its key."""

    sqs_managed_sse_enabled: pulumi.Output[bool | None]
    """True without a customer key, otherwise unset: SQS refuses a queue with both."""
    kms_master_key_id: pulumi.Output[str | None]
    kms_data_key_reuse_period_seconds: pulumi.Output[int | None]


def encryption(kms_key_arn: pulumi.Input[str] | None) -> Encryption:
    """Return the encryption of a queue: with the customer key, or without one with SQS's key."""
    key = policies.optional(kms_key_arn)
    return {
        "sqs_managed_sse_enabled": key.apply(lambda arn: None if arn else True),
        "kms_master_key_id": key,
        "kms_data_key_reuse_period_seconds": key.apply(
            lambda arn: KEY_REUSE_SECONDS if arn else None
        ),
    }


def dead_letter_queue(
    name: str, kms_key_arn: pulumi.Input[str] | None, parent: pulumi.Resource
) -> sqs.Queue:
    """Create a dead-letter queue that denies requests without TLS."""
    child = pulumi.ResourceOptions(parent=parent)
    queue = sqs.Queue(
        f"{name}-dead-letters",
        message_retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
        **encryption(kms_key_arn),
        opts=child,
    )
    sqs.QueuePolicy(
        f"{name}-dead-letters",
        queue_url=queue.url,
        policy=queue.arn.apply(policies.tls_only_queue),
        opts=child,
    )
    return queue
