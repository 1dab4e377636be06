"""`clickstream backfill`: refused options, and stacks without a Spark job."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from clickstream.cli.commands import backfill
from clickstream.cli.main import app
from tests.unit.cli.fakes import FakeTarget

RUNNER = CliRunner()


def refused(*arguments: str) -> str:
    result = RUNNER.invoke(app, [*arguments, "--stack", "dev"])
    assert result.exit_code != 0
    return " ".join(result.output.split())


def test_a_stack_without_a_spark_job_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({})

    monkeypatch.setattr(backfill, "resolve", resolve)
    assert "has no Spark job Set `backfill: true` or `engine: spark`, and deploy." in refused(
        "backfill", "--from", "2025-11-01", "--to", "2025-11-02"
    )


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("november", "2025-11-30", "--from 'november' is not a date"),
        ("2025-11-30", "2025-11-01", "is after"),
    ],
)
def test_a_wrong_date_and_an_empty_range_are_refused(first: str, last: str, message: str) -> None:
    assert message in refused("backfill", "--from", first, "--to", last)
