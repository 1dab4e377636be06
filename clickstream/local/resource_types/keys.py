"""Resource types of KMS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.local.resource_types.base import Call, Created, ResourceType, call, named

if TYPE_CHECKING:
    from clickstream.local.resource_types.base import Existing

_SETTING_OF_A_KEY = "set by a call that names the key, after its creation; the local stack sets none: a key of it is enabled and does not rotate"
_UNSENT = {
    "deletionWindowInDays": "sent when the key is deleted",
    "enableKeyRotation": _SETTING_OF_A_KEY,
    "isEnabled": _SETTING_OF_A_KEY,
    "rotationPeriodInDays": _SETTING_OF_A_KEY,
}


def _key_outputs(created: Created) -> dict[str, Any]:
    metadata = created.response["KeyMetadata"]
    return {"arn": metadata["Arn"], "keyId": metadata["KeyId"]}


def _policy_name(_: Existing) -> dict[str, Any]:
    """Return the name of the policy, which an update has to give: a key has this one alone."""
    return {"policyName": "default"}


def _alias_outputs(created: Created) -> dict[str, Any]:
    key = created.emulator.client("kms").describe_key(KeyId=created.inputs["targetKeyId"])
    return {
        "arn": created.emulator.arn("kms", named(created)),
        "targetKeyArn": key["KeyMetadata"]["Arn"],
    }


KEYS = {
    "aws:kms/key:Key": ResourceType(
        (
            Call(
                "kms",
                "CreateKey",
                names={"customerMasterKeySpec": "KeySpec"},
                unsent=_UNSENT,
            ),
        ),
        resource_id=lambda created: created.response["KeyMetadata"]["KeyId"],
        outputs=_key_outputs,
        updates=(
            Call(
                "kms",
                "UpdateKeyDescription",
                frozenset({"description"}),
                frozenset({"id"}),
                names={"id": "KeyId"},
            ),
            Call(
                "kms",
                "PutKeyPolicy",
                frozenset({"policy"}),
                frozenset({"id", "policyName", "bypassPolicyLockoutSafetyCheck"}),
                names={"id": "KeyId"},
            ),
        ),
        before_update=_policy_name,
        reads=call("kms", "DescribeKey", id="KeyId"),
        deletes=call(
            "kms", "ScheduleKeyDeletion", id="KeyId", deletionWindowInDays="PendingWindowInDays"
        ),
    ),
    "aws:kms/alias:Alias": ResourceType(
        (Call("kms", "CreateAlias", names={"name": "AliasName"}),),
        resource_id=named,
        outputs=_alias_outputs,
        name="name",
        updates=(
            Call(
                "kms",
                "UpdateAlias",
                frozenset({"targetKeyId"}),
                frozenset({"name"}),
                names={"name": "AliasName"},
            ),
        ),
        reads=call("kms", "DescribeKey", name="KeyId"),
        deletes=call("kms", "DeleteAlias", name="AliasName"),
    ),
}
