"""HTTP server on loopback with configured replies, valid and invalid."""

from __future__ import annotations

import json
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

HOST, OTHER_HOST = "api.example", "cdn.example"


@dataclass(frozen=True)
class Reply:
    """Configured response."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    promised: int | None = None
    """Value of Content-Length; by default the length of the body."""
    stalls: bool = False
    """Whether the server never sends the body and keeps the connection open."""


def reply(document: object, **headers: str) -> Reply:
    """Return a JSON response; names of headers have underscores in place of hyphens."""
    return Reply(
        json.dumps(document).encode(),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def redirect(to: str, status: int = 302) -> Reply:
    """Return a redirect."""
    return Reply(status=status, headers={"Location": to})


@dataclass(frozen=True)
class Asked:
    """Received request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """HTTP server that sends the replies of a path in order, and repeats the last one."""

    tls: ssl.SSLContext | None = None
    replies: dict[str, list[Reply]] = field(default_factory=dict[str, list[Reply]])
    asked: list[Asked] = field(default_factory=list[Asked])
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """Start the server."""
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        if self.tls:
            self.http.socket = self.tls.wrap_socket(self.http.socket, server_side=True)
        self.port = self.http.server_address[1]
        threading.Thread(
            target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the server and release stalled connections."""
        self.over.set()
        self.http.shutdown()
        self.http.server_close()

    def on(self, path: str, *replies: Reply) -> str:
        """Set the replies of a path, and return its URL."""
        self.replies[path] = list(replies)
        return self.url(path)

    def url(self, path: str, host: str | None = None) -> str:
        """Return the URL of a path, which may have a query."""
        return (
            f"https://{host or HOST}:{self.port}{path}"
            if self.tls
            else f"http://127.0.0.1:{self.port}{path}"
        )

    @property
    def paths(self) -> list[str]:
        """Paths of the received requests, in order."""
        return [asked.path for asked in self.asked]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.asked.append(
                Asked(
                    self.command,
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    body,
                )
            )
            replies = server.replies.get(self.path) or [Reply(status=404)]
            chosen = replies.pop(0) if len(replies) > 1 else replies[0]
            self.send_response(chosen.status)
            for name, value in chosen.headers.items():
                self.send_header(name, value)
            self.send_header(
                "Content-Length",
                str(len(chosen.body) if chosen.promised is None else chosen.promised),
            )
            self.send_header("Connection", "close")
            self.end_headers()
            if chosen.stalls:
                server.over.wait()
            else:
                self.wfile.write(chosen.body)

        do_GET = do_POST = answer  # noqa: N815 - the library's names

        def handle(self) -> None:
            try:
                super().handle()
            except (ConnectionError, ssl.SSLError):  # the client closed the connection
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Log nothing."""

    return Handler
