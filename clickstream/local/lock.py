"""Who a directory belongs to: a file lock that is held for as long as its process lives, whatever ends it.

A process id in a file may have become someone else's; a lock that is held cannot.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

POLL_SECONDS = 0.02


def acquire(path: Path, *, patience_seconds: float = 1) -> int | None:
    """Take the lock and return its open file descriptor, or None if someone else has it.

    The lock is held until every copy of the descriptor is closed, in whichever process. A little
    patience bridges the moment in which another process only looks who holds it.
    """
    deadline = time.monotonic() + patience_seconds
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
        if _is_at(path, descriptor):
            return descriptor
        os.close(descriptor)  # whoever had it removed the file between our opening and our locking


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False


def is_held(path: Path) -> bool:
    """Tell whether a living process holds the lock."""
    if not path.exists():
        return False
    descriptor = acquire(path, patience_seconds=0)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def remove(path: Path, descriptor: int) -> None:
    """Remove the lock file that `descriptor` holds, and let go of it."""
    path.unlink(missing_ok=True)
    os.close(descriptor)
