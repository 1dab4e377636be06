"""The Spark engine: the same conversion as the function's, by a Glue job that empties the queue, or that converts a range of dates."""

from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict, cast

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, glue, iam, sqs

from clickstream.contract import Contract
from clickstream.contract.odcs import read_contract
from components.shared import policies
from components.shared.customer_key import check_keys
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
from components.shared.spark_package import SCRIPT, spark_modules
from components.spark_job import SparkJob, WorkerType

# the job keeps what it works on hidden; what a run that died had comes back after so long
VISIBILITY_SECONDS = 300
# https://docs.aws.amazon.com/glue/latest/webapi/API_EventBatchingCondition.html
BATCH_SIZE = range(1, 101)
BATCHING_WINDOW_SECONDS = range(1, 901)
SCHEDULE = "cron(0 3 * * ? *)"


class SparkStart(StrEnum):
    """What starts a run."""

    ARRIVALS = "arrivals"
    """A batch of new raw objects; and the schedule, for what was left."""
    SCHEDULE = "schedule"
    """The schedule alone."""


class BackfillArgs(TypedDict):
    """What a backfill job can be told."""

    contract: str
    """Path of the contract file."""
    raw_bucket: pulumi.Input[str]
    """Name of the bucket whose objects are converted."""
    raw_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket to write to. It may be the same one: what is written lies beneath prefixes of its own."""
    lake_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    worker_type: NotRequired[WorkerType]
    """Default G.1X."""
    workers: NotRequired[int]
    """Workers of a run, the driver among them; at least 2. Default 2."""
    timeout_minutes: NotRequired[int]
    """Minutes after which a run is ended. What it had not done stays to be done. Default 480."""
    max_concurrent_runs: NotRequired[int]
    """Runs at once. Default 2."""
    compression: NotRequired[ParquetCompression]
    """Default zstd."""
    earliest_event_date: NotRequired[str]
    """Events before this UTC date (ISO 8601) are quarantined. Default 2020-01-01."""
    max_future_hours: NotRequired[int]
    """Hours that an event may lie after its object's arrival. Default 24."""
    max_object_mb: NotRequired[int]
    """MB that an object may unpack to. Default 512: Firehose's 128 are a hint."""
    protection_key: NotRequired[pulumi.Input[str] | None]
    """The HMAC key for hashed columns. Required if the contract has any; the same for both engines."""
    protection_key_secret_arn: NotRequired[pulumi.Input[str] | None]
    """ARN of a secret that holds the key already, such as the converter's. The job then makes none. Not for `SparkTransform`."""
    log_retention_days: NotRequired[int]
    """Days that the job's logs are kept. Default 30."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The customer key of the buckets, if they have one; queues, logs and secret are encrypted under it too."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """Former customer keys, for decryption alone: data written before a change of `kms_key_arn` stays under them. Default: none."""


class SparkTransformArgs(TypedDict):
    """What the Spark engine can be told: all that a backfill job can be, and when to start.

    The fields stand here again because Pulumi's component analyzer does not see a base class's
    descriptions.
    """

    contract: str
    """Path of the contract file."""
    raw_bucket: pulumi.Input[str]
    """Name of the bucket whose new objects are converted. The component owns its notification."""
    raw_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket to write to. It may be the same one: what is written lies beneath prefixes of its own."""
    lake_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    worker_type: NotRequired[WorkerType]
    """Default G.1X."""
    workers: NotRequired[int]
    """Workers of a run, the driver among them; at least 2. Default 2."""
    timeout_minutes: NotRequired[int]
    """Minutes after which a run is ended. What it had not done stays to be done. Default 480."""
    max_concurrent_runs: NotRequired[int]
    """Runs at once. Default 2."""
    compression: NotRequired[ParquetCompression]
    """Default zstd."""
    earliest_event_date: NotRequired[str]
    """Events before this UTC date (ISO 8601) are quarantined. Default 2020-01-01."""
    max_future_hours: NotRequired[int]
    """Hours that an event may lie after its object's arrival. Default 24."""
    max_object_mb: NotRequired[int]
    """MB that an object may unpack to. Default 512: Firehose's 128 are a hint."""
    protection_key: NotRequired[pulumi.Input[str] | None]
    """The HMAC key for hashed columns. Required if the contract has any; the same for both engines."""
    log_retention_days: NotRequired[int]
    """Days that the job's logs are kept. Default 30."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The customer key of the buckets, if they have one; queues, logs and secret are encrypted under it too."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """Former customer keys, for decryption alone: data written before a change of `kms_key_arn` stays under them. Default: none."""
    start: NotRequired[SparkStart]
    """Default arrivals."""
    schedule: NotRequired[str]
    """When a run starts by the clock, in UTC, as Glue's cron. Default every day at 3:00."""
    batch_size: NotRequired[int]
    """New objects that start a run, 1 to 100. Default 100. A run converts all that wait, however many."""
    batching_window_seconds: NotRequired[int]
    """Seconds after the first new object that a run starts in any case, 1 to 900. Default 900."""


class Backfill(pulumi.ComponentResource):
    """A Spark job that converts what arrived on a range of dates, when it is started with one.

    It writes what the converter would, under the same names: to run both is to run one.
    """

    job_name: pulumi.Output[str]
    """The Glue job. A run takes `--from-date` and `--to-date`."""

    def __init__(
        self, name: str, args: BackfillArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Make the job.

        Raises:
            ContractError: If the contract cannot be honoured, or not by Spark.
            ValueError: If a setting is outside Glue's range, a key is missing that the contract
                needs, or a key's ARN names no KMS key.
        """
        super().__init__("clickstream:spark:Backfill", name, None, opts)
        contract = read_contract(Path(args["contract"]))
        _check(args, contract)
        secret_arn = args.get("protection_key_secret_arn") or _secret_arn(
            name, args, contract, self
        )
        job = _job(name, args, contract, None, secret_arn if contract.hashes else None, parent=self)
        self.job_name = job.job_name
        self.register_outputs({"job_name": self.job_name})


class SparkTransform(pulumi.ComponentResource):
    """S3 event, queue, Spark job: new objects wait in the queue until a run takes them, many at once.

    EventBridge counts new objects for Glue, which starts a run for a batch of them, never for each.
    The run does not rely on that count: it empties the queue. A message goes when its object's
    files are there; what fails comes again, and lands in the dead-letter queue after `MAX_RECEIVES`
    tries.
    """

    queue_url: pulumi.Output[str]
    """The queue of new raw objects."""
    dead_letter_queue_url: pulumi.Output[str]
    """Where the objects are named that could not be converted."""
    raw_bucket_arn: pulumi.Output[str]
    """ARN of the raw bucket, known once the bucket announces new objects: a stream that takes it delivers none unannounced."""
    job_name: pulumi.Output[str]
    """The Glue job. A run without arguments empties the queue; with `--from-date` and `--to-date` it converts what arrived then."""

    def __init__(
        self, name: str, args: SparkTransformArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Make queue, job, and what starts it.

        Raises:
            ContractError: If the contract cannot be honoured, or not by Spark.
            ValueError: If a setting is outside Glue's range, a key is missing that the contract
                needs, or a key's ARN names no KMS key.
        """
        super().__init__(SPARK_TYPE, name, None, succeeds(opts, FUNCTION_TYPE))
        contract = read_contract(Path(args["contract"]))
        # the same fields; Pulumi's analyzer reads no inherited ones, so they stand in both
        shared = cast("BackfillArgs", args)
        _check(shared, contract)
        _check_batching(args)
        by_arrivals = SparkStart(args.get("start", SparkStart.ARRIVALS)) is SparkStart.ARRIVALS

        queue, dead_letters = object_queue(name, VISIBILITY_SECONDS, args.get("kms_key_arn"), self)
        job = _job(
            name, shared, contract, queue, _secret_arn(name, shared, contract, self), parent=self
        )
        self.raw_bucket_arn = announce_objects(
            name, (args["raw_bucket"], args["raw_bucket_arn"]), queue, self, eventbridge=by_arrivals
        )
        if by_arrivals:
            self._start_by_arrivals(name, args, job)
        glue.Trigger(
            f"{name}-schedule",
            type="SCHEDULED",
            schedule=args.get("schedule", SCHEDULE),
            start_on_creation=True,
            actions=[{"job_name": job.job_name}],
            opts=pulumi.ResourceOptions(parent=self),
        )

        self.queue_url = queue.url
        self.dead_letter_queue_url = dead_letters.url
        self.job_name = job.job_name
        self.register_outputs(
            {
                "raw_bucket_arn": self.raw_bucket_arn,
                "queue_url": self.queue_url,
                "dead_letter_queue_url": self.dead_letter_queue_url,
                "job_name": self.job_name,
            }
        )

    def _start_by_arrivals(self, name: str, args: SparkTransformArgs, job: SparkJob) -> None:
        child = pulumi.ResourceOptions(parent=self)
        workflow = glue.Workflow(
            name, description="Converts raw objects as they arrive.", opts=child
        )
        trigger = glue.Trigger(
            f"{name}-arrivals",
            type="EVENT",
            workflow_name=workflow.name,
            actions=[{"job_name": job.job_name}],
            event_batching_conditions=[
                {
                    "batch_size": int(args.get("batch_size", BATCH_SIZE.stop - 1)),
                    "batch_window": int(args.get("batching_window_seconds", 900)),
                }
            ],
            # Glue takes no start of a trigger of this type: it listens from its creation on
            enabled=False,
            opts=child,
        )

        account = aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self)
        ).account_id
        trust = account.apply(
            lambda account: policies.assume_role(
                "events.amazonaws.com", {"aws:SourceAccount": account}
            )
        )
        role = iam.Role(f"{name}-arrivals", assume_role_policy=trust, opts=child)
        rights = iam.RolePolicy(
            f"{name}-arrivals",
            role=role.name,
            policy=workflow.arn.apply(policies.notify_workflow),
            opts=child,
        )
        rule = cloudwatch.EventRule(
            f"{name}-arrivals",
            description="New raw objects.",
            event_pattern=pulumi.Output.json_dumps(
                {
                    "source": ["aws.s3"],
                    "detail-type": ["Object Created"],
                    "detail": {
                        "bucket": {"name": [args["raw_bucket"]]},
                        "object": {"key": [{"prefix": RAW_PREFIX}]},
                    },
                }
            ),
            opts=child,
        )
        cloudwatch.EventTarget(
            f"{name}-arrivals",
            rule=rule.name,
            target_id="workflow",
            arn=workflow.arn,
            role_arn=role.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights, trigger]),
        )


def _job(
    name: str,
    args: BackfillArgs,
    contract: Contract,
    queue: sqs.Queue | None,
    secret_arn: pulumi.Input[str] | None,
    *,
    parent: pulumi.Resource,
) -> SparkJob:
    known = pulumi.Output.all(
        args["raw_bucket_arn"], args["lake_bucket_arn"], queue.arn if queue else None, secret_arn
    )
    return SparkJob(
        name,
        {
            "description": f"Converts raw JSON objects to Parquet in the table {contract.table}.",
            "script": str(SCRIPT),
            "modules": spark_modules(contract),
            "assets_bucket": args["lake_bucket"],
            "assets_bucket_arn": args["lake_bucket_arn"],
            "policy": known.apply(_job_policy),
            "arguments": _arguments(
                args,
                queue,
                secret_arn,
                aws.get_region_output(opts=pulumi.InvokeOutputOptions(parent=parent)).region,
            ),
            "worker_type": args.get("worker_type", WorkerType.G_1X),
            "workers": int(args.get("workers", 2)),
            "timeout_minutes": int(args.get("timeout_minutes", 480)),
            "max_concurrent_runs": int(args.get("max_concurrent_runs", 2)),
            "metric_namespaces": [METRICS_NAMESPACE],
            "log_retention_days": int(args.get("log_retention_days", 30)),
            "kms_key_arn": args.get("kms_key_arn", ""),
            "former_kms_key_arns": args.get("former_kms_key_arns", []),
        },
        pulumi.ResourceOptions(parent=parent),
    )


def _secret_arn(
    name: str, args: BackfillArgs, contract: Contract, parent: pulumi.Resource
) -> pulumi.Output[str] | None:
    """Keep the protection key in a secret, and return its ARN; None if the contract hashes no column."""
    return (
        protection_secret(name, args.get("protection_key"), args.get("kms_key_arn"), parent).arn
        if contract.hashes
        else None
    )


def _check(args: BackfillArgs, contract: Contract) -> None:
    earliest_date(args.get("earliest_event_date", EARLIEST_EVENT_DATE))
    check_keys(args)
    check_no_recursion(RAW_PREFIX, OUTPUT_PREFIXES)
    check_protection(contract, args.get("protection_key"))


def _check_batching(args: SparkTransformArgs) -> None:
    for key, allowed in {
        "batch_size": BATCH_SIZE,
        "batching_window_seconds": BATCHING_WINDOW_SECONDS,
    }.items():
        value = args.get(key)
        if value is not None and value not in allowed:
            msg = f"{key} is {value}; Glue takes {allowed.start} to {allowed.stop - 1}"
            raise ValueError(msg)


def _job_policy(arns: list[str | None]) -> str:
    raw_bucket_arn, lake_bucket_arn, queue_arn, secret_arn = arns
    queue = [policies.drain_queue(queue_arn)] if queue_arn else []
    secret = [policies.allow(["secretsmanager:GetSecretValue"], [secret_arn])] if secret_arn else []
    return policies.document(
        *policies.read_objects(str(raw_bucket_arn), RAW_PREFIX),
        policies.write_objects(str(lake_bucket_arn), [EVENTS_PREFIX, QUARANTINE_PREFIX]),
        *queue,
        *secret,
    )


def _arguments(
    args: BackfillArgs,
    queue: sqs.Queue | None,
    secret_arn: pulumi.Input[str] | None,
    region: pulumi.Output[str],
) -> dict[str, pulumi.Input[str]]:
    arguments: dict[str, pulumi.Input[str]] = {
        "--region": region,  # Glue's environment does not promise one
        "--raw-bucket": args["raw_bucket"],
        "--raw-prefix": RAW_PREFIX,
        "--lake-bucket": args["lake_bucket"],
        "--events-prefix": EVENTS_PREFIX,
        "--quarantine-prefix": QUARANTINE_PREFIX,
        "--compression": ParquetCompression(args.get("compression", ParquetCompression.ZSTD)).value,
        "--earliest-event-date": args.get("earliest_event_date", EARLIEST_EVENT_DATE),
        "--max-future-hours": str(int(args.get("max_future_hours", 24))),
        "--max-object-mb": str(int(args.get("max_object_mb", MAX_OBJECT_MB))),
        "--metrics-namespace": METRICS_NAMESPACE,
    }
    arguments |= {"--queue-url": queue.url} if queue else {}
    return arguments | ({"--protection-key-secret": secret_arn} if secret_arn else {})
