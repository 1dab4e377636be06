"""One emulator and one Spark session for all tests of the Spark jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickstream.local import spark as local_spark
from tests.optional import left_out, report_left_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.spark.engines import Engines

WITHOUT_SPARK = "WITHOUT_SPARK"
problem = local_spark.missing()
without = left_out(problem, WITHOUT_SPARK)
collect_ignore_glob = ["test_*.py"] if without else []


# PySpark leaves the sockets of its results to the garbage collector.
OPEN_SOCKETS = "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"


def pytest_configure(config: pytest.Config) -> None:
    """Ignore PySpark's open sockets, also those found after the last test."""
    config.addinivalue_line("filterwarnings", OPEN_SOCKETS)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Report the tests that were left out, if that was asked for."""
    if without:
        report_left_out(session, exitstatus, f"THE SPARK JOB IS NOT TESTED: {problem}")


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    from tests.spark.engines import running  # noqa: PLC0415 - imports PySpark, which may be missing

    scratch: Path = tmp_path_factory.mktemp("spark")
    with running(scratch) as engines:
        yield engines
