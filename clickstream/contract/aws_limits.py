"""AWS limits on names and texts, and the function that shortens descriptions to them.

Glue counts bytes of UTF-8:
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html. Lambda and Athena count
characters; a text that is within a limit in bytes is within it in characters too.
"""

from __future__ import annotations

GLUE_NAME_BYTES = 255
QUARANTINE_SUFFIX = "_quarantine"
TABLE_NAME_BYTES = GLUE_NAME_BYTES - len(QUARANTINE_SUFFIX)
"""Limit on the name of an events table: the name of the quarantine table has the suffix too."""
GLUE_DESCRIPTION_BYTES = 2048
COLUMN_COMMENT_BYTES = 255
LAMBDA_DESCRIPTION_CHARACTERS = 256
# https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html
QUERY_NAME_CHARACTERS = 128
QUERY_DESCRIPTION_CHARACTERS = 1024
QUERY_SQL_BYTES = 262144
ELLIPSIS = "…"


def shorten(text: str, limit: int) -> str:
    """Return a description cut to `limit` bytes of UTF-8, with an ellipsis at the end of a cut one.

    Use it only for texts that people read. No identifier may be cut.
    """
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: limit - len(ELLIPSIS.encode())].decode(errors="ignore").rstrip() + ELLIPSIS
