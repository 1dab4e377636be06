"""The way in: a Firehose delivery stream into the raw zone."""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, iam, kinesis

from components import policies
from components.lake_layout import ARRIVAL_DATE, DELIVERY_ERRORS_PREFIX, RAW_PREFIX

BUFFERING_MB = range(1, 129)  # https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
BUFFERING_SECONDS = range(901)


class RawCompression(StrEnum):
    """How raw objects are compressed."""

    GZIP = "gzip"
    NONE = "none"


class IngestionArgs(TypedDict):
    """What the way in can be told."""

    raw_bucket_arn: pulumi.Input[str]
    """ARN of the bucket to deliver to."""
    buffering_mb: NotRequired[int]
    """MB of events after which an object is written, 1 to 128. Default 5."""
    buffering_seconds: NotRequired[int]
    """Seconds after which an object is written even if it is smaller, 0 to 900. Default 60."""
    compression: NotRequired[RawCompression]
    """How raw objects are compressed. Default gzip."""
    log_retention_days: NotRequired[int]
    """Days that the delivery log is kept. Default 30."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """A customer key for the stream and the bucket. Default: AWS's own keys."""


class Ingestion(pulumi.ComponentResource):
    """A delivery stream that any AWS SDK can put records to, and the policy that lets a producer do just that."""

    delivery_stream_name: pulumi.Output[str]
    """The name that producers put records to."""
    delivery_stream_arn: pulumi.Output[str]
    """Its ARN."""
    producer_policy_arn: pulumi.Output[str]
    """ARN of the managed policy to attach to producers."""

    def __init__(self, name: str, args: IngestionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the stream, its role, its log and the producers' policy.

        Raises:
            ValueError: If a buffering hint is outside Firehose's range.
        """
        super().__init__("clickstream:ingestion:Ingestion", name, None, opts)
        _check_buffering(args)
        kms_key_arn = policies.optional(args.get("kms_key_arn"))
        child = pulumi.ResourceOptions(parent=self)

        log_group = cloudwatch.LogGroup(f"{name}-delivery", retention_in_days=int(args.get("log_retention_days", 30)), opts=child)
        log_stream = cloudwatch.LogStream(f"{name}-delivery", log_group_name=log_group.name, name="S3Delivery", opts=child)

        role, rights = self._role(name, pulumi.Output.all(args["raw_bucket_arn"], log_group.arn, kms_key_arn).apply(_delivery_policy))
        stream = kinesis.FirehoseDeliveryStream(
            name,
            destination="extended_s3",
            extended_s3_configuration={**_delivery(args), "role_arn": role.arn, "cloudwatch_logging_options": _logging(log_stream)},
            server_side_encryption=kms_key_arn.apply(_stream_encryption),
            # Without its rights the stream would be made, and fail at its first delivery.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )

        producer_policy = iam.Policy(
            f"{name}-producer",
            description="Put records to the delivery stream, and nothing else.",
            policy=pulumi.Output.all(stream.arn, kms_key_arn).apply(_producer_policy),
            opts=child,
        )

        self.delivery_stream_name, self.delivery_stream_arn = stream.name, stream.arn
        self.producer_policy_arn = producer_policy.arn
        self.register_outputs(
            {
                "delivery_stream_name": self.delivery_stream_name,
                "delivery_stream_arn": self.delivery_stream_arn,
                "producer_policy_arn": self.producer_policy_arn,
            }
        )

    def _role(self, name: str, policy: pulumi.Output[str]) -> tuple[iam.Role, iam.RolePolicy]:
        child = pulumi.ResourceOptions(parent=self)
        account = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=self)).account_id
        trust = account.apply(lambda account: policies.assume_role("firehose.amazonaws.com", {"sts:ExternalId": account}))
        role = iam.Role(f"{name}-delivery", assume_role_policy=trust, opts=child)
        return role, iam.RolePolicy(f"{name}-delivery", role=role.name, policy=policy, opts=child)


def _check_buffering(args: IngestionArgs) -> None:
    hints = {"buffering_mb": (args.get("buffering_mb", 5), BUFFERING_MB), "buffering_seconds": (args.get("buffering_seconds", 60), BUFFERING_SECONDS)}
    for key, (value, allowed) in hints.items():
        if value not in allowed:
            msg = f"{key} is {value}; Firehose takes {allowed.start} to {allowed.stop - 1}"
            raise ValueError(msg)


class _Delivery(TypedDict):
    """The part of the stream's configuration that the args alone decide."""

    bucket_arn: pulumi.Input[str]
    buffering_size: int
    buffering_interval: int
    compression_format: str
    file_extension: str
    prefix: str
    error_output_prefix: str
    kms_key_arn: pulumi.Input[str]
    processing_configuration: kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationArgsDict


def _delivery(args: IngestionArgs) -> _Delivery:
    packed = RawCompression(args.get("compression", RawCompression.GZIP)) is RawCompression.GZIP
    return {
        "bucket_arn": args["raw_bucket_arn"],
        "buffering_size": int(args.get("buffering_mb", 5)),
        "buffering_interval": int(args.get("buffering_seconds", 60)),
        "compression_format": "GZIP" if packed else "UNCOMPRESSED",
        "file_extension": ".json.gz" if packed else ".json",
        "prefix": RAW_PREFIX + ARRIVAL_DATE,
        "error_output_prefix": f"{DELIVERY_ERRORS_PREFIX}!{{firehose:error-output-type}}/{ARRIVAL_DATE}",
        "kms_key_arn": args.get("kms_key_arn", ""),
        # Firehose puts nothing between records by itself.
        "processing_configuration": {
            "enabled": True,
            "processors": [{"type": "AppendDelimiterToRecord", "parameters": [{"parameter_name": "Delimiter", "parameter_value": "\\n"}]}],
        },
    }


def _logging(stream: cloudwatch.LogStream) -> kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptionsArgsDict:
    return {"enabled": True, "log_group_name": stream.log_group_name, "log_stream_name": stream.name}


def _delivery_policy(arns: list[str | None]) -> str:
    bucket_arn, log_group_arn, kms_key_arn = arns
    return policies.document(
        *policies.deliver_to_bucket(str(bucket_arn), [RAW_PREFIX, DELIVERY_ERRORS_PREFIX]),
        policies.write_logs(str(log_group_arn)),
        *policies.use_key(kms_key_arn),
    )


def _producer_policy(arns: list[str | None]) -> str:
    stream_arn, kms_key_arn = arns
    # Since April 2026 callers of PutRecord need the key of a new stream themselves.
    return policies.document(policies.put_records(str(stream_arn)), *policies.use_key(kms_key_arn))


def _stream_encryption(kms_key_arn: str | None) -> kinesis.FirehoseDeliveryStreamServerSideEncryptionArgsDict:
    if kms_key_arn is None:
        return {"enabled": True, "key_type": "AWS_OWNED_CMK"}
    return {"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK", "key_arn": kms_key_arn}
