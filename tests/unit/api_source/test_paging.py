"""Paging: items of a response, and URL of the next page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_source import lossless_json, paging
from api_source.errors import AddressError, ResponseError
from api_source.fetch import Response
from api_source.paging import Page, pages
from tests.unit.api_source.fakes import api, client
from tests.unit.api_source.server import Reply, reply

if TYPE_CHECKING:
    from decimal import Decimal

    from tests.unit.api_source.server import Server

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def fetched(url: str, **changes: Any) -> list[Page]:
    settings = api(url, **changes)
    return list(pages(settings, client(settings), {}))


def items(url: str, **changes: Any) -> list[object]:
    return [item for page in fetched(url, **changes) for item in page.items]


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        ([1, 2], "@", [1, 2]),
        ({"id": 1}, "@", [{"id": 1}]),
        ({"results": [{"id": 1}]}, "results", [{"id": 1}]),
        ({"data": {"users": [{"id": 1}, {"id": 2}]}}, "data.users", [{"id": 1}, {"id": 2}]),
        ({"a": [{"n": [1]}, {"n": [2]}]}, "a[].n[]", [1, 2]),
        ({"results": []}, "results", []),
        ({"results": None}, "results || `[]`", []),
        ("text", "@", ["text"]),
        ([[1], None], "@", [[1], None]),
        (0, "@", [0]),
    ],
)
def test_items_are_found_by_their_path(
    server: Server, document: object, path: str, expected: list[object]
) -> None:
    assert items(server.on("/", reply(document)), items_path=path) == expected


def test_a_path_that_finds_nothing_is_an_error_that_lists_the_keys(server: Server) -> None:
    with pytest.raises(
        ResponseError,
        match=r"apiItemsPath 'results' finds nothing in the response of .*, which has data, info; .* set apiItemsPath to results \|\| `\[\]`",
    ):
        items(server.on("/", reply({"data": [], "info": {}})), items_path="results")


def test_a_path_that_cannot_be_applied_is_an_error_that_does_not_quote_the_response(
    server: Server,
) -> None:
    with pytest.raises(
        ResponseError,
        match=r"apiItemsPath 'length\(id\)' cannot be applied to the response of .*: JMESPathTypeError$",
    ) as error:
        items(server.on("/", reply({"id": 4711})), items_path="length(id)")
    assert error.value.__suppress_context__, "its cause would quote it in the log"


@pytest.mark.parametrize("body", [b"<html>", b'{"id": 1', b"\xff\xfe\xff", b"[" * 100_000])
def test_a_response_that_is_not_json_is_an_error_with_the_address(
    server: Server, body: bytes
) -> None:
    with pytest.raises(
        ResponseError, match=r"the response of http://127\.0\.0\.1:\d+/users\?… is not JSON: "
    ):
        items(server.on("/users?key=hush", Reply(body)))


def test_a_response_without_a_body_has_no_items(server: Server) -> None:
    assert items(server.on("/", Reply(status=204)), items_path="results") == []


@given(JSON)
def test_a_document_is_unchanged_by_load_and_dump(document: object) -> None:
    assert (
        json.loads(lossless_json.dump(lossless_json.load(json.dumps(document).encode())))
        == document
    )


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.integers(min_value=-(10**40), max_value=10**40),
)
def test_numbers_stay_as_they_were_written(fraction: Decimal, whole: int) -> None:
    text = f"[{fraction:e},{whole},1.10,-0.0,1e400,12345678901234567890.12345678901234567890]"
    assert lossless_json.dump(lossless_json.load(text.encode())) == text


def test_half_a_surrogate_pair_is_sent_and_then_quarantined() -> None:
    assert lossless_json.dump(lossless_json.load(rb'["\ud800"]')) == r'["\ud800"]'


@pytest.mark.parametrize(
    "following", ["http://127.0.0.1:{port}/users?page=2", "/users?page=2", "?page=2"]
)
def test_the_body_links_to_the_next_page(server: Server, following: str) -> None:
    url = server.on(
        "/users", reply({"results": [1], "info": {"next": following.format(port=server.port)}})
    )
    server.on("/users?page=2", reply({"results": [2], "info": {"next": None}}))
    assert items(url, items_path="results", paging="next", next_path="info.next") == [1, 2]


def test_a_link_to_an_address_that_is_not_public_is_rejected(server: Server) -> None:
    url = server.on("/", reply({"next": "https://169.254.169.254/latest/"}))
    with pytest.raises(AddressError, match="not public"):
        items(url, paging="next", next_path="next")


@pytest.mark.parametrize(
    ("token", "last"), [("c 2/&", None), ("c 2/&", ""), ("c 2/&", False), (2, None)]
)
def test_the_body_holds_the_token_of_the_next_page(
    server: Server, token: object, last: object
) -> None:
    url = server.on("/users?size=1", reply({"results": [1], "next": token}))
    server.on(
        f"/users?size=1&after={'2' if token == 2 else 'c+2%2F%26'}",
        reply({"results": [2], "next": last}),
    )
    assert items(
        url, items_path="results", paging="cursor", next_path="next", page_parameter="after"
    ) == [1, 2]


@pytest.mark.parametrize("found", [[], {}, True, 1.5])
def test_an_invalid_next_page_is_an_error(server: Server, found: object) -> None:
    with pytest.raises(ResponseError, match=r"apiNextPath 'next' finds a \w+ in the response"):
        items(server.on("/", reply({"next": found})), paging="next", next_path="next")


@pytest.mark.parametrize(
    ("start", "asked"),
    [
        ("/u", ["/u", "/u?page=2", "/u?page=3"]),
        ("/u?page=0&n=1", ["/u?page=0&n=1", "/u?n=1&page=1", "/u?n=1&page=2"]),
    ],
)
def test_pages_are_counted_from_where_the_address_says_until_one_is_empty(
    server: Server, start: str, asked: list[str]
) -> None:
    for path, found in zip(asked, ([1], [2], []), strict=True):
        server.on(path, reply(found))
    assert items(server.url(start), paging="page", page_parameter="page") == [1, 2]
    assert server.paths == asked


def test_a_page_that_is_no_number_is_an_error(server: Server) -> None:
    with pytest.raises(ResponseError, match=r"the parameter page of .* is 'first'"):
        items(server.on("/?page=first", reply([1])), paging="page", page_parameter="page")


def test_a_link_header_names_the_next_page(server: Server) -> None:
    url = server.on(
        "/", reply([1], Link='</?p=1>; rel="first prev", </?p=2>; title="a, b; c"; rel=next')
    )
    server.on("/?p=2", reply([2], Link='</?p=1>; rel="prev"'))
    assert items(url, paging="link") == [1, 2]


def test_a_loop_of_pages_is_an_error(server: Server) -> None:
    url = server.on("/", reply({"next": "/b"}))
    server.on("/b", reply({"next": "/", "other": 1}))
    with pytest.raises(
        ResponseError, match="names a page as the next one that was already fetched"
    ):
        items(url, paging="next", next_path="next")


def test_an_api_that_ignores_the_page_parameter_is_an_error(server: Server) -> None:
    for path in ("/", "/?page=2"):
        server.on(path, reply([1]))
    with pytest.raises(
        ResponseError,
        match="returns the same body as the page before; check apiPaging and apiPageParameter",
    ):
        items(server.url("/"), paging="page", page_parameter="page")


def test_a_run_fetches_no_more_pages_than_it_may_and_knows_that_there_are_more(
    server: Server,
) -> None:
    for page in range(1, 5):
        server.on(f"/?page={page}", reply([page]))
    found = fetched(server.url("/?page=1"), paging="page", page_parameter="page", max_pages=3)
    assert [page.items for page in found] == [[1], [2], [3]]
    assert found[-1].next_url == server.url("/?page=4")
    assert len(server.asked) == 3


def test_without_paging_there_is_one_page(server: Server) -> None:
    (page,) = fetched(server.on("/", reply({"next": "/b"}, Link='</b>; rel="next"')))
    assert page.next_url is None


@given(st.text(), st.text(min_size=1), st.dictionaries(st.text(min_size=1), st.text()))
def test_a_parameter_is_set_and_the_others_stay(
    value: str, name: str, others: dict[str, str]
) -> None:
    url = "https://api.example/users?" + paging.urlencode(others)
    found = dict(
        parse_qsl(urlsplit(paging._with_parameter(url, name, value)).query, keep_blank_values=True)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - open-ended input for a step of its own
    )
    assert found == {**others, name: value}


@given(st.text())
def test_no_link_header_breaks_the_reader(header: str) -> None:
    settings = api("https://api.example/", paging="link")
    answer = Response(settings.url, {"Link": header}, b"[]")
    following = paging._next_url(settings, settings.url, answer, [], [])  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - open-ended input for a step of its own
    assert following is None or isinstance(following, str)
