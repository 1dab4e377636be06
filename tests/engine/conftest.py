"""The real Pulumi engine for these tests; without one they do not run, which is said loudly."""

from __future__ import annotations

import os

import pytest

import pulumi_cli

WITHOUT_ENGINE = "WITHOUT_ENGINE"
problem = pulumi_cli.missing()
without = bool(problem and os.environ.get(WITHOUT_ENGINE) and not os.environ.get("CI"))
collect_ignore_glob = ["test_*.py"] if without else []
if problem and not without:
    msg = f"{problem}. To go without these tests, and know it: {WITHOUT_ENGINE}=1"
    raise pytest.UsageError(msg)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Let the tests be gone without, if that was asked for."""
    if without and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        print(f"\nTHE PROGRAM IS NOT TESTED ON THE REAL ENGINE: {problem}")  # noqa: T201 - whoever asked for it is to see it
        session.exitstatus = pytest.ExitCode.OK
