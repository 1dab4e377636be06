"""IAM policy documents, as plain functions over known ARNs.

Call the functions inside an apply, and serialise the statements once, with `document`. Every
statement names its actions and its resources; a `*` follows only a slash or a colon, for the
objects below a prefix or the streams of a log group. The one exception is `put_metrics`, whose
action has no resource; a condition limits it.
"""

import json
from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi


class Statement(TypedDict):
    """One statement of a policy document."""

    Effect: str
    Action: list[str]
    Resource: NotRequired[list[str]]
    Principal: NotRequired[dict[str, str] | str]
    Condition: NotRequired[dict[str, dict[str, str | list[str]]]]


def document(*statements: Statement) -> str:
    """Return the JSON of a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(actions: list[str], resources: list[str]) -> Statement:
    """Allow `actions` on `resources`."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def assume_role(service: str, conditions: dict[str, str] | None = None) -> str:
    """Return the trust policy that lets an AWS service assume a role.

    `conditions` guard against a confused deputy.
    """
    statement: Statement = {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole"],
        "Principal": {"Service": service},
    }
    if conditions:
        statement["Condition"] = {"StringEquals": dict(conditions)}
    return document(statement)


def tls_only_bucket(bucket_arn: str) -> str:
    """Return the bucket policy that denies requests without TLS."""
    return document({**_tls_only(["s3:*"], [bucket_arn, f"{bucket_arn}/*"])})


def _tls_only(actions: list[str], resources: list[str]) -> Statement:
    # Wildcards are safe here: a deny grants nothing.
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": resources,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def bucket_notifies_queue(queue_arn: str, bucket_arn: str, account: str) -> str:
    """Return the queue policy that allows notifications of one bucket, with TLS alone."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": ["sqs:SendMessage"],
            "Resource": [queue_arn],
            "Condition": {
                "ArnEquals": {"aws:SourceArn": bucket_arn},
                "StringEquals": {"aws:SourceAccount": account},
            },
        },
        _tls_only(["sqs:*"], [queue_arn]),
    )


def tls_only_queue(queue_arn: str) -> str:
    """Return the queue policy that denies requests without TLS."""
    return document(_tls_only(["sqs:*"], [queue_arn]))


def alarms_notify_topic(topic_arn: str, account: str) -> str:
    """Return the topic policy that lets the account's alarms publish, with TLS alone.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    partition, region = (topic_arn.split(":")[part] for part in (1, 3))
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["sns:Publish"],
            "Resource": [topic_arn],
            "Condition": {
                "ArnLike": {
                    "aws:SourceArn": f"arn:{partition}:cloudwatch:{region}:{account}:alarm:*"
                },
                "StringEquals": {"aws:SourceAccount": account},
            },
        },
        _tls_only(["sns:Publish"], [topic_arn]),
    )


def use_key(kms_key_arn: str | None, former: Sequence[str | None] = ()) -> list[Statement]:
    """Allow encrypting with a customer key, and decrypting with it and with former keys.

    The list is empty without keys.
    """
    current = [allow(["kms:Decrypt", "kms:GenerateDataKey"], [kms_key_arn])] if kms_key_arn else []
    return [*current, *read_with_keys([arn for arn in former if arn != kms_key_arn])]


def read_with_keys(arns: Sequence[str | None]) -> list[Statement]:
    """Allow decrypting with customer keys. The list is empty without keys."""
    keys = [arn for arn in arns if arn]
    return [allow(["kms:Decrypt"], keys)] if keys else []


def write_logs(log_group_arn: str) -> Statement:
    """Allow writing to the streams of one existing log group."""
    return allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group_arn}:*"])


def deliver_to_bucket(bucket_arn: str, prefixes: list[str]) -> list[Statement]:
    """Allow Firehose to write objects below the prefixes of a bucket.

    https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
    """
    return [
        allow(
            ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [bucket_arn]
        ),
        allow(
            ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
            [f"{bucket_arn}/{prefix}*" for prefix in prefixes],
        ),
    ]


def read_objects(bucket_arn: str, prefix: str) -> list[Statement]:
    """Allow reading and listing the objects below a prefix.

    Without the right to list, S3 answers 403 and not 404 for an object that does not exist.
    """
    return [
        allow(["s3:GetObject", "s3:GetObjectVersion"], [f"{bucket_arn}/{prefix}*"]),
        list_objects(bucket_arn, prefix),
    ]


def list_objects(bucket_arn: str, prefix: str) -> Statement:
    """Allow listing the objects below a prefix, and no others."""
    listing = allow(["s3:ListBucket"], [bucket_arn])
    listing["Condition"] = {"StringLike": {"s3:prefix": [f"{prefix}*"]}}
    return listing


def write_objects(bucket_arn: str, prefixes: list[str]) -> Statement:
    """Allow writing objects below prefixes."""
    return allow(["s3:PutObject"], [f"{bucket_arn}/{prefix}*" for prefix in prefixes])


def consume_queue(queue_arn: str) -> Statement:
    """Allow Lambda's poller to receive and delete messages of a queue."""
    return allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queue_arn])


def drain_queue(queue_arn: str) -> Statement:
    """Allow a job to receive and delete messages, and to extend their visibility timeout."""
    return allow(
        ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"], [queue_arn]
    )


def notify_workflow(workflow_arn: str) -> str:
    """Return the policy that lets EventBridge notify a Glue workflow of events."""
    return document(allow(["glue:notifyEvent"], [workflow_arn]))


def put_metrics(namespaces: list[str]) -> Statement:
    """Allow putting metrics into CloudWatch namespaces.

    PutMetricData has no resource, so a condition on the namespace limits it:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
    """
    putting = allow(["cloudwatch:PutMetricData"], ["*"])
    putting["Condition"] = {"StringEquals": {"cloudwatch:namespace": namespaces}}
    return putting


def put_records(stream_arn: str) -> Statement:
    """Allow a producer to put records to one delivery stream."""
    return allow(["firehose:PutRecord", "firehose:PutRecordBatch"], [stream_arn])


def table_resources(catalog_arn: str, database: str, tables: list[str]) -> list[str]:
    """Return the resources of a statement on tables: ARNs of catalog, database and tables.

    https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    """
    account = catalog_arn.removesuffix("catalog")
    return [
        catalog_arn,
        f"{account}database/{database}",
        *(f"{account}table/{database}/{table}" for table in tables),
    ]


def read_schema(resources: list[str]) -> Statement:
    """Allow reading a table's columns, which Firehose needs for format conversion.

    https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-glue
    """
    return allow(["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"], resources)


def crawl_tables(resources: list[str]) -> Statement:
    """Allow a crawler to add partitions and columns to existing tables.

    The statement does not allow creating tables or deleting.
    """
    tables = ["glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"]
    partitions = [
        "glue:GetPartition",
        "glue:GetPartitions",
        "glue:CreatePartition",
        "glue:UpdatePartition",
    ]
    batches = ["glue:BatchGetPartition", "glue:BatchCreatePartition", "glue:BatchUpdatePartition"]
    return allow([*tables, *partitions, *batches], resources)


def put_record_batches(stream_arn: str) -> Statement:
    """Allow putting batches of records to one delivery stream."""
    return allow(["firehose:PutRecordBatch"], [stream_arn])


def keep_object(bucket_arn: str, key: str) -> list[Statement]:
    """Allow reading and writing one object.

    The right to list lets S3 answer 404 and not 403 while the object does not exist.
    """
    listing = allow(["s3:ListBucket"], [bucket_arn])
    listing["Condition"] = {"StringEquals": {"s3:prefix": key}}
    return [allow(["s3:GetObject", "s3:PutObject"], [f"{bucket_arn}/{key}"]), listing]


def put_record(stream_arn: str) -> Statement:
    """Allow putting single records to one delivery stream."""
    return allow(["firehose:PutRecord"], [stream_arn])


def workgroup_arn(catalog_arn: str, workgroup: str) -> str:
    """Return the ARN of an Athena workgroup of the data catalog's account."""
    partition, region, account = (catalog_arn.split(":")[part] for part in (1, 3, 4))
    return f"arn:{partition}:athena:{region}:{account}:workgroup/{workgroup}"


def run_queries(workgroup_arn: str) -> Statement:
    """Allow running and stopping queries in one Athena workgroup, and reading their results."""
    actions = ["StartQueryExecution", "GetQueryExecution", "GetQueryResults", "StopQueryExecution"]
    return allow([f"athena:{action}" for action in actions], [workgroup_arn])


def read_tables(resources: list[str]) -> Statement:
    """Allow Athena, on behalf of the caller, to read the definitions of tables.

    https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
    """
    return allow(["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"], resources)


def read_default_database(catalog_arn: str) -> Statement:
    """Allow reading the database `default`, which Athena needs besides the queried one.

    https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html#full-access-to-default-db-per-region
    """
    return allow(["glue:GetDatabase"], table_resources(catalog_arn, "default", []))


def write_results(bucket_arn: str, prefix: str) -> list[Statement]:
    """Allow Athena, on behalf of the caller, to write and read query results below a prefix.

    https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-managed-policies.html
    """
    return [
        allow(["s3:GetBucketLocation"], [bucket_arn]),
        list_objects(bucket_arn, prefix),
        allow(
            ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"], [f"{bucket_arn}/{prefix}*"]
        ),
    ]


def send_messages(queue_arn: str) -> Statement:
    """Allow sending messages to a queue."""
    return allow(["sqs:SendMessage"], [queue_arn])


def invoke_function(function_arn: str) -> Statement:
    """Allow invoking one function."""
    return allow(["lambda:InvokeFunction"], [function_arn])


def lambda_pulls_images(repository_arn: str) -> str:
    """Return the repository policy that lets Lambda pull images for this account's functions.

    https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
    """
    partition, region, account = (repository_arn.split(":")[part] for part in (1, 3, 4))
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Condition": {
                "StringLike": {
                    "aws:sourceARN": f"arn:{partition}:lambda:{region}:{account}:function:*"
                }
            },
        }
    )


def optional(value: pulumi.Input[str] | None) -> pulumi.Output[str | None]:
    """Return an optional input as an output: None for a missing input and for an empty string."""
    return pulumi.Output.from_input(value).apply(lambda text: text or None)
