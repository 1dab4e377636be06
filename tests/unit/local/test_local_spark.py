"""Spark on this machine: what is said where it cannot run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local import spark
from local.stack import LocalStack, LocalStackError

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

STACK = LocalStack("default", Path("/nowhere"), "http://127.0.0.1:1", "eu-central-1", 1, {})


def test_a_machine_without_java_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(LocalStackError, match="Spark needs Java 17, and there is no `java` on the PATH"):
        spark.run_job(STACK, "daily-models", {})


def test_a_machine_without_pyspark_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_spec(_name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(spark, "find_spec", find_spec)
    assert "Install requirements-dev.txt" in (spark.missing() or "")
