"""Tests that need a program which may be missing: they fail unless they are left out on purpose."""

from __future__ import annotations

import os

import pytest


def left_out(problem: str | None, variable: str) -> bool:
    """Return whether the environment variable leaves tests out. In CI no test is left out.

    Raises:
        pytest.UsageError: If a program is missing and the tests are not left out.
    """
    if problem is None:
        return False
    if os.environ.get(variable) and not os.environ.get("CI"):
        return True
    msg = f"{problem}. To go without these tests, and know it: {variable}=1"
    raise pytest.UsageError(msg)


def report_left_out(session: pytest.Session, exitstatus: int, message: str) -> None:
    """Print that tests were left out, and let a run without other tests succeed."""
    print(f"\n{message}")  # noqa: T201 - shown to the person who left the tests out
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


def left_out_unless_in_ci(problem: str | None) -> bool:
    """Return whether tests are left out because a program is missing. In CI no test is left out.

    Raises:
        pytest.UsageError: If a program is missing in CI.
    """
    if problem is not None and os.environ.get("CI"):
        raise pytest.UsageError(problem)
    return problem is not None
