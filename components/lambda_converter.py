"""Lambda converter: queue of raw objects, and the Polars function that converts them to Parquet."""

from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_, sqs

from clickstream.contract import Contract, aws_limits
from clickstream.contract.odcs import read_contract
from clickstream.monitoring import metrics
from components.shared import policies
from components.shared.conversion_rules import (
    EARLIEST_EVENT_DATE,
    MAX_EVENT_MB,
    MAX_FUTURE_HOURS,
    MAX_OBJECT_MB,
    PARQUET_COMPRESSION,
    ParquetCompression,
    earliest_date,
)
from components.shared.customer_key import check_keys
from components.shared.function_layer import function_layer
from components.shared.function_package import LAYER_LOCK, function_code
from components.shared.function_storage import storage_mb
from components.shared.layout import (
    EVENTS_PREFIX,
    OUTPUT_PREFIXES,
    QUARANTINE_PREFIX,
    RAW_PREFIX,
    check_no_recursion,
)
from components.shared.log_retention import LOG_RETENTION_DAYS
from components.shared.object_queue import (
    FORMER_TYPES,
    LAMBDA_TYPE,
    SPARK_TYPE,
    notify_of_objects,
    object_queue,
    with_former_types,
)
from components.shared.protection_key import check_protection_key, protection_secret
from components.shared.whole_number import WholeNumber, check_numbers

# AWS's advice for queues that invoke functions. With a shorter timeout, a message becomes visible
# while its object is converted, and the object is converted twice.
VISIBILITY_TO_TIMEOUT = 6

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html starts at 128 MB, and
# Polars with the largest value of an array (64 MB) does not fit into less than 512 MB.
MEMORY_MB = WholeNumber("memory_mb", 2048, range(512, 10241))
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
TIMEOUT_SECONDS = WholeNumber("timeout_seconds", 120, range(1, 901))
# SQS gives a function up to 10 messages without a batching window.
BATCH_SIZE = WholeNumber("batch_size", 1, range(1, 11))
# https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
BATCHING_WINDOW_SECONDS = WholeNumber("batching_window_seconds", 0, range(301))
# https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html
MAX_CONCURRENCY = WholeNumber("max_concurrency", 10, range(2, 1001))

NUMBERS = (
    MEMORY_MB,
    TIMEOUT_SECONDS,
    BATCH_SIZE,
    BATCHING_WINDOW_SECONDS,
    MAX_CONCURRENCY,
    MAX_FUTURE_HOURS,
    MAX_OBJECT_MB,
    MAX_EVENT_MB,
    LOG_RETENTION_DAYS,
)


class Runtime(StrEnum):
    """Lambda runtime."""

    PYTHON_3_11 = "python3.11"
    PYTHON_3_12 = "python3.12"
    PYTHON_3_13 = "python3.13"
    PYTHON_3_14 = "python3.14"


class Architecture(StrEnum):
    """Processor of a Lambda function."""

    ARM64 = "arm64"
    """Graviton, which costs a fifth less."""
    X86_64 = "x86_64"


RUNTIME = Runtime.PYTHON_3_13
ARCHITECTURE = Architecture.ARM64


class LambdaConverterArgs(TypedDict):
    """Arguments of `LambdaConverter`."""

    contract: str
    """Path of the contract file."""
    raw_bucket: pulumi.Input[str]
    """Name of the bucket of raw objects. The component owns the bucket's notification."""
    raw_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of raw objects."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket of the tables. It may be the bucket of raw objects: prefixes differ."""
    lake_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of the tables."""
    runtime: NotRequired[Runtime]
    """Runtime of the function."""
    architecture: NotRequired[Architecture]
    """Processor of the function."""
    memory_mb: NotRequired[int]
    """Memory of the function in MB. It does not grow with the size of an object."""
    timeout_seconds: NotRequired[int]
    """Timeout of the function, for one batch. The queue's visibility timeout is derived from it."""
    batch_size: NotRequired[int]
    """Raw objects per invocation."""
    batching_window_seconds: NotRequired[int]
    """Seconds that Lambda waits for a batch to fill."""
    max_concurrency: NotRequired[int]
    """Maximum of concurrent invocations."""
    parquet_compression: NotRequired[ParquetCompression]
    """Codec of the Parquet files."""
    earliest_event_date: NotRequired[str]
    """UTC date (ISO 8601) before which events are quarantined."""
    max_future_hours: NotRequired[int]
    """Hours by which an event may be later than its raw object's arrival.

    Events after that are quarantined.
    """
    max_object_mb: NotRequired[int]
    """MB that a raw object may unpack to, 998 at most. Ephemeral storage is derived from it."""
    max_event_mb: NotRequired[int]
    """MB of the text of an event. Larger events are quarantined."""
    protection_key: NotRequired[pulumi.Input[str] | None]
    """HMAC key of hashed columns. Required if the contract has any."""
    log_retention_days: NotRequired[int]
    """Days that the function's log is kept."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the buckets' customer key; it also encrypts queues, log and secret. Default: none."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class LambdaConverter(pulumi.ComponentResource):
    """Raw objects to Parquet within seconds: S3 notification, SQS queue, Polars function.

    The queue gives backpressure and limits concurrency. A message that fails is retried alone
    (partial batch response), and moves to the dead-letter queue after `MAX_RECEIVES` tries.
    """

    queue_url: pulumi.Output[str]
    """URL of the queue of new raw objects."""
    dead_letter_queue_url: pulumi.Output[str]
    """URL of the dead-letter queue: one message per raw object that failed."""
    raw_bucket_arn: pulumi.Output[str]
    """ARN of the bucket of raw objects, known once its notification exists.

    Pass it to `Ingestion`, so that the stream delivers no object before.
    """
    function_name: pulumi.Output[str]
    """Name of the function."""
    protection_key_secret_arn: pulumi.Output[str] | None
    """ARN of the secret with the protection key; None if the contract hashes no column."""
    log_group: pulumi.Output[str]
    """Name of the function's log group."""

    def __init__(
        self, name: str, args: LambdaConverterArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create queue, function and bucket notification.

        Raises:
            ContractError: If the contract is not valid.
            RecursiveTriggerError: If the converter's own files would start the converter.
            ValueError: If an argument is not allowed, the contract needs a protection key and there
                is none, or a key's ARN names no KMS key.
        """
        super().__init__(
            LAMBDA_TYPE, name, None, with_former_types(opts, [*FORMER_TYPES, SPARK_TYPE])
        )
        contract = read_contract(Path(args["contract"]))
        check_no_recursion(RAW_PREFIX, OUTPUT_PREFIXES)
        _check(args, contract)

        kms_key_arn = args.get("kms_key_arn")
        queue, dead_letters = object_queue(name, visibility_timeout(args), kms_key_arn, self)
        self.protection_key_secret_arn = protection_secret(
            name, contract, args.get("protection_key"), kms_key_arn, self
        )
        function = self._function(name, args, contract, queue)
        self.raw_bucket_arn = notify_of_objects(
            name, (args["raw_bucket"], args["raw_bucket_arn"]), queue, self
        )
        lambda_.EventSourceMapping(
            name,
            event_source_arn=queue.arn,
            function_name=function.arn,
            batch_size=BATCH_SIZE.read(args),
            maximum_batching_window_in_seconds=BATCHING_WINDOW_SECONDS.read(args),
            function_response_types=["ReportBatchItemFailures"],
            scaling_config={"maximum_concurrency": MAX_CONCURRENCY.read(args)},
            opts=pulumi.ResourceOptions(parent=self),
        )

        self.queue_url = queue.url
        self.dead_letter_queue_url = dead_letters.url
        self.function_name = function.name
        self.register_outputs(
            {
                "raw_bucket_arn": self.raw_bucket_arn,
                "queue_url": self.queue_url,
                "dead_letter_queue_url": self.dead_letter_queue_url,
                "function_name": self.function_name,
                "protection_key_secret_arn": self.protection_key_secret_arn,
                "log_group": self.log_group,
            }
        )

    def _function(
        self, name: str, args: LambdaConverterArgs, contract: Contract, queue: sqs.Queue
    ) -> lambda_.Function:
        child = pulumi.ResourceOptions(parent=self)
        runtime = Runtime(args.get("runtime", RUNTIME))
        architecture = Architecture(args.get("architecture", ARCHITECTURE))
        log_group = cloudwatch.LogGroup(
            f"{name}-function",
            retention_in_days=LOG_RETENTION_DAYS.read(args),
            kms_key_id=policies.optional(args.get("kms_key_arn")),
            opts=child,
        )
        self.log_group = log_group.name
        layer = function_layer(
            name,
            lock=LAYER_LOCK,
            description="Polars and the converter's helpers.",
            bucket=args["lake_bucket"],
            runtime=runtime,
            architecture=architecture,
            parent=self,
        )
        role, rights = self._role(name, args, queue, log_group)

        return lambda_.Function(
            name,
            description=aws_limits.shorten(
                f"Converts raw JSON objects to Parquet in the table {contract.table}.",
                aws_limits.LAMBDA_DESCRIPTION_CHARACTERS,
            ),
            runtime=runtime.value,
            architectures=[architecture.value],
            handler="converter.handler.handler",
            code=function_code(contract),
            layers=[layer.arn],
            role=role.arn,
            memory_size=MEMORY_MB.read(args),
            timeout=TIMEOUT_SECONDS.read(args),
            ephemeral_storage={"size": storage_mb(MAX_OBJECT_MB.read(args))},
            logging_config={"log_format": "JSON", "log_group": log_group.name},
            environment={"variables": _environment(args, self.protection_key_secret_arn)},
            # The first message invokes the function: the role must have its rights before.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )

    def _role(
        self,
        name: str,
        args: LambdaConverterArgs,
        queue: sqs.Queue,
        log_group: cloudwatch.LogGroup,
    ) -> tuple[iam.Role, iam.RolePolicy]:
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-function",
            assume_role_policy=policies.assume_role("lambda.amazonaws.com"),
            opts=child,
        )
        known = pulumi.Output.all(
            args["raw_bucket_arn"],
            args["lake_bucket_arn"],
            queue.arn,
            log_group.arn,
            self.protection_key_secret_arn,
            policies.optional(args.get("kms_key_arn")),
            *args.get("former_kms_key_arns", []),
        )
        return role, iam.RolePolicy(
            f"{name}-function", role=role.name, policy=known.apply(_function_policy), opts=child
        )


def visibility_timeout(args: LambdaConverterArgs) -> int:
    """Return the visibility timeout of the queue in seconds.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    timeout_seconds = TIMEOUT_SECONDS.read(args)
    window_seconds = BATCHING_WINDOW_SECONDS.read(args)
    return VISIBILITY_TO_TIMEOUT * timeout_seconds + window_seconds


def _check(args: LambdaConverterArgs, contract: Contract) -> None:
    check_numbers(args, NUMBERS)
    storage_mb(MAX_OBJECT_MB.read(args))
    earliest_date(args.get("earliest_event_date", EARLIEST_EVENT_DATE))
    check_keys(args)
    check_protection_key(contract, args.get("protection_key"))


def _function_policy(arns: list[str | None]) -> str:
    raw_bucket_arn, lake_bucket_arn, queue_arn, log_group_arn, secret_arn, *keys = arns
    kms_key_arn, *former = keys
    secret = [policies.allow(["secretsmanager:GetSecretValue"], [secret_arn])] if secret_arn else []
    return policies.document(
        *policies.read_objects(str(raw_bucket_arn), RAW_PREFIX),
        policies.write_objects(str(lake_bucket_arn), [EVENTS_PREFIX, QUARANTINE_PREFIX]),
        policies.consume_queue(str(queue_arn)),
        policies.write_logs(str(log_group_arn)),
        *policies.use_key(kms_key_arn, former),
        *secret,
    )


def _environment(
    args: LambdaConverterArgs, protection_key_secret_arn: pulumi.Output[str] | None
) -> dict[str, pulumi.Input[str]]:
    compression = ParquetCompression(args.get("parquet_compression", PARQUET_COMPRESSION))
    environment: dict[str, pulumi.Input[str]] = {
        "LAKE_BUCKET": args["lake_bucket"],
        "EVENTS_PREFIX": EVENTS_PREFIX,
        "QUARANTINE_PREFIX": QUARANTINE_PREFIX,
        "PARQUET_COMPRESSION": compression.value,
        "EARLIEST_EVENT_DATE": args.get("earliest_event_date", EARLIEST_EVENT_DATE),
        "MAX_FUTURE_HOURS": str(MAX_FUTURE_HOURS.read(args)),
        "MAX_OBJECT_MB": str(MAX_OBJECT_MB.read(args)),
        "MAX_EVENT_MB": str(MAX_EVENT_MB.read(args)),
        "POWERTOOLS_SERVICE_NAME": metrics.CONVERTER_SERVICE,
        "POWERTOOLS_METRICS_NAMESPACE": metrics.NAMESPACE,
    }
    if protection_key_secret_arn:
        environment["PROTECTION_KEY_SECRET_ARN"] = protection_key_secret_arn
    return environment
