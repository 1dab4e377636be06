"""Target of a command: the running local stack, or a stack that Pulumi deployed to AWS."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, overload

import boto3
import typer
from botocore.config import Config

from clickstream.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient

    from clickstream.local.stack import LocalStack

PROJECT = Path(__file__).parents[2]
PROJECT_FILE = "Pulumi.yaml"
PULUMI_TIMEOUT_SECONDS = 120  # a remote state backend may be slow; a prompt would block for ever
# Adaptive mode slows down on throttling. Few attempts, so that an unreachable endpoint fails within
# seconds.
CONFIG = Config(
    retries={"mode": "adaptive", "total_max_attempts": 5}, user_agent_extra="clickstream-lake"
)

LocalOption = Annotated[
    bool, typer.Option("--local", help="Use the local stack, which `clickstream local up` starts.")
]
NameOption = Annotated[
    str, typer.Option("--name", help="Name of the local stack.", show_default=True)
]
StackOption = Annotated[
    str | None,
    typer.Option(
        "--stack",
        metavar="STAGE",
        help="Use the stack that Pulumi deployed under this name, such as dev.",
    ),
]
DEFAULT_NAME = "default"
HIDDEN = "(secret)"
"""Value of a setting that is a secret."""


@dataclass(frozen=True)
class Target:
    """Deployed pipeline: its stack outputs, and boto3 clients for its account and region."""

    label: str
    """Description of the stack in messages, such as `the stack 'dev'`."""
    outputs: Mapping[str, Any]
    project: Path
    """Directory of the Pulumi project; paths in the outputs are relative to it."""
    client_options: Mapping[str, Any] = field(repr=False)
    """Keyword arguments of `boto3.client`."""

    def output(self, name: str) -> str:
        """Return a stack output.

        Raises:
            CliError: If the stack has no such output.
        """
        value = self.outputs.get(name)
        if not value:
            msg = f"{self.label} has no output {name!r}"
            names = ", ".join(sorted(self.outputs)) or "none"
            raise CliError(msg, f"Its outputs: {names}. Deploy this version of the program to it.")
        return str(value)

    @property
    def contract_path(self) -> Path:
        """Path of the contract file that the stack was deployed with.

        Raises:
            CliError: If the stack has no such output.
        """
        return self.project / self.output("contract")

    @property
    def record_limit_events(self) -> int | None:
        """Limit on the events of a record; None if the stack sets no limit."""
        limit = self.outputs.get("record_limit_events")
        return None if limit is None else int(limit)

    @overload
    def client(self, service: Literal["athena"]) -> AthenaClient: ...
    @overload
    def client(self, service: Literal["cloudwatch"]) -> CloudWatchClient: ...
    @overload
    def client(self, service: Literal["firehose"]) -> FirehoseClient: ...
    @overload
    def client(self, service: Literal["glue"]) -> GlueClient: ...
    @overload
    def client(self, service: Literal["iam"]) -> IAMClient: ...
    @overload
    def client(self, service: Literal["lambda"]) -> LambdaClient: ...
    @overload
    def client(self, service: Literal["logs"]) -> CloudWatchLogsClient: ...
    @overload
    def client(self, service: Literal["s3"]) -> S3Client: ...
    @overload
    def client(self, service: Literal["sqs"]) -> SQSClient: ...
    @overload
    def client(self, service: Literal["sts"]) -> STSClient: ...
    def client(self, service: str) -> Any:
        """Return a boto3 client of a service."""
        options = dict(self.client_options)
        config = options.pop("config", None)
        return boto3.client(service, config=config.merge(CONFIG) if config else CONFIG, **options)  # type: ignore[call-overload] - the overloads above are the ones that callers see


def resolve(*, local: bool, name: str, stack: str | None) -> Target:
    """Return the pipeline that the options select.

    Raises:
        typer.BadParameter: If the options select no pipeline, or more than one.
        CliError: If the pipeline is not running or not deployed.
    """
    if local == (stack is not None):
        problem = "--local and --stack are both given" if local else "no stack is selected"
        msg = (
            f"{problem}. Use --local for the local stack (`clickstream local up` starts it), or "
            "--stack dev for the Pulumi stack dev."
        )
        raise typer.BadParameter(msg)
    if stack is None:
        return local_target(name)
    if name != DEFAULT_NAME:
        msg = f"--name {name} names a local stack. Remove it, or use --local instead of --stack."
        raise typer.BadParameter(msg)
    return pulumi_target(stack, Path.cwd())


@contextmanager
def local_errors() -> Generator[None]:
    """Convert errors of the local stack to CliError; their messages contain the remedy."""
    try:
        from clickstream.local.stack import LocalStackError  # noqa: PLC0415 - not installed where only AWS is used
    except ModuleNotFoundError as error:
        msg = f"the local stack needs a package that is not installed: {error.name}"
        raise CliError(msg, "Install requirements-dev.txt, or use --stack.") from error
    try:
        yield
    except LocalStackError as error:
        raise CliError(str(error)) from error


def local_target(name: str) -> Target:
    """Return the running local stack of a name.

    Raises:
        CliError: If the local stack is not running.
    """
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        return target_of(stack.load(name))


def target_of(stack: LocalStack) -> Target:
    """Return a local stack as a target."""
    return Target(f"the local stack {stack.name!r}", stack.outputs, PROJECT, stack.client_options())


def pulumi_target(stack: str, directory: Path) -> Target:
    """Return a stack that Pulumi deployed.

    Args:
        stack: Name of the stack.
        directory: Directory in the Pulumi project, or the project itself.

    Raises:
        CliError: If there is no project, no pulumi command, no such stack, or nothing is deployed.
    """
    project = find_project(directory)
    outputs: dict[str, Any] = json.loads(_pulumi(["stack", "output", "--json"], stack, project))
    if not outputs:
        msg = f"the stack {stack!r} has no outputs: it is not deployed"
        raise CliError(msg, f"Deploy it: `pulumi up --stack {stack}`.")
    try:
        region = _pulumi(["config", "get", "aws:region"], stack, project).strip()
    except CliError:
        region = ""  # provider and boto3 both take the region from the environment
    options = {"region_name": region} if region else {}
    return Target(f"the stack {stack!r}", outputs, project, options)


def find_project(directory: Path) -> Path:
    """Return the Pulumi project that a directory is in.

    Raises:
        CliError: If there is none.
    """
    for path in (directory, *directory.parents):
        if (path / PROJECT_FILE).is_file():
            return path
    msg = f"{directory} is not in a Pulumi project: neither it nor a parent has {PROJECT_FILE}"
    raise CliError(msg, "Run the command in the directory of the project.")


def pulumi_config(stack: str, project: Path) -> dict[str, str]:
    """Return the config of a stack by full key; the value of a secret is `HIDDEN`.

    Raises:
        CliError: If there is no pulumi command or no such stack.
    """
    config: dict[str, dict[str, Any]] = json.loads(_pulumi(["config", "--json"], stack, project))
    return {key: HIDDEN if entry.get("secret") else entry["value"] for key, entry in config.items()}


def _pulumi(arguments: list[str], stack: str, project: Path) -> str:
    program = shutil.which("pulumi")
    if program is None:
        msg = "the pulumi command is not on the PATH; --stack needs it to read the stack outputs"
        raise CliError(msg, "Install it (https://www.pulumi.com/docs/install/), or use --local.")
    command = [program, "--non-interactive", *arguments, "--stack", stack]
    try:
        done = subprocess.run(  # noqa: S603 - arguments, no shell
            command,
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
            timeout=PULUMI_TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        msg = f"`pulumi {' '.join(arguments)}` did not finish within {PULUMI_TIMEOUT_SECONDS} s"
        raise CliError(msg, "Check `pulumi whoami` and the network.") from error
    if done.returncode:
        problem = " ".join(done.stderr.split()).removeprefix("error: ")
        msg = f"pulumi cannot read the stack {stack!r}: {problem}"
        remedy = "List the stacks with `pulumi stack ls`; select their backend with `pulumi login`."
        raise CliError(msg, remedy)
    return done.stdout
