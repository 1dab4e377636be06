"""The life of a stack, with a program of three resources: what is left of it, and when."""

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

from clickstream.local import lock, stack
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
GONE_SECONDS = 10


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text(MANIFEST)
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


def stacks(project: Path) -> list[str]:
    return sorted(path.name for path in (project / "build" / "local").iterdir())


def lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(group: int) -> None:
    deadline = time.monotonic() + GONE_SECONDS
    while lives(group):
        assert time.monotonic() < deadline, f"process group {group} is still there"
        time.sleep(0.05)


def test_a_stack_is_deployed_for_real_and_leaves_nothing(project: Path) -> None:
    said: list[str] = []
    with stack.ephemeral(project=project, report=said.append) as local:
        assert local.outputs == {
            "bucket": "one-bucket",
            "arns": ["arn:aws:s3:::one-bucket", "arn:aws:sqs:us-east-1:000000000000:queue"],
            "key": "hush",
            "account": "000000000000",
        }
        tags = boto3.client("s3", **local.client_options()).get_bucket_tagging(Bucket="one-bucket")
        assert tags["TagSet"] == [{"Key": "stage", "Value": "local"}]
        assert (project / "build" / "local" / local.name).is_dir()
    assert said[-1].startswith("2 resources deployed")
    assert not lives(local.pid)
    assert stacks(project) == []
    with pytest.raises(URLError):
        urlopen(local.endpoint)  # noqa: S310 - loopback


def test_a_stack_stays_until_it_is_taken_down(project: Path) -> None:
    started = stack.up("kept", {"aws:region": "eu-west-1"}, project=project)
    try:
        assert stack.load("kept", project=project) == started
        assert started.region == "eu-west-1"
        with pytest.raises(
            stack.LocalStackError, match=r"'kept' is running already.*clickstream local down"
        ):
            stack.up("kept", project=project)
        with stack.ephemeral(project=project) as beside:
            assert beside.endpoint != started.endpoint, "two stacks run side by side"
    finally:
        assert stack.down("kept", project=project)
    wait_until_gone(started.pid)
    assert stacks(project) == []
    assert not stack.down("kept", project=project)
    with pytest.raises(
        stack.LocalStackError, match=r"no local stack 'kept' is running.*clickstream local up"
    ):
        stack.load("kept", project=project)


def test_what_a_killed_server_leaves_is_cleaned_up_by_the_next_stack(project: Path) -> None:
    killed = stack.up("killed", project=project)
    os.killpg(killed.pid, signal.SIGKILL)
    wait_until_gone(killed.pid)
    with pytest.raises(stack.LocalStackError, match="no local stack 'killed' is running"):
        stack.load("killed", project=project)
    with stack.ephemeral(project=project) as local:
        assert stacks(project) == [local.name, f"{local.name}.lock"]


def test_a_stack_dies_with_a_holder_that_is_killed(project: Path) -> None:
    code = "import sys, time; from pathlib import Path; from clickstream.local.stack import ephemeral\nwith ephemeral(project=Path(sys.argv[1])) as s: print(s.pid, flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(project)], cwd=stack.ROOT, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        server = int(holder.stdout.readline())
        assert lives(server)
        holder.kill()
    wait_until_gone(server)
    assert [name for name in stacks(project) if not name.endswith(".lock")] == []


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("value", r"^the size is 3; set it to 4$"),
        ("read", r"^aws:s3/bucket:Bucket 'theirs' is read with \.get\('theirs'\)"),
        ("bug", r"^KeyError: 'nothing'\nIts traceback: .*failed\.log$"),
    ],
)
def test_an_error_of_the_program_reaches_the_user(project: Path, case: str, message: str) -> None:
    with pytest.raises(stack.LocalStackError, match=message):
        stack.up(config={"case": case}, project=project)
    assert [name for name in stacks(project) if name != stack.FAILED_LOG] == []


def test_an_unknown_setting_is_refused_before_anything_is_started(project: Path) -> None:
    with pytest.raises(stack.LocalStackError, match="there is no setting 'cas'"):
        stack.up(config={"cas": "x"}, project=project)
    assert stacks(project) == []


def test_a_name_that_is_no_directory_name_is_refused() -> None:
    with pytest.raises(stack.LocalStackError, match=r"'\.\./x' cannot name a local stack"):
        stack.load("../x")


def test_a_lock_is_held_until_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    held = lock.acquire(path)
    assert held is not None
    assert lock.is_held(path)
    assert lock.acquire(path, patience_seconds=0) is None
    lock.remove(path, held)
    assert not lock.is_held(path)
    assert not path.exists()


def test_functions_see_nothing_of_the_users_environment() -> None:
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


def test_the_program_sees_no_aws_account_but_the_emulator() -> None:
    environment = deploy_environment(
        {"PATH": "/bin", "AWS_PROFILE": "prod", "NO_PROXY": "intra"},
        endpoint="http://127.0.0.1:1",
        region="eu-west-1",
    )
    assert "AWS_PROFILE" not in environment
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert environment["NO_PROXY"] == "intra,127.0.0.1"
