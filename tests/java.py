"""What Spark's tests need of the machine."""

import os

import pytest

from local.spark import missing


def require_spark() -> None:
    """Skip a test, loudly, where there is no Java; fail it in CI, which is to run all tests."""
    if (problem := missing()) is None:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI runs Spark's tests: {problem}")
    pytest.skip(f"SPARK'S TESTS DO NOT RUN: {problem}")
