"""Glue job runs: start one, wait for it, tell how it ended."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_glue import GlueClient

UNDER_WAY = {"STARTING", "RUNNING", "STOPPING", "WAITING"}
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 15.0  # Glue takes about a minute to give a run its workers


@dataclass(frozen=True)
class JobRun:
    """A run that succeeded."""

    run_id: str
    seconds: int
    """Of the run itself, without the wait for workers."""


def run_job(
    client: GlueClient,
    job: str,
    arguments: Mapping[str, str],
    *,
    report: Callable[[str], object],
    pause: Callable[[float], object] = time.sleep,
) -> JobRun:
    """Start a run with arguments that win over the job's own, and wait until it has succeeded.

    `report` is told each state that the run gets into. A run goes on if the wait is interrupted.

    Raises:
        CliError: If it ends otherwise, with Glue's words.
    """
    run_id = client.start_job_run(JobName=job, Arguments=dict(arguments))["JobRunId"]
    state, wait = "", FIRST_WAIT_SECONDS
    while True:
        run = client.get_job_run(JobName=job, RunId=run_id)["JobRun"]
        if run.get("JobRunState", "") != state:
            state = run.get("JobRunState", "")
            report(state.lower())
        if state not in UNDER_WAY:
            break
        pause(wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)
    if state != "SUCCEEDED":
        msg = f"the run {run_id} of the job {job} ended {state.lower()}: {run.get('ErrorMessage') or 'no reason given'}"
        group = run.get("LogGroupName", "/aws-glue/jobs")
        raise CliError(msg, f"Its log streams bear the run's id, in the log groups below {group}.")
    return JobRun(run_id, run.get("ExecutionTime", 0))
