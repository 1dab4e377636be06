"""How to poll an HTTP API: the arguments, their defaults, and what is wrong with them."""

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NotRequired, TypedDict, cast
from urllib.parse import urlsplit

import jmespath
import pulumi
from jmespath.exceptions import JMESPathError

MAX_PAGES = range(1, 1001)
TIMEOUT_SECONDS = range(1, 61)  # a run may have as little as a minute
MAX_CHARACTERS = 3000  # of url, headers and body: a function's environment holds 4 KB
RATE = re.compile(r"rate\(([1-9]\d{0,4}) (minute|hour|day)(s?)\)")  # https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based
UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": 24 * 3600}

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # what a header's name is made of: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "if-none-match", "if-modified-since"}
_SECRET_ARN = re.compile(r"arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:.+")


class Method(StrEnum):
    """How the API is asked."""

    GET = "GET"
    POST = "POST"


class Paging(StrEnum):
    """How an answer says where the next page is."""

    NONE = "none"
    """There is one page."""
    LINK = "link"
    """The header `Link` names it, with the relation `next`."""
    NEXT = "next"
    """Its address is in the body, at `next_path`."""
    CURSOR = "cursor"
    """A token is in the body, at `next_path`, to be sent as `page_parameter`."""
    PAGE = "page"
    """Pages are counted in `page_parameter`, until one has no items."""


class ApiArgs(TypedDict):
    """How to poll an HTTP API."""

    url: str
    """The address to ask, with its query."""
    method: NotRequired[Method]
    """GET or POST. Default GET."""
    body: NotRequired[str]
    """The body of a POST. Default: none."""
    headers: NotRequired[dict[str, str]]
    """Headers to send to the API's own host. Default: none."""
    secret_arn: NotRequired[pulumi.Input[str]]
    """ARN of a secret in Secrets Manager whose text is the whole value of a header. Default: none."""
    secret_header: NotRequired[str]
    """The header that the secret goes into. Default Authorization."""
    items_path: NotRequired[str]
    """JMESPath of the items in an answer; a list's elements, or one value. Default: the whole answer."""
    paging: NotRequired[Paging]
    """How an answer says where the next page is. Default none."""
    page_parameter: NotRequired[str]
    """The query parameter for paging by page or cursor."""
    next_path: NotRequired[str]
    """JMESPath of the next page's address or token, for paging by next or cursor."""
    max_pages: NotRequired[int]
    """Pages that one run may fetch. Default 10."""
    timeout_seconds: NotRequired[int]
    """Seconds to wait for a connection, and for each part of an answer, 1 to 60. Default 10."""
    allow_private: NotRequired[bool]
    """Whether the API's own host may be at a private or loopback address, and over plain http. Default false."""


def complete(api: ApiArgs) -> dict[str, Any]:
    """Return the arguments with their defaults, as the function reads them."""
    defaults: dict[str, Any] = {
        "method": Method.GET,
        "body": "",
        "headers": {},
        "secret_arn": "",
        "secret_header": "Authorization",
        "items_path": "@",
        "paging": Paging.NONE,
        "page_parameter": "",
        "next_path": "",
        "max_pages": 10,
        "timeout_seconds": 10,
        "allow_private": False,
    }
    whole = defaults | cast("dict[str, Any]", api)
    # From other languages all numbers come as floats.
    return whole | {"max_pages": int(whole["max_pages"]), "timeout_seconds": int(whole["timeout_seconds"])}


def rate_seconds(rate: str) -> int:
    """Return the seconds between two runs.

    Raises:
        ValueError: If it is no rate, with the value.
    """
    found = RATE.fullmatch(rate)
    if not found or bool(found[3]) == (found[1] == "1"):  # one minute, two minutes
        msg = f"rate is {rate!r}; it takes a rate such as rate(5 minutes), in minutes, hours or days"
        raise ValueError(msg)
    return int(found[1]) * UNIT_SECONDS[found[2]]


def problems(api: ApiArgs) -> Iterator[tuple[str, object, str]]:
    """Yield what is not allowed: the argument, its value, and what would be."""
    whole = complete(api)
    yield from _of_the_address(whole)
    yield from _of_the_headers(whole)
    yield from _of_the_paging(whole)
    for key, allowed in (("max_pages", MAX_PAGES), ("timeout_seconds", TIMEOUT_SECONDS)):
        if whole[key] not in allowed:
            yield key, whole[key], f"{allowed.start} to {allowed.stop - 1}"
    if whole["body"] and whole["method"] != Method.POST:
        yield "body", whole["body"], "empty, unless the method is POST"
    size = len(json.dumps([whole["url"], whole["headers"], whole["body"]]))
    if size > MAX_CHARACTERS:
        yield "body", f"({size} characters, with url and headers)", f"{MAX_CHARACTERS} together"


def _of_the_address(whole: dict[str, Any]) -> Iterator[tuple[str, object, str]]:
    schemes = ("https", "http") if whole["allow_private"] else ("https",)
    url: str = whole["url"]
    try:
        parts = urlsplit(url)
        holds = parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        holds = False
    if not holds:
        remedy = "" if whole["allow_private"] else ", or with http, for a host of your own, if allow_private is set"
        yield "url", url, f"an address with https, a host, and no user in it{remedy}"


def _of_the_headers(whole: dict[str, Any]) -> Iterator[tuple[str, object, str]]:
    secret: object = whole["secret_arn"]
    if isinstance(secret, str) and secret and not _SECRET_ARN.fullmatch(secret):  # else it is another resource's output
        yield "secret_arn", secret, "the ARN of a secret in Secrets Manager, or empty"
    headers: dict[str, str] = whole["headers"]
    for name in (whole["secret_header"], *headers):
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            yield ("headers" if name in headers else "secret_header"), name, f"a header's name that is not set by itself ({', '.join(sorted(_OURS))})"
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            yield "headers", f"(value of {name})", "printable ASCII"
        if secret != "" and name.lower() == whole["secret_header"].lower():
            yield "headers", name, "another header than the secret's"


def _of_the_paging(whole: dict[str, Any]) -> Iterator[tuple[str, object, str]]:
    users = {"next_path": {Paging.NEXT, Paging.CURSOR}, "page_parameter": {Paging.PAGE, Paging.CURSOR}}
    for key, kinds in users.items():
        if bool(whole[key]) != (whole["paging"] in kinds):
            named = " or ".join(sorted(kinds))
            yield key, whole[key], f"set for paging by {named}" if not whole[key] else f"empty, unless paging is by {named}"
    for key in ("items_path", "next_path"):
        try:
            if whole[key] or key == "items_path":
                jmespath.compile(whole[key])
        except JMESPathError as error:
            yield key, whole[key], f"a JMESPath expression; {' '.join(str(error).split())}"
