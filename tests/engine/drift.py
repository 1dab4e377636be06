"""Changes by hand of the emulator's resources, as Pulumi's AWS provider reports them on a refresh.

`Provider.Read` reports a resource that is gone for every type. These are the further changes that
the tests make: a cleared setting, which the provider reports as gone, and a changed input. Sources
are files below `internal/service/` of hashicorp/terraform-provider-aws, which Pulumi's provider is
built from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickstream.local.resource_types.base import Existing

NO_RESERVATION = -1  # lambda/function.go: default of reserved_concurrent_executions
NOTIFICATIONS = ("QueueConfigurations", "TopicConfigurations", "LambdaFunctionConfigurations")


@dataclass(frozen=True)
class ChangedInput:
    """Input whose value in AWS is compared with the state."""

    read: Callable[[Existing], Any]
    """Returns the value in AWS."""
    default: Any = None
    """Value of the input in the provider's schema, if the program gives none."""
    restore: Callable[[Existing], object] | None = None
    """Sets the default again. None: the resource's own update sends the program's value."""


def _is_enabled(existing: Existing) -> bool:
    mapping = existing.emulator.client("lambda").get_event_source_mapping(UUID=existing.id)
    return mapping["State"] not in {"Disabled", "Disabling"}


def _enable(existing: Existing) -> None:
    existing.emulator.client("lambda").update_event_source_mapping(UUID=existing.id, Enabled=True)


def _reserved_concurrency(existing: Existing) -> int:
    response = existing.emulator.client("lambda").get_function_concurrency(FunctionName=existing.id)
    return response.get("ReservedConcurrentExecutions", NO_RESERVATION)


def _remove_reservation(existing: Existing) -> None:
    existing.emulator.client("lambda").delete_function_concurrency(FunctionName=existing.id)


def _role_policy(existing: Existing) -> str:
    role, _, name = existing.id.partition(":")
    found = existing.emulator.client("iam").get_role_policy(RoleName=role, PolicyName=name)
    document, deployed = found["PolicyDocument"], existing.values["policy"]
    return deployed if document == json.loads(deployed) else json.dumps(document)


def _has_no_notification(existing: Existing) -> bool:
    configuration = existing.emulator.client("s3").get_bucket_notification_configuration(
        Bucket=existing.values["bucket"]
    )
    return not any(configuration.get(kind) for kind in NOTIFICATIONS)


def _has_no_queue_policy(existing: Existing) -> bool:
    attributes = existing.emulator.client("sqs").get_queue_attributes(
        QueueUrl=existing.values["queueUrl"], AttributeNames=["Policy"]
    )
    return not attributes.get("Attributes", {}).get("Policy")


CLEARED: dict[str, Callable[[Existing], bool]] = {
    "aws:s3/bucketNotification:BucketNotification": _has_no_notification,  # s3/bucket_notification.go
    "aws:sqs/queuePolicy:QueuePolicy": _has_no_queue_policy,  # sqs/attribute_handler.go
}
"""Types that are a setting of another resource: whether the setting is empty, by type token."""

CHANGED: dict[str, dict[str, ChangedInput]] = {
    "aws:iam/rolePolicy:RolePolicy": {"policy": ChangedInput(_role_policy)},  # iam/role_policy.go
    "aws:lambda/eventSourceMapping:EventSourceMapping": {
        "enabled": ChangedInput(
            _is_enabled, default=True, restore=_enable
        )  # lambda/event_source_mapping.go
    },
    "aws:lambda/function:Function": {
        "reservedConcurrentExecutions": ChangedInput(
            _reserved_concurrency, default=NO_RESERVATION, restore=_remove_reservation
        )
    },
}
"""Inputs that may be changed, by type token."""


def is_cleared(token: str, existing: Existing) -> bool:
    """Return whether a resource that is a setting of another one is empty."""
    return token in CLEARED and CLEARED[token](existing)


def changed_inputs(token: str, existing: Existing) -> dict[str, Any]:
    """Return the inputs whose value in AWS differs from the state, with the value in AWS."""
    found = {
        name: (each.read(existing), existing.values.get(name, each.default))
        for name, each in CHANGED.get(token, {}).items()
    }
    return {name: actual for name, (actual, expected) in found.items() if actual != expected}


def restore(token: str, existing: Existing, changed: set[str], given: set[str]) -> set[str]:
    """Set the defaults of changed inputs that the program does not give; return their names."""
    restored = {
        name: each.restore
        for name, each in CHANGED.get(token, {}).items()
        if name in changed - given and each.restore
    }
    for set_default in restored.values():
        set_default(existing)
    return set(restored)
