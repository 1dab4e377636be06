"""What an answer holds, and where it goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import jmespath
from jmespath.exceptions import JMESPathError

from api_source import documents
from api_source.errors import AnswerError, legible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api_source.fetch import Answer, Client
    from api_source.settings import Api

# https://www.rfc-editor.org/rfc/rfc8288#section-3
_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[^\s=;,]+\s*(?:=\s*(?:"[^"]*"|[^\s";,]*))?)*)')
_RELATIONS = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]*))', re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """An answer, and what it holds."""

    answer: Answer
    items: list[object]
    next_url: str | None
    """Where the following page is; None behind the last one."""


def pages(api: Api, client: Client, conditions: dict[str, str]) -> Iterator[Page]:
    """Yield the API's pages, up to `max_pages`, only the first of them with conditions.

    Raises:
        ApiError: If a page cannot be had, is not what the settings say, or comes a second time.
    """
    url: str | None = api.url
    asked: set[str] = set()
    body: bytes | None = None
    while url is not None and len(asked) < api.max_pages:
        asked.add(url)
        answer = client.fetch(url, {} if body is not None else conditions)
        if answer.not_modified:
            yield Page(answer, [], None)
            return
        if answer.body == body:
            msg = f"{legible(url)} answers as the page before did, so paging goes round in circles; check apiPaging and apiPageParameter"
            raise AnswerError(msg)
        document = _document(answer)
        items = _items(api, answer, document) if answer.body else []
        following = _next_url(api, url, answer, document, items)
        if following in asked:
            msg = f"{legible(url)} names a page as the next one that was asked for before; check apiPaging and apiNextPath"
            raise AnswerError(msg)
        yield Page(answer, items, following)
        url, body = following, answer.body


def _document(answer: Answer) -> object:
    try:
        return documents.load(answer.body) if answer.body else None
    except ValueError as error:
        msg = f"{legible(answer.url)} answers what is not JSON: {error}"
        raise AnswerError(msg) from error


def _found(expression: str, setting: str, answer: Answer, document: object) -> object:
    try:
        return cast("object", jmespath.search(expression, document))
    except JMESPathError as error:
        msg = f"{setting} {expression!r} cannot be applied to the answer of {legible(answer.url)}: {type(error).__name__}"
        # its words quote the answer, and a log is no place for that
        raise AnswerError(msg) from None


def _items(api: Api, answer: Answer, document: object) -> list[object]:
    """Return an answer's items: a list's elements, or the one value that there is."""
    found = _found(api.items_path, "apiItemsPath", answer, document)
    if found is None:
        keys = (
            f"which has {', '.join(sorted(cast('dict[str, object]', document)))}"
            if isinstance(document, dict)
            else f"a {type(document).__name__}"
        )
        msg = (
            f"apiItemsPath {api.items_path!r} finds nothing in the answer of {legible(answer.url)}, {keys}; "
            f"where that stands for no items, write {api.items_path} || `[]`"
        )
        raise AnswerError(msg)
    return cast("list[object]", found) if isinstance(found, list) else [found]


def _next_url(
    api: Api, url: str, answer: Answer, document: object, items: list[object]
) -> str | None:
    match api.paging:
        case "link":
            return _linked(answer)
        case "next":
            found = _token(api, answer, document)
            return urljoin(answer.url, found) if found else None
        case "cursor":
            found = _token(api, answer, document)
            return _with_parameter(url, api.page_parameter, found) if found else None
        case "page":
            return (
                _with_parameter(url, api.page_parameter, str(_page_number(api, url) + 1))
                if items
                else None
            )
        case _:
            return None


def _token(api: Api, answer: Answer, document: object) -> str:
    """Return what an answer says of the next page, as text; none if it says nothing, null or false."""
    found = _found(api.next_path, "apiNextPath", answer, document)
    if found is None or found is False:
        return ""
    if found is True or not isinstance(found, str | int):
        msg = f"apiNextPath {api.next_path!r} finds a {type(found).__name__} in the answer of {legible(answer.url)}; a next page is a text or a number"
        raise AnswerError(msg)
    return str(found)


def _linked(answer: Answer) -> str | None:
    """Return the target of a `Link` header whose relation is `next`."""
    for target, attributes in _LINK.findall(answer.headers.get("Link", "")):
        if any(
            "next" in (quoted or plain).lower().split()
            for quoted, plain in _RELATIONS.findall(attributes)
        ):
            return urljoin(answer.url, target)
    return None


def _page_number(api: Api, url: str) -> int:
    """Return the page that an address asks for; 1 if it does not say. So `?page=0` in apiUrl counts from 0."""
    number = dict(parse_qsl(urlsplit(url).query)).get(api.page_parameter, "1")
    if not number.isdecimal():
        msg = f"the parameter {api.page_parameter} of {legible(url)} is {number!r}; pages are counted in whole numbers"
        raise AnswerError(msg)
    return int(number)


def _with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    others = [
        (key, kept) for key, kept in parse_qsl(parts.query, keep_blank_values=True) if key != name
    ]
    return parts._replace(query=urlencode([*others, (name, value)])).geturl()
