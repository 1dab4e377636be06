"""`clickstream detach-producers`: detaches the producer policy, so that it can be deleted."""

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
    from collections.abc import Iterator, Sequence

    from mypy_boto3_iam import IAMClient


class Usage(StrEnum):
    """Uses of a managed policy by an IAM entity, as ListEntitiesForPolicy filters them."""

    PERMISSIONS = "PermissionsPolicy"
    BOUNDARY = "PermissionsBoundary"


class Kind(StrEnum):
    """Kinds of IAM entities."""

    ROLE = "role"
    USER = "user"
    GROUP = "group"


@dataclass(frozen=True)
class Attachment:
    """Use of the policy by an IAM entity."""

    kind: Kind
    name: str
    usage: Usage

    def __str__(self) -> str:
        """Return kind and name of the entity."""
        return f"the {self.kind} {self.name}"


def detach_producers(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list the attachments.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Detach without asking for confirmation.")
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Detach the producer policy from every role, user and group; `pulumi destroy` needs this.

    The producers cannot send to this stack afterwards. A permissions boundary is listed but not
    removed, because without it the entity would have more rights. Exit status 1 if a use of the
    policy remains.
    """
    target = resolve(local=local, name=name, stack=stack)
    client, arn = target.client("iam"), target.output("producer_policy_arn")
    found = list(attachments(client, arn))
    rows = [(attachment.kind, attachment.name, attachment.usage) for attachment in found]
    out.print(table(("kind", "name", "attached as"), rows, title=arn))
    if dry_run:
        return
    attached = [attachment for attachment in found if attachment.usage is Usage.PERMISSIONS]
    if attached:
        if not yes:
            question = (
                f"Detach the policy from {_counted(attached)}? They cannot send to {target.label} "
                "afterwards."
            )
            typer.confirm(question, abort=True, err=True)
        _detach_all(client, arn, attached)
        note(f"Detached from {_counted(attached)}.")
    boundaries = [attachment for attachment in found if attachment.usage is Usage.BOUNDARY]
    if boundaries:
        raise _boundary_error(boundaries)


def attachments(client: IAMClient, arn: str) -> Iterator[Attachment]:
    """Yield all uses of a policy."""
    paginator = client.get_paginator("list_entities_for_policy")
    for usage in Usage:
        for page in paginator.paginate(PolicyArn=arn, PolicyUsageFilter=usage.value):
            for role in page.get("PolicyRoles", []):
                yield Attachment(Kind.ROLE, role.get("RoleName", ""), usage)
            for user in page.get("PolicyUsers", []):
                yield Attachment(Kind.USER, user.get("UserName", ""), usage)
            for group in page.get("PolicyGroups", []):
                yield Attachment(Kind.GROUP, group.get("GroupName", ""), usage)


def detach(client: IAMClient, arn: str, attachment: Attachment) -> None:
    """Detach a policy from an IAM entity. An entity or attachment that is gone is no error."""
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


def _detach_all(client: IAMClient, arn: str, attached: Sequence[Attachment]) -> None:
    """Detach a policy from all entities.

    Raises:
        CliError: If IAM refused to detach it from some of them. The others are detached.
    """
    failures: list[str] = []
    for attachment in attached:
        try:
            detach(client, arn, attachment)
        # such as a role of IAM Identity Center, which only that service changes
        except ClientError as error:
            failures.append(f"{attachment}: {error}")
    if failures:
        details = "\n".join(failures)
        msg = f"the policy is still attached to {len(failures)} of {len(attached)}:\n{details}"
        remedy = (
            "Detach it in the permission set or Pulumi program that attached it; then run this "
            "command again."
        )
        raise CliError(msg, remedy)


def _boundary_error(boundaries: Sequence[Attachment]) -> CliError:
    first = boundaries[0]
    msg = (
        f"the policy is the permissions boundary of {', '.join(map(str, boundaries))}; IAM does "
        "not delete a policy that is a boundary"
    )
    remedy = (
        "Set another boundary, or remove this one, which gives the entity more rights: aws iam "
        f"delete-{first.kind}-permissions-boundary --{first.kind}-name {first.name}"
    )
    return CliError(msg, remedy)


def _counted(attached: Sequence[Attachment]) -> str:
    """Return the number of entities of each kind, such as `2 roles, 1 user`."""
    counts = Counter(attachment.kind for attachment in attached)
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in counts.items())
