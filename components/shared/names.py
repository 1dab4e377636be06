"""Physical names that AWS accepts, made from names that Pulumi or S3 accepts."""

import hashlib
import re

# https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
LAYER_NAME_CHARACTERS = 140
DIGEST_CHARACTERS = 8


def database_name(bucket: str) -> str:
    """Return the name of a lake bucket's Glue database.

    The name has lower-case letters, digits and underscores, a letter first. Athena needs quotes
    around other names:
    https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
    """
    name = re.sub(r"[^a-z0-9_]", "_", bucket)
    return name if name[:1].isalpha() else f"lake_{name}"


def log_group_prefix(role: str) -> str:
    """Return the prefix of a Glue job's log groups, made from the name of the job's role.

    Role names may have characters that log group names may not:
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    """
    return f"/aws-glue/{re.sub(r'[^A-Za-z0-9._-]', '_', role)}"


def layer_name(project: str, stack: str, name: str) -> str:
    """Return the name of a component's Lambda layer.

    The name has letters, digits, dashes and underscores, 140 at most. A name that had to be changed
    ends with a digest of the original, so that different originals have different names. Stacks of
    the same name share the layer's name, and each has its own layer versions.
    """
    original = f"{project}-{stack}-{name}"
    legal = re.sub(r"[^A-Za-z0-9_-]", "-", original)
    if legal == original and len(legal) <= LAYER_NAME_CHARACTERS:
        return legal
    digest = hashlib.sha256(original.encode()).hexdigest()[:DIGEST_CHARACTERS]
    return f"{legal[: LAYER_NAME_CHARACTERS - DIGEST_CHARACTERS - 1]}-{digest}"
