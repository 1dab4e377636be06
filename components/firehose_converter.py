"""Firehose converter: a delivery stream that converts JSON to Parquet without a function."""

from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import kinesis

from clickstream.contract import Contract
from clickstream.contract.firehose_conversion import event_date_query, json_keys
from clickstream.contract.model import PartitionKey
from clickstream.contract.odcs import read_contract
from components.ingestion import RAW_COMPRESSION, RawCompression
from components.shared import delivery_stream, policies
from components.shared.customer_key import check_keys
from components.shared.engine import (
    FIREHOSE_PARTITION,
    DeliveryPartition,
    Engine,
    events_table,
)
from components.shared.layout import ARRIVAL_DATE, DELIVERY_ERRORS_PREFIX, EVENTS_PREFIX, RAW_PREFIX
from components.shared.log_retention import LOG_RETENTION_DAYS
from components.shared.object_queue import with_former_types
from components.shared.whole_number import WholeNumber, check_numbers

# https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html and
# dynamic-partitioning-enable.html
BUFFERING_MB = WholeNumber("buffering_mb", 64, range(64, 129))
BUFFERING_SECONDS = WholeNumber("buffering_seconds", 60, range(60, 901))
NUMBERS = (BUFFERING_MB, BUFFERING_SECONDS, LOG_RETENTION_DAYS)
# Maximum of events that Firehose deaggregates from one record:
# https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
RECORD_LIMIT_EVENTS = 500
RETRY_SECONDS = 300  # Firehose's default for a partition that it cannot write to
# Firehose appends folders, `!{timestamp:yyyy/MM/dd/HH/}`, to a prefix without a timestamp. No slash
# at the end: the date begins the files' names.
ARRIVED = "arrived-!{timestamp:yyyy-MM-dd}-"
FORMER_TYPE = "clickstream:ingestion:NativeIngestion"

Destination = kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationArgsDict
Logging = kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptionsArgsDict
Processing = kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationArgsDict
RawCopy = kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationS3BackupConfigurationArgsDict


class FirehoseConverterArgs(TypedDict):
    """Arguments of `FirehoseConverter`."""

    contract: str
    """Path of the contract file."""
    catalog_arn: pulumi.Input[str]
    """ARN of the account's data catalog."""
    database: pulumi.Input[str]
    """Name of the Glue database."""
    table: pulumi.Input[str]
    """Name of the events table, whose columns are the schema.

    `Catalog` must have the engine `firehose`.
    """
    lake_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of the tables."""
    raw_bucket_arn: pulumi.Input[str]
    """ARN of the bucket that keeps an unchanged copy of the records."""
    firehose_partition: NotRequired[DeliveryPartition]
    """Date to partition by. It is fixed once the stream exists."""
    buffering_mb: NotRequired[int]
    """MB of events after which Firehose writes a file."""
    buffering_seconds: NotRequired[int]
    """Seconds after which Firehose writes a file even if it is smaller."""
    raw_compression: NotRequired[RawCompression]
    """Compression of the copy of the records."""
    log_retention_days: NotRequired[int]
    """Days that the delivery log is kept."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of a customer key for stream, buckets and delivery log.

    Default: keys that AWS manages.
    """
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class FirehoseConverter(pulumi.ComponentResource):
    """Delivery stream that writes the events table, and keeps a copy of the records.

    Records that it cannot convert go to the delivery errors. `Monitoring` has an alarm for them.
    """

    delivery_stream_name: pulumi.Output[str]
    """Name of the delivery stream, to which producers put records."""
    delivery_stream_arn: pulumi.Output[str]
    """ARN of the delivery stream."""
    producer_policy_arn: pulumi.Output[str]
    """ARN of the managed policy to attach to producers."""
    delivery_errors: pulumi.Output[str]
    """s3:// address below which Firehose writes records that it could not deliver or convert."""
    record_limit_events: pulumi.Output[int]
    """Events that a record may hold.

    If one event cannot be converted, the other events of its record are not converted either.
    """
    log_group: pulumi.Output[str]
    """Name of the log group of the delivery errors."""

    def __init__(
        self, name: str, args: FirehoseConverterArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the stream, its role, its log and the producers' policy.

        Raises:
            ContractError: If the contract is not valid, or Firehose does not support it.
            ValueError: If an argument is not allowed, or a key's ARN names no KMS key.
        """
        former = with_former_types(opts, [FORMER_TYPE])
        super().__init__("clickstream:converter:FirehoseConverter", name, None, former)
        contract = read_contract(Path(args["contract"]))
        check_keys(args)
        check_numbers(args, NUMBERS)
        kms_key_arn = policies.optional(args.get("kms_key_arn"))

        log_group, log_stream = delivery_stream.delivery_log(
            name, LOG_RETENTION_DAYS.read(args), kms_key_arn, self
        )
        catalog = [args["catalog_arn"], args["database"], args["table"]]
        keys = [kms_key_arn, *args.get("former_kms_key_arns", [])]
        known = pulumi.Output.all(
            args["lake_bucket_arn"], args["raw_bucket_arn"], log_group.arn, *catalog, *keys
        )
        role, rights = delivery_stream.delivery_role(name, known.apply(_delivery_policy), self)
        stream = kinesis.FirehoseDeliveryStream(
            name,
            destination="extended_s3",
            extended_s3_configuration=_destination(
                args, contract, role.arn, delivery_stream.logging_to(log_stream)
            ),
            server_side_encryption=kms_key_arn.apply(delivery_stream.stream_encryption),
            # Without the role's rights the first delivery would fail.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )

        self.delivery_stream_name, self.delivery_stream_arn = stream.name, stream.arn
        self.producer_policy_arn = delivery_stream.producer_policy(
            name, stream.arn, kms_key_arn, self
        ).arn
        self.log_group = log_group.name
        self.delivery_errors = delivery_stream.errors_address(args["lake_bucket_arn"])
        self.record_limit_events = pulumi.Output.from_input(RECORD_LIMIT_EVENTS)
        self.register_outputs(
            {
                "delivery_stream_name": self.delivery_stream_name,
                "delivery_stream_arn": self.delivery_stream_arn,
                "producer_policy_arn": self.producer_policy_arn,
                "delivery_errors": self.delivery_errors,
                "record_limit_events": self.record_limit_events,
                "log_group": self.log_group,
            }
        )


def partition_prefix(keys: Sequence[PartitionKey], partition: DeliveryPartition) -> str:
    """Return Firehose's expression for the path of a partition, the same as in the catalog.

    With the date of the event, the expression ends with the beginning of the files' names.
    https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
    """
    if partition is DeliveryPartition.EVENT:
        path = "".join(f"{key.name}=!{{partitionKeyFromQuery:{key.name}}}/" for key in keys)
        return path + ARRIVED
    return "".join(f"{key.name}=!{{timestamp:yyyy-MM-dd}}/" for key in keys)


def _destination(
    args: FirehoseConverterArgs, contract: Contract, role_arn: pulumi.Output[str], logging: Logging
) -> Destination:
    partition = DeliveryPartition(args.get("firehose_partition", FIREHOSE_PARTITION))
    shape = events_table(contract, Engine.FIREHOSE, partition)
    destination: Destination = {
        "bucket_arn": args["lake_bucket_arn"],
        "role_arn": role_arn,
        "buffering_size": BUFFERING_MB.read(args),
        "buffering_interval": BUFFERING_SECONDS.read(args),
        "prefix": EVENTS_PREFIX + partition_prefix(shape.keys, partition),
        "error_output_prefix": delivery_stream.ERROR_OUTPUT_PREFIX,
        "file_extension": ".parquet",
        "kms_key_arn": args.get("kms_key_arn", ""),
        "cloudwatch_logging_options": logging,
        "data_format_conversion_configuration": {
            # Firehose converts keys to lower case, as Glue does with the names of columns.
            "input_format_configuration": {
                "deserializer": {
                    "open_x_json_ser_de": {
                        "case_insensitive": True,
                        "column_to_json_key_mappings": json_keys(shape.columns) or None,
                    }
                }
            },
            "output_format_configuration": {
                "serializer": {"parquet_ser_de": {"compression": "SNAPPY"}}
            },
            "schema_configuration": {
                "database_name": args["database"],
                "table_name": args["table"],
                "role_arn": role_arn,
                "version_id": "LATEST",
            },
        },
        "s3_backup_mode": "Enabled",
        "s3_backup_configuration": _raw_copy(args, role_arn, logging),
    }
    if partition is DeliveryPartition.EVENT:
        destination["processing_configuration"] = _processing(contract)
        destination["dynamic_partitioning_configuration"] = {
            "enabled": True,
            "retry_duration": RETRY_SECONDS,
        }
    return destination


def _raw_copy(
    args: FirehoseConverterArgs, role_arn: pulumi.Output[str], logging: Logging
) -> RawCopy:
    """Return the settings of the unchanged copy, which keeps fields without a column too."""
    packed = RawCompression(args.get("raw_compression", RAW_COMPRESSION)) is RawCompression.GZIP
    return {
        "bucket_arn": args["raw_bucket_arn"],
        "role_arn": role_arn,
        "buffering_size": BUFFERING_MB.read(args),
        "buffering_interval": BUFFERING_SECONDS.read(args),
        "prefix": RAW_PREFIX + ARRIVAL_DATE,
        "error_output_prefix": delivery_stream.ERROR_OUTPUT_PREFIX,
        "compression_format": "GZIP" if packed else "UNCOMPRESSED",
        "kms_key_arn": args.get("kms_key_arn", ""),
        # A copy, since Pulumi has another type for the options of a backup.
        "cloudwatch_logging_options": {**logging},
    }


def _processing(contract: Contract) -> Processing:
    return {
        "enabled": True,
        "processors": [
            # A record may hold many events, and each has its own date.
            {
                "type": "RecordDeAggregation",
                "parameters": [{"parameter_name": "SubRecordType", "parameter_value": "JSON"}],
            },
            {
                "type": "MetadataExtraction",
                "parameters": [
                    {
                        "parameter_name": "MetadataExtractionQuery",
                        "parameter_value": event_date_query(contract),
                    },
                    {"parameter_name": "JsonParsingEngine", "parameter_value": "JQ-1.6"},
                ],
            },
        ],
    }


def _delivery_policy(known: list[str | None]) -> str:
    lake_bucket_arn, raw_bucket_arn, log_group_arn, catalog_arn, database, table = map(
        str, known[:6]
    )
    kms_key_arn, *former = known[6:]
    return policies.document(
        *policies.deliver_to_bucket(lake_bucket_arn, [EVENTS_PREFIX, DELIVERY_ERRORS_PREFIX]),
        *policies.deliver_to_bucket(raw_bucket_arn, [RAW_PREFIX, DELIVERY_ERRORS_PREFIX]),
        policies.read_schema(policies.table_resources(catalog_arn, database, [table])),
        policies.write_logs(log_group_arn),
        *policies.use_key(kms_key_arn, former),
    )
