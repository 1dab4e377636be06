"""Job runs: started once, awaited, and reported with Glue's message."""

from __future__ import annotations

import pytest

from clickstream.cli.errors import CliError
from clickstream.cli.glue_jobs import LONGEST_WAIT_SECONDS, JobRun, run_job
from tests.unit.cli.fakes import GLUE_JOB, GLUE_RUN, RUN_ARGUMENTS, StubbedGlue


def run(glue: StubbedGlue) -> JobRun:
    return run_job(
        glue.client, GLUE_JOB, RUN_ARGUMENTS, report=glue.reported.append, pause=glue.waits.append
    )


def test_a_run_is_waited_for_and_each_state_is_reported_once(stubbed_glue: StubbedGlue) -> None:
    stubbed_glue.started(
        "STARTING", "STARTING", "RUNNING", "RUNNING", "SUCCEEDED", ExecutionTime=77
    )
    assert run(stubbed_glue) == JobRun(GLUE_RUN, 77)
    assert stubbed_glue.reported == ["starting", "running", "succeeded"]
    assert len(stubbed_glue.waits) == 4, "one poll per wait"


def test_waits_grow_and_have_a_limit(stubbed_glue: StubbedGlue) -> None:
    stubbed_glue.started(*["RUNNING"] * 10, "SUCCEEDED")
    run(stubbed_glue)
    assert stubbed_glue.waits == sorted(stubbed_glue.waits)
    assert stubbed_glue.waits[-1] == LONGEST_WAIT_SECONDS


@pytest.mark.parametrize("state", ["FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED"])
def test_a_run_that_does_not_succeed_is_an_error_with_glue_s_message(
    stubbed_glue: StubbedGlue, state: str
) -> None:
    stubbed_glue.started(
        "RUNNING",
        state,
        ErrorMessage="ModelError: user_login.sql gives …",
        LogGroupName="/aws-glue/shop",
    )
    with pytest.raises(CliError) as error:
        run(stubbed_glue)
    assert (
        f"the run jr_1 of the job daily-models ended with state {state}: ModelError: user_login.sql gives"
        in str(error.value)
    )
    assert "/aws-glue/shop" in error.value.remedy
