"""Ingestion: a Firehose delivery stream into the raw zone."""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import kinesis

from components.shared import delivery_stream, policies
from components.shared.customer_key import check_keys
from components.shared.layout import ARRIVAL_DATE, DELIVERY_ERRORS_PREFIX, RAW_PREFIX
from components.shared.log_retention import LOG_RETENTION_DAYS
from components.shared.whole_number import WholeNumber, check_numbers

# https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
BUFFERING_MB = WholeNumber("buffering_mb", 5, range(1, 129))
BUFFERING_SECONDS = WholeNumber("buffering_seconds", 60, range(901))
NUMBERS = (BUFFERING_MB, BUFFERING_SECONDS, LOG_RETENTION_DAYS)


class RawCompression(StrEnum):
    """Compression of raw objects."""

    GZIP = "gzip"
    NONE = "none"


RAW_COMPRESSION = RawCompression.GZIP


class IngestionArgs(TypedDict):
    """Arguments of `Ingestion`."""

    raw_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of raw objects."""
    buffering_mb: NotRequired[int]
    """MB of events after which Firehose writes a raw object."""
    buffering_seconds: NotRequired[int]
    """Seconds after which Firehose writes a raw object even if it is smaller."""
    raw_compression: NotRequired[RawCompression]
    """Compression of raw objects."""
    log_retention_days: NotRequired[int]
    """Days that the delivery log is kept."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of a customer key for stream, bucket and delivery log. Default: keys that AWS manages."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class Ingestion(pulumi.ComponentResource):
    """Delivery stream that any AWS SDK can put records to, and the policy for producers."""

    delivery_stream_name: pulumi.Output[str]
    """Name of the delivery stream, to which producers put records."""
    delivery_stream_arn: pulumi.Output[str]
    """ARN of the delivery stream."""
    producer_policy_arn: pulumi.Output[str]
    """ARN of the managed policy to attach to producers."""
    delivery_errors: pulumi.Output[str]
    """s3:// address below which Firehose writes records that it could not deliver."""
    log_group: pulumi.Output[str]
    """Name of the log group of the delivery errors."""

    def __init__(
        self, name: str, args: IngestionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the stream, its role, its log and the producers' policy.

        Raises:
            ValueError: If an argument is not allowed, or a key's ARN names no KMS key.
        """
        super().__init__("clickstream:ingestion:Ingestion", name, None, opts)
        check_keys(args)
        check_numbers(args, NUMBERS)
        kms_key_arn = policies.optional(args.get("kms_key_arn"))

        log_group, log_stream = delivery_stream.delivery_log(
            name, LOG_RETENTION_DAYS.read(args), kms_key_arn, self
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
            # Without the role's rights the first delivery would fail.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )

        producers = delivery_stream.producer_policy(name, stream.arn, kms_key_arn, self)

        self.delivery_stream_name, self.delivery_stream_arn = stream.name, stream.arn
        self.producer_policy_arn = producers.arn
        self.delivery_errors = delivery_stream.errors_address(args["raw_bucket_arn"])
        self.log_group = log_group.name
        self.register_outputs(
            {
                "delivery_stream_name": self.delivery_stream_name,
                "delivery_stream_arn": self.delivery_stream_arn,
                "producer_policy_arn": self.producer_policy_arn,
                "delivery_errors": self.delivery_errors,
                "log_group": self.log_group,
            }
        )


class _Delivery(TypedDict):
    """Part of the stream's configuration that follows from the arguments alone."""

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
    packed = RawCompression(args.get("raw_compression", RAW_COMPRESSION)) is RawCompression.GZIP
    return {
        "bucket_arn": args["raw_bucket_arn"],
        "buffering_size": BUFFERING_MB.read(args),
        "buffering_interval": BUFFERING_SECONDS.read(args),
        "compression_format": "GZIP" if packed else "UNCOMPRESSED",
        "file_extension": ".json.gz" if packed else ".json",
        "prefix": RAW_PREFIX + ARRIVAL_DATE,
        "error_output_prefix": delivery_stream.ERROR_OUTPUT_PREFIX,
        "kms_key_arn": args.get("kms_key_arn", ""),
        # By default Firehose puts no delimiter between records.
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
