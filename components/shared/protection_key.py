"""HMAC key of hashed columns: check that there is one, and the secret that holds it."""

import pulumi
from pulumi_aws import secretsmanager

from clickstream.contract import Contract, Protection
from components.shared import policies

PROTECTION_KEY_CHARACTERS = 16  # 16 random bytes are 128 bits


def check_protection_key(contract: Contract, key: pulumi.Input[str] | None) -> None:
    """Check that there is a key if the contract hashes columns.

    Raises:
        ValueError: If the contract hashes columns and there is no key, with the columns.
    """
    if contract.hashes and not key:
        hashed = ", ".join(
            column.name for column in contract.columns if column.protection is Protection.HASH
        )
        msg = (
            f"protection_key is not set, and the contract hashes columns of {contract.table}: "
            f"{hashed}. Set a secret of {PROTECTION_KEY_CHARACTERS} characters or more"
        )
        raise ValueError(msg)


def protection_secret(
    name: str,
    contract: Contract,
    key: pulumi.Input[str] | None,
    kms_key_arn: pulumi.Input[str] | None,
    parent: pulumi.Resource,
) -> pulumi.Output[str] | None:
    """Store the key in Secrets Manager, encrypted with the customer key if there is one.

    Returns:
        ARN of the secret; None if the contract hashes no column.
    """
    if not contract.hashes:
        return None
    child = pulumi.ResourceOptions(parent=parent)
    secret = secretsmanager.Secret(
        f"{name}-protection-key",
        description="HMAC key of the hashed columns.",
        kms_key_id=policies.optional(kms_key_arn),
        opts=child,
    )
    secretsmanager.SecretVersion(
        f"{name}-protection-key",
        secret_id=secret.arn,
        secret_string=pulumi.Output.secret(key),
        opts=child,
    )
    return secret.arn
