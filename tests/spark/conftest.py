"""One emulator and one Spark session for all Spark tests of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickstream.local import spark as local_spark
from tests.optional import left_out, report_left_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql import SparkSession

    from tests.spark.engines import Engines
    from tests.spark.tables import Tables

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


@pytest.fixture(scope="session", autouse=True)
def java_options() -> Iterator[None]:
    """Start every Java without its second compiler, which does not pay off within seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


@pytest.fixture(scope="session")
def spark_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Yield the only Spark session of the process, from which other sessions are derived."""
    from tests.spark.session import started  # noqa: PLC0415 - it imports PySpark, which may be missing

    with started(tmp_path_factory.mktemp("spark")) as session:
        yield session


@pytest.fixture(scope="session")
def engines(spark_session: SparkSession) -> Iterator[Engines]:
    from tests.spark.engines import running  # noqa: PLC0415 - it imports PySpark, which may be missing

    with running(spark_session) as engines:
        yield engines


@pytest.fixture
def tables(spark_session: SparkSession, tmp_path: Path) -> Tables:
    """Return a lake with the sample's events, for tests that change it."""
    from tests.spark.tables import with_sample  # noqa: PLC0415 - it imports PySpark, which may be missing

    return with_sample(spark_session, tmp_path)


@pytest.fixture(scope="session")
def modelled(spark_session: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Return a lake with the models of both days of the sample, for tests that only read."""
    from tests.spark.tables import DAY, DAY_BEFORE, with_sample  # noqa: PLC0415 - it imports PySpark, which may be missing

    tables = with_sample(spark_session, tmp_path_factory.mktemp("lake"))
    tables.run(DAY_BEFORE)
    tables.run(DAY)
    return tables
