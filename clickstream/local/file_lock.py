"""File lock that is held as long as a process lives, however the process ends.

A process id in a file can be reused by another process; a lock cannot.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

POLL_SECONDS = 0.02


def acquire(path: Path, *, timeout_seconds: float = 1) -> int | None:
    """Acquire the lock and return its open file descriptor; None if another process holds it.

    The lock is held until every copy of the descriptor is closed, in any process. The default
    timeout is longer than `is_held` of another process holds the lock.
    """
    deadline = time.monotonic() + timeout_seconds
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            if time.monotonic() > deadline:
                return None
            time.sleep(POLL_SECONDS)
            continue
        if _is_open_at(path, descriptor):
            return descriptor
        os.close(descriptor)  # the former holder removed the file between `open` and `flock`


def _is_open_at(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False


def is_held(path: Path) -> bool:
    """Return whether a living process holds the lock."""
    if not path.exists():
        return False
    descriptor = acquire(path, timeout_seconds=0)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def remove(path: Path, descriptor: int) -> None:
    """Remove the lock file, and release the lock that `descriptor` holds."""
    path.unlink(missing_ok=True)
    os.close(descriptor)
