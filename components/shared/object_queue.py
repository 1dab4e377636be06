"""Queue of raw objects with its dead-letter queue, and the bucket notification that feeds it."""

from collections.abc import Iterable

import pulumi
import pulumi_aws as aws
from pulumi_aws import s3, sqs

from components.shared import policies, queues
from components.shared.layout import RAW_PREFIX

# AWS advises 5 or more for a queue that invokes a function: with fewer, throttled messages move to
# the dead-letter queue.
MAX_RECEIVES = 5
LAMBDA_TYPE = "clickstream:converter:LambdaConverter"
SPARK_TYPE = "clickstream:converter:SparkConverter"
FORMER_TYPES = ("clickstream:transform:Transform", "clickstream:spark:SparkTransform")
"""Type tokens of both converters before they were renamed."""


def object_queue(
    name: str,
    visibility_timeout_seconds: int,
    kms_key_arn: pulumi.Input[str] | None,
    parent: pulumi.Resource,
) -> tuple[sqs.Queue, sqs.Queue]:
    """Create the queue of new raw objects and its dead-letter queue; return both."""
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


def notify_of_objects(
    name: str,
    bucket: tuple[pulumi.Input[str], pulumi.Input[str]],
    queue: sqs.Queue,
    parent: pulumi.Resource,
    *,
    eventbridge: bool = False,
) -> pulumi.Output[str]:
    """Create the bucket notification that sends a message to the queue for each new raw object.

    Args:
        name: Logical name of the resources.
        bucket: Name and ARN of the bucket of raw objects.
        queue: Queue of new raw objects.
        parent: The converter.
        eventbridge: Whether the bucket also sends its events to EventBridge.

    Returns:
        ARN of the bucket, known once the notification exists. A delivery stream that takes this
        ARN delivers no object before the notification exists.
    """
    bucket_name, bucket_arn = bucket
    invoke = pulumi.InvokeOutputOptions(parent=parent)
    account = aws.get_caller_identity_output(opts=invoke).account_id
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
        # S3 sends a test message when the notification is created, and fails without permission.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[permission]),
    )
    return pulumi.Output.all(bucket_arn, notification.id).apply(lambda known: known[0])


def with_former_types(
    opts: pulumi.ResourceOptions | None, former_types: Iterable[str]
) -> pulumi.ResourceOptions:
    """Return options with an alias for each former type of a component.

    So a converter keeps the queues and the notification of the other engine's converter.
    Without the alias, a change of the engine would create a second notification and then delete
    the first. The deletion would empty the bucket's only notification configuration:
    https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucketnotification/
    """
    aliases = [pulumi.Alias(type_=former) for former in former_types]
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=aliases))
