"""Ctrl-C during a query: a real SIGINT, and a server that records Athena's calls."""

from __future__ import annotations

import json
import os
import signal
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.cli.athena import Lake
from clickstream.cli.target import Target
from tests.unit.cli.fakes import OUTPUTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Generator

QUERY_ID = "11111111-2222-3333-4444-555555555555"


class Athena(ThreadingHTTPServer):
    """Athena that is interrupted during one of its calls."""

    daemon_threads = True

    def __init__(self, interrupted_at: str, state: str) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.interrupted_at, self.state = interrupted_at, state
        self.calls: list[dict[str, Any]] = []
        self.ended = threading.Event()

    def answer(self, operation: str) -> dict[str, Any]:
        if operation == self.interrupted_at:
            os.kill(os.getpid(), signal.SIGINT)
            # The client gets no response in time: the signal ends its wait.
            self.ended.wait(10)
        if operation == "GetQueryExecution":
            return {"QueryExecution": {"Status": {"State": self.state}, "StatementType": "DML"}}
        return {"QueryExecutionId": QUERY_ID} if operation == "StartQueryExecution" else {}


class Call(BaseHTTPRequestHandler):
    """One call of the AWS JSON protocol."""

    server: Athena  # pyright: ignore[reportIncompatibleVariableOverride] - the only server

    def do_POST(self) -> None:
        operation = self.headers["X-Amz-Target"].partition(".")[2]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append({"operation": operation, **body})
        with suppress(BrokenPipeError):  # the client was interrupted
            self._respond(json.dumps(self.server.answer(operation)).encode())

    def _respond(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Print nothing."""


@contextmanager
def interrupted(operation: str, state: str) -> Generator[tuple[Athena, Lake]]:
    """Yield a server, and a lake whose process gets SIGINT during one operation."""
    server = Athena(operation, state)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    options = {
        "region_name": "eu-central-1",
        "aws_access_key_id": "fake",
        "aws_secret_access_key": "fake",
        "endpoint_url": f"http://127.0.0.1:{server.server_port}",
    }
    # A test process may ignore the signal.
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield server, Lake(Target("the stack 'test'", OUTPUTS, ROOT, options))
    finally:
        signal.signal(signal.SIGINT, former)
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("operation", "state"),
    [("GetQueryExecution", "RUNNING"), ("GetQueryResults", "SUCCEEDED")],
    ids=["while it runs", "while the rows are fetched"],
)
def test_ctrl_c_stops_the_query_in_athena(operation: str, state: str) -> None:
    with interrupted(operation, state) as (server, lake):
        with pytest.raises(KeyboardInterrupt):
            lake.run("SELECT 1")
        last = server.calls[-1]
    assert last == {"operation": "StopQueryExecution", "QueryExecutionId": QUERY_ID}
    assert [call["operation"] for call in server.calls].count("StopQueryExecution") == 1
