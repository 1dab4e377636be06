"""Scratch directories that do not outlive a killed run.

Lambda kills a run at its timeout or when memory is short, and uses the same environment with the
same `/tmp` again. The files of such a run are deleted when the next object is converted. Several
functions may share the temporary directory, as on the emulator, so a directory in use is told by a
file lock, which ends with its process.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

# below the temporary directory; another user's could not be written to
OWNED = f"clickstream-converter-{os.getuid()}"


@contextmanager
def scratch_directory(temporary: Path | None = None) -> Generator[Path]:
    """Give an empty directory, after deleting those of processes that have ended; it is deleted at the end.

    Args:
        temporary: The directory that `OWNED` lies in; the system's temporary directory by default.
    """
    owned = (temporary or Path(tempfile.gettempdir())) / OWNED
    owned.mkdir(mode=0o700, exist_ok=True)
    with _locked(owned):  # no other process sees a new directory before it is locked
        _delete_abandoned(owned)
        scratch = Path(tempfile.mkdtemp(dir=owned))
        lock = _open(scratch)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield scratch
    finally:
        try:
            with _locked(owned):  # no other process looks at a directory while it is deleted
                shutil.rmtree(scratch)
        finally:
            os.close(lock)


def _delete_abandoned(owned: Path) -> None:
    """Delete the directories that no process holds a lock of."""
    with os.scandir(owned) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                continue  # none of ours
            lock = _open(Path(entry))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # its process works on an object
            else:
                shutil.rmtree(entry)
            finally:
                os.close(lock)


@contextmanager
def _locked(directory: Path) -> Generator[None]:
    lock = _open(directory)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open(directory: Path) -> int:
    return os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
