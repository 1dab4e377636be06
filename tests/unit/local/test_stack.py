"""Start, stop and clean-up of a local stack, with a program of two resources."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest

from clickstream.local import file_lock, stack
from clickstream.local.deploy import environment as deploy_environment
from clickstream.local.emulator import server as emulator

MANIFEST = """
name: small
runtime: python
config:
  case: {type: string, default: fine}
  key: {type: string, default: hush, secret: true}
"""
PROGRAM = """
import pulumi
import pulumi_aws as aws

config = pulumi.Config()
bucket = aws.s3.Bucket("One-bucket", tags={"stage": pulumi.get_stack()})
queue = aws.sqs.Queue("queue", visibility_timeout_seconds=30)
match config.require("case"):
    case "value":
        raise ValueError("the size is 3; set it to 4")
    case "bug":
        {}["nothing"]
    case "read":
        aws.s3.Bucket.get("theirs", "theirs")
pulumi.export("bucket", bucket.bucket)
pulumi.export("arns", [bucket.arn, queue.arn])
pulumi.export("key", config.require_secret("key"))
pulumi.export("account", aws.get_caller_identity_output().account_id)
"""
EXIT_SECONDS = 10


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(MANIFEST)
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


def stacks(project: Path) -> list[str]:
    return sorted(path.name for path in (project / "build" / "local").iterdir())


def is_running(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for_exit(group: int) -> None:
    deadline = time.monotonic() + EXIT_SECONDS
    while is_running(group):
        assert time.monotonic() < deadline, f"process group {group} is still running"
        time.sleep(0.05)


def test_an_ephemeral_stack_is_deployed_and_leaves_nothing(project: Path) -> None:
    reported: list[str] = []
    with stack.ephemeral(project=project, report=reported.append) as local:
        assert local.outputs == {
            "bucket": "one-bucket",
            "arns": ["arn:aws:s3:::one-bucket", "arn:aws:sqs:us-east-1:000000000000:queue"],
            "key": "hush",
            "account": "000000000000",
        }
        tags = boto3.client("s3", **local.client_options()).get_bucket_tagging(Bucket="one-bucket")
        assert tags["TagSet"] == [{"Key": "stage", "Value": "local"}]
        assert (project / "build" / "local" / local.name).is_dir()
    assert reported[-1].startswith("2 resources deployed")
    assert not is_running(local.pid)
    assert stacks(project) == []
    with pytest.raises(URLError):
        urlopen(local.endpoint)  # noqa: S310 - loopback


def test_a_stack_runs_until_it_is_stopped(project: Path) -> None:
    started = stack.up("kept", {"aws:region": "eu-west-1"}, project=project)
    try:
        assert stack.load("kept", project=project) == started
        assert started.region == "eu-west-1"
        with pytest.raises(
            stack.LocalStackError, match=r"'kept' is running already.*clickstream local down"
        ):
            stack.up("kept", project=project)
        with stack.ephemeral(project=project) as other:
            assert other.endpoint != started.endpoint, "two stacks run at the same time"
    finally:
        assert stack.down("kept", project=project)
    wait_for_exit(started.pid)
    assert stacks(project) == []
    assert not stack.down("kept", project=project)
    with pytest.raises(
        stack.LocalStackError, match=r"no local stack 'kept' is running.*clickstream local up"
    ):
        stack.load("kept", project=project)


def test_the_directory_of_a_killed_server_is_removed_by_the_next_stack(project: Path) -> None:
    killed = stack.up("killed", project=project)
    os.killpg(killed.pid, signal.SIGKILL)
    wait_for_exit(killed.pid)
    with pytest.raises(stack.LocalStackError, match="no local stack 'killed' is running"):
        stack.load("killed", project=project)
    with stack.ephemeral(project=project) as local:
        assert stacks(project) == [local.name, f"{local.name}.lock"]


def test_a_server_exits_when_its_parent_is_killed(project: Path) -> None:
    code = "import sys, time; from pathlib import Path; from clickstream.local.stack import ephemeral\nwith ephemeral(project=Path(sys.argv[1])) as s: print(s.pid, flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(project)], cwd=stack.ROOT, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        assert is_running(server)
        parent.kill()
    wait_for_exit(server)
    assert [name for name in stacks(project) if not name.endswith(".lock")] == []


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("value", r"^the size is 3; set it to 4$"),
        ("read", r"^aws:s3/bucket:Bucket 'theirs' is read with \.get\('theirs'\)"),
        ("bug", r"^KeyError: 'nothing'\nTraceback: .*failed\.log$"),
    ],
)
def test_an_error_of_the_program_is_shown_to_the_user(
    project: Path, case: str, message: str
) -> None:
    with pytest.raises(stack.LocalStackError, match=message):
        stack.up(config={"case": case}, project=project)
    assert [name for name in stacks(project) if name != stack.FAILED_LOG] == []


def test_an_unknown_setting_is_refused_before_a_process_is_started(project: Path) -> None:
    with pytest.raises(stack.LocalStackError, match="there is no setting 'cas'"):
        stack.up(config={"cas": "x"}, project=project)
    assert stacks(project) == []


def test_a_name_that_is_no_directory_name_is_refused() -> None:
    with pytest.raises(stack.LocalStackError, match=r"'\.\./x' is no name of a local stack"):
        stack.load("../x")


def test_a_lock_is_held_until_it_is_released(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    lock = file_lock.acquire(path)
    assert lock is not None
    assert file_lock.is_held(path)
    assert file_lock.acquire(path, timeout_seconds=0) is None
    file_lock.remove(path, lock)
    assert not file_lock.is_held(path)
    assert not path.exists()


def test_functions_get_no_variables_of_the_user_but_the_path() -> None:
    inherited = {
        "PATH": "/bin",
        "AWS_PROFILE": "prod",
        "PULUMI_ACCESS_TOKEN": "t",
        "HTTPS_PROXY": "p",
        "POLARS_X": "1",
        "PYTHONPATH": ".",
    }
    environment = emulator.environment(
        inherited, port=1, directory=Path("/stack"), region="eu-west-1"
    )
    assert set(environment) & set(inherited) == {"PATH"}
    assert environment["BIND_HOST"] == "127.0.0.1"
    assert environment["TMPDIR"] == "/stack/tmp"


def test_the_program_reaches_no_aws_account_but_the_emulator() -> None:
    environment = deploy_environment(
        {"PATH": "/bin", "AWS_PROFILE": "prod", "NO_PROXY": "intra"},
        endpoint="http://127.0.0.1:1",
        region="eu-west-1",
    )
    assert "AWS_PROFILE" not in environment
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert environment["NO_PROXY"] == "intra,127.0.0.1"
