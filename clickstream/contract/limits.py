"""AWS's limits for names and texts of the catalog, and the shortening of descriptions to them.

Glue counts bytes of UTF-8:
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html. In other services bytes
are at least characters.
"""

from __future__ import annotations

GLUE_NAME = 255
QUARANTINE_SUFFIX = "_quarantine"
TABLE_NAME = GLUE_NAME - len(QUARANTINE_SUFFIX)
"""Every contract's table leaves room for the name of its quarantine."""
GLUE_DESCRIPTION = 2048
COLUMN_COMMENT = 255
LAMBDA_DESCRIPTION = 256
# https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html
QUERY_NAME = 128
QUERY_DESCRIPTION = 1024
QUERY_SQL = 262144
ELLIPSIS = "…"


def shorten(text: str, limit: int) -> str:
    """Return a description in at most `limit` bytes of UTF-8; one that is cut ends with an ellipsis.

    Use it for texts that people read and nothing else depends on.
    """
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: limit - len(ELLIPSIS.encode())].decode(errors="ignore").rstrip() + ELLIPSIS
