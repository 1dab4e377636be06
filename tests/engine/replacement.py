"""Inputs whose change replaces a resource, because Pulumi's AWS provider cannot update them.

Each row names its source, a file below `internal/service/` of hashicorp/terraform-provider-aws,
which Pulumi's provider is built from: the schema has `ForceNew` or `RequiresReplace`.
"""

from __future__ import annotations

from typing import NamedTuple


class Replacement(NamedTuple):
    """Inputs of a type that force a replacement."""

    inputs: frozenset[str]
    source: str
    """Path of the file that defines the schema."""


def _of(source: str, *inputs: str) -> Replacement:
    return Replacement(frozenset(inputs), source)


REPLACES = {
    "aws:athena/namedQuery:NamedQuery": _of(
        "athena/named_query.go", "database", "description", "name", "query", "workgroup"
    ),
    "aws:athena/workgroup:Workgroup": _of("athena/workgroup.go", "name"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _of(
        "cloudwatch/composite_alarm.go", "alarmName"
    ),
    "aws:cloudwatch/dashboard:Dashboard": _of("cloudwatch/dashboard.go", "dashboardName"),
    "aws:cloudwatch/eventRule:EventRule": _of("events/rule.go", "name", "eventBusName"),
    "aws:cloudwatch/eventTarget:EventTarget": _of(
        "events/target.go", "rule", "targetId", "eventBusName"
    ),
    "aws:cloudwatch/logGroup:LogGroup": _of("logs/group.go", "name"),
    "aws:cloudwatch/logStream:LogStream": _of("logs/stream.go", "name", "logGroupName"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _of("cloudwatch/metric_alarm.go", "name"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _of("ecr/lifecycle_policy.go", "repository"),
    "aws:ecr/repository:Repository": _of("ecr/repository.go", "name", "encryptionConfigurations"),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": _of("ecr/repository_policy.go", "repository"),
    "aws:glue/catalogDatabase:CatalogDatabase": _of(
        "glue/catalog_database.go", "name", "catalogId"
    ),
    "aws:glue/catalogTable:CatalogTable": _of(
        "glue/catalog_table.go", "name", "databaseName", "catalogId"
    ),
    "aws:glue/crawler:Crawler": _of("glue/crawler.go", "name", "databaseName"),
    "aws:glue/job:Job": _of("glue/job.go", "name"),
    "aws:glue/trigger:Trigger": _of("glue/trigger.go", "name", "type", "workflowName"),
    "aws:glue/workflow:Workflow": _of("glue/workflow.go", "name"),
    "aws:iam/policy:Policy": _of("iam/policy.go", "name", "description", "path"),
    "aws:iam/role:Role": _of("iam/role.go", "name", "path"),
    "aws:iam/rolePolicy:RolePolicy": _of("iam/role_policy.go", "name", "role"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _of(
        "iam/role_policy_attachment.go", "policyArn", "role"
    ),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": _of(
        "firehose/delivery_stream.go",
        "destination",
        "name",
        "extendedS3Configuration.dynamicPartitioningConfiguration",
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": _of(
        "lambda/event_source_mapping.go", "eventSourceArn"
    ),
    "aws:lambda/function:Function": _of("lambda/function.go", "name", "packageType"),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": _of(
        "lambda/function_event_invoke_config.go", "functionName", "qualifier"
    ),
    "aws:lambda/layerVersion:LayerVersion": _of(
        "lambda/layer_version.go",
        "code",
        "compatibleArchitectures",
        "compatibleRuntimes",
        "description",
        "layerName",
        "s3Bucket",
        "s3Key",
        "s3ObjectVersion",
    ),
    "aws:s3/bucket:Bucket": _of("s3/bucket.go", "bucket"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _of(
        "s3/bucket_lifecycle_configuration.go", "bucket"
    ),
    "aws:s3/bucketNotification:BucketNotification": _of("s3/bucket_notification.go", "bucket"),
    "aws:s3/bucketObjectv2:BucketObjectv2": _of("s3/object.go", "bucket", "key"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _of(
        "s3/bucket_ownership_controls.go", "bucket"
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _of("s3/bucket_policy.go", "bucket"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _of(
        "s3/bucket_public_access_block.go", "bucket"
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _of(
        "s3/bucket_server_side_encryption_configuration.go", "bucket"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": _of("s3/bucket_versioning.go", "bucket"),
    "aws:scheduler/schedule:Schedule": _of("scheduler/schedule.go", "name", "groupName"),
    "aws:secretsmanager/secret:Secret": _of("secretsmanager/secret.go", "name"),
    "aws:secretsmanager/secretVersion:SecretVersion": _of(
        "secretsmanager/secret_version.go", "secretId"
    ),
    "aws:sns/topic:Topic": _of("sns/topic.go", "name", "fifoTopic"),
    "aws:sns/topicPolicy:TopicPolicy": _of("sns/topic_policy.go", "arn"),
    "aws:sns/topicSubscription:TopicSubscription": _of(
        "sns/topic_subscription.go", "endpoint", "protocol", "topic"
    ),
    "aws:sqs/queue:Queue": _of("sqs/queue.go", "name", "fifoQueue"),
    "aws:sqs/queuePolicy:QueuePolicy": _of("sqs/queue_policy.go", "queueUrl"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _of(
        "sqs/queue_redrive_allow_policy.go", "queueUrl"
    ),
    "aws:sqs/redrivePolicy:RedrivePolicy": _of("sqs/queue_redrive_policy.go", "queueUrl"),
}
