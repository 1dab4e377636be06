"""What every delivery stream has: its role, its log, its encryption, and the policy for its producers."""

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, iam, kinesis

from components.shared import policies
from components.shared.layout import ARRIVAL_DATE, DELIVERY_ERRORS_PREFIX

ERROR_OUTPUT_PREFIX = f"{DELIVERY_ERRORS_PREFIX}!{{firehose:error-output-type}}/{ARRIVAL_DATE}"
"""Where a stream puts what it could not deliver or convert, by the kind of error."""


def errors_address(bucket_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the s3:// address below which a stream puts what it could not deliver to a bucket."""
    return pulumi.Output.from_input(bucket_arn).apply(
        lambda arn: f"s3://{arn.rpartition(':')[2]}/{DELIVERY_ERRORS_PREFIX}"
    )


def delivery_role(
    name: str, policy: pulumi.Output[str], parent: pulumi.Resource
) -> tuple[iam.Role, iam.RolePolicy]:
    """Make a role that Firehose takes on for this account alone."""
    child = pulumi.ResourceOptions(parent=parent)
    account = aws.get_caller_identity_output(
        opts=pulumi.InvokeOutputOptions(parent=parent)
    ).account_id
    trust = account.apply(
        lambda account: policies.assume_role("firehose.amazonaws.com", {"sts:ExternalId": account})
    )
    role = iam.Role(f"{name}-delivery", assume_role_policy=trust, opts=child)
    return role, iam.RolePolicy(f"{name}-delivery", role=role.name, policy=policy, opts=child)


def delivery_log(
    name: str, retention_days: int, kms_key_arn: pulumi.Output[str | None], parent: pulumi.Resource
) -> tuple[cloudwatch.LogGroup, cloudwatch.LogStream]:
    """Make the log of what a stream could not deliver."""
    child = pulumi.ResourceOptions(parent=parent)
    log_group = cloudwatch.LogGroup(
        f"{name}-delivery", retention_in_days=retention_days, kms_key_id=kms_key_arn, opts=child
    )
    return log_group, cloudwatch.LogStream(
        f"{name}-delivery", log_group_name=log_group.name, name="S3Delivery", opts=child
    )


def logging_to(
    stream: cloudwatch.LogStream,
) -> kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptionsArgsDict:
    """Return the stream's setting for its log."""
    return {
        "enabled": True,
        "log_group_name": stream.log_group_name,
        "log_stream_name": stream.name,
    }


def producer_policy(
    name: str,
    stream_arn: pulumi.Output[str],
    kms_key_arn: pulumi.Output[str | None],
    parent: pulumi.Resource,
) -> iam.Policy:
    """Make the policy that lets a producer put records to the stream."""
    return iam.Policy(
        f"{name}-producer",
        description="Put records to the delivery stream, and nothing else.",
        policy=pulumi.Output.all(stream_arn, kms_key_arn).apply(_producer_policy),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _producer_policy(arns: list[str | None]) -> str:
    stream_arn, kms_key_arn = arns
    # Since April 2026 callers of PutRecord need the key of a new stream themselves.
    return policies.document(policies.put_records(str(stream_arn)), *policies.use_key(kms_key_arn))


def stream_encryption(
    kms_key_arn: str | None,
) -> kinesis.FirehoseDeliveryStreamServerSideEncryptionArgsDict:
    """Return how a stream encrypts what it holds."""
    if kms_key_arn is None:
        return {"enabled": True, "key_type": "AWS_OWNED_CMK"}
    return {"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK", "key_arn": kms_key_arn}
