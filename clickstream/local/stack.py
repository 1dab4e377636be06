"""Local stacks: start, find and stop them.

A stack is a server process and a directory, `build/local/<name>/`. The lock file beside the
directory is held by the process that starts the stack, and then by the server as long as it lives.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
import uuid
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clickstream.local import child_process, deploy, file_lock
from clickstream.local import config as settings
from clickstream.local.emulator import server as emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from clickstream.local.child_process import ChildProcess

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
EPHEMERAL = "ephemeral-"
STATE, SERVER_LOG, DEPLOY_LOG = "state.json", "server.log", "deploy.log"
FAILED_LOG = "failed.log"
READY_SECONDS = 60  # the server starts in one second; more on a busy machine
DEPLOY_SECONDS = 900  # a deployment takes five seconds; the first one also downloads the layer
STOP_SECONDS = 10
POLL_SECONDS = 0.02
# Another process may take a free port before the server binds it.
PORT_ATTEMPTS = 3


class LocalStackError(RuntimeError):
    """Failure to start, find or stop a local stack: the problem and the remedy."""


@dataclass(frozen=True)
class LocalStack:
    """A running local stack."""

    name: str
    directory: Path
    endpoint: str
    """URL of the emulator, for every service."""
    region: str
    pid: int
    """Id of the server's process and of its process group."""
    outputs: dict[str, Any]
    """Outputs of the stack."""

    def client_options(self) -> dict[str, Any]:
        """Return the arguments with which `boto3.client(service, …)` connects to the emulator."""
        return emulator.client_options(self.endpoint, self.region)


def _silent(_: str) -> None:
    """Report no progress."""


def up(
    name: str = "default",
    config: Mapping[str, str] | None = None,
    *,
    report: Callable[[str], None] = _silent,
    project: Path = ROOT,
) -> LocalStack:
    """Start a stack that runs until `down`.

    Args:
        name: Name of the stack. Several stacks can run at the same time.
        config: Settings that override those of `Pulumi.local.yaml` and `Pulumi.yaml`.
        report: Function that is called with each line of progress.
        project: Directory of the Pulumi program.

    Raises:
        LocalStackError: If a stack of that name is running, a setting is not allowed, or the
            deployment fails.
    """
    with (
        _locked_directory(name, project, keep=True) as place,
        _deployed(place, config or {}, report) as (stack, server),
    ):
        _write_json(stack.directory / STATE, {**asdict(stack), "directory": None})
        server.release()
        return stack


def load(name: str = "default", *, project: Path = ROOT) -> LocalStack:
    """Return the running stack of a name.

    Raises:
        LocalStackError: If no stack of that name is running.
    """
    directory = _directory(name, project)
    if not file_lock.is_held(_lock_file(directory)):
        msg = f"no local stack {name!r} is running. Start it: clickstream local up"
        raise LocalStackError(msg)
    try:
        state: dict[str, Any] = json.loads((directory / STATE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        msg = f"the local stack {name!r} is still starting. Try again in a few seconds"
        raise LocalStackError(msg) from None
    state["directory"] = directory
    return LocalStack(**state)


def down(name: str = "default", *, project: Path = ROOT) -> bool:
    """Stop a stack and remove its directory.

    Returns:
        Whether the stack was running.

    Raises:
        LocalStackError: If the stack is still starting, or does not stop.
    """
    directory = _directory(name, project)
    running = file_lock.is_held(_lock_file(directory))
    if running:
        child_process.kill_group(load(name, project=project).pid)
    lock = file_lock.acquire(_lock_file(directory), timeout_seconds=STOP_SECONDS)
    if lock is None:
        msg = f"the local stack {name!r} does not stop. Read its log: {directory / SERVER_LOG}"
        raise LocalStackError(msg)
    _remove(directory, lock)
    return running


@contextmanager
def ephemeral(
    config: Mapping[str, str] | None = None,
    *,
    report: Callable[[str], None] = _silent,
    project: Path = ROOT,
) -> Generator[LocalStack]:
    """Yield a new stack that is removed afterwards, even if this process is killed.

    Args:
        config: As of `up`.
        report: As of `up`.
        project: As of `up`.

    Raises:
        LocalStackError: As `up`.
    """
    name = f"{EPHEMERAL}{uuid.uuid4().hex[:12]}"
    with (
        _locked_directory(name, project, keep=False) as place,
        _deployed(place, config or {}, report) as (stack, _),
    ):
        yield stack


@contextmanager
def bare_emulator(region: str, *, project: Path = ROOT) -> Generator[str]:
    """Yield the URL of an empty emulator, without a deployment, that is removed afterwards."""
    name = f"{EPHEMERAL}{uuid.uuid4().hex[:12]}"
    with (
        _locked_directory(name, project, keep=False) as place,
        _running_server(place, region) as (endpoint, _),
    ):
        yield endpoint


@dataclass(frozen=True)
class _Place:
    """Directory of a stack, and the lock on it."""

    name: str
    project: Path
    directory: Path
    lock: int
    """File descriptor of the lock."""


@contextmanager
def _locked_directory(name: str, project: Path, *, keep: bool) -> Generator[_Place]:
    """Yield a stack's directory, empty and locked.

    The directory is removed afterwards, unless `keep` is set and no error was raised.
    """
    directory = _directory(name, project)
    lock = file_lock.acquire(_lock_file(directory))
    if lock is None:
        msg = f"a local stack {name!r} is running already. Use it, or stop it first: clickstream local down"
        raise LocalStackError(msg)
    kept = False
    try:
        _remove_leftovers(directory.parent)
        shutil.rmtree(directory, ignore_errors=True)
        (directory / emulator.TEMPORARY).mkdir(parents=True)
        directory.chmod(0o700)  # settings may be secret
        yield _Place(name, project, directory, lock)
        kept = keep
    finally:
        if kept:
            os.close(lock)  # the server has a copy of the descriptor
        else:
            _remove(directory, lock)


def _remove(directory: Path, lock: int) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    file_lock.remove(_lock_file(directory), lock)


def _remove_leftovers(stacks: Path) -> None:
    """Remove the directories of stacks whose server was killed: no process holds their lock."""
    for path in stacks.glob("*.lock"):
        lock = file_lock.acquire(path, timeout_seconds=0)
        if lock is not None:
            _remove(path.with_suffix(""), lock)


def _directory(name: str, project: Path) -> Path:
    if not NAME.fullmatch(name):
        msg = f"{name!r} is no name of a local stack. Use 1 to 40 lower-case letters, digits and hyphens, the first no hyphen"
        raise LocalStackError(msg)
    return project / "build" / "local" / name


def _lock_file(directory: Path) -> Path:
    return directory.with_suffix(".lock")


@contextmanager
def _deployed(
    place: _Place, overrides: Mapping[str, str], report: Callable[[str], None]
) -> Generator[tuple[LocalStack, ChildProcess]]:
    """Yield a deployed stack and its server. The server is killed afterwards unless released."""
    try:
        resolved = settings.resolve(place.project, overrides)
    except settings.ConfigError as error:
        raise LocalStackError(str(error)) from error
    region = resolved.values[settings.REGION_KEY]
    started = time.monotonic()
    with _running_server(place, region) as (endpoint, server):
        report(f"emulator at {endpoint}, {time.monotonic() - started:.1f} s")
        result = _deploy(place, resolved, endpoint)
        report(f"{len(result['resources'])} resources deployed, {time.monotonic() - started:.1f} s")
        stack = LocalStack(
            place.name, place.directory, endpoint, region, server.pid, result["outputs"]
        )
        yield stack, server


@contextmanager
def _running_server(place: _Place, region: str) -> Generator[tuple[str, ChildProcess]]:
    """Yield the URL of a new server and its process, killed afterwards unless released."""
    server, endpoint = _start_server(place, region)
    try:
        yield endpoint, server
    finally:
        if not server.released:
            server.kill()


def _start_server(place: _Place, region: str) -> tuple[ChildProcess, str]:
    """Start the server, wait until it is ready, and return its process and URL."""
    log, logged = place.directory / SERVER_LOG, ""
    for _ in range(PORT_ATTEMPTS):
        port = _free_port()
        server = _spawn_server(place, port, region, log)
        try:
            if _is_ready(server, port):
                return server, f"http://127.0.0.1:{port}"
        except BaseException:
            server.kill()
            raise
        server.kill()
        logged = log.read_text(encoding="utf-8", errors="replace").strip()
        if "in use" not in logged:
            break
    msg = f"the emulator does not start. Its log:\n{logged}"
    raise LocalStackError(msg)


def _spawn_server(place: _Place, port: int, region: str, log: Path) -> ChildProcess:
    environment = emulator.environment(
        os.environ, port=port, directory=place.directory, region=region
    )
    return child_process.spawn(
        "clickstream.local.emulator.server",
        str(place.directory),
        cwd=ROOT,
        environment=environment,
        log=log,
        inherit=[place.lock],
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_ready(server: ChildProcess, port: int) -> bool:
    """Wait until the server is ready; return false if it exits or is not ready in time."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)
        try:
            connection.request("GET", "/_ministack/ready")
            if connection.getresponse().status == HTTPStatus.OK:
                return server.process.poll() is None
        except (OSError, HTTPException):
            time.sleep(POLL_SECONDS)
        finally:
            connection.close()
    return False


def _deploy(place: _Place, resolved: settings.Settings, endpoint: str) -> deploy.Result:
    """Run the deployment process and return its result."""
    region = resolved.values[settings.REGION_KEY]
    request = deploy.Request(
        project=str(place.project),
        name=resolved.project,
        config=resolved.values,
        secrets=resolved.secrets,
        endpoint=endpoint,
        region=region,
    )
    _write_json(place.directory / deploy.REQUEST, request)
    environment = deploy.environment(os.environ, endpoint=endpoint, region=region)
    log = place.directory / DEPLOY_LOG
    process = child_process.spawn(
        "clickstream.local.deploy", str(place.directory), cwd=ROOT, environment=environment, log=log
    )
    try:
        process.process.wait(DEPLOY_SECONDS)
    except subprocess.TimeoutExpired:
        msg = f"the deployment takes more than {DEPLOY_SECONDS} s. Its log: {_keep_log(log)}"
        raise LocalStackError(msg) from None
    finally:
        process.kill()
    return _result(place.directory / deploy.RESULT, log)


def _result(path: Path, log: Path) -> deploy.Result:
    if not path.exists():
        msg = f"the deployment process exited without a result. Its log: {_keep_log(log)}"
        raise LocalStackError(msg)
    result: deploy.Result = json.loads(path.read_text(encoding="utf-8"))
    if result["error"] is not None:
        traceback = f"\nTraceback: {_keep_log(log)}" if result["internal"] else ""
        msg = f"{result['error']}{traceback}"
        raise LocalStackError(msg)
    return result


def _keep_log(log: Path) -> Path:
    """Copy a log out of a directory that is about to be removed, and return the copy's path."""
    kept = log.parents[1] / FAILED_LOG
    shutil.copyfile(log, kept)
    return kept


def _write_json(path: Path, content: object) -> None:
    """Write a JSON file atomically."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content), encoding="utf-8")
    partial.replace(path)
