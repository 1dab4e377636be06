"""Child processes that exit with their parent, and with all their own children.

The parent holds the write end of a pipe that is the child's standard input. When the parent exits,
even by SIGKILL, the pipe closes and the child kills its own process group. A child that receives
`RELEASE` first outlives its parent.
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
class ChildProcess:
    """A process that exits with its parent, unless it is released."""

    process: subprocess.Popen[bytes]
    released: bool = False

    @property
    def pid(self) -> int:
        """Id of the process and of its process group."""
        return self.process.pid

    def release(self) -> None:
        """Let the process outlive its parent."""
        if self.process.stdin is not None:
            self.process.stdin.write(RELEASE)
            self.process.stdin.close()
        self.released = True
        # Wait for the process, or it becomes a zombie if it exits before its parent.
        threading.Thread(target=self.process.wait, name="reaper", daemon=True).start()

    def kill(self) -> None:
        """Kill the process group, and wait for the process."""
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
) -> ChildProcess:
    """Start `python -m module` in a session of its own. The module must call `exit_with_parent`.

    Args:
        module: Module to run.
        arguments: Arguments of the module.
        cwd: Working directory, which modules are imported from.
        environment: The whole environment of the process.
        log: File that standard output and error are appended to.
        inherit: File descriptors that the process keeps open.
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
    return ChildProcess(process)


def exit_with_parent(remove: Path | None = None) -> None:
    """Exit, with the whole process group, when the parent exits.

    Standard input is replaced by an empty one, so that no child process reads from the pipe.

    Args:
        remove: Directory to remove before the exit, since no other process may be left to do it.
    """
    pipe = os.dup(0)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    threading.Thread(target=_watch, args=(pipe, remove), name="parent-watch", daemon=True).start()


def _watch(pipe: int, remove: Path | None) -> None:
    if os.read(pipe, 1) != RELEASE:
        if remove is not None:
            shutil.rmtree(remove, ignore_errors=True)
        kill_group(os.getpgrp())
    os.close(pipe)


def kill_group(group: int) -> None:
    """Kill every process of a process group. A group that does not exist is no error."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
