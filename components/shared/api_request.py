"""Request of the API source: arguments, defaults and validation."""

import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, NotRequired, TypedDict, cast
from urllib.parse import urlsplit

import jmespath
import pulumi
from jmespath.exceptions import JMESPathError

from components.shared.api_environment import (
    LONGEST_SECRET_ARN,
    MAX_BYTES,
    share_bytes,
    size_bytes,
    to_json,
)
from components.shared.whole_number import WholeNumber

SECRET_HEADER = "Authorization"  # noqa: S105 - the name of a header
ITEMS_PATH = "@"  # the whole response
MAX_PAGES = WholeNumber("max_pages", 10, range(1, 1001))
TIMEOUT_SECONDS = WholeNumber("timeout_seconds", 10, range(1, 61))  # a run may have only a minute
# Size of a large argument. If all arguments together are too large, at least one is large.
LARGE_BYTES = MAX_BYTES // 10
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based
RATE = re.compile(r"rate\(([1-9]\d{0,4}) (minute|hour|day)(s?)\)")
RATE_FORM = "a rate such as rate(5 minutes), in minutes, hours or days"
UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": 24 * 3600}

# Name of a header: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SET_BY_CLIENT = {
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "accept-encoding",
    "if-none-match",
    "if-modified-since",
}
_SECRET_ARN = re.compile(r"arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:.+")


class Method(StrEnum):
    """HTTP method of a request."""

    GET = "GET"
    POST = "POST"


METHOD = Method.GET


class Paging(StrEnum):
    """Location of the next page."""

    NONE = "none"
    """There is one page."""
    LINK = "link"
    """Header `Link` of the response, with the relation `next`."""
    NEXT = "next"
    """Address in the body of the response, at `next_path`."""
    CURSOR = "cursor"
    """Token in the body of the response, at `next_path`, to send as `page_parameter`."""
    PAGE = "page"
    """Number of the page, in `page_parameter`, until a page has no items."""


PAGING = Paging.NONE


class ApiArgs(TypedDict):
    """Request to an HTTP API.

    Values of outputs are checked when they are known. Errors do not show them.
    """

    url: pulumi.Input[str]
    """Address of the API, with its query."""
    method: NotRequired[Method]
    """HTTP method."""
    body: NotRequired[pulumi.Input[str]]
    """Body of a POST. Default: none."""
    headers: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Headers for the API's own host. Default: none."""
    secret_arn: NotRequired[pulumi.Input[str]]
    """ARN of a secret in Secrets Manager whose text is the whole value of `secret_header`.

    Default: none.
    """
    secret_header: NotRequired[str]
    """Name of the header with the secret."""
    items_path: NotRequired[str]
    """JMESPath of the items in a response: list elements, or one value. `@` is the response."""
    paging: NotRequired[Paging]
    """Location of the next page."""
    page_parameter: NotRequired[str]
    """Query parameter for paging by page or cursor."""
    next_path: NotRequired[str]
    """JMESPath of the next page's address or token, for paging by next or cursor."""
    max_pages: NotRequired[int]
    """Pages that one run may fetch."""
    timeout_seconds: NotRequired[int]
    """Seconds to wait for a connection, and for each part of a response."""
    allow_private: NotRequired[bool]
    """Whether the API's own host may be at a private or loopback address, and over plain http.

    Default false.
    """


class Problem(NamedTuple):
    """Arguments that are not allowed together, or one that is not allowed."""

    fields: tuple[str, ...]
    """Names of the arguments."""
    shown: str
    """Value of the arguments, or a description of it."""
    allowed: str
    """Allowed values, without a quote of any argument's value."""
    reason: str = ""
    """Detail that may quote a value."""
    others: tuple[str, ...] = ()
    """Names of further arguments that `reason` is computed from."""

    def text(
        self,
        name: Callable[[str], str] = str,
        hidden: Collection[str] = (),
        instead: str = "(secret)",
    ) -> str:
        """Return the error message.

        Args:
            name: Returns the user's name of an argument, such as a config key.
            hidden: Names of arguments whose values must not be shown.
            instead: Text in place of a hidden value.
        """
        names, verb = ", ".join(map(name, self.fields)), "is" if len(self.fields) == 1 else "are"
        shown = self.shown if set(hidden).isdisjoint(self.fields) else instead
        reason = self.reason if set(hidden).isdisjoint(self.fields + self.others) else ""
        return f"{names} {verb} {shown}; allowed: {self.allowed}{reason}"


def complete(api: ApiArgs) -> dict[str, Any]:
    """Return the arguments with their defaults, as the polling function reads them."""
    defaults: dict[str, Any] = {
        "method": METHOD,
        "body": "",
        "headers": {},
        "secret_arn": "",
        "secret_header": SECRET_HEADER,
        "items_path": ITEMS_PATH,
        "paging": PAGING,
        "page_parameter": "",
        "next_path": "",
        "max_pages": MAX_PAGES.default,
        "timeout_seconds": TIMEOUT_SECONDS.default,
        "allow_private": False,
    }
    whole = defaults | cast("dict[str, Any]", api)
    # Programs in other languages pass every number as a float.
    return whole | {
        "max_pages": int(whole["max_pages"]),
        "timeout_seconds": int(whole["timeout_seconds"]),
    }


def rate_seconds(rate: str) -> int:
    """Return the seconds between two runs.

    Raises:
        ValueError: If the text is not a rate, with the text.
    """
    found = RATE.fullmatch(rate)
    if not found or bool(found[3]) == (found[1] == "1"):  # one minute, two minutes
        msg = f"rate is {rate!r}; allowed: {RATE_FORM}"
        raise ValueError(msg)
    return int(found[1]) * UNIT_SECONDS[found[2]]


def compiled(api: ApiArgs) -> pulumi.Output[str]:
    """Return the arguments as JSON for the polling function, secret if an argument is secret.

    The value of an output is checked when it is known: the apply raises the error, without the
    value.
    """
    hidden = {field for field, value in api.items() if _known(value) != value}

    def check(whole: dict[str, Any]) -> str:
        for problem in problems(cast("ApiArgs", whole)):
            raise ValueError(problem.text(hidden=hidden, instead="(the value of an output)"))
        return to_json(whole)

    return pulumi.Output.from_input(complete(api)).apply(check)


def problems(api: ApiArgs) -> Iterator[Problem]:
    """Yield every problem. Values of outputs are not known yet, and count as allowed."""
    whole: dict[str, Any] = {field: _known(value) for field, value in complete(api).items()}
    yield from _address_problems(whole)
    yield from _header_problems(whole)
    yield from _paging_problems(whole)
    for number in (MAX_PAGES, TIMEOUT_SECONDS):
        if whole[number.name] not in number.allowed:
            yield Problem((number.name,), repr(whole[number.name]), str(number))
    if whole["body"] and whole["method"] != Method.POST:
        yield Problem(("body",), repr(whole["body"]), "empty, unless the method is POST")
    yield from _size_problems(whole)


def _known(value: object) -> object:
    """Return an argument with None in place of each output, whose value is not known yet."""
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in cast("Mapping[str, object]", value).items()}
    return None if isinstance(value, pulumi.Output | Awaitable) else value


def _address_problems(whole: dict[str, Any]) -> Iterator[Problem]:
    schemes = ("https", "http") if whole["allow_private"] else ("https",)
    url: str | None = whole["url"]
    if url is None:
        return
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
        is_allowed = parts.scheme in schemes and has_host and "@" not in parts.netloc
    except ValueError:
        is_allowed = False
    if not is_allowed:
        allowed = "an address with https, a host, and no user in it"
        if not whole["allow_private"]:
            allowed += ", or with http, for a host of your own, if allow_private is set"
        yield Problem(("url",), repr(url), allowed)


def _header_problems(whole: dict[str, Any]) -> Iterator[Problem]:
    secret: str | None = whole["secret_arn"]
    if secret and not _SECRET_ARN.fullmatch(secret):
        yield Problem(
            ("secret_arn",), repr(secret), "the ARN of a secret in Secrets Manager, or empty"
        )
    headers: dict[str, str | None] = whole["headers"] or {}
    named = [("secret_header", whole["secret_header"]), *(("headers", name) for name in headers)]
    for field, name in named:
        if not _TOKEN.fullmatch(name) or name.lower() in _SET_BY_CLIENT:
            taken = ", ".join(sorted(_SET_BY_CLIENT))
            allowed = f"a header's name other than {taken}, which the client sets"
            yield Problem((field,), repr(name), allowed)
    for name, value in headers.items():
        if value is not None and not (value.isascii() and value.isprintable()):
            yield Problem(("headers",), f"(value of {name})", "printable ASCII")
        if secret != "" and name.lower() == whole["secret_header"].lower():
            yield Problem(
                ("headers", "secret_header"), repr(name), "different headers, if there is a secret"
            )


def _paging_problems(whole: dict[str, Any]) -> Iterator[Problem]:
    users = {
        "next_path": {Paging.NEXT, Paging.CURSOR},
        "page_parameter": {Paging.PAGE, Paging.CURSOR},
    }
    for key, kinds in users.items():
        if bool(whole[key]) != (whole["paging"] in kinds):
            named = " or ".join(sorted(kinds))
            allowed = f"empty, unless paging is by {named}"
            if not whole[key]:
                allowed = f"set for paging by {named}"
            yield Problem((key,), repr(whole[key]), allowed)
    for key in ("items_path", "next_path"):
        try:
            if whole[key] or key == "items_path":
                jmespath.compile(whole[key])
        except JMESPathError as error:
            reason = f"; {' '.join(str(error).split())}"
            yield Problem((key,), repr(whole[key]), "a JMESPath expression", reason)


def _size_problems(whole: dict[str, Any]) -> Iterator[Problem]:
    secret_arn = LONGEST_SECRET_ARN if whole["secret_arn"] is None else whole["secret_arn"]
    known = {**whole, "secret_arn": secret_arn}
    size = size_bytes(known)
    if size > MAX_BYTES:
        shares = {field: share_bytes(value) for field, value in known.items()}
        large = sorted(
            (field for field, share in shares.items() if share > LARGE_BYTES),
            key=lambda field: -shares[field],
        )
        shown = f"{', '.join(str(shares[field]) for field in large)} bytes"
        allowed = f"{MAX_BYTES} bytes for all of the function's variables together, as JSON"
        yield Problem(
            tuple(large), shown, allowed, f"; they take {size} bytes", others=tuple(known)
        )
