"""URLs, by the rules of Java's `java.net.URI`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.sql.rewrites.common import function

if TYPE_CHECKING:
    from clickstream.local.sql.rewrites.common import Function

FUNCTIONS: dict[str, Function] = {
    name: function(f"PYTHON_{name}")
    for name in (
        "URL_DECODE",
        "URL_ENCODE",
        "URL_EXTRACT_FRAGMENT",
        "URL_EXTRACT_HOST",
        "URL_EXTRACT_PARAMETER",
        "URL_EXTRACT_PATH",
        "URL_EXTRACT_PORT",
        "URL_EXTRACT_PROTOCOL",
        "URL_EXTRACT_QUERY",
    )
}
