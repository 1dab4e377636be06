"""Queues: how long they keep messages, how they are encrypted, and the dead-letter queue."""

from typing import TypedDict

import pulumi
from pulumi_aws import sqs

from components.shared import policies

DAY_SECONDS = 24 * 3600
DEAD_LETTER_RETENTION_SECONDS = 14 * DAY_SECONDS  # SQS's longest
QUEUE_RETENTION_SECONDS = 7 * DAY_SECONDS
"""Retention of a queue that has a dead-letter queue.

It is shorter than the dead-letter queue's: a message keeps its enqueue time when it moves there, so
of two equal retentions nothing is left for a message that moved at the end of the first. A message
that moves on the seventh day still has seven days:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
"""

KEY_REUSE_SECONDS = 300
"""Seconds that SQS uses a data key again before it asks KMS for another: SQS's default. Longer is cheaper, and outlasts a revoked right for longer."""


class Encryption(TypedDict):
    """The part of a queue's configuration that its key decides."""

    sqs_managed_sse_enabled: pulumi.Output[bool | None]
    """True without a customer key, and otherwise unset: SQS refuses a queue with both."""
    kms_master_key_id: pulumi.Output[str | None]
    kms_data_key_reuse_period_seconds: pulumi.Output[int | None]


def encryption(kms_key_arn: pulumi.Input[str] | None) -> Encryption:
    """Return how a queue encrypts its messages: under the customer key, or without one under SQS's own."""
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
    """Make a dead-letter queue that refuses requests without TLS."""
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
