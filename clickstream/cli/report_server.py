"""HTTP server of the report, on loopback."""

from __future__ import annotations

import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from clickstream.cli.errors import to_cli_error

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK = "127.0.0.1"
REFRESH_SECONDS = 30  # each refresh runs the queries, which Athena bills
RETRY_SECONDS = 60  # until the browser loads the page again after an error


class Cache:
    """Page that is made again at most every `REFRESH_SECONDS`."""

    def __init__(
        self, render: Callable[[], str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the function that makes the page, and a clock in seconds."""
        self._render = render
        self._clock = clock
        self._made_at: float | None = None
        self._page = ""
        self._lock = threading.Lock()  # one render at a time: a second one would bill its queries

    def page(self) -> str:
        """Return the page. Errors are those of the function that makes it."""
        with self._lock:
            if self._made_at is None or self._clock() - self._made_at >= REFRESH_SECONDS:
                self._page = self._render()
                self._made_at = self._clock()
            return self._page


def server(render: Callable[[], str]) -> ThreadingHTTPServer:
    """Return a server on a free port of loopback, which is not yet running."""
    cache = Cache(render)

    class Handler(BaseHTTPRequestHandler):
        timeout = 30  # seconds; a browser's spare connection sends no request and keeps its thread

        def do_GET(self) -> None:
            allowed = {f"{host}:{self.server.server_port}" for host in (LOOPBACK, "localhost")}  # type: ignore[attr-defined] - an HTTPServer
            if self.headers.get("Host") not in allowed:
                # DNS rebinding: a web page could read the report under a name of its own.
                self._send(
                    HTTPStatus.FORBIDDEN, "Use the address that the command prints.", "plain"
                )
            elif self.path.partition("?")[0] != "/":
                self._send(HTTPStatus.NOT_FOUND, "The report is at /.", "plain")
            else:
                self._send(*_response(cache))

        def _send(
            self, status: HTTPStatus, text: str, kind: str, headers: dict[str, str] | None = None
        ) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name of http.server
            pass

    return ThreadingHTTPServer((LOOPBACK, 0), Handler)


def _response(cache: Cache) -> tuple[HTTPStatus, str, str, dict[str, str]]:
    """Return status, text, kind of text and further headers: of the page, or of its error."""
    try:
        return HTTPStatus.OK, cache.page(), "html", {}
    except Exception as error:
        expected = to_cli_error(error)
        if expected is None:
            raise
        text = f"{expected.message}\n{expected.remedy}\n"
        # The text of the error has no script that reloads it.
        return HTTPStatus.BAD_GATEWAY, text, "plain", {"Refresh": str(RETRY_SECONDS)}


def serve(render: Callable[[], str], *, report: Callable[[str], None]) -> None:
    """Serve the report until Ctrl-C.

    Args:
        render: Function that makes the page.
        report: Function that prints a message.
    """
    with server(render) as running:
        report(f"Report: http://{LOOPBACK}:{running.server_port}/ (Ctrl-C stops it)")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            report("Stopped.")
