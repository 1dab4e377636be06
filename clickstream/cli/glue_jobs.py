"""Runs of Glue jobs: start a run and wait until it ends."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_glue import GlueClient

UNFINISHED_STATES = {"STARTING", "RUNNING", "STOPPING", "WAITING"}
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 15.0  # Glue takes about a minute to start the workers of a run


@dataclass(frozen=True)
class JobRun:
    """Run that succeeded."""

    run_id: str
    seconds: int
    """Duration of the run, without the start of its workers."""


def run_job(
    client: GlueClient,
    job: str,
    arguments: Mapping[str, str],
    *,
    report: Callable[[str], object],
    pause: Callable[[float], object] = time.sleep,
) -> JobRun:
    """Start a run of a job and wait until it succeeds. An interrupted wait does not stop the run.

    Args:
        client: Glue client.
        job: Name of the job.
        arguments: Arguments of the run, which override the job's default arguments.
        report: Callback with each new state of the run, in lower case.
        pause: Function that waits a number of seconds.

    Raises:
        CliError: If the run does not succeed.
    """
    run_id = client.start_job_run(JobName=job, Arguments=dict(arguments))["JobRunId"]
    state, wait = "", FIRST_WAIT_SECONDS
    while True:
        run = client.get_job_run(JobName=job, RunId=run_id)["JobRun"]
        if run.get("JobRunState", "") != state:
            state = run.get("JobRunState", "")
            report(state.lower())
        if state not in UNFINISHED_STATES:
            break
        pause(wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)
    if state != "SUCCEEDED":
        reason = run.get("ErrorMessage") or "no reason given"
        msg = f"the run {run_id} of the job {job} ended with state {state}: {reason}"
        group = run.get("LogGroupName", "/aws-glue/jobs")
        remedy = f"Log: streams named after the run id, in the log groups below {group}."
        raise CliError(msg, remedy)
    return JobRun(run_id, run.get("ExecutionTime", 0))
