"""`clickstream detach-producers` on the emulator: the producer policy can be deleted afterwards."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from clickstream.cli.main import app
from clickstream.local import stack
from tests.e2e.verbs import Lake

if TYPE_CHECKING:
    from collections.abc import Iterator

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@pytest.fixture
def lake() -> Iterator[Lake]:
    name = f"detach-{uuid.uuid4().hex[:8]}"
    try:
        yield Lake(stack.up(name))
    finally:
        stack.down(name)


def detach_producers(lake: Lake, *options: str) -> Any:
    return CliRunner().invoke(
        app, ["detach-producers", "--local", "--name", lake.stack.name, *options]
    )


def test_a_policy_that_producers_have_can_be_deleted_once_they_are_detached(lake: Lake) -> None:
    iam, arn = lake.client("iam"), lake.stack.outputs["producer_policy_arn"]
    iam.create_role(RoleName="web", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.create_user(UserName="ada")
    iam.create_group(GroupName="senders")
    iam.attach_role_policy(RoleName="web", PolicyArn=arn)
    iam.attach_user_policy(UserName="ada", PolicyArn=arn)
    iam.attach_group_policy(GroupName="senders", PolicyArn=arn)
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_policy(PolicyArn=arn)

    done = detach_producers(lake, "--dry-run")
    assert (done.exit_code, [name in done.stdout for name in ("web", "ada", "senders")]) == (
        0,
        [True] * 3,
    ), done.output
    done = detach_producers(lake, "--yes")
    assert done.exit_code == 0, done.output
    assert "Detached from 1 role, 1 user, 1 group." in done.stderr

    assert not iam.list_attached_role_policies(RoleName="web")["AttachedPolicies"]
    iam.delete_policy(PolicyArn=arn)
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_policy(PolicyArn=arn)


def test_a_permissions_boundary_is_told_and_stays(lake: Lake) -> None:
    iam, arn = lake.client("iam"), lake.stack.outputs["producer_policy_arn"]
    iam.create_user(UserName="bob", PermissionsBoundary=arn)
    done = detach_producers(lake, "--yes")
    assert done.exit_code == 1
    assert "is the permissions boundary of the user bob" in " ".join(done.stderr.split())
    assert (
        iam.get_user(UserName="bob")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    ), "without it, bob would have more rights"
