"""Parts of every delivery stream: role, log, encryption, and the policy for producers."""

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, iam, kinesis

from components.shared import policies
from components.shared.layout import ARRIVAL_DATE, DELIVERY_ERRORS_PREFIX

ERROR_OUTPUT_PREFIX = f"{DELIVERY_ERRORS_PREFIX}!{{firehose:error-output-type}}/{ARRIVAL_DATE}"
"""Prefix for records that a stream could not deliver or convert, by kind of error."""


def errors_address(bucket_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the s3:// address below which a stream writes records that it could not deliver."""
    return pulumi.Output.from_input(bucket_arn).apply(
        lambda arn: f"s3://{arn.rpartition(':')[2]}/{DELIVERY_ERRORS_PREFIX}"
    )


def delivery_role(
    name: str, policy: pulumi.Output[str], parent: pulumi.Resource
) -> tuple[iam.Role, iam.RolePolicy]:
    """Create a role that Firehose assumes for this account alone."""
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
    """Create the log of a stream's delivery errors."""
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
    """Return the stream's logging options."""
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
    """Create the policy that lets a producer put records to the stream."""
    return iam.Policy(
        f"{name}-producer",
        description="Put records to the delivery stream, and nothing else.",
        policy=pulumi.Output.all(stream_arn, kms_key_arn).apply(_producer_policy),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _producer_policy(arns: list[str | None]) -> str:
    stream_arn, kms_key_arn = arns
    # Since April 2026 callers of PutRecord need the right to use a new stream's key.
    return policies.document(policies.put_records(str(stream_arn)), *policies.use_key(kms_key_arn))


def stream_encryption(
    kms_key_arn: str | None,
) -> kinesis.FirehoseDeliveryStreamServerSideEncryptionArgsDict:
    """Return the encryption of the records in a stream."""
    if kms_key_arn is None:
        return {"enabled": True, "key_type": "AWS_OWNED_CMK"}
    return {"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK", "key_arn": kms_key_arn}
