"""Processes that cannot be left behind: they die, with all their children, when whoever started them does.

The starter holds one end of a pipe, the process's standard input. However the starter ends, even by
SIGKILL, the pipe closes, and the process kills its own group. A process that is meant to stay is
sent `RELEASE` first.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

RELEASE = b"r"


@dataclass
class Tethered:
    """A process that dies with us, until it is released."""

    process: subprocess.Popen[bytes]
    released: bool = False

    @property
    def pid(self) -> int:
        """Its process id, which is its group's too."""
        return self.process.pid

    def release(self) -> None:
        """Let it outlive us."""
        if self.process.stdin is not None:
            self.process.stdin.write(RELEASE)
            self.process.stdin.close()
        self.released = True
        # Should it end while we are still there, someone has to take note, or it stays in the
        # process table.
        threading.Thread(target=self.process.wait, name="reaper", daemon=True).start()

    def kill(self) -> None:
        """End it and its children, and wait for it."""
        kill_group(self.pid)
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()


def spawn(
    module: str,
    *arguments: str,
    cwd: Path,
    environment: Mapping[str, str],
    log: Path,
    inherit: Sequence[int] = (),
) -> Tethered:
    """Start `python -m module` in a session of its own; it must call `hold` first thing.

    Args:
        module: what to run.
        arguments: its command line.
        cwd: where its modules are imported from.
        environment: all of its environment.
        log: the file that its output is appended to.
        inherit: file descriptors that it keeps open.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-m", module, *arguments],
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            bufsize=0,
            start_new_session=True,
            pass_fds=tuple(inherit),
        )
    return Tethered(process)


def hold(scrap: Path | None = None) -> None:
    """Tie this process to its starter. The standard input is taken away, so that no child can read from it.

    Args:
        scrap: a directory to remove before dying, since nobody else may be left to do it.
    """
    tether = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_watch, args=(tether, scrap), name="tether", daemon=True).start()


def _watch(tether: int, scrap: Path | None) -> None:
    if os.read(tether, 1) != RELEASE:
        if scrap is not None:
            shutil.rmtree(scrap, ignore_errors=True)
        kill_group(os.getpgrp())
    os.close(tether)


def kill_group(group: int) -> None:
    """Kill every process of a group that `spawn` made. One that is gone already is fine."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
