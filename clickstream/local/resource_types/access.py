"""Resource types of IAM and Secrets Manager."""

from __future__ import annotations

from typing import Any

from clickstream.local.resource_types.base import (
    STATE_ONLY,
    Call,
    Existing,
    ResourceType,
    call,
    named,
)

_ROLE_POLICY = {"role": "RoleName", "name": "PolicyName", "policy": "PolicyDocument"}
_TRUST = {"name": "RoleName", "assumeRolePolicy": "PolicyDocument"}


def _delete_former_versions(existing: Existing) -> None:
    """Delete every version of a policy but the default one.

    IAM keeps at most five versions, and deletes no policy that has other versions.
    """
    iam = existing.emulator.client("iam")
    for version in iam.list_policy_versions(PolicyArn=existing.id)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=existing.id, VersionId=version["VersionId"])


def _set_as_default(existing: Existing) -> dict[str, Any]:
    _delete_former_versions(existing)
    return {"setAsDefault": True}


ACCESS = {
    "aws:iam/role:Role": ResourceType(
        (
            Call(
                "iam",
                "CreateRole",
                names={"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"},
                unsent={"forceDetachPolicies": STATE_ONLY},
            ),
        ),
        resource_id=named,
        outputs=lambda created: {
            "arn": created.response["Role"]["Arn"],
            "uniqueId": created.response["Role"]["RoleId"],
        },
        name="name",
        updates=(
            Call(
                "iam",
                "UpdateAssumeRolePolicy",
                frozenset({"assumeRolePolicy"}),
                frozenset({"name"}),
                names=_TRUST,
            ),
        ),
        reads=call("iam", "GetRole", name="RoleName"),
        deletes=call("iam", "DeleteRole", name="RoleName"),
    ),
    "aws:iam/rolePolicy:RolePolicy": ResourceType(
        (Call("iam", "PutRolePolicy", names=_ROLE_POLICY),),
        resource_id=lambda created: f"{created.inputs['role']}:{created.inputs['name']}",
        name="name",
        reads=call("iam", "GetRolePolicy", role="RoleName", name="PolicyName"),
        deletes=call("iam", "DeleteRolePolicy", role="RoleName", name="PolicyName"),
    ),
    "aws:iam/policy:Policy": ResourceType(
        (Call("iam", "CreatePolicy", names={"name": "PolicyName", "policy": "PolicyDocument"}),),
        resource_id=lambda created: created.response["Policy"]["Arn"],
        outputs=lambda created: {
            "arn": created.response["Policy"]["Arn"],
            "policyId": created.response["Policy"]["PolicyId"],
        },
        name="name",
        updates=(
            Call(
                "iam",
                "CreatePolicyVersion",
                frozenset({"policy"}),
                frozenset({"id", "setAsDefault"}),
                names={"id": "PolicyArn", "policy": "PolicyDocument"},
            ),
        ),
        before_update=_set_as_default,
        reads=call("iam", "GetPolicy", id="PolicyArn"),
        before_delete=_delete_former_versions,
        deletes=call("iam", "DeletePolicy", id="PolicyArn"),
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ResourceType(
        (Call("iam", "AttachRolePolicy", names={"role": "RoleName"}),),
        resource_id=lambda created: f"{created.inputs['role']}-{created.inputs['policyArn']}",
        deletes=call("iam", "DetachRolePolicy", role="RoleName", policyArn="PolicyArn"),
    ),
    "aws:secretsmanager/secret:Secret": ResourceType(
        (Call("secretsmanager", "CreateSecret", unsent={"recoveryWindowInDays": STATE_ONLY}),),
        resource_id=lambda created: created.response["ARN"],
        outputs=lambda created: {"arn": created.response["ARN"]},
        name="name",
        updates=(
            Call(
                "secretsmanager",
                "UpdateSecret",
                frozenset({"description", "kmsKeyId"}),
                frozenset({"id"}),
                names={"id": "SecretId"},
            ),
        ),
        reads=call("secretsmanager", "DescribeSecret", id="SecretId"),
        deletes=call(
            "secretsmanager",
            "DeleteSecret",
            id="SecretId",
            recoveryWindowInDays="RecoveryWindowInDays",
        ),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": ResourceType(
        (Call("secretsmanager", "PutSecretValue"),),
        resource_id=lambda created: f"{created.inputs['secretId']}|{created.response['VersionId']}",
        outputs=lambda created: {
            "arn": created.response["ARN"],
            "secretArn": created.response["ARN"],
            "versionId": created.response["VersionId"],
        },
        reads=call("secretsmanager", "GetSecretValue", secretId="SecretId"),
    ),
}
