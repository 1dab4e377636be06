"""Proxy on loopback that records the list requests and reads of files to an emulator's S3."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Generator

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 60
HOP_BY_HOP = {"connection", "content-length", "keep-alive", "transfer-encoding"}


@dataclass
class Recorder:
    """List requests, and reads of Parquet files, that passed a proxy."""

    url: str
    """URL of the proxy."""
    _prefixes: list[str] = field(default_factory=list[str], repr=False)
    _files: list[str] = field(default_factory=list[str], repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> list[str]:
        """Return the prefixes listed since the last call, one for each request."""
        with self._lock:
            taken, self._prefixes = self._prefixes, []
        return taken

    def take_files(self) -> list[str]:
        """Return the paths of the Parquet files read since the last call, once for each request."""
        with self._lock:
            taken, self._files = self._files, []
        return taken

    def record(self, target: str) -> None:
        """Record a GET request if it is a list request, or reads a Parquet file.

        Args:
            target: Path and query of the request.
        """
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        with self._lock:
            if "list-type" in query:
                self._prefixes.append(query.get("prefix", [""])[0])
            elif parts.path.endswith(".parquet"):
                self._files.append(unquote(parts.path))


@contextmanager
def recording(endpoint: str) -> Generator[Recorder]:
    """Yield the recorder of a proxy to an emulator.

    Args:
        endpoint: URL of the emulator.
    """
    server = ThreadingHTTPServer((HOST, 0), BaseHTTPRequestHandler)
    recorder = Recorder(f"http://{HOST}:{server.server_port}")
    server.RequestHandlerClass = _handler(urlsplit(endpoint).netloc, recorder)
    thread = threading.Thread(target=server.serve_forever, name="s3-proxy", daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(address: str, recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    """Return a handler that forwards requests to an address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept

        def do_GET(self) -> None:
            recorder.record(self.path)
            self.forward()

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            upstream = HTTPConnection(address, timeout=TIMEOUT_SECONDS)
            try:
                headers = {name: self.headers[name] for name in self.headers}
                upstream.request(self.command, self.path, body or None, headers)
                response = upstream.getresponse()
                content = response.read()
                self.send_response_only(response.status)
                for name, value in response.getheaders():
                    if name.lower() not in HOP_BY_HOP:
                        self.send_header(name, value)
                length = response.getheader("Content-Length") if not content else None
                self.send_header("Content-Length", length or str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            finally:
                upstream.close()

        do_HEAD = do_PUT = do_POST = do_DELETE = forward  # noqa: N815 - named by the base class

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
            """Log nothing."""

    return Handler
