"""Daily models: a scheduled Spark job that computes tables from yesterday's events, in SQL."""

from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import glue

from clickstream.contract.daily_model_files import read_daily_models
from clickstream.contract.daily_models import MODEL_PARTITIONS, DailyModel
from clickstream.contract.odcs import read_contract
from components.catalog import Partitions, lake_table
from components.shared import policies
from components.shared.archive_files import CONTRACT_MODULES, ROOT, package_files
from components.shared.conversion_rules import EARLIEST_EVENT_DATE, earliest_date
from components.shared.customer_key import check_keys
from components.shared.layout import EVENTS_PREFIX, MODELS_PREFIX
from components.shared.log_retention import LOG_RETENTION_DAYS
from components.spark_job import SparkJob, check_schedule

SCRIPT = ROOT / "spark_src" / "daily_models.py"
# 01:30 UTC, 90 minutes after midnight, for the converter to write the last events of the day.
SCHEDULE = "cron(30 1 * * ? *)"
MODULES = ("clickstream_models/__init__.py", "clickstream_models/run.py")


class DailyModelsArgs(TypedDict):
    """Arguments of `DailyModels`."""

    contract: str
    """Path of the contract file of the events."""
    models: str
    """Path of the directory of models: tables.odcs.yaml, and an SQL file for each table."""
    database: pulumi.Input[str]
    """Name of the Glue database for the tables."""
    lake_bucket: pulumi.Input[str]
    """Name of the bucket of the events and of the models' tables."""
    lake_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of the events and of the models' tables."""
    schedule: NotRequired[str]
    """Glue cron expression in UTC, once a day."""
    earliest_event_date: NotRequired[str]
    """UTC date (ISO 8601) of the first partition."""
    log_retention_days: NotRequired[int]
    """Days that the job's logs are kept."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the bucket's customer key; it also encrypts the job's logs. Default: none."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class DailyModels(pulumi.ComponentResource):
    """Table for each daily model, and the job that writes yesterday's partition of each table.

    A run replaces the partition of one day in every table, so a run can be repeated for any day.
    """

    job_name: pulumi.Output[str]
    """Name of the Glue job. The argument `--date` of a run sets a day other than yesterday."""
    tables: pulumi.Output[list[str]]
    """Names of the models' tables."""

    def __init__(
        self, name: str, args: DailyModelsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create tables, job and trigger.

        Raises:
            ContractError: If the contract or a model is not valid.
            ValueError: If an argument is not allowed, or a key's ARN names no KMS key.
        """
        super().__init__("clickstream:models:DailyModels", name, None, opts)
        schedule = args.get("schedule", SCHEDULE)
        check_schedule(schedule)
        check_keys(args)
        models = read_daily_models(Path(args["models"]), read_contract(Path(args["contract"])))

        tables = [self._table(name, model, args) for model in models.models]
        job = SparkJob(
            name,
            {
                "description": f"Computes the tables of {Path(args['models']).name} from a day of {models.source.table}.",
                "script": str(SCRIPT),
                "modules": _modules(models.to_json()),
                "arguments": {
                    "--events": _address(args, EVENTS_PREFIX),
                    "--models": _address(args, MODELS_PREFIX),
                },
                "assets_bucket": args["lake_bucket"],
                "assets_bucket_arn": args["lake_bucket_arn"],
                "policy": pulumi.Output.from_input(args["lake_bucket_arn"]).apply(_data_policy),
                "log_retention_days": LOG_RETENTION_DAYS.read(args),
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

    def _table(self, name: str, model: DailyModel, args: DailyModelsArgs) -> glue.CatalogTable:
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
    # They import only the standard library: Glue has no YAML package.
    files |= package_files(*CONTRACT_MODULES, "contract/daily_models.py")
    # The queries are in the archive of the code, so that a run has both from one deployment.
    return {
        **{path: pulumi.FileAsset(str(file)) for path, file in files.items()},
        "clickstream_models/models.json": pulumi.StringAsset(models),
    }


def _data_policy(bucket_arn: str) -> str:
    """Return the policy to read events and to replace the models' partitions.

    Hadoop's file system also requests a directory by its name without the slash, and may mark a new
    directory with an empty object `<name>_$folder$`:
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
        # On the whole bucket: otherwise S3 answers 403 and not 404 for a key that does not exist.
        policies.allow(["s3:ListBucket"], [bucket_arn]),
    )
