"""`clickstream detach-producers`: the policy is detached, except from permissions boundaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from clickstream.cli.commands import detach_producers
from clickstream.cli.main import app
from tests.unit.cli.fakes import OUTPUTS, FakeTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNNER = CliRunner()
ARN = "arn:aws:iam::123456789012:policy/producer"
PERMISSIONS, BOUNDARY = "PermissionsPolicy", "PermissionsBoundary"


class NoSuchEntityError(ClientError):
    """IAM's error for a missing entity or attachment."""


class FakeExceptions:
    """Error classes of the client."""

    NoSuchEntityException = NoSuchEntityError


@dataclass
class FakeIam:
    """IAM with one policy, whose entities are listed one per page."""

    used: dict[str, list[tuple[str, str]]] = field(
        default_factory=lambda: {PERMISSIONS: [], BOUNDARY: []}
    )
    """Kind and name of the entities, by usage."""
    errors: dict[str, ClientError] = field(default_factory=dict[str, ClientError])
    """Error code of the detach request, by name of the entity."""
    detached: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    exceptions = FakeExceptions

    def get_paginator(self, operation: str) -> FakeIam:
        """Return the paginator of the only operation."""
        assert operation == "list_entities_for_policy"
        return self

    def paginate(self, *, PolicyArn: str, PolicyUsageFilter: str) -> Iterator[dict[str, Any]]:
        """Yield a page for each entity."""
        assert PolicyArn == ARN
        for kind, name in self.used[PolicyUsageFilter]:
            yield {"PolicyRoles": [], "PolicyUsers": [], "PolicyGroups": []} | {
                f"Policy{kind}s": [{f"{kind}Name": name}]
            }

    def detach_role_policy(self, *, RoleName: str, PolicyArn: str) -> None:
        """Detach from a role."""
        self._detach("Role", RoleName, PolicyArn)

    def detach_user_policy(self, *, UserName: str, PolicyArn: str) -> None:
        """Detach from a user."""
        self._detach("User", UserName, PolicyArn)

    def detach_group_policy(self, *, GroupName: str, PolicyArn: str) -> None:
        """Detach from a group."""
        self._detach("Group", GroupName, PolicyArn)

    def _detach(self, kind: str, name: str, arn: str) -> None:
        assert arn == ARN
        if name in self.errors:
            raise self.errors[name]
        self.detached.append((kind, name))


EVERYONE = [("Role", "web"), ("Role", "batch"), ("User", "ada"), ("Group", "senders")]


@pytest.fixture
def iam(monkeypatch: pytest.MonkeyPatch) -> FakeIam:
    fake = FakeIam({PERMISSIONS: list(EVERYONE), BOUNDARY: []})

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({"iam": fake}, {**OUTPUTS, "producer_policy_arn": ARN})

    monkeypatch.setattr(detach_producers, "resolve", resolve)
    return fake


def run(*options: str, answer: str = "") -> tuple[int, str, str]:
    """Run the command and return its exit status, its table and its standard error."""
    done = RUNNER.invoke(app, ["detach-producers", "--stack", "prod", *options], input=answer)
    return done.exit_code, done.stdout, " ".join(done.stderr.split())


def test_the_policy_is_detached_from_roles_users_and_groups_on_every_page(iam: FakeIam) -> None:
    status, listed, stderr = run("--yes")
    assert status == 0, stderr
    assert iam.detached == EVERYONE
    assert all(name in listed for _, name in EVERYONE)
    assert "Detached from 2 roles, 1 user, 1 group." in stderr


def test_nothing_is_detached_before_the_user_agrees(iam: FakeIam) -> None:
    for answer in ("n\n", "", "\n"):
        assert run(answer=answer)[0] == 1
        assert iam.detached == []
    status, _, stderr = run(answer="y\n")
    assert (status, iam.detached) == (0, EVERYONE)
    assert (
        "Detach the policy from 2 roles, 1 user, 1 group? They cannot send to the fake stack afterwards."
        in stderr
    )


def test_a_dry_run_lists_and_detaches_nothing(iam: FakeIam) -> None:
    iam.used[BOUNDARY] = [("User", "bob")]
    status, listed, _ = run("--dry-run", "--yes")
    assert (status, iam.detached) == (0, [])
    assert listed.count(PERMISSIONS) == 4
    assert listed.count(BOUNDARY) == 1


def test_a_permissions_boundary_is_named_and_not_removed(
    iam: FakeIam,
) -> None:
    iam.used[BOUNDARY] = [("User", "bob"), ("Role", "bounded")]
    status, _, stderr = run("--yes")
    assert (status, iam.detached) == (1, EVERYONE), "the other entities are detached"
    assert (
        "is the permissions boundary of the user bob, the role bounded" in stderr
        or "is the permissions boundary of the role bounded, the user bob" in stderr
    )
    assert "aws iam delete-user-permissions-boundary --user-name bob" in stderr


def test_after_a_failure_the_others_are_detached_and_the_exit_status_is_1(iam: FakeIam) -> None:
    iam.errors = {
        "web": ClientError(
            {"Error": {"Code": "UnmodifiableEntity", "Message": "protected"}}, "DetachRolePolicy"
        )
    }
    status, _, stderr = run("--yes")
    assert (status, iam.detached) == (1, EVERYONE[1:])
    assert "the policy is still attached to 1 of 4: the role web:" in stderr
    assert "UnmodifiableEntity" in stderr


def test_an_entity_that_was_deleted_meanwhile_is_no_error(iam: FakeIam) -> None:
    iam.errors = {
        "web": NoSuchEntityError(
            {"Error": {"Code": "NoSuchEntity", "Message": "gone"}}, "DetachRolePolicy"
        )
    }
    assert run("--yes")[0] == 0
    assert iam.detached == EVERYONE[1:]


def test_a_policy_without_attachments_needs_no_confirmation(iam: FakeIam) -> None:
    iam.used[PERMISSIONS] = []
    assert run()[0] == 0
