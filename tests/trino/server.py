"""Trino server on loopback, the engine behind Athena. A catalog reads the tables of an emulator."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import requests
from trino.client import ClientSession, TrinoQuery, TrinoRequest
from trino.exceptions import TrinoQueryError

from clickstream.local import child_process, spark
from clickstream.local.emulator.server import FAKE_KEY
from tests.paths import ROOT
from tests.trino import build
from tests.trino.answer import Answer, answer_of

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from clickstream.local.child_process import ChildProcess

HOST = "127.0.0.1"
READY_SECONDS = 300  # 15 on two free cores
INFO_SECONDS = 10
POLL_SECONDS = 0.2
LOG_CHARACTERS = 4000
MILLISECONDS = {"X-Trino-Client-Capabilities": ""}
"""Headers with which Trino returns every timestamp in milliseconds, as Athena does."""
CACHE = {"hive.file-status-cache-tables": "*", "hive.file-status-cache-expire-time": "1h"}
"""Properties of a catalog that lists a directory once."""
JAVA_OPTIONS = (
    "-Xmx768M",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    # With one compiler Java reserves 48 MB, and fails to link methods when they are used up.
    "-XX:ReservedCodeCacheSize=256M",
    "-Djdk.attach.allowAttachSelf=true",
)


class TrinoError(RuntimeError):
    """Statement that Trino refused, or that failed."""

    def __init__(self, name: str, message: str, line: int | None, column: int | None) -> None:
        """Keep the parts of Trino's error.

        Args:
            name: Name of the error, such as `COLUMN_NOT_FOUND`.
            message: Message, which begins with the position if Trino gives one.
            line: Line of the statement, from 1.
            column: Column in the line, from 1.
        """
        super().__init__(f"{name}: {message}")
        self.name, self.message, self.line, self.column = name, message, line, column


@dataclass(frozen=True)
class Trino:
    """Running server."""

    port: int

    def run(
        self, sql: str, *, catalog: str = "", schema: str = "", parameters: Sequence[str] = ()
    ) -> Answer:
        """Run one statement.

        Args:
            sql: Statement, without a semicolon.
            catalog: Catalog of table names without one.
            schema: Schema of table names without one: the Glue database.
            parameters: SQL literals for the `?` of the statement.

        Raises:
            TrinoError: If Trino refuses the statement, or it fails.
        """
        session = ClientSession(
            user="tests", catalog=catalog or None, schema=schema or None, timezone="UTC"
        )
        if parameters:
            # Positions in errors are those of the prepared statement.
            session.prepared_statements = {"prepared": sql}
            sql = f"EXECUTE prepared USING {', '.join(parameters)}"
        with requests.Session() as http:
            http.trust_env = False  # a proxy of the environment does not reach loopback
            request = TrinoRequest(HOST, self.port, session, http_session=http)
            query = TrinoQuery(request, sql, legacy_primitive_types=True)
            try:
                executed = query.execute(additional_http_headers=MILLISECONDS)
                rows = cast("list[list[object]]", list(executed))
            except TrinoQueryError as error:
                line, column = error.error_location or (None, None)
                raise TrinoError(str(error.error_name), error.message, line, column) from error
            return answer_of(cast("list[dict[str, Any]]", query.columns or []), rows)

    def is_listening(self) -> bool:
        """Return whether the server has started to take statements."""
        with requests.Session() as http:
            http.trust_env = False
            found = http.get(f"http://{HOST}:{self.port}/v1/info", timeout=INFO_SECONDS).json()
        return not found["starting"]

    def create_catalog(
        self, name: str, endpoint: str, region: str, *, s3: str = "", cached: bool = False
    ) -> None:
        """Add a catalog with the tables of an emulator's Glue.

        Directories are not listed recursively: a file is a row of its partition alone.

        Args:
            name: Name of the catalog: lower-case letters, digits and underscores.
            endpoint: URL of the emulator.
            region: AWS region.
            s3: URL of the emulator's S3; by default, the endpoint.
            cached: Whether a directory is listed once. Files that are added later are not seen.
        """
        properties = {
            "hive.metastore": "glue",
            "hive.metastore.glue.endpoint-url": endpoint,
            "hive.metastore.glue.region": region,
            "hive.metastore.glue.aws-access-key": FAKE_KEY,
            "hive.metastore.glue.aws-secret-key": FAKE_KEY,
            "hive.metastore.glue.partitions-segments": "1",  # the emulator knows no segments
            "hive.partition-projection-enabled": "true",
            "hive.recursive-directories": "false",
            "fs.hadoop.enabled": "false",
            "fs.native-s3.enabled": "true",
            "s3.endpoint": s3 or endpoint,
            "s3.region": region,
            "s3.path-style-access": "true",
            "s3.aws-access-key": FAKE_KEY,
            "s3.aws-secret-key": FAKE_KEY,
        }
        if cached:
            properties |= CACHE
        options = ", ".join(f"\"{key}\" = '{value}'" for key, value in properties.items())
        self.run(f"CREATE CATALOG {name} USING hive WITH ({options})")


@contextmanager
def start(place: Path) -> Generator[Trino]:
    """Yield a server that is stopped afterwards, even if this process is killed.

    Args:
        place: Empty directory for its configuration, data and log.

    Raises:
        RuntimeError: If the server does not start. The message has the end of its log.
    """
    home = build.directory()
    port = _free_port()
    log = place / "trino.log"
    server = child_process.spawn(
        "tests.trino.child",
        *_command(home, _configure(place, home, port), place),
        cwd=ROOT,
        # A Spark session of this process sets PYTHONSAFEPATH, so that `tests` would not be found.
        environment={**os.environ, "PYTHONPATH": str(ROOT)},
        log=log,
    )
    try:
        trino = Trino(port)
        _wait_until_ready(trino, server, log)
        yield trino
    finally:
        server.kill()


def _configure(place: Path, home: Path, port: int) -> Path:
    """Write the server's configuration, and return its file."""
    properties = {
        "node.environment": "tests",
        "node.id": "tests",
        "node.internal-address": HOST,
        "node.bind-ip": HOST,
        "coordinator": "true",
        "node-scheduler.include-coordinator": "true",
        "http-server.http.port": str(port),
        "http-server.log.enabled": "false",
        "discovery.uri": f"http://{HOST}:{port}",
        "plugin.dir": str(home / "plugin"),
        "catalog.management": "dynamic",  # CREATE CATALOG
        "catalog.store": "memory",
    }
    file = place / "config.properties"
    file.write_text("".join(f"{key}={value}\n" for key, value in properties.items()), "utf-8")
    return file


def _command(home: Path, configuration: Path, place: Path) -> list[str]:
    return [
        str(spark.java()),
        *JAVA_OPTIONS,
        f"-Dconfig={configuration}",
        "-Dnode.environment=tests",
        f"-Djava.io.tmpdir={place}",
        "-cp",
        f"{home / 'classes'}:{home / 'lib'}/*",
        "Launch",
        build.version(),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait_until_ready(trino: Trino, server: ChildProcess, log: Path) -> None:
    """Wait until the server runs statements on its node.

    Raises:
        RuntimeError: If it exits, or is not ready in time.
    """
    active = "SELECT count(*) FROM system.runtime.nodes WHERE state = 'active'"
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(requests.RequestException, TrinoError):
            if trino.is_listening() and trino.run(active).rows == (("1",),):
                return
        time.sleep(POLL_SECONDS)
    logged = log.read_text(encoding="utf-8", errors="replace")[-LOG_CHARACTERS:]
    msg = f"Trino {build.version()} does not start. The end of its log:\n{logged}"
    raise RuntimeError(msg)
