"""Spark job on Glue: script and modules, role, log groups, metrics, a limit on runs."""

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, glue, iam, s3

from clickstream.contract import aws_limits
from components.shared import names, policies
from components.shared.archive_upload import upload_archive
from components.shared.customer_key import check_keys
from components.shared.layout import ARTIFACTS_PREFIX
from components.shared.log_retention import LOG_RETENTION_DAYS
from components.shared.package_archive import Platform
from components.shared.wheel_archive import wheel_archive, wheel_digest, wheel_path
from components.shared.whole_number import WholeNumber, check_numbers

# Spark 3.5.4, Python 3.11, Java 17: https://docs.aws.amazon.com/glue/latest/dg/release-notes.html
GLUE_VERSION = "5.0"
SPARK_VERSION = "3.5.4"  # of GLUE_VERSION; the tests run the scripts with this one
# Of GLUE_VERSION, on Amazon Linux 2023:
# https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
PLATFORM = Platform(python="3.11", glibc_minor=34, machine="x86_64")
WORKERS = WholeNumber("workers", 2, range(2, 300))  # the driver is one of them
# https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html
TIMEOUT_MINUTES = WholeNumber("timeout_minutes", 60, range(1, 7 * 24 * 60 + 1))
# Glue allows an account 200 concurrent runs by default.
MAX_CONCURRENT_RUNS = WholeNumber("max_concurrent_runs", 1, range(1, 201))
NUMBERS = (WORKERS, TIMEOUT_MINUTES, MAX_CONCURRENT_RUNS, LOG_RETENTION_DAYS)
GLUE_NAMESPACE = "Glue"  # where Glue puts job and observability metrics
DIGEST_CHARACTERS = 16
CRON = re.compile(r"cron\(\S+( \S+){5}\)")
SCHEDULE_FORM = "six fields in UTC, such as cron(0 1 * * ? *)"


class WorkerType(StrEnum):
    """Size of a Glue worker: G.1X has 4 vCPUs and 16 GB of memory, each further size twice that."""

    G_1X = "G.1X"
    G_2X = "G.2X"
    G_4X = "G.4X"
    G_8X = "G.8X"


WORKER_TYPE = WorkerType.G_1X


class SparkJobArgs(TypedDict):
    """Arguments of `SparkJob`."""

    description: str
    """Description of the job, in a sentence."""
    script: str
    """Path of the Python script."""
    assets_bucket: pulumi.Input[str]
    """Name of the bucket for script, modules and wheels, which are uploaded below `artifacts/`."""
    assets_bucket_arn: pulumi.Input[str]
    """ARN of the bucket for script, modules and wheels."""
    policy: pulumi.Input[str]
    """Policy document (JSON) with the job's rights on data.

    Rights on code, logs and metrics are added.
    """
    modules: NotRequired[dict[str, pulumi.Asset]]
    """Modules and files of the script: assets by their path in an archive on the Python path."""
    lock: NotRequired[str]
    """Path of the lock file of the packages that Glue lacks. Default: none.

    `pulumi up` downloads their wheels, and Glue installs them when a run starts.
    """
    arguments: NotRequired[dict[str, pulumi.Input[str]]]
    """Arguments of the script, such as `{"--lake-bucket": …}`.

    A run may override each. Default: none.
    """
    worker_type: NotRequired[WorkerType]
    """Size of a worker."""
    workers: NotRequired[int]
    """Workers of a run; one of them is the driver."""
    timeout_minutes: NotRequired[int]
    """Minutes after which a run is stopped."""
    max_concurrent_runs: NotRequired[int]
    """Maximum of concurrent runs. Further runs wait in Glue's queue."""
    metric_namespaces: NotRequired[list[str]]
    """CloudWatch namespaces that the script puts metrics into. Default: none."""
    log_retention_days: NotRequired[int]
    """Days that the logs are kept."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the buckets' customer key; it also encrypts the logs. Default: none."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class SparkJob(pulumi.ComponentResource):
    """Glue job that runs a PySpark script, with job and observability metrics and continuous logs.

    The job has no job bookmark: a script keeps its own progress, for example in a queue. Retries by
    Glue are off, since Glue cannot retry a run that was queued: the script repeats failed work in
    its next run.
    """

    job_name: pulumi.Output[str]
    """Name of the Glue job."""
    job_arn: pulumi.Output[str]
    """ARN of the Glue job."""
    role_arn: pulumi.Output[str]
    """ARN of the role that runs of the job assume."""
    output_log_group: pulumi.Output[str]
    """Name of the log group of the script's output."""
    error_log_group: pulumi.Output[str]
    """Name of the log group of Spark's log."""

    def __init__(
        self, name: str, args: SparkJobArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Upload code and wheels; create role, log groups and job.

        Raises:
            PackageError: If the wheels of the lock cannot be downloaded.
            ValueError: If an argument is not allowed, the script, a module or the lock cannot be
                read, or a key's ARN names no KMS key.
        """
        super().__init__("clickstream:spark:SparkJob", name, None, opts)
        _check(args)
        script, modules = self._uploads(name, args)
        wheels = self._wheels(name, args)
        role = self._role(name)
        prefix, output, error = self._log_groups(name, args, role)
        rights = self._rights(name, args, role, [output, error])
        job = glue.Job(
            name,
            description=aws_limits.shorten(args["description"], aws_limits.GLUE_DESCRIPTION_BYTES),
            role_arn=role.arn,
            glue_version=GLUE_VERSION,
            command={"name": "glueetl", "python_version": "3", "script_location": _address(script)},
            worker_type=WorkerType(args.get("worker_type", WORKER_TYPE)).value,
            number_of_workers=WORKERS.read(args),
            timeout=TIMEOUT_MINUTES.read(args),
            execution_property={"max_concurrent_runs": MAX_CONCURRENT_RUNS.read(args)},
            job_run_queuing_enabled=True,
            max_retries=0,
            default_arguments={
                **_glue_arguments(prefix, modules, wheels),
                **args.get("arguments", {}),
            },
            # A trigger may start a run immediately: the role must have its rights before.
            opts=pulumi.ResourceOptions(parent=self, depends_on=rights),
        )

        self.job_name, self.job_arn = job.name, job.arn
        self.role_arn = role.arn
        self.output_log_group, self.error_log_group = output.name, error.name
        self.register_outputs(
            {
                "job_name": self.job_name,
                "job_arn": self.job_arn,
                "role_arn": self.role_arn,
                "output_log_group": self.output_log_group,
                "error_log_group": self.error_log_group,
            }
        )

    def _uploads(
        self, name: str, args: SparkJobArgs
    ) -> tuple[s3.BucketObjectv2, s3.BucketObjectv2 | None]:
        """Upload the code under keys with its digest, so that changed code has another location."""
        child = pulumi.ResourceOptions(parent=self)
        script = Path(args["script"])
        digest = hashlib.sha256(script.read_bytes()).hexdigest()[:DIGEST_CHARACTERS]
        script_object = s3.BucketObjectv2(
            f"{name}-script",
            bucket=args["assets_bucket"],
            key=f"{_code_prefix(name)}{script.stem}-{digest}.py",
            source=pulumi.FileAsset(str(script)),
            opts=child,
        )
        modules = args.get("modules")
        if not modules:
            return script_object, None
        modules_object = s3.BucketObjectv2(
            f"{name}-modules",
            bucket=args["assets_bucket"],
            key=f"{_code_prefix(name)}modules-{_digest(modules)}.zip",
            source=pulumi.AssetArchive({**modules}),
            opts=child,
        )
        return script_object, modules_object

    def _wheels(self, name: str, args: SparkJobArgs) -> s3.BucketObjectv2 | None:
        if "lock" not in args:
            return None
        lock = Path(args["lock"])
        return upload_archive(
            f"{name}-wheels-{wheel_digest(lock, PLATFORM)}",
            component=name,
            archive=wheel_path(lock, PLATFORM),
            build=partial(wheel_archive, lock, PLATFORM),
            bucket=args["assets_bucket"],
            parent=self,
        )

    def _role(self, name: str) -> iam.Role:
        account = aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self)
        ).account_id
        # AWS's condition for roles that Glue assumes:
        # https://docs.aws.amazon.com/glue/latest/dg/cross-service-confused-deputy-prevention.html
        trust = account.apply(
            lambda account: policies.assume_role(
                "glue.amazonaws.com", {"aws:SourceAccount": account}
            )
        )
        return iam.Role(name, assume_role_policy=trust, opts=pulumi.ResourceOptions(parent=self))

    def _log_groups(
        self, name: str, args: SparkJobArgs, role: iam.Role
    ) -> tuple[pulumi.Output[str], cloudwatch.LogGroup, cloudwatch.LogGroup]:
        # Glue 5 adds the last part to a prefix, so Pulumi cannot generate these names. The prefix
        # has the name of the role, which is unique in the account.
        prefix = role.name.apply(names.log_group_prefix)
        output, error = (
            cloudwatch.LogGroup(
                f"{name}-{kind}",
                name=pulumi.Output.concat(prefix, "/", kind),
                retention_in_days=LOG_RETENTION_DAYS.read(args),
                kms_key_id=policies.optional(args.get("kms_key_arn")),
                opts=pulumi.ResourceOptions(parent=self),
            )
            for kind in ("output", "error")
        )
        return prefix, output, error

    def _rights(
        self, name: str, args: SparkJobArgs, role: iam.Role, log_groups: list[cloudwatch.LogGroup]
    ) -> list[pulumi.Resource]:
        child = pulumi.ResourceOptions(parent=self)
        namespaces = [GLUE_NAMESPACE, *args.get("metric_namespaces", [])]

        def runtime_policy(arns: list[str | None]) -> str:
            bucket_arn, output_arn, error_arn, kms_key_arn, *former = arns
            return policies.document(
                *policies.read_objects(str(bucket_arn), _code_prefix(name)),
                *(policies.write_logs(str(group)) for group in (output_arn, error_arn)),
                policies.put_metrics(namespaces),
                *policies.use_key(kms_key_arn, former),
            )

        keys = [policies.optional(args.get("kms_key_arn")), *args.get("former_kms_key_arns", [])]
        known = pulumi.Output.all(
            args["assets_bucket_arn"], *(group.arn for group in log_groups), *keys
        )
        runtime = iam.RolePolicy(
            f"{name}-runtime", role=role.name, policy=known.apply(runtime_policy), opts=child
        )
        data = iam.RolePolicy(f"{name}-data", role=role.name, policy=args["policy"], opts=child)
        return [runtime, data]


def _check(args: SparkJobArgs) -> None:
    check_keys(args)
    check_numbers(args, NUMBERS)
    _check_file("script", args["script"])
    if "lock" in args:
        _check_file("lock", args["lock"])
    for argument in args.get("arguments", {}):
        if not argument.startswith("--"):
            msg = f"arguments has {argument!r}; allowed: names that begin with two dashes"
            raise ValueError(msg)


def _check_file(key: str, path: str) -> None:
    if not Path(path).is_file():
        msg = f"{key} is {path!r}; allowed: the path of a file"
        raise ValueError(msg)


def _code_prefix(name: str) -> str:
    return f"{ARTIFACTS_PREFIX}{name}/"


def _digest(modules: Mapping[str, pulumi.Asset]) -> str:
    digest = hashlib.sha256()
    for path, asset in sorted(modules.items()):
        content = _content(path, asset)
        digest.update(f"{path}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()[:DIGEST_CHARACTERS]


def _content(path: str, asset: pulumi.Asset) -> bytes:
    if isinstance(asset, pulumi.FileAsset):
        return Path(asset.path).read_bytes()
    if isinstance(asset, pulumi.StringAsset):
        return asset.text.encode()
    msg = f"modules has a {type(asset).__name__} at {path!r}; allowed: file and text assets"
    raise ValueError(msg)


def _address(uploaded: s3.BucketObjectv2) -> pulumi.Output[str]:
    return pulumi.Output.concat("s3://", uploaded.bucket, "/", uploaded.key)


def _glue_arguments(
    log_group_prefix: pulumi.Output[str],
    modules: s3.BucketObjectv2 | None,
    wheels: s3.BucketObjectv2 | None,
) -> dict[str, pulumi.Input[str]]:
    """Return the arguments that Glue reads.

    https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
    """
    arguments: dict[str, pulumi.Input[str]] = {
        "--job-language": "python",
        "--job-bookmark-option": "job-bookmark-disable",
        "--enable-metrics": "true",
        "--enable-observability-metrics": "true",
        "--enable-continuous-cloudwatch-log": "true",
        "--custom-logGroup-prefix": log_group_prefix,
    }
    if modules:
        arguments["--extra-py-files"] = _address(modules)
    if wheels:
        arguments["--additional-python-modules"] = _address(wheels)
        # Pip takes the packages from the archive alone, and asks no index on the network.
        arguments["--python-modules-installer-option"] = "--no-index"
    return arguments


def check_schedule(text: str) -> None:
    """Check the argument `schedule`.

    Raises:
        ValueError: If the text is not a Glue schedule, with the text.
    """
    if not is_schedule(text):
        msg = f"schedule is {text!r}; allowed: {SCHEDULE_FORM}"
        raise ValueError(msg)


def is_schedule(text: str) -> bool:
    """Return whether a text is a Glue schedule, which has six fields.

    https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
    """
    return CRON.fullmatch(text) is not None
