"""Scratch directories that are deleted even after a killed run.

Lambda kills a run at its timeout or when memory runs out, and reuses the environment with the same
`/tmp`. The next run deletes the files of such a run. Several functions may share the temporary
directory, as on the emulator, so each directory in use has a file lock, which the operating system
releases when its process ends.
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

# below the temporary directory; with the user's id, since another user's is not writable
OWNED = f"clickstream-converter-{os.getuid()}"


@contextmanager
def scratch_directory(temporary: Path | None = None) -> Generator[Path]:
    """Create an empty directory, and delete it at the end of the context.

    Directories of processes that have ended are deleted first.

    Args:
        temporary: Parent directory of `OWNED`; the system's temporary directory by default.
    """
    owned = (temporary or Path(tempfile.gettempdir())) / OWNED
    owned.mkdir(mode=0o700, exist_ok=True)
    with _locked(owned):  # so that no other process sees the new directory unlocked
        _delete_abandoned(owned)
        scratch = Path(tempfile.mkdtemp(dir=owned))
        lock = _open(scratch)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield scratch
    finally:
        try:
            with _locked(owned):  # so that no other process sees the directory half deleted
                shutil.rmtree(scratch)
        finally:
            os.close(lock)


def _delete_abandoned(owned: Path) -> None:
    """Delete the directories that no process has locked."""
    with os.scandir(owned) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                continue  # not created by the converter
            lock = _open(Path(entry))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # in use by a running process
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
