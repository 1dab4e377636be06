"""Tests that need a program which a machine may lack: they fail loudly, unless they are left out on purpose."""

from __future__ import annotations

import os

import pytest


def left_out(problem: str | None, variable: str) -> bool:
    """Return whether tests are left out, since `variable` asks for it in the environment. In CI nothing is left out.

    Raises:
        pytest.UsageError: If something is missing and nobody asked to go without.
    """
    if problem is None:
        return False
    if os.environ.get(variable) and not os.environ.get("CI"):
        return True
    msg = f"{problem}. To go without these tests, and know it: {variable}=1"
    raise pytest.UsageError(msg)


def report_left_out(session: pytest.Session, exitstatus: int, message: str) -> None:
    """Say that nothing was tested, and let the run succeed without."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        print(f"\n{message}")  # noqa: T201 - whoever asked for it is to see it
        session.exitstatus = pytest.ExitCode.OK
