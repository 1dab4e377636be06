"""`clickstream backfill` and `convert`, against Glue as botocore models it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber
from typer.testing import CliRunner

from cli import backfill as backfill_module
from cli.backfill import wait
from cli.errors import CliError
from cli.main import app
from tests.unit.cli.fakes import aws_target

if TYPE_CHECKING:
    from cli.target import Target

RUNNER = CliRunner()
DATES = {"--from-date": "2025-11-01", "--to-date": "2025-11-30"}


def run_through(states: list[str], **last: Any) -> list[float]:
    """Wait for a run that goes through these states; return the pauses between."""
    client, pauses = aws_target().client("glue"), list[float]()
    with Stubber(client) as stub:
        stub.add_response("start_job_run", {"JobRunId": "jr_1"}, {"JobName": "converter", "Arguments": DATES})
        for state in states:
            more = last if state == states[-1] else {}
            stub.add_response("get_job_run", {"JobRun": {"JobRunState": state, "ExecutionTime": 7, **more}}, {"JobName": "converter", "RunId": "jr_1"})
        wait(client, "converter", DATES, pause=pauses.append)
        stub.assert_no_pending_responses()
    return pauses


def test_a_run_is_waited_for_and_its_states_are_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(run_through(["WAITING", "STARTING", "RUNNING", "RUNNING", "SUCCEEDED"])) == 4
    said = capsys.readouterr().err
    assert said.count("running, after 7 s of work") == 1
    assert "it goes on if this command is ended" in said


@pytest.mark.parametrize("state", ["FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED"])
def test_a_run_that_does_not_succeed_fails_the_command_with_glues_words(state: str) -> None:
    with pytest.raises(CliError, match=f"run jr_1 of the job converter ended as {state}: 3 objects were not converted"):
        run_through(["RUNNING", state], ErrorMessage="3 objects were not converted")


def use(monkeypatch: pytest.MonkeyPatch, **outputs: str) -> None:
    def resolve(**_options: object) -> Target:
        target = aws_target()
        return type(target)(target.label, {**target.outputs, **outputs}, target.project, target.client_options)

    monkeypatch.setattr(backfill_module, "resolve", resolve)


def refused(*arguments: str) -> str:
    result = RUNNER.invoke(app, [*arguments, "--stack", "dev"])
    assert result.exit_code != 0
    return " ".join(result.output.split())


def test_a_stack_without_a_spark_job_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    assert "has no Spark job Deploy it with `backfill: true`, or with `engine: spark`." in refused("backfill", "--from", "2025-11-01", "--to", "2025-11-02")


def test_the_functions_queue_is_not_emptied_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, engine="lambda", spark_job="backfill")
    assert "its function empties the queue by itself" in refused("convert")


@pytest.mark.parametrize(("first", "last", "said"), [("november", "2025-11-30", "--from 'november' is no date"), ("2025-11-30", "2025-11-01", "lies behind")])
def test_a_range_that_is_none_is_refused(first: str, last: str, said: str) -> None:
    assert said in refused("backfill", "--from", first, "--to", last)
