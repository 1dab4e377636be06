"""Customer keys (KMS): validation of the ARNs that components take as arguments."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

KEY_ARN = re.compile(r"arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key/[0-9A-Za-z-]+")
"""ARN of a KMS key. A multi-region key's id begins with `mrk-`."""

ALIAS = re.compile(r"(?:arn:[^:]*:kms:[^:]*:[^:]*:)?(alias/\S+)")
EXAMPLE = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def allowed_instead(arn: str) -> str | None:
    """Return the allowed values for an ARN that names no KMS key; None if the ARN names one.

    https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
    """
    if KEY_ARN.fullmatch(arn):
        return None
    allowed = f"the ARN of a KMS key, such as {EXAMPLE}"
    if alias := ALIAS.fullmatch(arn):
        return (
            f"{allowed}. An alias is not allowed: IAM and S3 compare key ARNs, so a right on an alias allows no use of its key. "
            f"Command for the key's ARN: aws kms describe-key --key-id {alias[1]} --query KeyMetadata.Arn --output text"
        )
    return allowed


def check_keys(args: Mapping[str, object]) -> None:
    """Check `kms_key_arn` and `former_kms_key_arns` of a component.

    Outputs, whose values are not known yet, pass.

    Raises:
        ValueError: If an ARN names no KMS key, with argument, value and allowed values.
    """
    former = cast("Sequence[object]", args.get("former_kms_key_arns") or [])
    named = [("kms_key_arn", args.get("kms_key_arn"))]
    named += [("former_kms_key_arns", arn) for arn in former]
    for name, arn in named:
        # An empty string means no key.
        if isinstance(arn, str) and arn and (allowed := allowed_instead(arn)):
            msg = f"{name} is {arn!r}; allowed: {allowed}"
            raise ValueError(msg)
