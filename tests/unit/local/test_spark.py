"""Errors where Spark cannot run, and the environment of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local import spark
from clickstream.local.stack import LocalStack

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_machine_without_java_is_an_error_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert spark.missing() == f"Spark needs Java, and there is none on the PATH: {spark.JAVA}"


def test_a_java_home_without_java_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert f"there is none in JAVA_HOME={tmp_path}" in (spark.missing() or "")


def test_a_run_reaches_the_emulator_and_no_aws_account(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("SPARK_HOME", "/opt/another-spark")
    environment = spark.environment(
        LocalStack("x", tmp_path, "http://127.0.0.1:1", "eu-central-1", 1, {})
    )
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert not {"AWS_REGION", "AWS_DEFAULT_REGION"} & set(environment), (
        "as on Glue, the job reads its region from its arguments"
    )
    assert not {"AWS_PROFILE", "SPARK_HOME"} & set(environment)
