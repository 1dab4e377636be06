"""What both engines have in common: the queue of new raw objects, how it is told of them, and the key of hashed columns."""

from datetime import date
from enum import StrEnum

import pulumi
import pulumi_aws as aws
from pulumi_aws import s3, secretsmanager, sqs

from clickstream.contract import Contract, Protection
from components.shared import policies, queues
from components.shared.layout import RAW_PREFIX

# AWS's advice for queues that feed functions: fewer send messages away that were only throttled
MAX_RECEIVES = 5
EARLIEST_EVENT_DATE = "2020-01-01"
# Firehose buffers up to 128 MB, but only as a hint: under backlog it writes larger objects
MAX_OBJECT_MB = 512
METRICS_NAMESPACE = "ClickstreamLake"
FUNCTION_TYPE = "clickstream:transform:Transform"
SPARK_TYPE = "clickstream:spark:SparkTransform"


class ParquetCompression(StrEnum):
    """How Parquet files are compressed."""

    ZSTD = "zstd"
    SNAPPY = "snappy"


def object_queue(
    name: str,
    visibility_timeout_seconds: int,
    kms_key_arn: pulumi.Input[str] | None,
    parent: pulumi.Resource,
) -> tuple[sqs.Queue, sqs.Queue]:
    """Make the queue of new raw objects, and the dead-letter queue behind it; return both."""
    child = pulumi.ResourceOptions(parent=parent)
    dead_letters = queues.dead_letter_queue(name, kms_key_arn, parent)
    queue = sqs.Queue(
        f"{name}-objects",
        visibility_timeout_seconds=visibility_timeout_seconds,
        message_retention_seconds=queues.QUEUE_RETENTION_SECONDS,
        redrive_policy=pulumi.Output.json_dumps(
            {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": MAX_RECEIVES}
        ),
        **queues.encryption(kms_key_arn),
        opts=child,
    )
    sqs.RedriveAllowPolicy(
        f"{name}-dead-letters",
        queue_url=dead_letters.url,
        redrive_allow_policy=pulumi.Output.json_dumps(
            {"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}
        ),
        opts=child,
    )
    return queue, dead_letters


def announce_objects(
    name: str,
    bucket: tuple[pulumi.Input[str], pulumi.Input[str]],
    queue: sqs.Queue,
    parent: pulumi.Resource,
    *,
    eventbridge: bool = False,
) -> pulumi.Output[str]:
    """Let a bucket, given by its name and ARN, send a message to the queue for each new raw object; to EventBridge too, if asked.

    Returns the bucket's ARN, known once that is so: what is delivered before is announced to
    nobody.
    """
    bucket_name, bucket_arn = bucket
    account = aws.get_caller_identity_output(
        opts=pulumi.InvokeOutputOptions(parent=parent)
    ).account_id
    permission = sqs.QueuePolicy(
        f"{name}-objects",
        queue_url=queue.url,
        policy=pulumi.Output.all(queue.arn, bucket_arn, account).apply(
            lambda known: policies.bucket_notifies_queue(*known)
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    notification = s3.BucketNotification(
        name,
        bucket=bucket_name,
        eventbridge=eventbridge or None,
        queues=[
            {"queue_arn": queue.arn, "events": ["s3:ObjectCreated:*"], "filter_prefix": RAW_PREFIX}
        ],
        # S3 sends a test message when this is made, and refuses if it may not.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[permission]),
    )
    return pulumi.Output.all(bucket_arn, notification.id).apply(lambda known: known[0])


def succeeds(opts: pulumi.ResourceOptions | None, former: str) -> pulumi.ResourceOptions:
    """Return options with which a converter takes over the queues and the notification of the other engine's converter.

    Without this alias a change of the engine would make a second notification and then delete the
    first, and that empties the bucket's one notification configuration:
    https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucketnotification/
    """
    return pulumi.ResourceOptions.merge(
        opts, pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=former)])
    )


def protection_secret(
    name: str,
    key: pulumi.Input[str] | None,
    kms_key_arn: pulumi.Input[str] | None,
    parent: pulumi.Resource,
) -> secretsmanager.Secret:
    """Keep the HMAC key of hashed columns in a secret, encrypted under the customer key if there is one; return the secret."""
    child = pulumi.ResourceOptions(parent=parent)
    secret = secretsmanager.Secret(
        f"{name}-protection-key",
        description="HMAC key of the hashed columns.",
        kms_key_id=policies.optional(kms_key_arn),
        opts=child,
    )
    secretsmanager.SecretVersion(
        f"{name}-protection-key",
        secret_id=secret.arn,
        secret_string=pulumi.Output.secret(key),
        opts=child,
    )
    return secret


def earliest_date(text: str) -> date:
    """Return an `earliest_event_date` as a date.

    Raises:
        ValueError: If it is none, with the value.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"earliest_event_date is {text!r}; it takes an ISO 8601 date, such as {EARLIEST_EVENT_DATE}"
        raise ValueError(msg) from error


def check_protection(contract: Contract, key: pulumi.Input[str] | None) -> None:
    """Refuse a contract that hashes columns without a key for it.

    Raises:
        ValueError: With the columns.
    """
    if contract.hashes and not key:
        hashed = ", ".join(
            column.name for column in contract.columns if column.protection is Protection.HASH
        )
        msg = f"the contract hashes columns of {contract.table} ({hashed}) and protection_key is not set; set a secret of 16 characters or more"
        raise ValueError(msg)
