"""Checks of the Spark job, its trigger and its last run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cli.doctor.account import OUTPUTS
from clickstream.cli.doctor.check import REDEPLOY, Check, Outcome, failed, ok

if TYPE_CHECKING:
    from clickstream.cli.target import Target

JOB = "Spark job"
TRIGGER = "Spark trigger"
RUN = "last Spark run"
FAILED_RUNS = {"FAILED", "ERROR", "TIMEOUT"}
ACTIVE = "ACTIVATED"
SCHEDULED = "SCHEDULED"


def checks(target: Target) -> list[Check]:
    """Return the checks of the job, if the stack has one."""
    if not target.outputs.get("spark_job"):
        return []
    found = [Check(JOB, _job, (OUTPUTS,))]
    # With `backfill` alone, runs are started by a command, and the job has no trigger.
    if target.outputs.get("engine") == "spark":
        found.append(Check(TRIGGER, _trigger, (JOB,)))
    return [*found, Check(RUN, _run, (JOB,))]


def _job(target: Target) -> Outcome:
    name = target.output("spark_job")
    job = target.client("glue").get_job(JobName=name)["Job"]
    arguments = job.get("DefaultArguments", {})
    bucket, actual = target.output("lake_bucket"), arguments.get("--lake-bucket")
    if actual != bucket:
        return failed(f"--lake-bucket of {name} is {actual!r}, not {bucket!r}", REDEPLOY)
    return ok(f"{name}, {job.get('NumberOfWorkers', 0)} workers {job.get('WorkerType', '')}")


def _trigger(target: Target) -> Outcome:
    name = target.output("spark_job")
    pages = target.client("glue").get_paginator("get_triggers").paginate(DependentJobName=name)
    triggers = [trigger for page in pages for trigger in page.get("Triggers", [])]
    if not triggers:
        return failed(f"no trigger starts {name}", REDEPLOY)
    # A trigger of events is never activated: its workflow starts it.
    inactive = [
        trigger.get("Name", "")
        for trigger in triggers
        if trigger.get("Type") == SCHEDULED and trigger.get("State") != ACTIVE
    ]
    if inactive:
        return failed(
            f"the trigger {inactive[0]} of {name} is not active",
            f"Start it: `aws glue start-trigger --name {inactive[0]}`.",
        )
    return ok(", ".join(_described(trigger.get("Type", ""), trigger) for trigger in triggers))


def _described(kind: str, trigger: object) -> str:
    schedule = trigger.get("Schedule", "") if isinstance(trigger, dict) else ""  # pyright: ignore[reportUnknownVariableType,reportUnknownMemberType] - a dictionary of botocore
    return f"{kind.lower()} trigger{f' {schedule}' if schedule else ''}"


def _run(target: Target) -> Outcome:
    name = target.output("spark_job")
    runs = target.client("glue").get_job_runs(JobName=name, MaxResults=1).get("JobRuns", [])
    if not runs:
        return ok(f"{name} had no run yet")
    state, run_id = runs[0].get("JobRunState", ""), runs[0].get("Id", "")
    if state in FAILED_RUNS:
        return failed(
            f"the run {run_id} of {name} is {state}: {runs[0].get('ErrorMessage') or 'no reason given'}",
            "Read its log (`clickstream logs spark --errors`), fix the reason, then `clickstream "
            "convert`: its messages are in the queue.",
        )
    return ok(f"the run {run_id} of {name} is {state}")
