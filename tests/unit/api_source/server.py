"""An HTTP API on loopback that answers as it is told to, well or badly."""

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
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    promised: int | None = None
    """The length that the answer says it has."""
    stalls: bool = False
    """Whether the body does not come, and the connection stays."""


def reply(document: object, **headers: str) -> Reply:
    """Return JSON; headers are written with underscores."""
    return Reply(
        json.dumps(document).encode(),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def redirect(to: str, status: int = 302) -> Reply:
    """Return a redirection."""
    return Reply(status=status, headers={"Location": to})


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Answers each path with its replies in turn, and with the last of them from then on."""

    tls: ssl.SSLContext | None = None
    replies: dict[str, list[Reply]] = field(default_factory=dict[str, list[Reply]])
    asked: list[Asked] = field(default_factory=list[Asked])
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """Listen."""
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
        """Stop, and let go of whoever was kept waiting."""
        self.over.set()
        self.http.shutdown()
        self.http.server_close()

    def on(self, path: str, *replies: Reply) -> str:
        """Set a path's replies; return its address."""
        self.replies[path] = list(replies)
        return self.url(path)

    def url(self, path: str, host: str | None = None) -> str:
        """Return the address of a path, with its query if it has one."""
        return (
            f"https://{host or HOST}:{self.port}{path}"
            if self.tls
            else f"http://127.0.0.1:{self.port}{path}"
        )

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
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
            except (ConnectionError, ssl.SSLError):  # the client had enough, as it should
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    return Handler
