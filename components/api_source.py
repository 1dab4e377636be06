"""A second way in: a schedule, and a function that polls an HTTP API and puts its items on the delivery stream."""

import re
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi_aws import cloudwatch, iam, lambda_, scheduler, sqs

from components.shared import policies, queues
from components.shared.api_environment import environment
from components.shared.api_request import ApiArgs, compiled, problems, rate_seconds
from components.shared.customer_key import check_keys
from components.shared.function_layer import function_layer
from components.shared.function_package import API_SOURCE_LOCK, api_source_code
from components.shared.image_repository import ImageRepository, image_repository
from components.shared.layout import API_STATE_KEY, RAW_PREFIX
from components.transform import Architecture, Runtime

MEMORY_MB = 1024  # an answer of 16 MiB, the most that is read, can take 500 MB as objects
MAX_TIMEOUT_SECONDS = 900  # Lambda's
MAX_EVENT_AGE_SECONDS = 6 * 3600  # Lambda's
REPEATED_RUNS = 2  # Lambda's most, for a run that failed
DELIVERY_ATTEMPTS = 5  # of the schedule, to hand a run to Lambda
RATE = "rate(5 minutes)"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Packaging(StrEnum):
    """What the function is deployed as."""

    ZIP = "zip"
    IMAGE = "image"


class ApiSourceArgs(TypedDict):
    """What the API source can be told."""

    request: ApiArgs
    """What to ask, and how."""
    delivery_stream_name: pulumi.Input[str]
    """The stream that the items go to."""
    delivery_stream_arn: pulumi.Input[str]
    """Its ARN."""
    raw_bucket: pulumi.Input[str]
    """Name of the bucket for items that are too large for the stream, for what is remembered from run to run, and for the zip's packages."""
    raw_bucket_arn: pulumi.Input[str]
    """Its ARN."""
    rate: NotRequired[str]
    """How often to poll, such as rate(1 minute). A run may take as long as the time until the next, 900 s at most. Default rate(5 minutes)."""
    packaging: NotRequired[Packaging]
    """Whether the function is a zip or a container image. Default zip."""
    image_digest: NotRequired[str]
    """The image's digest in the repository that the component makes. Without it, an image's function is not made yet."""
    runtime: NotRequired[Runtime]
    """The zip's runtime. Default python3.13."""
    architecture: NotRequired[Architecture]
    """Default arm64."""
    force_destroy: NotRequired[bool]
    """Whether destroying deletes the repository with its images. Default false."""
    log_retention_days: NotRequired[int]
    """Days that the function's log is kept. Default 30."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The customer key of stream, bucket, secret and repository, if they have one; dead-letter queue and log are encrypted under it too.

    The repository keeps the key that it was made with."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """Former customer keys, for decryption alone: data written before a change of `kms_key_arn` stays under them. Default: none."""


class ApiSource(pulumi.ComponentResource):
    """Schedule, function, stream: one run at a time, and a dead-letter queue for those that failed.

    The schedule's own queue is not enough: it invokes the function asynchronously, so a run that
    fails is Lambda's to repeat and to report. Both report to one queue.
    """

    dead_letter_queue_url: pulumi.Output[str]
    """Where the runs are named that failed."""
    function_name: pulumi.Output[str] | None
    """The function; none while there is no image for it."""
    repository_url: pulumi.Output[str] | None
    """Where its images are pushed; none for a zip."""

    def __init__(
        self, name: str, args: ApiSourceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Make queue, function and schedule; for an image, its repository first.

        Raises:
            ValueError: If an argument is not allowed, with its value and what would be.
        """
        super().__init__("clickstream:api:ApiSource", name, None, opts)
        _check(args)

        dead_letters = queues.dead_letter_queue(name, args.get("kms_key_arn"), self)
        images = None
        if Packaging(args.get("packaging", Packaging.ZIP)) is Packaging.IMAGE:
            images = image_repository(
                name,
                force_destroy=args.get("force_destroy", False),
                kms_key_arn=args.get("kms_key_arn"),
                parent=self,
            )
        function = None
        if images and not args.get("image_digest"):
            pulumi.log.warn(
                f"{name} has no image yet: push one to its repository and set its digest, as docs/guides/api-source.md says",
                self,
            )
        else:
            function = self._function(name, args, images, dead_letters)
            self._schedule(name, args, function, dead_letters)

        self.dead_letter_queue_url = dead_letters.url
        self.function_name = function.name if function else None
        self.repository_url = images.repository.repository_url if images else None
        outputs = {
            "dead_letter_queue_url": self.dead_letter_queue_url,
            "function_name": self.function_name,
            "repository_url": self.repository_url,
        }
        self.register_outputs(outputs)

    def _function(
        self,
        name: str,
        args: ApiSourceArgs,
        images: ImageRepository | None,
        dead_letters: sqs.Queue,
    ) -> lambda_.Function:
        child = pulumi.ResourceOptions(parent=self)
        kms_key_arn, retention = (
            policies.optional(args.get("kms_key_arn")),
            int(args.get("log_retention_days", 30)),
        )
        log_group = cloudwatch.LogGroup(
            f"{name}-function", retention_in_days=retention, kms_key_id=kms_key_arn, opts=child
        )
        role = iam.Role(
            f"{name}-function",
            assume_role_policy=policies.assume_role("lambda.amazonaws.com"),
            opts=child,
        )
        secret_arn = policies.optional(args["request"].get("secret_arn"))
        keys = [kms_key_arn, *args.get("former_kms_key_arns", [])]
        known = pulumi.Output.all(
            args["delivery_stream_arn"],
            args["raw_bucket_arn"],
            dead_letters.arn,
            log_group.arn,
            secret_arn,
            *keys,
        )
        rights = iam.RolePolicy(
            f"{name}-function", role=role.name, policy=known.apply(_function_policy), opts=child
        )

        function = lambda_.Function(
            name,
            **self._package(name, args, images),
            description="Polls an HTTP API and puts its items on the delivery stream.",
            role=role.arn,
            memory_size=MEMORY_MB,
            timeout=min(_interval(args), MAX_TIMEOUT_SECONDS),
            reserved_concurrent_executions=1,  # a run that goes on is not overtaken by the next
            logging_config={"log_format": "JSON", "log_group": log_group.name},
            environment={
                "variables": environment(
                    compiled(args["request"]), args["delivery_stream_name"], args["raw_bucket"]
                )
            },
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[rights, *([images.rights] if images else [])]
            ),
        )

        lambda_.FunctionEventInvokeConfig(
            name,
            function_name=function.name,
            maximum_event_age_in_seconds=_patience(args),
            maximum_retry_attempts=REPEATED_RUNS,
            destination_config={"on_failure": {"destination": dead_letters.arn}},
            # Lambda looks whether the role may send there.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )
        return function

    def _package(
        self, name: str, args: ApiSourceArgs, images: ImageRepository | None
    ) -> "_Package":
        runtime, architecture = (
            Runtime(args.get("runtime", Runtime.PYTHON_3_13)),
            Architecture(args.get("architecture", Architecture.ARM64)),
        )
        if images:
            image_uri = pulumi.Output.concat(
                images.repository.repository_url, "@", args.get("image_digest", "")
            )
            return {
                "architectures": [architecture.value],
                "package_type": "Image",
                "image_uri": image_uri,
            }
        layer = function_layer(
            name,
            lock=API_SOURCE_LOCK,
            description="The API source's packages.",
            bucket=args["raw_bucket"],
            runtime=runtime,
            architecture=architecture,
            parent=self,
        )
        return {
            "architectures": [architecture.value],
            "package_type": "Zip",
            "runtime": runtime.value,
            "handler": "api_source.handler.handler",
            "code": api_source_code(),
            "layers": [layer.arn],
        }

    def _schedule(
        self, name: str, args: ApiSourceArgs, function: lambda_.Function, dead_letters: sqs.Queue
    ) -> None:
        child = pulumi.ResourceOptions(parent=self)
        account = aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self)
        ).account_id
        trust = account.apply(
            lambda account: policies.assume_role(
                "scheduler.amazonaws.com", {"aws:SourceAccount": account}
            )
        )
        role = iam.Role(f"{name}-schedule", assume_role_policy=trust, opts=child)
        policy = pulumi.Output.all(
            function.arn, dead_letters.arn, policies.optional(args.get("kms_key_arn"))
        ).apply(_schedule_policy)
        rights = iam.RolePolicy(f"{name}-schedule", role=role.name, policy=policy, opts=child)

        scheduler.Schedule(
            name,
            description="Polls the API.",
            schedule_expression=args.get("rate", RATE),
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": function.arn,
                "role_arn": role.arn,
                "retry_policy": {
                    "maximum_event_age_in_seconds": _patience(args),
                    "maximum_retry_attempts": DELIVERY_ATTEMPTS,
                },
                "dead_letter_config": {"arn": dead_letters.arn},
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )


class _Package(TypedDict):
    """The part of the function's configuration that its packaging decides."""

    architectures: list[str]
    package_type: str
    image_uri: NotRequired[pulumi.Output[str]]
    runtime: NotRequired[str]
    handler: NotRequired[str]
    code: NotRequired[pulumi.Archive]
    layers: NotRequired[list[pulumi.Output[str]]]


def _check(args: ApiSourceArgs) -> None:
    check_keys(args)
    _interval(args)
    digest = args.get("image_digest")
    if digest and not DIGEST.fullmatch(digest):
        msg = f"image_digest is {digest!r}; it takes sha256: and 64 hexadecimal digits"
        raise ValueError(msg)
    for problem in problems(args["request"]):
        raise ValueError(problem.text())


def _interval(args: ApiSourceArgs) -> int:
    return rate_seconds(args.get("rate", RATE))


def _patience(args: ApiSourceArgs) -> int:
    """Return the seconds after which a run is not repeated any more: the next one, which asks for the same, is due."""
    return min(_interval(args), MAX_EVENT_AGE_SECONDS)


def _function_policy(arns: list[str | None]) -> str:
    stream_arn, raw_bucket_arn, queue_arn, log_group_arn, secret_arn, kms_key_arn, *former = arns
    secret = [policies.allow(["secretsmanager:GetSecretValue"], [secret_arn])] if secret_arn else []
    return policies.document(
        policies.put_record_batches(str(stream_arn)),
        policies.write_objects(str(raw_bucket_arn), [RAW_PREFIX]),
        *policies.keep_object(str(raw_bucket_arn), API_STATE_KEY),
        policies.send_messages(str(queue_arn)),
        policies.write_logs(str(log_group_arn)),
        *policies.use_key(kms_key_arn, former),
        *secret,
    )


def _schedule_policy(arns: list[str | None]) -> str:
    function_arn, queue_arn, kms_key_arn = arns
    # A message to an encrypted queue takes the queue's key.
    return policies.document(
        policies.invoke_function(str(function_arn)),
        policies.send_messages(str(queue_arn)),
        *policies.use_key(kms_key_arn),
    )
