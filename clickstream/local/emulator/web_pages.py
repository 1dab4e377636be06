"""Refusal of requests that web pages send to the emulator.

MiniStack allows every origin. A page in the user's browser could otherwise create a Lambda
function, which runs as the user. A browser names the page in the header `Origin`; with DNS
rebinding it names the page's host in `Host`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    Scope = Mapping[str, Any]
    Receive = Callable[[], Coroutine[Any, Any, Mapping[str, Any]]]
    Send = Callable[[Mapping[str, Any]], Coroutine[Any, Any, None]]
    Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]

FORBIDDEN = 403
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def without_web_pages(application: Application) -> Application:
    """Return an ASGI application that refuses the requests of web pages."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if not is_of_web_page(dict(scope.get("headers", ()))):
            await application(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await send({"type": "http.response.start", "status": FORBIDDEN, "headers": []})
            await send(
                {"type": "http.response.body", "body": b"Requests of web pages are refused."}
            )

    return guarded


def is_of_web_page(headers: Mapping[bytes, bytes]) -> bool:
    """Return whether headers have an origin, or a host that is not of this machine."""
    host = headers.get(b"host", b"127.0.0.1").decode("latin-1")
    name = host.rpartition(":")[0] or host
    # S3 may have the bucket in the name: bucket.localhost.
    local = name in LOOPBACK or name.endswith(tuple(f".{each}" for each in LOOPBACK))
    return b"origin" in headers or not local
