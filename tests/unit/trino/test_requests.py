"""Proxy that records list requests."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.trino.requests import HOST, Recorder, recording

if TYPE_CHECKING:
    from collections.abc import Iterator


class Upstream(BaseHTTPRequestHandler):
    """Server that answers with the request."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        text = f"{self.command} {self.path} {self.headers['X-Mine']} ".encode() + body
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("X-Theirs", "b")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_HEAD = do_PUT = answer  # noqa: N815 - named by the base class

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
        """Log nothing."""


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    server = ThreadingHTTPServer((HOST, 0), Upstream)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with recording(f"http://{HOST}:{server.server_port}") as recorder:
        yield recorder
    server.shutdown()
    server.server_close()
    thread.join()


def test_only_list_requests_are_recorded_with_their_prefix(recorder: Recorder) -> None:
    for path in ("/b?list-type=2&prefix=events%2Fyear%3D2026%2F", "/b/k", "/b?list-type=2"):
        urllib.request.urlopen(recorder.url + path).read()  # noqa: S310 - loopback
    assert recorder.take() == ["events/year=2026/", ""]
    assert recorder.take() == [], "each request is returned once"


def test_reads_of_parquet_files_are_recorded_apart(recorder: Recorder) -> None:
    for path in ("/b/day%3D09/a.parquet", "/b/k", "/b?list-type=2&prefix=a.parquet"):
        urllib.request.urlopen(recorder.url + path).read()  # noqa: S310 - loopback
    assert recorder.take_files() == ["/b/day=09/a.parquet"]
    assert recorder.take_files() == [], "each request is returned once"
    assert recorder.take() == ["a.parquet"]


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
def test_requests_and_responses_pass_unchanged(recorder: Recorder, method: str) -> None:
    body = b"content" if method == "PUT" else None
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{recorder.url}/b/k?q=%20", data=body, headers={"X-Mine": "a"}, method=method
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
        expected = f"{method} /b/k?q=%20 a {'content' if body else ''}"
        assert response.headers["X-Theirs"] == "b"
        assert response.headers["Content-Length"] == str(len(expected))
        assert response.read().decode() == ("" if method == "HEAD" else expected)


def test_an_error_of_the_server_is_passed_on(recorder: Recorder) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{recorder.url}/missing")  # noqa: S310 - loopback
