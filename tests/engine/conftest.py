"""Check for the Pulumi CLI. Without one the tests do not run, and the session reports it."""

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
    """Report that the tests were left out, if WITHOUT_ENGINE allows it."""
    if without:
        report_left_out(
            session, exitstatus, f"THE PROGRAM IS NOT TESTED ON THE REAL ENGINE: {problem}"
        )
