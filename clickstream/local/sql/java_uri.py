"""Parts of a URL as Java's `java.net.URI` has them, which Trino's `url_extract_*` functions use."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple
from urllib.parse import quote_plus, unquote, unquote_plus

# RFC 2396, as java.net.URI reads it: other characters outside ASCII are allowed.
ESCAPED = r"%[0-9A-Fa-f]{2}"
OTHER = r"[^\x00-\x7f\s]"
PATH = rf"(?:[A-Za-z0-9\-_.!~*'():@&=+$,;/]|{ESCAPED}|{OTHER})*"
QUERY = rf"(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,\[\]]|{ESCAPED}|{OTHER})*"
URI = re.compile(
    rf"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):(?=[^#])|(?![^/?#:]*:))(?:(?://(?P<authority>[^/?#]*))?(?P<path>{PATH})(?:\?(?P<query>{QUERY}))?)(?:\#(?P<fragment>{QUERY}))?"
)
AUTHORITY = re.compile(rf"(?:[A-Za-z0-9\-_.!~*'();:@&=+$,\[\]]|{ESCAPED}|{OTHER})+")
SERVER = re.compile(
    r"(?:[^@]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.?)(?::(?P<port>\d*))?"
)


class Uri(NamedTuple):
    """Parts of a URI. A part that it lacks is empty."""

    protocol: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    query: str | None = None
    fragment: str = ""


@functools.lru_cache(maxsize=4096)
def parsed(url: str) -> Uri | None:
    """Return the parts of a URL, or None if it is not a URI."""
    match = URI.fullmatch(url)
    if match is None:
        return None
    authority, scheme = match["authority"], match["scheme"] or ""
    # An authority is empty only before a path: file:///tmp.
    valid = authority is None or AUTHORITY.fullmatch(authority) or (not authority and match["path"])
    if not valid:
        return None
    if scheme and authority is None and not match["path"].startswith("/"):
        return Uri(scheme, fragment=match["fragment"] or "")  # opaque, as mailto:a@b
    server = SERVER.fullmatch(authority or "")
    return Uri(
        protocol=scheme,
        host=server["host"] if server else "",
        port=int(server["port"]) if server and server["port"] else None,
        path=match["path"],
        query=match["query"],
        fragment=match["fragment"] or "",
    )


def protocol(url: str) -> str | None:
    """Return the scheme."""
    uri = parsed(url)
    return uri and uri.protocol


def host(url: str) -> str | None:
    """Return the host, without user and port."""
    uri = parsed(url)
    return uri and uri.host


def port(url: str) -> int | None:
    """Return the port, if the URL names one."""
    uri = parsed(url)
    return uri and uri.port


def path(url: str) -> str | None:
    """Return the path, decoded."""
    uri = parsed(url)
    return uri and unquote(uri.path)


def query(url: str) -> str | None:
    """Return the query, decoded."""
    uri = parsed(url)
    return uri and unquote(uri.query or "")


def fragment(url: str) -> str | None:
    """Return the fragment, decoded."""
    uri = parsed(url)
    return uri and unquote(uri.fragment)


def parameter(url: str, name: str) -> str | None:
    """Return the first value of a query parameter: empty without `=`, and None without it."""
    uri = parsed(url)
    if uri is None or uri.query is None:
        return None
    for argument in uri.query.split("&"):
        key, _, value = argument.partition("=")
        if key == name:
            return unquote_plus(value)
    return None


def encode(text: str) -> str:
    """Return a text encoded for a query, as Guava's form escaper does."""
    return quote_plus(text, safe="*").replace("~", "%7E")


def decode(text: str) -> str:
    """Return an encoded text.

    Raises:
        ValueError: If a percent sign has no two hexadecimal digits.
    """
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        msg = f"INVALID_FUNCTION_ARGUMENT: URLDecoder: Illegal hex characters in escape (%) pattern of '{text}'"
        raise ValueError(msg)
    return unquote_plus(text)
