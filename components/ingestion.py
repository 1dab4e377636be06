"""The way in: a Firehose delivery stream into the raw zone."""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import kinesis

from components.shared import delivery_stream, policies
from components.shared.customer_key import check_keys
from components.shared.layout import ARRIVAL_DATE, DELIVERY_ERRORS_PREFIX, RAW_PREFIX

# https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
BUFFERING_MB = range(1, 129)
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
    """A customer key for the stream, the bucket and the delivery log. Default: AWS's own keys."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """Former customer keys, for decryption alone: data written before a change of `kms_key_arn` stays under them. Default: none."""


class Ingestion(pulumi.ComponentResource):
    """A delivery stream that any AWS SDK can put records to, and the policy that lets a producer do just that."""

    delivery_stream_name: pulumi.Output[str]
    """The name that producers put records to."""
    delivery_stream_arn: pulumi.Output[str]
    """Its ARN."""
    producer_policy_arn: pulumi.Output[str]
    """ARN of the managed policy to attach to producers."""
    delivery_errors: pulumi.Output[str]
    """The s3:// address below which Firehose puts what it could not deliver."""

    def __init__(
        self, name: str, args: IngestionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Make the stream, its role, its log and the producers' policy.

        Raises:
            ValueError: If a buffering hint is outside Firehose's range, or a key's ARN names no KMS
                key.
        """
        super().__init__("clickstream:ingestion:Ingestion", name, None, opts)
        check_keys(args)
        _check_buffering(args)
        kms_key_arn = policies.optional(args.get("kms_key_arn"))

        log_group, log_stream = delivery_stream.delivery_log(
            name, int(args.get("log_retention_days", 30)), kms_key_arn, self
        )
        policy = pulumi.Output.all(
            args["raw_bucket_arn"], log_group.arn, kms_key_arn, *args.get("former_kms_key_arns", [])
        ).apply(_delivery_policy)
        role, rights = delivery_stream.delivery_role(name, policy, self)
        stream = kinesis.FirehoseDeliveryStream(
            name,
            destination="extended_s3",
            extended_s3_configuration={
                **_delivery(args),
                "role_arn": role.arn,
                "cloudwatch_logging_options": delivery_stream.logging_to(log_stream),
            },
            server_side_encryption=kms_key_arn.apply(delivery_stream.stream_encryption),
            # Without its rights the stream would be made, and fail at its first delivery.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )

        producers = delivery_stream.producer_policy(name, stream.arn, kms_key_arn, self)

        self.delivery_stream_name, self.delivery_stream_arn = stream.name, stream.arn
        self.producer_policy_arn = producers.arn
        self.delivery_errors = delivery_stream.errors_address(args["raw_bucket_arn"])
        self.register_outputs(
            {
                "delivery_stream_name": self.delivery_stream_name,
                "delivery_stream_arn": self.delivery_stream_arn,
                "producer_policy_arn": self.producer_policy_arn,
                "delivery_errors": self.delivery_errors,
            }
        )


def _check_buffering(args: IngestionArgs) -> None:
    hints = {
        "buffering_mb": (args.get("buffering_mb", 5), BUFFERING_MB),
        "buffering_seconds": (args.get("buffering_seconds", 60), BUFFERING_SECONDS),
    }
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
    processing_configuration: (
        kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationArgsDict
    )


def _delivery(args: IngestionArgs) -> _Delivery:
    packed = RawCompression(args.get("compression", RawCompression.GZIP)) is RawCompression.GZIP
    return {
        "bucket_arn": args["raw_bucket_arn"],
        "buffering_size": int(args.get("buffering_mb", 5)),
        "buffering_interval": int(args.get("buffering_seconds", 60)),
        "compression_format": "GZIP" if packed else "UNCOMPRESSED",
        "file_extension": ".json.gz" if packed else ".json",
        "prefix": RAW_PREFIX + ARRIVAL_DATE,
        "error_output_prefix": delivery_stream.ERROR_OUTPUT_PREFIX,
        "kms_key_arn": args.get("kms_key_arn", ""),
        # Firehose puts nothing between records by itself.
        "processing_configuration": {
            "enabled": True,
            "processors": [
                {
                    "type": "AppendDelimiterToRecord",
                    "parameters": [{"parameter_name": "Delimiter", "parameter_value": "\\n"}],
                }
            ],
        },
    }


def _delivery_policy(arns: list[str | None]) -> str:
    bucket_arn, log_group_arn, kms_key_arn, *former = arns
    return policies.document(
        *policies.deliver_to_bucket(str(bucket_arn), [RAW_PREFIX, DELIVERY_ERRORS_PREFIX]),
        policies.write_logs(str(log_group_arn)),
        *policies.use_key(kms_key_arn, former),
    )
