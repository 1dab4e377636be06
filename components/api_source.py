"""API source: a schedule, and a function that polls an HTTP API and sends its items."""

import re
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_, scheduler, sqs

from components.lambda_converter import ARCHITECTURE, RUNTIME, Architecture, Runtime
from components.shared import policies, queues
from components.shared.api_environment import environment
from components.shared.api_request import ApiArgs, compiled, problems, rate_seconds
from components.shared.customer_key import check_keys
from components.shared.function_layer import function_layer
from components.shared.function_package import API_SOURCE_LOCK, api_source_code
from components.shared.image_repository import ImageRepository, image_repository
from components.shared.layout import API_STATE_KEY, RAW_PREFIX
from components.shared.log_retention import LOG_RETENTION_DAYS
from components.shared.schedule_role import schedule_role

MEMORY_MB = 1024  # a response of 16 MiB, the size limit, can take 500 MB as Python objects
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
LONGEST_TIMEOUT_SECONDS = 900
# https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
LONGEST_EVENT_AGE_SECONDS = 6 * 3600
FUNCTION_RETRIES = 2  # of a run that failed: Lambda's maximum
SCHEDULE_RETRIES = 5  # of an invocation that Lambda did not accept
RATE = "rate(5 minutes)"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Packaging(StrEnum):
    """Package type of the function."""

    ZIP = "zip"
    IMAGE = "image"


PACKAGING = Packaging.ZIP


class ApiSourceArgs(TypedDict):
    """Arguments of `ApiSource`."""

    request: ApiArgs
    """Request to send, and layout of the response."""
    delivery_stream_name: pulumi.Input[str]
    """Name of the delivery stream for the items."""
    delivery_stream_arn: pulumi.Input[str]
    """ARN of the delivery stream."""
    raw_bucket: pulumi.Input[str]
    """Name of the bucket of raw objects.

    It also holds items too large for the stream, the source's state and the zip's layer.
    """
    raw_bucket_arn: pulumi.Input[str]
    """ARN of the bucket of raw objects."""
    rate: NotRequired[str]
    """Rate of runs, such as rate(1 minute). A run may last until the next one, 900 s at most."""
    packaging: NotRequired[Packaging]
    """Package type of the function."""
    image_digest: NotRequired[str]
    """Digest of the image in the component's repository.

    With packaging `image` there is no function until the digest is set.
    """
    runtime: NotRequired[Runtime]
    """Runtime of a zip function."""
    architecture: NotRequired[Architecture]
    """Processor of the function."""
    force_destroy: NotRequired[bool]
    """Whether a destroy deletes the repository with its images. Default false."""
    log_retention_days: NotRequired[int]
    """Days that the function's log is kept."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the customer key of stream, bucket and secret. Default: none.

    It also encrypts repository, dead-letter queue and log. A repository keeps the key that it was
    created with."""
    former_kms_key_arns: NotRequired[list[pulumi.Input[str]]]
    """ARNs of former customer keys, to decrypt data that they encrypted. Default: none."""


class ApiSource(pulumi.ComponentResource):
    """Function that polls an HTTP API on a schedule: one run at a time, with a dead-letter queue.

    The schedule invokes the function asynchronously. Lambda retries a run that failed, and the
    schedule retries an invocation that Lambda did not accept. If the retries fail, both send a
    message to the dead-letter queue.
    """

    dead_letter_queue_url: pulumi.Output[str]
    """URL of the dead-letter queue: one message per run that failed."""
    function_name: pulumi.Output[str] | None
    """Name of the function; None while there is no image for it."""
    repository_url: pulumi.Output[str] | None
    """URL of the image repository; None for a zip."""
    log_group: pulumi.Output[str] | None
    """Name of the function's log group; None while there is no function."""

    def __init__(
        self, name: str, args: ApiSourceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create queue, function and schedule; for packaging `image` the repository too.

        Raises:
            ValueError: If an argument is not allowed, with the value and the allowed values.
        """
        super().__init__("clickstream:api:ApiSource", name, None, opts)
        _check(args)

        dead_letters = queues.dead_letter_queue(name, args.get("kms_key_arn"), self)
        images = None
        if Packaging(args.get("packaging", PACKAGING)) is Packaging.IMAGE:
            images = image_repository(
                name,
                force_destroy=args.get("force_destroy", False),
                kms_key_arn=args.get("kms_key_arn"),
                parent=self,
            )
        function = None
        if images and not args.get("image_digest"):
            pulumi.log.warn(
                f"{name} has no image yet: push one to its repository and set the digest (docs/guides/api-source.md)",
                self,
            )
        else:
            function = self._function(name, args, images, dead_letters)
            self._schedule(name, args, function, dead_letters)

        self.dead_letter_queue_url = dead_letters.url
        self.function_name = function.name if function else None
        self.log_group = function.logging_config.log_group if function else None
        self.repository_url = images.repository.repository_url if images else None
        outputs = {
            "dead_letter_queue_url": self.dead_letter_queue_url,
            "function_name": self.function_name,
            "repository_url": self.repository_url,
            "log_group": self.log_group,
        }
        self.register_outputs(outputs)

    def _function(
        self,
        name: str,
        args: ApiSourceArgs,
        images: ImageRepository | None,
        dead_letters: sqs.Queue,
    ) -> lambda_.Function:
        log_group = cloudwatch.LogGroup(
            f"{name}-function",
            retention_in_days=LOG_RETENTION_DAYS.read(args),
            kms_key_id=policies.optional(args.get("kms_key_arn")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        role, rights = self._role(name, args, dead_letters, log_group)
        function = lambda_.Function(
            name,
            **self._package(name, args, images),
            description="Polls an HTTP API and puts its items on the delivery stream.",
            role=role.arn,
            memory_size=MEMORY_MB,
            timeout=min(_interval(args), LONGEST_TIMEOUT_SECONDS),
            reserved_concurrent_executions=1,  # two concurrent runs would deliver items twice
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
            maximum_event_age_in_seconds=_max_event_age(args),
            maximum_retry_attempts=FUNCTION_RETRIES,
            destination_config={"on_failure": {"destination": dead_letters.arn}},
            # Lambda checks that the role may send to the destination.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )
        return function

    def _role(
        self,
        name: str,
        args: ApiSourceArgs,
        dead_letters: sqs.Queue,
        log_group: cloudwatch.LogGroup,
    ) -> tuple[iam.Role, iam.RolePolicy]:
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-function",
            assume_role_policy=policies.assume_role("lambda.amazonaws.com"),
            opts=child,
        )
        known = pulumi.Output.all(
            args["delivery_stream_arn"],
            args["raw_bucket_arn"],
            dead_letters.arn,
            log_group.arn,
            policies.optional(args["request"].get("secret_arn")),
            policies.optional(args.get("kms_key_arn")),
            *args.get("former_kms_key_arns", []),
        )
        rights = iam.RolePolicy(
            f"{name}-function", role=role.name, policy=known.apply(_function_policy), opts=child
        )
        return role, rights

    def _package(
        self, name: str, args: ApiSourceArgs, images: ImageRepository | None
    ) -> "_Package":
        runtime = Runtime(args.get("runtime", RUNTIME))
        architecture = Architecture(args.get("architecture", ARCHITECTURE))
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
        policy = pulumi.Output.all(
            function.arn, dead_letters.arn, policies.optional(args.get("kms_key_arn"))
        ).apply(_schedule_policy)
        role, rights = schedule_role(name, policy, self)

        scheduler.Schedule(
            name,
            description="Polls the API.",
            schedule_expression=args.get("rate", RATE),
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": function.arn,
                "role_arn": role.arn,
                "retry_policy": {
                    "maximum_event_age_in_seconds": _max_event_age(args),
                    "maximum_retry_attempts": SCHEDULE_RETRIES,
                },
                "dead_letter_config": {"arn": dead_letters.arn},
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )


class _Package(TypedDict):
    """Part of the function's configuration that depends on its packaging."""

    architectures: list[str]
    package_type: str
    image_uri: NotRequired[pulumi.Output[str]]
    runtime: NotRequired[str]
    handler: NotRequired[str]
    code: NotRequired[pulumi.Archive]
    layers: NotRequired[list[pulumi.Output[str]]]


def _check(args: ApiSourceArgs) -> None:
    check_keys(args)
    LOG_RETENTION_DAYS.read(args)
    _interval(args)
    digest = args.get("image_digest")
    if digest and not DIGEST.fullmatch(digest):
        msg = f"image_digest is {digest!r}; allowed: sha256: and 64 hexadecimal digits"
        raise ValueError(msg)
    for problem in problems(args["request"]):
        raise ValueError(problem.text())


def _interval(args: ApiSourceArgs) -> int:
    return rate_seconds(args.get("rate", RATE))


def _max_event_age(args: ApiSourceArgs) -> int:
    """Return the seconds after which a failed run is not retried: the next run polls again."""
    return min(_interval(args), LONGEST_EVENT_AGE_SECONDS)


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
    # Sending a message to an encrypted queue needs the right to use the queue's key.
    return policies.document(
        policies.invoke_function(str(function_arn)),
        policies.send_messages(str(queue_arn)),
        *policies.use_key(kms_key_arn),
    )
