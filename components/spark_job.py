"""A Spark job on Glue: one script with its modules, a role of its own, logs that expire, metrics, and a cap on runs at once."""

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, glue, iam, s3

from clickstream.contract import limits
from components.shared import names, policies
from components.shared.customer_key import check_keys
from components.shared.layout import ARTIFACTS_PREFIX

# Spark 3.5.4, Python 3.11, Java 17: https://docs.aws.amazon.com/glue/latest/dg/release-notes.html
GLUE_VERSION = "5.0"
SPARK_VERSION = "3.5.4"  # of GLUE_VERSION; the tests run the scripts with this one
WORKERS = range(2, 300)  # the driver is one of them
# https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html
TIMEOUT_MINUTES = range(1, 7 * 24 * 60 + 1)
# what Glue allows an account by default: a higher cap would cap nothing
CONCURRENT_RUNS = range(1, 201)
GLUE_NAMESPACE = "Glue"  # where Glue puts job and observability metrics
DIGEST_CHARACTERS = 16
CRON = re.compile(r"cron\(\S+( \S+){5}\)")


class WorkerType(StrEnum):
    """Glue's workers: a G.1X has 4 vCPUs and 16 GB of memory, each size after it twice that."""

    G_1X = "G.1X"
    G_2X = "G.2X"
    G_4X = "G.4X"
    G_8X = "G.8X"


class SparkJobArgs(TypedDict):
    """What a Spark job can be told."""

    description: str
    """What the job does, in a sentence."""
    script: str
    """Path of the Python script."""
    assets_bucket: pulumi.Input[str]
    """Name of the bucket that the script and its modules are uploaded to, below `artifacts/`."""
    assets_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    policy: pulumi.Input[str]
    """The policy document (JSON) of what the job reads and writes. Its own code, logs and metrics are granted beside it."""
    modules: NotRequired[dict[str, pulumi.Asset]]
    """What the script imports or reads: file and text assets by their path in the archive that is put on the Python path."""
    arguments: NotRequired[dict[str, pulumi.Input[str]]]
    """The script's default arguments, such as `{"--lake-bucket": …}`. A run may override each."""
    worker_type: NotRequired[WorkerType]
    """Default G.1X."""
    workers: NotRequired[int]
    """Workers of a run, the driver among them; at least 2. Default 2."""
    timeout_minutes: NotRequired[int]
    """Minutes after which a run is ended, 1 to 10080. Default 60."""
    max_concurrent_runs: NotRequired[int]
    """Runs at once, 1 to 200. Further ones wait in Glue's queue. Default 1."""
    metric_namespaces: NotRequired[list[str]]
    """CloudWatch namespaces that the script puts metrics into. Default: none."""
    log_retention_days: NotRequired[int]
    """Days that the logs are kept. Default 30."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The customer key of the buckets, if they have one; the logs are encrypted under it too."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """Former customer keys, for decryption alone: data written before a change of `kms_key_arn` stays under them. Default: none."""


class SparkJob(pulumi.ComponentResource):
    """A Glue job that runs a PySpark script, with job and observability metrics, continuous logs, and no job bookmark.

    Nothing of a run is kept between runs: a script that wants to go on where it stopped has to keep
    that itself, as a queue does. A run is never repeated by Glue: a run that is queued cannot be,
    and what failed is for the script to find again.
    """

    job_name: pulumi.Output[str]
    """The Glue job."""
    job_arn: pulumi.Output[str]
    """Its ARN."""
    role_arn: pulumi.Output[str]
    """The role that runs take on."""
    output_log_group: pulumi.Output[str]
    """Where what the script prints and logs goes."""
    error_log_group: pulumi.Output[str]
    """Where Spark's own log goes."""

    def __init__(
        self, name: str, args: SparkJobArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Upload the code; make role, log groups and job.

        Raises:
            ValueError: If a setting is outside Glue's range, the script or a module cannot be read,
                or a key's ARN names no KMS key.
        """
        super().__init__("clickstream:spark:SparkJob", name, None, opts)
        _check(args)
        script, modules = self._uploads(name, args)
        role = self._role(name)
        prefix, output, error = self._log_groups(name, args, role)
        rights = self._rights(name, args, role, [output, error])
        job = glue.Job(
            name,
            description=limits.shorten(args["description"], limits.GLUE_DESCRIPTION),
            role_arn=role.arn,
            glue_version=GLUE_VERSION,
            command={"name": "glueetl", "python_version": "3", "script_location": _address(script)},
            worker_type=WorkerType(args.get("worker_type", WorkerType.G_1X)).value,
            number_of_workers=int(args.get("workers", WORKERS.start)),
            timeout=int(args.get("timeout_minutes", 60)),
            execution_property={"max_concurrent_runs": int(args.get("max_concurrent_runs", 1))},
            job_run_queuing_enabled=True,
            max_retries=0,
            default_arguments={**_glue_arguments(prefix, modules), **args.get("arguments", {})},
            # Its first run may come as soon as there is a trigger.
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
        """Upload the code under names made of its content: a change gives the job another location, and no change nothing to do."""
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

    def _role(self, name: str) -> iam.Role:
        account = aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self)
        ).account_id
        # AWS's condition for roles that Glue takes on:
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
        # Glue 5 takes a prefix and adds the last part, so these names cannot be left to Pulumi. The
        # role's name is unique in the account.
        prefix = role.name.apply(names.log_group_prefix)
        days, key, child = (
            int(args.get("log_retention_days", 30)),
            policies.optional(args.get("kms_key_arn")),
            pulumi.ResourceOptions(parent=self),
        )
        output, error = (
            cloudwatch.LogGroup(
                f"{name}-{kind}",
                name=pulumi.Output.concat(prefix, "/", kind),
                retention_in_days=days,
                kms_key_id=key,
                opts=child,
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
    ranges = {
        "workers": WORKERS,
        "timeout_minutes": TIMEOUT_MINUTES,
        "max_concurrent_runs": CONCURRENT_RUNS,
    }
    for key, allowed in ranges.items():
        value = args.get(key)
        if value is not None and value not in allowed:
            msg = f"{key} is {value}; Glue takes {allowed.start} to {allowed.stop - 1}"
            raise ValueError(msg)
    if not Path(args["script"]).is_file():
        msg = f"script is {args['script']!r}, and there is no such file"
        raise ValueError(msg)
    for argument in args.get("arguments", {}):
        if not argument.startswith("--"):
            msg = f"arguments has {argument!r}; Glue's arguments begin with two dashes"
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
    msg = f"modules has a {type(asset).__name__} at {path!r}; it takes files and texts"
    raise ValueError(msg)


def _address(uploaded: s3.BucketObjectv2) -> pulumi.Output[str]:
    return pulumi.Output.concat("s3://", uploaded.bucket, "/", uploaded.key)


def _glue_arguments(
    log_group_prefix: pulumi.Output[str], modules: s3.BucketObjectv2 | None
) -> dict[str, pulumi.Input[str]]:
    """Return the arguments that Glue itself reads.

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
    return arguments | ({"--extra-py-files": _address(modules)} if modules else {})


def is_schedule(text: str) -> bool:
    """Return whether Glue takes a schedule: six fields, https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html."""
    return CRON.fullmatch(text) is not None
