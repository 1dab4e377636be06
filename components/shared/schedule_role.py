"""Role of an EventBridge schedule."""

import pulumi
import pulumi_aws as aws
from pulumi_aws import iam

from components.shared import policies


def schedule_role(
    name: str, policy: pulumi.Output[str], parent: pulumi.Resource
) -> tuple[iam.Role, iam.RolePolicy]:
    """Create the role that the schedules of this account assume, and its rights.

    Args:
        name: Name of the component.
        policy: Policy document of the rights.
        parent: Component of the schedule.
    """
    child = pulumi.ResourceOptions(parent=parent)
    account = aws.get_caller_identity_output(
        opts=pulumi.InvokeOutputOptions(parent=parent)
    ).account_id
    trust = account.apply(
        lambda account: policies.assume_role(
            "scheduler.amazonaws.com", {"aws:SourceAccount": account}
        )
    )
    role = iam.Role(f"{name}-schedule", assume_role_policy=trust, opts=child)
    return role, iam.RolePolicy(f"{name}-schedule", role=role.name, policy=policy, opts=child)
