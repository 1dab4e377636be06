"""Spark converter: queue of raw objects, and the Glue job that converts them to Parquet."""

from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, glue, iam, sqs

from clickstream.contract import Contract
from clickstream.contract.odcs import read_contract
from clickstream.monitoring import metrics
from components import spark_job
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
from components.shared.spark_package import LOCK, SCRIPT, spark_modules
from components.shared.whole_number import WholeNumber, check_numbers
from components.spark_job import WORKER_TYPE, WORKERS, SparkJob, WorkerType

# A run extends the visibility timeout of the messages that it works on. After a crash of the run
# its messages become visible again.
VISIBILITY_SECONDS = 300

FORMER_MANUAL_TYPE = "clickstream:spark:Backfill"

# Enough for a backlog of days. Objects that a stopped run has not converted stay in the queue.
TIMEOUT_MINUTES = WholeNumber("timeout_minutes", 480, spark_job.TIMEOUT_MINUTES.allowed)
# One run that empties the queue, and one run of `clickstream backfill` at the same time.
MAX_CONCURRENT_RUNS = WholeNumber("max_concurrent_runs", 2, spark_job.MAX_CONCURRENT_RUNS.allowed)
# https://docs.aws.amazon.com/glue/latest/webapi/API_EventBatchingCondition.html
BATCH_SIZE = WholeNumber("batch_size", 100, range(1, 101))
BATCHING_WINDOW_SECONDS = WholeNumber("batching_window_seconds", 900, range(1, 901))
NUMBERS = (
    WORKERS,
    TIMEOUT_MINUTES,
    MAX_CONCURRENT_RUNS,
    BATCH_SIZE,
    BATCHING_WINDOW_SECONDS,
    MAX_FUTURE_HOURS,
    MAX_OBJECT_MB,
    MAX_EVENT_MB,
    LOG_RETENTION_DAYS,
)
SCHEDULE = "cron(0 3 * * ? *)"


class SparkStart(StrEnum):
    """Trigger of the runs of the Spark job."""

    ARRIVALS = "arrivals"
    """A batch of new raw objects starts a run. The schedule starts a run for the rest."""
    SCHEDULE = "schedule"
    """The schedule starts a run."""
    MANUAL = "manual"
    """A user starts a run over a range of dates. Another converter has the queue."""


START = SparkStart.ARRIVALS


class SparkConverterArgs(TypedDict):
    """Arguments of `SparkConverter`."""

    contract: str
    """Path of the contract file."""
    raw_bucket: pulumi.Input[str]
    """Name of the bucket of raw objects.

    The component owns its notification, unless `start` is manual.
    """
    raw_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of raw objects."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket of the tables. It may be the bucket of raw objects: prefixes differ."""
    lake_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of the tables."""
    start: NotRequired[SparkStart]
    """Trigger of the runs."""
    schedule: NotRequired[str]
    """Glue cron expression in UTC for the scheduled runs."""
    batch_size: NotRequired[int]
    """New raw objects that start a run. A run converts all objects in the queue, however many."""
    batching_window_seconds: NotRequired[int]
    """Seconds from the first new raw object to the start of a run with a smaller batch."""
    worker_type: NotRequired[WorkerType]
    """Size of a worker."""
    workers: NotRequired[int]
    """Workers of a run; one of them is the driver."""
    timeout_minutes: NotRequired[int]
    """Minutes after which a run is stopped. Objects that are not converted stay in the queue."""
    max_concurrent_runs: NotRequired[int]
    """Maximum of concurrent runs. Further runs wait in Glue's queue."""
    parquet_compression: NotRequired[ParquetCompression]
    """Codec of the Parquet files."""
    earliest_event_date: NotRequired[str]
    """UTC date (ISO 8601) before which events are quarantined."""
    max_future_hours: NotRequired[int]
    """Hours by which an event may be later than its raw object's arrival.

    Events after that are quarantined.
    """
    max_object_mb: NotRequired[int]
    """MB that a raw object may unpack to."""
    max_event_mb: NotRequired[int]
    """MB of the text of an event. Larger events are quarantined."""
    protection_key: NotRequired[pulumi.Input[str] | None]
    """HMAC key of hashed columns, the same for both engines. Required if the contract has any."""
    protection_key_secret_arn: NotRequired[pulumi.Input[str] | None]
    """ARN of a secret that holds the protection key already, such as a Lambda converter's.

    Default: the component creates one.
    """
    log_retention_days: NotRequired[int]
    """Days that the job's logs are kept."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the buckets' customer key; it also encrypts queues, logs and secret. Default: none."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class SparkConverter(pulumi.ComponentResource):
    """Raw objects to Parquet in batches: S3 notification, SQS queue, Glue job.

    EventBridge notifies Glue of new objects, and Glue starts a run for a batch of them. A run
    converts all objects in the queue, not only the batch. The run deletes a message once the
    object's files are written. A message that fails becomes visible again, and moves to the
    dead-letter queue after `MAX_RECEIVES` tries.

    With `start` manual there is only the job: a run converts the objects that arrived on a range
    of dates. It writes the same files under the same names as the other converter, so no row is
    doubled.
    """

    queue_url: pulumi.Output[str] | None
    """URL of the queue of new raw objects; None if `start` is manual."""
    dead_letter_queue_url: pulumi.Output[str] | None
    """URL of the dead-letter queue: one message per raw object that failed.

    None if `start` is manual.
    """
    raw_bucket_arn: pulumi.Output[str]
    """ARN of the bucket of raw objects, known once its notification exists.

    Pass it to `Ingestion`, so that the stream delivers no object before.
    """
    job_name: pulumi.Output[str]
    """Name of the Glue job.

    A run without arguments converts all objects in the queue; a run with `--from-date` and
    `--to-date` converts the objects of a range of dates.
    """
    log_group: pulumi.Output[str]
    """Name of the log group of the job's output."""

    def __init__(
        self, name: str, args: SparkConverterArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the job; unless `start` is manual, queue, bucket notification and triggers too.

        Raises:
            ContractError: If the contract is not valid, or Spark does not support it.
            PackageError: If the job's wheels cannot be downloaded.
            RecursiveTriggerError: If the converter's own files would start the converter.
            ValueError: If an argument is not allowed, the contract needs a protection key and there
                is none, or a key's ARN names no KMS key.
        """
        start = SparkStart(args.get("start", START))
        former = (
            [*FORMER_TYPES, LAMBDA_TYPE] if start is not SparkStart.MANUAL else [FORMER_MANUAL_TYPE]
        )
        super().__init__(SPARK_TYPE, name, None, with_former_types(opts, former))
        contract = read_contract(Path(args["contract"]))
        _check(args, contract)

        queue = dead_letters = None
        if start is not SparkStart.MANUAL:
            queue, dead_letters = object_queue(
                name, VISIBILITY_SECONDS, args.get("kms_key_arn"), self
            )
        job = self._job(name, args, contract, queue)
        self.raw_bucket_arn = pulumi.Output.from_input(args["raw_bucket_arn"])
        if queue:
            self.raw_bucket_arn = notify_of_objects(
                name,
                (args["raw_bucket"], args["raw_bucket_arn"]),
                queue,
                self,
                eventbridge=start is SparkStart.ARRIVALS,
            )
            self._schedule(name, args, job)
        if start is SparkStart.ARRIVALS:
            self._start_by_arrivals(name, args, job)

        self.queue_url = queue.url if queue else None
        self.dead_letter_queue_url = dead_letters.url if dead_letters else None
        self.job_name, self.log_group = job.job_name, job.output_log_group
        self.register_outputs(
            {
                "raw_bucket_arn": self.raw_bucket_arn,
                "queue_url": self.queue_url,
                "dead_letter_queue_url": self.dead_letter_queue_url,
                "job_name": self.job_name,
                "log_group": self.log_group,
            }
        )

    def _job(
        self,
        name: str,
        args: SparkConverterArgs,
        contract: Contract,
        queue: sqs.Queue | None,
    ) -> SparkJob:
        secret_arn = args.get("protection_key_secret_arn") or protection_secret(
            name, contract, args.get("protection_key"), args.get("kms_key_arn"), self
        )
        queue_arn = queue.arn if queue else None
        known = pulumi.Output.all(
            args["raw_bucket_arn"], args["lake_bucket_arn"], queue_arn, secret_arn
        )
        region = aws.get_region_output(opts=pulumi.InvokeOutputOptions(parent=self)).region
        return SparkJob(
            name,
            {
                "description": f"Converts raw JSON objects to Parquet in the table {contract.table}.",
                "script": str(SCRIPT),
                "modules": spark_modules(contract),
                "lock": str(LOCK),
                "assets_bucket": args["lake_bucket"],
                "assets_bucket_arn": args["lake_bucket_arn"],
                "policy": known.apply(_job_policy),
                "arguments": _arguments(args, queue, secret_arn, region),
                "worker_type": args.get("worker_type", WORKER_TYPE),
                "workers": WORKERS.read(args),
                "timeout_minutes": TIMEOUT_MINUTES.read(args),
                "max_concurrent_runs": MAX_CONCURRENT_RUNS.read(args),
                "metric_namespaces": [metrics.NAMESPACE],
                "log_retention_days": LOG_RETENTION_DAYS.read(args),
                "kms_key_arn": args.get("kms_key_arn", ""),
                "former_kms_key_arns": args.get("former_kms_key_arns", []),
            },
            pulumi.ResourceOptions(parent=self),
        )

    def _schedule(self, name: str, args: SparkConverterArgs, job: SparkJob) -> None:
        glue.Trigger(
            f"{name}-schedule",
            type="SCHEDULED",
            schedule=args.get("schedule", SCHEDULE),
            start_on_creation=True,
            actions=[{"job_name": job.job_name}],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _start_by_arrivals(self, name: str, args: SparkConverterArgs, job: SparkJob) -> None:
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
                    "batch_size": BATCH_SIZE.read(args),
                    "batch_window": BATCHING_WINDOW_SECONDS.read(args),
                }
            ],
            # Glue refuses to start a trigger of this type, which is active once it is created.
            enabled=False,
            opts=child,
        )
        role, rights = self._arrivals_role(f"{name}-arrivals", workflow)
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

    def _arrivals_role(self, name: str, workflow: glue.Workflow) -> tuple[iam.Role, iam.RolePolicy]:
        child = pulumi.ResourceOptions(parent=self)
        account = aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self)
        ).account_id
        trust = account.apply(
            lambda account: policies.assume_role(
                "events.amazonaws.com", {"aws:SourceAccount": account}
            )
        )
        role = iam.Role(name, assume_role_policy=trust, opts=child)
        rights = iam.RolePolicy(
            name,
            role=role.name,
            policy=workflow.arn.apply(policies.notify_workflow),
            opts=child,
        )
        return role, rights


def _check(args: SparkConverterArgs, contract: Contract) -> None:
    check_numbers(args, NUMBERS)
    earliest_date(args.get("earliest_event_date", EARLIEST_EVENT_DATE))
    check_keys(args)
    check_no_recursion(RAW_PREFIX, OUTPUT_PREFIXES)
    check_protection_key(contract, args.get("protection_key"))
    spark_job.check_schedule(args.get("schedule", SCHEDULE))


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
    args: SparkConverterArgs,
    queue: sqs.Queue | None,
    protection_key_secret_arn: pulumi.Input[str] | None,
    region: pulumi.Output[str],
) -> dict[str, pulumi.Input[str]]:
    compression = ParquetCompression(args.get("parquet_compression", PARQUET_COMPRESSION))
    arguments: dict[str, pulumi.Input[str]] = {
        "--region": region,  # the environment of a Glue job may have no region
        "--raw-bucket": args["raw_bucket"],
        "--raw-prefix": RAW_PREFIX,
        "--lake-bucket": args["lake_bucket"],
        "--events-prefix": EVENTS_PREFIX,
        "--quarantine-prefix": QUARANTINE_PREFIX,
        "--parquet-compression": compression.value,
        "--earliest-event-date": args.get("earliest_event_date", EARLIEST_EVENT_DATE),
        "--max-future-hours": str(MAX_FUTURE_HOURS.read(args)),
        "--max-object-mb": str(MAX_OBJECT_MB.read(args)),
        "--max-event-mb": str(MAX_EVENT_MB.read(args)),
        "--metrics-namespace": metrics.NAMESPACE,
    }
    if queue:
        arguments["--queue-url"] = queue.url
    if protection_key_secret_arn:
        arguments["--protection-key-secret-arn"] = protection_key_secret_arn
    return arguments
