"""The real Pulumi engine for these tests; without one they do not run, which is said loudly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine import pulumi_cli
from tests.optional import left_out, report_left_out

if TYPE_CHECKING:
    import pytest

problem = pulumi_cli.missing()
without = left_out(problem, "WITHOUT_ENGINE")
collect_ignore_glob = ["test_*.py"] if without else []


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Let the tests be gone without, if that was asked for."""
    if without:
        report_left_out(
            session, exitstatus, f"THE PROGRAM IS NOT TESTED ON THE REAL ENGINE: {problem}"
        )
