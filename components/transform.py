"""The converter: a queue of new raw objects, and the function that turns them into Parquet."""

from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_, secretsmanager, sqs

from clickstream.contract import Contract, limits
from clickstream.contract.odcs import read_contract
from components.shared import policies
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
from components.shared.object_queue import (
    EARLIEST_EVENT_DATE,
    FUNCTION_TYPE,
    MAX_OBJECT_MB,
    METRICS_NAMESPACE,
    SPARK_TYPE,
    ParquetCompression,
    announce_objects,
    check_protection,
    earliest_date,
    object_queue,
    protection_secret,
    succeeds,
)

# AWS's advice for queues that feed functions; below it, work is done twice
VISIBILITY_TO_TIMEOUT = 6


class Runtime(StrEnum):
    """The Lambda runtimes that the converter is built for."""

    PYTHON_3_11 = "python3.11"
    PYTHON_3_12 = "python3.12"
    PYTHON_3_13 = "python3.13"
    PYTHON_3_14 = "python3.14"


class Architecture(StrEnum):
    """The processors that Lambda offers."""

    ARM64 = "arm64"
    X86_64 = "x86_64"


class TransformArgs(TypedDict):
    """What the converter can be told."""

    contract: str
    """Path of the contract file."""
    raw_bucket: pulumi.Input[str]
    """Name of the bucket whose new objects are converted. The component owns its notification."""
    raw_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket to write to. It may be the same one: prefixes keep what starts the converter and what it writes apart."""
    lake_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    runtime: NotRequired[Runtime]
    """Default python3.13."""
    architecture: NotRequired[Architecture]
    """Default arm64, which costs a fifth less."""
    memory_mb: NotRequired[int]
    """Default 2048: lines are streamed, but one array of events, of up to 64 MB, has to be held whole."""
    timeout_seconds: NotRequired[int]
    """Seconds for one batch of objects. The queue's visibility timeout is derived from it. Default 120."""
    batch_size: NotRequired[int]
    """Objects per invocation, 1 to 10. Default 1."""
    batching_window_seconds: NotRequired[int]
    """Seconds that Lambda waits for a batch to fill. Default 0."""
    max_concurrency: NotRequired[int]
    """Functions at once, 2 to 1000. Default 10."""
    compression: NotRequired[ParquetCompression]
    """Default zstd."""
    earliest_event_date: NotRequired[str]
    """Events before this UTC date (ISO 8601) are quarantined. Default 2020-01-01."""
    max_future_hours: NotRequired[int]
    """Hours that an event may lie after its object's arrival. Default 24."""
    max_object_mb: NotRequired[int]
    """MB that an object may unpack to, 1 to 998: the function's ephemeral storage is derived from it. Default 512: Firehose's 128 are a hint."""
    protection_key: NotRequired[pulumi.Input[str] | None]
    """The HMAC key for hashed columns. Required if the contract has any."""
    log_retention_days: NotRequired[int]
    """Days that the function's log is kept. Default 30."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The customer key of the buckets, if they have one; queues, log and secret are encrypted under it too."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """Former customer keys, for decryption alone: data written before a change of `kms_key_arn` stays under them. Default: none."""


class Transform(pulumi.ComponentResource):
    """S3 event, queue, function: with back-pressure, a cap on concurrency, and a dead-letter queue for what cannot be done.

    A message that fails is tried again by itself (partial-batch failure), and lands in the
    dead-letter queue after `MAX_RECEIVES` tries.
    """

    queue_url: pulumi.Output[str]
    """The queue of new raw objects."""
    dead_letter_queue_url: pulumi.Output[str]
    """Where the objects are named that could not be converted."""
    raw_bucket_arn: pulumi.Output[str]
    """ARN of the raw bucket, known once the bucket announces new objects: a stream that takes it delivers none unannounced."""
    function_name: pulumi.Output[str]
    """The converter."""
    protection_key_secret_arn: pulumi.Output[str] | None
    """ARN of the secret that holds the protection key; None if the contract hashes no column."""
    log_group: pulumi.Output[str]
    """Its log group."""

    def __init__(
        self, name: str, args: TransformArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Make queue, function, and the notification that joins them to the raw bucket.

        Raises:
            ContractError: If the contract cannot be honoured.
            RecursiveTriggerError: If something is written where new objects start the converter.
            ValueError: If a setting is outside Lambda's range, a key is missing that the contract
                needs, or a key's ARN names no KMS key.
        """
        super().__init__(FUNCTION_TYPE, name, None, succeeds(opts, SPARK_TYPE))
        contract = read_contract(Path(args["contract"]))
        check_no_recursion(RAW_PREFIX, OUTPUT_PREFIXES)
        _check(args, contract)

        batching_window = int(args.get("batching_window_seconds", 0))
        visibility_seconds = visibility_timeout(
            int(args.get("timeout_seconds", 120)), batching_window
        )
        queue, dead_letters = object_queue(name, visibility_seconds, args.get("kms_key_arn"), self)
        function = self._function(name, args, contract, queue)
        self.raw_bucket_arn = announce_objects(
            name, (args["raw_bucket"], args["raw_bucket_arn"]), queue, self
        )
        lambda_.EventSourceMapping(
            name,
            event_source_arn=queue.arn,
            function_name=function.arn,
            batch_size=int(args.get("batch_size", 1)),
            maximum_batching_window_in_seconds=batching_window,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config={"maximum_concurrency": int(args.get("max_concurrency", 10))},
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
        self, name: str, args: TransformArgs, contract: Contract, queue: sqs.Queue
    ) -> lambda_.Function:
        child = pulumi.ResourceOptions(parent=self)
        runtime, architecture = (
            Runtime(args.get("runtime", Runtime.PYTHON_3_13)),
            Architecture(args.get("architecture", Architecture.ARM64)),
        )
        kms_key_arn, retention = (
            policies.optional(args.get("kms_key_arn")),
            int(args.get("log_retention_days", 30)),
        )
        log_group = cloudwatch.LogGroup(
            f"{name}-function", retention_in_days=retention, kms_key_id=kms_key_arn, opts=child
        )
        self.log_group = log_group.name
        layer = self._layer(name, args["lake_bucket"], runtime, architecture)
        secret = (
            protection_secret(name, args.get("protection_key"), args.get("kms_key_arn"), self)
            if contract.hashes
            else None
        )

        self.protection_key_secret_arn = secret.arn if secret else None

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
            secret.arn if secret else None,
            kms_key_arn,
            *args.get("former_kms_key_arns", []),
        )
        rights = iam.RolePolicy(
            f"{name}-function", role=role.name, policy=known.apply(_function_policy), opts=child
        )

        return lambda_.Function(
            name,
            description=limits.shorten(
                f"Converts raw JSON objects to Parquet in the table {contract.table}.",
                limits.LAMBDA_DESCRIPTION,
            ),
            runtime=runtime.value,
            architectures=[architecture.value],
            handler="converter.handler.handler",
            code=function_code(contract),
            layers=[layer.arn],
            role=role.arn,
            memory_size=int(args.get("memory_mb", 2048)),
            timeout=int(args.get("timeout_seconds", 120)),
            ephemeral_storage={"size": storage_mb(int(args.get("max_object_mb", MAX_OBJECT_MB)))},
            logging_config={"log_format": "JSON", "log_group": log_group.name},
            environment={"variables": _environment(args, secret)},
            # Its first invocation comes as soon as there is a message.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )

    def _layer(
        self,
        name: str,
        lake_bucket: pulumi.Input[str],
        runtime: Runtime,
        architecture: Architecture,
    ) -> lambda_.LayerVersion:
        return function_layer(
            name,
            lock=LAYER_LOCK,
            description="Polars and the converter's helpers.",
            bucket=lake_bucket,
            runtime=runtime,
            architecture=architecture,
            parent=self,
        )


def visibility_timeout(timeout_seconds: int, batching_window_seconds: int) -> int:
    """Return the seconds for which a message that is being worked on stays hidden.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    return VISIBILITY_TO_TIMEOUT * timeout_seconds + batching_window_seconds


def _check(args: TransformArgs, contract: Contract) -> None:
    ranges = {
        "memory_mb": range(128, 10241),
        "timeout_seconds": range(1, 901),
        "batch_size": range(1, 11),
        "batching_window_seconds": range(301),
        "max_concurrency": range(2, 1001),
    }
    for key, allowed in ranges.items():
        value = args.get(key)
        if value is not None and value not in allowed:
            msg = f"{key} is {value}; Lambda takes {allowed.start} to {allowed.stop - 1}"
            raise ValueError(msg)
    storage_mb(int(args.get("max_object_mb", MAX_OBJECT_MB)))
    earliest_date(args.get("earliest_event_date", EARLIEST_EVENT_DATE))
    check_keys(args)
    check_protection(contract, args.get("protection_key"))


def _function_policy(arns: list[str | None]) -> str:
    raw_bucket_arn, lake_bucket_arn, queue_arn, log_group_arn, secret_arn, kms_key_arn, *former = (
        arns
    )
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
    args: TransformArgs, secret: secretsmanager.Secret | None
) -> dict[str, pulumi.Input[str]]:
    environment: dict[str, pulumi.Input[str]] = {
        "LAKE_BUCKET": args["lake_bucket"],
        "EVENTS_PREFIX": EVENTS_PREFIX,
        "QUARANTINE_PREFIX": QUARANTINE_PREFIX,
        "COMPRESSION": ParquetCompression(args.get("compression", ParquetCompression.ZSTD)).value,
        "EARLIEST_EVENT_DATE": args.get("earliest_event_date", EARLIEST_EVENT_DATE),
        "MAX_FUTURE_HOURS": str(int(args.get("max_future_hours", 24))),
        "MAX_OBJECT_MB": str(int(args.get("max_object_mb", MAX_OBJECT_MB))),
        "POWERTOOLS_SERVICE_NAME": "converter",
        "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
    }
    return environment | ({"PROTECTION_KEY_SECRET": secret.arn} if secret else {})
