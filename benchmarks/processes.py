"""Processes of the benchmark: modules of a checkout's `benchmarks` package."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.checkout import environment
from benchmarks.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE = 4000  # characters of the standard error that an error has
TIMEOUT = 600  # seconds; a case takes tens of seconds


class MeasurementError(RuntimeError):
    """Failure of a case: an error, or a wrong number of rows."""


def run_module(
    import_roots: tuple[Path, ...], module: str, *arguments: object, directory: Path = ROOT
) -> str:
    """Run a module of the package `benchmarks` in a process; return its standard output.

    Args:
        import_roots: Directories that the process imports packages from.
        module: Name of the module in `benchmarks`.
        arguments: Arguments of the module.
        directory: Working directory.

    Raises:
        MeasurementError: If the module fails, or takes longer than `TIMEOUT`.
    """
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    called = f"benchmarks.{module} {' '.join(map(str, arguments))}"
    try:
        done = subprocess.run(  # noqa: S603 - modules of a checkout that the user chose
            command,
            cwd=directory,
            env=environment(import_roots),
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT,
        )
    except subprocess.TimeoutExpired as error:
        msg = f"{called} took longer than {TIMEOUT} s"
        raise MeasurementError(msg) from error
    if done.returncode:
        msg = f"{called} ended with exit status {done.returncode}:\n{done.stderr[-MESSAGE:]}"
        raise MeasurementError(msg)
    return done.stdout
