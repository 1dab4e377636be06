"""The daily transform: a scheduled Spark job that makes tables of yesterday's events, by SQL models."""

from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import glue

from clickstream.contract.daily_models import MODEL_PARTITIONS, Model
from clickstream.contract.model_files import read_daily_models
from clickstream.contract.odcs import read_contract
from components.catalog import Partitions, lake_table
from components.shared import policies
from components.shared.customer_key import check_keys
from components.shared.layout import EVENTS_PREFIX, MODELS_PREFIX
from components.shared.object_queue import EARLIEST_EVENT_DATE, earliest_date
from components.spark_job import SparkJob, is_schedule

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "spark_src" / "daily_models.py"
# 01:30 UTC: what the converter has not written 90 minutes after midnight is late
SCHEDULE = "cron(30 1 * * ? *)"
MODULES = ("clickstream_models/__init__.py", "clickstream_models/transform.py")
# What the job needs of clickstream/: the standard library alone.
SHARED_MODULES = (
    "__init__.py",
    "contract/__init__.py",
    "contract/model.py",
    "contract/daily_models.py",
)


class DailyModelsArgs(TypedDict):
    """What the daily transform can be told."""

    contract: str
    """Path of the contract file of the events."""
    models: str
    """Path of the directory of models: tables.odcs.yaml, and a file of SQL for each table."""
    database: pulumi.Input[str]
    """Name of the Glue database to make the tables in."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket that the events lie in, and the tables will."""
    lake_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    schedule: NotRequired[str]
    """When the job runs, once a day, as Glue's cron expression in UTC. Default 01:30."""
    earliest_event_date: NotRequired[str]
    """The UTC date (ISO 8601) that partitions begin at. Default 2020-01-01."""
    log_retention_days: NotRequired[int]
    """Days that the job's logs are kept. Default 30."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The customer key of the bucket, if it has one; the job's logs are encrypted under it too."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """Former customer keys, for decryption alone: data written before a change of `kms_key_arn` stays under them. Default: none."""


class DailyModels(pulumi.ComponentResource):
    """A table per model, and the job that fills yesterday's partition of each.

    A run replaces one partition of every table and touches no other, so any day can be run again.
    """

    job_name: pulumi.Output[str]
    """The Glue job; its argument --date takes another day than yesterday."""
    tables: pulumi.Output[list[str]]
    """Names of the tables."""

    def __init__(
        self, name: str, args: DailyModelsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Make tables, job and trigger.

        Raises:
            ContractError: If the contract or the models cannot be honoured.
            ValueError: If the schedule is no cron expression, or a key's ARN names no KMS key.
        """
        super().__init__("clickstream:models:DailyModels", name, None, opts)
        schedule = args.get("schedule", SCHEDULE)
        if not is_schedule(schedule):
            msg = f"schedule is {schedule!r}; Glue takes six fields, such as {SCHEDULE}"
            raise ValueError(msg)
        check_keys(args)
        models = read_daily_models(Path(args["models"]), read_contract(Path(args["contract"])))

        tables = [self._table(name, model, args) for model in models.models]
        job = SparkJob(
            name,
            {
                "description": f"Makes the tables of {Path(args['models']).name} of a day of {models.source.table}.",
                "script": str(SCRIPT),
                "modules": _modules(models.to_json()),
                "arguments": {
                    "--events": _address(args, EVENTS_PREFIX),
                    "--models": _address(args, MODELS_PREFIX),
                },
                "assets_bucket": args["lake_bucket"],
                "assets_bucket_arn": args["lake_bucket_arn"],
                "policy": pulumi.Output.from_input(args["lake_bucket_arn"]).apply(_data_policy),
                "log_retention_days": int(args.get("log_retention_days", 30)),
                "kms_key_arn": args.get("kms_key_arn", ""),
                "former_kms_key_arns": args.get("former_kms_key_arns", []),
            },
            pulumi.ResourceOptions(parent=self),
        )
        glue.Trigger(
            name,
            description="Once a day, for the day before.",
            type="SCHEDULED",
            schedule=schedule,
            actions=[{"job_name": job.job_name}],
            opts=pulumi.ResourceOptions(parent=self),
        )

        self.job_name = job.job_name
        self.tables = pulumi.Output.all(*(table.name for table in tables))
        self.register_outputs({"job_name": self.job_name, "tables": self.tables})

    def _table(self, name: str, model: Model, args: DailyModelsArgs) -> glue.CatalogTable:
        return lake_table(
            f"{name}-{model.table.replace('_', '-')}",
            table=model.table,
            description=model.description,
            columns=model.columns,
            partitions=Partitions(
                _address(args, f"{MODELS_PREFIX}{model.table}/"),
                MODEL_PARTITIONS,
                earliest_date(args.get("earliest_event_date", EARLIEST_EVENT_DATE)),
            ),
            database=args["database"],
            parent=self,
        )


def _address(args: DailyModelsArgs, prefix: str) -> pulumi.Output[str]:
    return pulumi.Output.concat("s3://", args["lake_bucket"], "/", prefix)


def _modules(models: str) -> dict[str, pulumi.Asset]:
    files = {module: ROOT / "spark_src" / module for module in MODULES}
    files |= {f"clickstream/{module}": ROOT / "clickstream" / module for module in SHARED_MODULES}
    # In the same archive as the code, so that a run never has the queries of one deployment and the
    # code of another.
    return {
        **{path: pulumi.FileAsset(str(file)) for path, file in files.items()},
        "clickstream_models/models.json": pulumi.StringAsset(models),
    }


def _data_policy(bucket_arn: str) -> str:
    """Read events, and replace the models' partitions.

    Hadoop's file system asks for a directory under its name without the slash too, and may mark one
    that it makes with an empty object `<name>_$folder$`:
    https://repost.aws/knowledge-center/emr-s3-empty-files
    """
    events, models = (
        f"{bucket_arn}/{prefix.removesuffix('/')}" for prefix in (EVENTS_PREFIX, MODELS_PREFIX)
    )
    events_marker, marker = f"{events}_$folder$", f"{models}_$folder$"
    return policies.document(
        policies.allow(
            ["s3:GetObject"], [events, f"{events}/*", events_marker, models, f"{models}/*", marker]
        ),
        policies.allow(
            ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], [f"{models}/*", marker]
        ),
        # Of the whole bucket: what is asked for under the name of a directory must be told missing
        # (404) from forbidden (403).
        policies.allow(["s3:ListBucket"], [bucket_arn]),
    )
