"""`clickstream backfill` and `convert`: refused options, and their remedies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from clickstream.cli import backfill as backfill_module
from clickstream.cli import convert as convert_module
from clickstream.cli.main import app
from tests.unit.cli.fakes import aws_target

if TYPE_CHECKING:
    from clickstream.cli.target import Target

RUNNER = CliRunner()


def use(monkeypatch: pytest.MonkeyPatch, **outputs: str) -> None:
    def resolve(**_options: object) -> Target:
        target = aws_target()
        return type(target)(
            target.label, {**target.outputs, **outputs}, target.project, target.client_options
        )

    for module in (backfill_module, convert_module):
        monkeypatch.setattr(module, "resolve", resolve)


def refused(*arguments: str) -> str:
    result = RUNNER.invoke(app, [*arguments, "--stack", "dev"])
    assert result.exit_code != 0
    return " ".join(result.output.split())


def test_a_stack_without_a_spark_job_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    assert "has no Spark job Deploy it with `backfill: true`, or with `engine: spark`." in refused(
        "backfill", "--from", "2025-11-01", "--to", "2025-11-02"
    )


def test_the_functions_queue_is_not_emptied_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, engine="lambda", spark_job="backfill")
    assert "which converts raw objects without a command" in refused("convert")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("november", "2025-11-30", "--from 'november' is no date"),
        ("2025-11-30", "2025-11-01", "is after"),
    ],
)
def test_a_range_that_is_none_is_refused(first: str, last: str, said: str) -> None:
    assert said in refused("backfill", "--from", first, "--to", last)
