"""Pages of an API: the items of a response, and the URL of the next page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import jmespath
from jmespath.exceptions import JMESPathError

from api_source import lossless_json
from api_source.errors import ResponseError, redacted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api_source.fetch import Client, Response
    from api_source.settings import ApiSettings

# https://www.rfc-editor.org/rfc/rfc8288#section-3
_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[^\s=;,]+\s*(?:=\s*(?:"[^"]*"|[^\s";,]*))?)*)')
_RELATIONS = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]*))', re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """Page of an API: response, items, and URL of the next page."""

    response: Response
    items: list[object]
    next_url: str | None
    """URL of the next page; None for the last page."""


def pages(api: ApiSettings, client: Client, conditions: dict[str, str]) -> Iterator[Page]:
    """Yield the pages of the API, up to `max_pages`.

    Args:
        api: Settings of the poll.
        client: HTTP client.
        conditions: Headers that make the first request conditional.

    Raises:
        ApiError: If a page cannot be fetched, does not match the settings, or is repeated.
    """
    url: str | None = api.url
    requested: set[str] = set()
    body: bytes | None = None
    while url is not None and len(requested) < api.max_pages:
        requested.add(url)
        response = client.fetch(url, {} if body is not None else conditions)
        if response.not_modified:
            yield Page(response, [], None)
            return
        if response.body == body:
            msg = (
                f"{redacted(url)} returns the same body as the page before; "
                "check apiPaging and apiPageParameter"
            )
            raise ResponseError(msg)
        document = _document(response)
        items = _items(api, response, document) if response.body else []
        next_url = _next_url(api, url, response, document, items)
        if next_url in requested:
            msg = (
                f"{redacted(url)} names a page as the next one that was already fetched; "
                "check apiPaging and apiNextPath"
            )
            raise ResponseError(msg)
        yield Page(response, items, next_url)
        url, body = next_url, response.body


def _document(response: Response) -> object:
    try:
        return lossless_json.load(response.body) if response.body else None
    except ValueError as error:
        msg = f"the response of {redacted(response.url)} is not JSON: {error}; check apiUrl"
        raise ResponseError(msg) from error


def _search(expression: str, setting: str, response: Response, document: object) -> object:
    try:
        return cast("object", jmespath.search(expression, document))
    except JMESPathError as error:
        msg = (
            f"{setting} {expression!r} cannot be applied to the response of "
            f"{redacted(response.url)}: {type(error).__name__}"
        )
        # The error's own message quotes the response, which must not be logged.
        raise ResponseError(msg) from None


def _items(api: ApiSettings, response: Response, document: object) -> list[object]:
    """Return the items of a response: the elements of a list, or one value."""
    found = _search(api.items_path, "apiItemsPath", response, document)
    if found is None:
        kind = (
            f"which has {', '.join(sorted(cast('dict[str, object]', document)))}"
            if isinstance(document, dict)
            else f"a {type(document).__name__}"
        )
        msg = (
            f"apiItemsPath {api.items_path!r} finds nothing in the response of "
            f"{redacted(response.url)}, {kind}; if a response without items is valid, "
            f"set apiItemsPath to {api.items_path} || `[]`"
        )
        raise ResponseError(msg)
    return cast("list[object]", found) if isinstance(found, list) else [found]


def _next_url(
    api: ApiSettings, url: str, response: Response, document: object, items: list[object]
) -> str | None:
    match api.paging:
        case "link":
            return _linked(response)
        case "next":
            token = _token(api, response, document)
            return urljoin(response.url, token) if token else None
        case "cursor":
            token = _token(api, response, document)
            return _with_parameter(url, api.page_parameter, token) if token else None
        case "page":
            if not items:
                return None
            return _with_parameter(url, api.page_parameter, str(_page_number(api, url) + 1))
        case _:
            return None


def _token(api: ApiSettings, response: Response, document: object) -> str:
    """Return the URL or cursor of the next page; empty if it is missing, null or false."""
    found = _search(api.next_path, "apiNextPath", response, document)
    if found is None or found is False:
        return ""
    if found is True or not isinstance(found, str | int):
        msg = (
            f"apiNextPath {api.next_path!r} finds a {type(found).__name__} in the response of "
            f"{redacted(response.url)}; it must find a string or an integer"
        )
        raise ResponseError(msg)
    return str(found)


def _linked(response: Response) -> str | None:
    """Return the target of the `Link` header with the relation `next`."""
    for target, attributes in _LINK.findall(response.headers.get("Link", "")):
        relations = [
            relation
            for quoted, plain in _RELATIONS.findall(attributes)
            for relation in (quoted or plain).lower().split()
        ]
        if "next" in relations:
            return urljoin(response.url, target)
    return None


def _page_number(api: ApiSettings, url: str) -> int:
    """Return the page number in the query of a URL; 1 if it has none.

    An `apiUrl` with `?page=0` therefore counts from 0.
    """
    number = dict(parse_qsl(urlsplit(url).query)).get(api.page_parameter, "1")
    if not number.isdecimal():
        msg = (
            f"the parameter {api.page_parameter} of {redacted(url)} is {number!r}; "
            "set it to a whole number in apiUrl"
        )
        raise ResponseError(msg)
    return int(number)


def _with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    others = [
        (key, kept) for key, kept in parse_qsl(parts.query, keep_blank_values=True) if key != name
    ]
    return parts._replace(query=urlencode([*others, (name, value)])).geturl()
