"""Local stacks: start one, find it again, stop it.

A stack is a server process and a directory, `build/local/<name>/`. Whoever holds the lock beside
that directory owns it: at first the process that brings the stack up, then the server itself, for
as long as it lives.
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

from clickstream.local import config as settings
from clickstream.local import deploy, lock, tether
from clickstream.local.emulator import server as emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
EPHEMERAL = "ephemeral-"
STATE, SERVER_LOG, DEPLOY_LOG = "state.json", "server.log", "deploy.log"
FAILED_LOG = "failed.log"
READY_SECONDS = 60  # it takes one; a busy machine may need more
DEPLOY_SECONDS = 900  # it takes five; the first time the layer is downloaded too
STOP_SECONDS = 10
POLL_SECONDS = 0.02
# another process may take the port between our finding it and the server's binding it
PORT_ATTEMPTS = 3


class LocalStackError(RuntimeError):
    """A local stack that cannot be had. The message names the problem and the remedy."""


@dataclass(frozen=True)
class LocalStack:
    """A stack that is running."""

    name: str
    directory: Path
    endpoint: str
    """The emulator's address, for every service."""
    region: str
    pid: int
    """The server's process, and its group."""
    outputs: dict[str, Any]
    """What the program exports."""

    def client_options(self) -> dict[str, Any]:
        """Return what `boto3.client` needs beside the service's name."""
        return emulator.client_options(self.endpoint, self.region)


def _silent(_: str) -> None:
    """Report to nobody."""


def up(
    name: str = "default",
    config: Mapping[str, str] | None = None,
    *,
    report: Callable[[str], None] = _silent,
    project: Path = ROOT,
) -> LocalStack:
    """Start a stack that stays until `down`.

    Args:
        name: several can run side by side.
        config: settings that win over those of `Pulumi.local.yaml` and `Pulumi.yaml`.
        report: is told what is going on, a line at a time.
        project: the directory of the Pulumi program.

    Raises:
        LocalStackError: if the name is taken, a setting is refused, or the program does not deploy.
    """
    with (
        _owned(name, project, keep=True) as place,
        _served(place, config or {}, report) as (stack, server),
    ):
        _write_json(stack.directory / STATE, {**asdict(stack), "directory": None})
        server.release()
        return stack


def load(name: str = "default", *, project: Path = ROOT) -> LocalStack:
    """Return the running stack of a name.

    Raises:
        LocalStackError: if there is none.
    """
    directory = _directory(name, project)
    if not lock.is_held(_lock_file(directory)):
        msg = f"no local stack {name!r} is running. Start it: clickstream local up"
        raise LocalStackError(msg)
    try:
        state: dict[str, Any] = json.loads((directory / STATE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        msg = f"the local stack {name!r} is still being started. Try again in a moment"
        raise LocalStackError(msg) from None
    state["directory"] = directory
    return LocalStack(**state)


def down(name: str = "default", *, project: Path = ROOT) -> bool:
    """Stop a stack and remove all of it. Returns whether one was running.

    Raises:
        LocalStackError: if it is only being started, by another process.
    """
    directory = _directory(name, project)
    running = lock.is_held(_lock_file(directory))
    if running:
        tether.kill_group(load(name, project=project).pid)
    held = lock.acquire(_lock_file(directory), patience_seconds=STOP_SECONDS)
    if held is None:
        msg = f"the local stack {name!r} does not stop. See {directory / SERVER_LOG}"
        raise LocalStackError(msg)
    _discard(directory, held)
    return running


@contextmanager
def ephemeral(
    config: Mapping[str, str] | None = None,
    *,
    report: Callable[[str], None] = _silent,
    project: Path = ROOT,
) -> Generator[LocalStack]:
    """Give a stack of one's own that is gone afterwards, even if this process is killed.

    Raises:
        LocalStackError: as `up`.
    """
    name = f"{EPHEMERAL}{uuid.uuid4().hex[:12]}"
    with (
        _owned(name, project, keep=False) as place,
        _served(place, config or {}, report) as (stack, _),
    ):
        yield stack


@contextmanager
def bare_emulator(region: str, *, project: Path = ROOT) -> Generator[str]:
    """Give the address of an emulator with nothing deployed in it, which is gone afterwards."""
    name = f"{EPHEMERAL}{uuid.uuid4().hex[:12]}"
    with _owned(name, project, keep=False) as place, _serving(place, region) as (endpoint, _):
        yield endpoint


@dataclass(frozen=True)
class _Place:
    """A directory that is ours."""

    name: str
    project: Path
    directory: Path
    held: int
    """The lock, as an open file."""


@contextmanager
def _owned(name: str, project: Path, *, keep: bool) -> Generator[_Place]:
    """Own a name's directory, new and empty. Afterwards it is removed, unless all went well and it is to be kept."""
    directory = _directory(name, project)
    held = lock.acquire(_lock_file(directory))
    if held is None:
        msg = f"a local stack {name!r} is running already. Use it, or stop it first: clickstream local down"
        raise LocalStackError(msg)
    kept = False
    try:
        _sweep(directory.parent)
        shutil.rmtree(directory, ignore_errors=True)
        (directory / emulator.TEMPORARY).mkdir(parents=True)
        directory.chmod(0o700)  # settings may be secret
        yield _Place(name, project, directory, held)
        kept = keep
    finally:
        if kept:
            os.close(held)  # the server has it too
        else:
            _discard(directory, held)


def _discard(directory: Path, held: int) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    lock.remove(_lock_file(directory), held)


def _sweep(stacks: Path) -> None:
    """Remove what stacks left behind that were killed: their own processes are gone, but nobody was there to tidy up."""
    for path in stacks.glob("*.lock"):
        held = lock.acquire(path, patience_seconds=0)
        if held is not None:
            _discard(path.with_suffix(""), held)


def _directory(name: str, project: Path) -> Path:
    if not NAME.fullmatch(name):
        msg = f"{name!r} cannot name a local stack. Use lower-case letters, digits and hyphens, 40 at most"
        raise LocalStackError(msg)
    return project / "build" / "local" / name


def _lock_file(directory: Path) -> Path:
    return directory.with_suffix(".lock")


@contextmanager
def _served(
    place: _Place, overrides: Mapping[str, str], report: Callable[[str], None]
) -> Generator[tuple[LocalStack, tether.Tethered]]:
    """Give a stack that is deployed, and its server, which is killed afterwards unless it was released."""
    try:
        resolved = settings.resolve(place.project, overrides)
    except settings.ConfigError as error:
        raise LocalStackError(str(error)) from error
    region = resolved.values[settings.REGION_KEY]
    began = time.monotonic()
    with _serving(place, region) as (endpoint, server):
        report(f"emulator at {endpoint}, {time.monotonic() - began:.1f} s")
        result = _deploy(place, resolved, endpoint)
        report(f"{len(result['resources'])} resources deployed, {time.monotonic() - began:.1f} s")
        yield (
            LocalStack(
                place.name, place.directory, endpoint, region, server.pid, result["outputs"]
            ),
            server,
        )


@contextmanager
def _serving(place: _Place, region: str) -> Generator[tuple[str, tether.Tethered]]:
    """Give a server that answers, and kill it afterwards unless it was released."""
    server, endpoint = _serve(place, region)
    try:
        yield endpoint, server
    finally:
        if not server.released:
            server.kill()


def _serve(place: _Place, region: str) -> tuple[tether.Tethered, str]:
    """Start the server and wait until it answers."""
    log, said = place.directory / SERVER_LOG, ""
    for _ in range(PORT_ATTEMPTS):
        port = _free_port()
        environment = emulator.environment(
            os.environ, port=port, directory=place.directory, region=region
        )
        server = tether.spawn(
            "clickstream.local.emulator.server",
            str(place.directory),
            cwd=ROOT,
            environment=environment,
            log=log,
            inherit=[place.held],
        )
        try:
            if _is_ready(server, port):
                return server, f"http://127.0.0.1:{port}"
        except BaseException:
            server.kill()
            raise
        server.kill()
        said = log.read_text(encoding="utf-8", errors="replace").strip()
        if "in use" not in said:
            break
    msg = f"the emulator does not start. It says:\n{said}"
    raise LocalStackError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_ready(server: tether.Tethered, port: int) -> bool:
    """Wait until the server answers; return false if it ends instead, or never does."""
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
    """Run the program in a process of its own and return what came of it."""
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
    process = tether.spawn(
        "clickstream.local.deploy", str(place.directory), cwd=ROOT, environment=environment, log=log
    )
    try:
        process.process.wait(DEPLOY_SECONDS)
    except subprocess.TimeoutExpired:
        msg = f"the deployment takes more than {DEPLOY_SECONDS} s. Its log: {_keep(log)}"
        raise LocalStackError(msg) from None
    finally:
        process.kill()
    return _result(place.directory / deploy.RESULT, log)


def _result(path: Path, log: Path) -> deploy.Result:
    if not path.exists():
        msg = f"the deployment ended without a word. Its log: {_keep(log)}"
        raise LocalStackError(msg)
    result: deploy.Result = json.loads(path.read_text(encoding="utf-8"))
    if result["error"] is not None:
        raise LocalStackError(
            f"{result['error']}\nIts traceback: {_keep(log)}"
            if result["internal"]
            else result["error"]
        )
    return result


def _keep(log: Path) -> Path:
    """Keep a log of a stack that is about to be removed, and return where."""
    kept = log.parents[1] / FAILED_LOG
    shutil.copyfile(log, kept)
    return kept


def _write_json(path: Path, content: object) -> None:
    """Write a file that is there as a whole, or not at all."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content), encoding="utf-8")
    partial.replace(path)
