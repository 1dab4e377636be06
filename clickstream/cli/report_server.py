"""HTTP server of the report, on loopback."""

from __future__ import annotations

import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

from clickstream.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK = "127.0.0.1"
REFRESH_SECONDS = 30  # each refresh runs the queries, which Athena bills


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

    def page(self) -> str:
        """Return the page.

        Raises:
            CliError: If a query fails.
        """
        if self._made_at is None or self._clock() - self._made_at >= REFRESH_SECONDS:
            self._page = self._render()
            self._made_at = self._clock()
        return self._page


def server(render: Callable[[], str]) -> HTTPServer:
    """Return a server on a free port of loopback, which is not yet running."""
    cache = Cache(render)

    class Handler(BaseHTTPRequestHandler):
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
                self._page()

        def _page(self) -> None:
            try:
                self._send(HTTPStatus.OK, cache.page(), "html")
            except CliError as error:
                text = f"{error.message}\n{error.remedy}\n"
                self._send(HTTPStatus.BAD_GATEWAY, text, "plain")

        def _send(self, status: HTTPStatus, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name of http.server
            pass

    return HTTPServer((LOOPBACK, 0), Handler)


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
