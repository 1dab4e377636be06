"""Requests of web pages to the emulator."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from clickstream.local.emulator.web_pages import is_of_web_page, without_web_pages


@pytest.mark.parametrize("host", ["127.0.0.1:4566", "localhost", "lake.localhost:80", "[::1]:80"])
def test_a_request_of_this_machine_is_served(host: str) -> None:
    assert not is_of_web_page({b"host": host.encode()})


@pytest.mark.parametrize(
    "headers",
    [
        {b"host": b"127.0.0.1:4566", b"origin": b"https://page.example"},
        {b"host": b"127.0.0.1:4566", b"origin": b"null"},
        {b"host": b"rebound.example:4566"},
        {b"host": b"127.0.0.1.rebound.example"},
    ],
)
def test_a_request_of_a_web_page_is_refused(headers: dict[bytes, bytes]) -> None:
    sent: list[Any] = []

    async def application(*_: Any) -> None:
        pytest.fail("the emulator does not see the request")

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        pytest.fail("the body is not read")

    scope = {"type": "http", "headers": list(headers.items())}
    asyncio.run(without_web_pages(application)(scope, receive, send))
    assert sent[0]["status"] == 403, "a page could run code as the user"
