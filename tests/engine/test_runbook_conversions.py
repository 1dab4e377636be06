"""Conversions that fail: named by `status`, fixed by the commands of the runbook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.engine.operated import VERSION, Operated, event, eventually, operated
from tests.engine.test_upgrades import edit
from tests.runbook import runs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = {"maxObjectMb": "1"}
DATES = 500  # of one object: a conversion of several seconds
HANDLER = "lambda_src/converter/handler.py"
IMPORTS = "gc.freeze()"  # the first statement after the imports
READ = "    report = convert_object(raw, *_deployment())\n"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    directory = tmp_path_factory.mktemp("runbook")
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        operated(directory, monkeypatch, SETTINGS) as running,
    ):
        running.send(3)
        running.wait_for_events()
        yield running


@pytest.fixture
def program(lake: Operated) -> Path:
    return lake.stack.program


@runs("dead-letters", 1, 2, 3)
def test_poison_objects_in_the_dead_letter_queue_are_named_and_converted(lake: Operated) -> None:
    lake.fail_soon()
    poison = [lake.put_object(*(event(padding="x" * 700_000) for _ in range(2))) for _ in range(3)]
    eventually(lambda: lake.dead_letters() == len(poison), "the objects are given up")
    lake.fail_late()
    lake.send(2)

    problem = lake.wait_for_problem("dead-letters")
    assert "3 raw objects are in the dead-letter queue" in problem["text"]
    assert "dead-letters redrive" in problem["remedy"]
    (cause, *_) = lake.problems("function-errors")
    assert "maxObjectMb" in str(cause), f"the cause and the setting are named: {cause}"
    looked = lake.terminal.follow("dead-letters", 1)
    assert all(address in looked[0].output for address in poison), "the objects are named"
    assert "maxObjectMb" in looked[0].output

    lake.terminal.follow("dead-letters", 2)
    redriven, _ = lake.terminal.follow("dead-letters", 3)
    assert "3 of 3 messages moved" in redriven.output
    lake.assert_fixed()


@runs("function-near-timeout", 1, 2)
def test_a_function_that_is_stopped_by_its_timeout_is_named_and_gets_more_time(
    lake: Operated,
) -> None:
    # The program refuses a timeout that is too short, so it is set by hand.
    for setting, value in (("maxObjectMb", 1), ("timeoutSeconds", 120)):
        lake.terminal.succeed(f"pulumi config set {setting} {value} --stack dev")
    lake.terminal.succeed("pulumi up --stack dev")
    lake.client("lambda").update_function_configuration(
        FunctionName=lake.output("converter_function"), Timeout=1
    )
    lake.fail_soon()
    # A file for each date takes the time; the start of a function does not count.
    now = datetime.now(UTC)
    times = [(now - timedelta(days=days)).isoformat() for days in range(DATES)]
    lake.put_object(*(event(event_time=time) for time in times))
    eventually(lambda: lake.dead_letters() == 1, "the object is given up")

    problem = lake.wait_for_problem("function-errors")
    assert "timed out" in str(problem), f"the cause is named: {problem}"
    assert "timeoutSeconds" in problem["remedy"]
    lake.terminal.follow("function-near-timeout", 1, failing=True)

    lake.terminal.follow("function-near-timeout", 2)
    lake.assert_fixed()


@runs("roll-back", 1)
def test_a_deployment_that_breaks_the_function_is_named_and_rolled_back(
    lake: Operated, program: Path
) -> None:
    edit(program / HANDLER, READ, f"    no_such_function()\n{READ}")
    lake.terminal.commit("break the function", HANDLER)
    lake.terminal.succeed("pulumi up --stack dev")
    lake.fail_soon()
    lake.send(2)
    eventually(lambda: lake.dead_letters() == 1, "the object is given up")

    problem = lake.wait_for_problem("function-errors")
    assert "no_such_function" in str(problem), f"the cause is named: {problem}"
    assert "clickstream logs converter" in problem["remedy"]

    lake.terminal.follow("roll-back", 1, failing=True)
    lake.terminal.succeed(f"git branch --force main {VERSION} && git checkout --quiet main")
    lake.assert_fixed()


@runs("function-errors", 1, 2)
def test_a_function_without_enough_memory_is_named_and_gets_more(
    lake: Operated, program: Path
) -> None:
    # The emulator limits no memory: the function ends as the kernel would end it.
    killed = 'if int(os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) < 3008: os.kill(os.getpid(), 9)'
    edit(program / HANDLER, IMPORTS, f"{killed}\n{IMPORTS}")
    lake.terminal.commit("need more memory", HANDLER)
    lake.terminal.succeed("pulumi up --stack dev")
    lake.fail_soon()
    lake.send(2)
    eventually(lambda: lake.dead_letters() == 1, "the object is given up")

    assert lake.wait_for_problem("function-errors")
    lake.terminal.follow("function-errors", 1)

    lake.terminal.follow("function-errors", 2)
    lake.assert_fixed()


AS_S3_DOES = """    import boto3
    from botocore.exceptions import ClientError

    name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    role = boto3.client("lambda").get_function_configuration(FunctionName=name)["Role"]
    answer = boto3.client("iam").simulate_principal_policy(
        PolicySourceArn=role,
        ActionNames=["s3:GetObject"],
        ResourceArns=[f"arn:aws:s3:::{raw.bucket}/{raw.key}"],
    )
    if answer["EvaluationResults"][0]["EvalDecision"] != "allowed":
        denied = {"Code": "AccessDenied", "Message": "Access Denied"}
        raise ClientError({"Error": denied}, "GetObject")
"""


def test_a_right_that_is_revoked_is_named_and_restored(lake: Operated, program: Path) -> None:
    # The emulator's S3 asks no policy: the function asks the emulator's policy simulator for it.
    edit(program / HANDLER, READ, f"{AS_S3_DOES}{READ}")
    lake.terminal.commit("ask for the right", HANDLER)
    lake.terminal.succeed("pulumi up --stack dev")
    lake.send(2)
    lake.wait_for_events()
    role = (
        lake.client("lambda")
        .get_function_configuration(FunctionName=lake.output("converter_function"))["Role"]
        .rpartition("/")[2]
    )
    (policy,) = lake.client("iam").list_role_policies(RoleName=role)["PolicyNames"]
    lake.client("iam").delete_role_policy(RoleName=role, PolicyName=policy)
    lake.fail_soon()
    lake.send(2)
    eventually(lambda: lake.dead_letters() == 1, "the object is given up")

    problem = lake.wait_for_problem("function-errors")
    assert "AccessDenied" in str(problem), f"the cause is named: {problem}"
    assert "A right is missing" in problem["remedy"]
    assert "pulumi up --refresh" in problem["remedy"]

    lake.terminal.follow("restore-resources", 1, failing=True)
    lake.assert_fixed()
