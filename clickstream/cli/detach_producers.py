"""`clickstream detach-producers`: takes the stack's producer policy off everyone it is attached to, so that it can be deleted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from botocore.exceptions import ClientError

from clickstream.cli.errors import CliError
from clickstream.cli.output import note, out, table
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_iam import IAMClient


class Usage(StrEnum):
    """Ways in which IAM entities use a managed policy, as ListEntitiesForPolicy filters them."""

    PERMISSIONS = "PermissionsPolicy"
    BOUNDARY = "PermissionsBoundary"


class Kind(StrEnum):
    """Kinds of IAM entities."""

    ROLE = "role"
    USER = "user"
    GROUP = "group"


@dataclass(frozen=True)
class Attachment:
    """A use of the policy by an IAM entity."""

    kind: Kind
    name: str
    usage: Usage


def detach_producers(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list the attachments.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Detach without asking.")] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Detach the stack's producer policy from all roles, users and groups, so that `pulumi destroy` can delete it.

    They cannot send to this stack afterwards. Where the policy is a permissions boundary it is
    listed and left: without it the entity would have more rights. Exit status 1 if a use of the
    policy remains.
    """
    target = resolve(local=local, name=name, stack=stack)
    client, arn = target.client("iam"), target.output("producer_policy_arn")
    found = list(attachments(client, arn))
    out.print(
        table(
            ("kind", "name", "attached as"),
            [(each.kind, each.name, each.usage) for each in found],
            title=arn,
        )
    )
    attached = [each for each in found if each.usage is Usage.PERMISSIONS]
    if dry_run:
        return
    if attached:
        if not yes:
            typer.confirm(
                f"Detach the policy from {_counted(attached)}? They cannot send to {target.label} afterwards.",
                abort=True,
                err=True,
            )
        _detach(client, arn, attached)
        note(f"Detached from {_counted(attached)}.")
    boundaries = [each for each in found if each.usage is Usage.BOUNDARY]
    if boundaries:
        msg = f"the policy is the permissions boundary of {', '.join(f'the {each.kind} {each.name}' for each in boundaries)}, and IAM deletes no policy that is one"
        each = boundaries[0]
        remedy = f"Without a boundary they have more rights, so set another one, or remove it: aws iam delete-{each.kind}-permissions-boundary --{each.kind}-name {each.name}"
        raise CliError(msg, remedy)


def attachments(client: IAMClient, arn: str) -> Iterator[Attachment]:
    """Yield all uses of a policy."""
    for usage in Usage:
        for page in client.get_paginator("list_entities_for_policy").paginate(
            PolicyArn=arn, PolicyUsageFilter=usage.value
        ):
            yield from (
                Attachment(Kind.ROLE, role.get("RoleName", ""), usage)
                for role in page.get("PolicyRoles", [])
            )
            yield from (
                Attachment(Kind.USER, user.get("UserName", ""), usage)
                for user in page.get("PolicyUsers", [])
            )
            yield from (
                Attachment(Kind.GROUP, group.get("GroupName", ""), usage)
                for group in page.get("PolicyGroups", [])
            )


def detach(client: IAMClient, arn: str, attachment: Attachment) -> None:
    """Detach a policy from an IAM entity. One that is detached already, or gone, is no error."""
    try:
        match attachment.kind:
            case Kind.ROLE:
                client.detach_role_policy(RoleName=attachment.name, PolicyArn=arn)
            case Kind.USER:
                client.detach_user_policy(UserName=attachment.name, PolicyArn=arn)
            case Kind.GROUP:
                client.detach_group_policy(GroupName=attachment.name, PolicyArn=arn)
    except client.exceptions.NoSuchEntityException:
        pass


def _detach(client: IAMClient, arn: str, attached: list[Attachment]) -> None:
    """Detach a policy from all entities.

    Raises:
        CliError: If IAM refused some, after trying each.
    """
    refused: list[str] = []
    for each in attached:
        try:
            detach(client, arn, each)
        # such as a role of IAM Identity Center, which only that service changes
        except ClientError as error:
            refused.append(f"the {each.kind} {each.name}: {error}")
    if refused:
        told = "\n".join(refused)
        msg = f"the policy is still attached to {len(refused)} of {len(attached)}:\n{told}"
        raise CliError(
            msg,
            "Detach it there by the means that attached it, such as the permission set or the other Pulumi program; then run this again.",
        )


def _counted(attached: list[Attachment]) -> str:
    counts = Counter(each.kind for each in attached)
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in counts.items())
