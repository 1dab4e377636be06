"""`clickstream convert`: refused for stacks of another engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from clickstream.cli.commands import convert
from clickstream.cli.main import app
from tests.unit.cli.fakes import OUTPUTS, FakeTarget

if TYPE_CHECKING:
    import pytest

RUNNER = CliRunner()


def test_the_command_is_refused_for_engine_lambda(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({}, {**OUTPUTS, "engine": "lambda", "spark_job": "backfill"})

    monkeypatch.setattr(convert, "resolve", resolve)
    result = RUNNER.invoke(app, ["convert", "--stack", "dev"])
    assert result.exit_code != 0
    assert "which converts raw objects without a command" in " ".join(result.output.split())
