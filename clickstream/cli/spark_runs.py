"""Runs of the Spark converter, on Glue or in PySpark on this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from clickstream.cli import glue_jobs
from clickstream.cli.errors import CliError
from clickstream.cli.output import note, out, table
from clickstream.cli.target import local_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickstream.cli.target import Target


def run(target: Target, arguments: Mapping[str, str], *, local_name: str | None) -> None:
    """Run the job of the Spark converter and wait until the run ends.

    Args:
        target: Pipeline.
        arguments: Arguments of the run, such as `--from-date`.
        local_name: Name of the local stack, to run the job on this machine; None for AWS.

    Raises:
        CliError: If the stack has no Spark job, or the run fails.
    """
    if "spark_job" not in target.outputs:
        msg = f"{target.label} has no Spark job"
        raise CliError(msg, "Set `backfill: true` or `engine: spark`, and deploy.")
    job = target.output("spark_job")
    if local_name is not None:
        _run_locally(local_name, job, arguments)
        return

    def report(state: str) -> None:
        note(f"{job}: {state}")

    job_run = glue_jobs.run_job(target.client("glue"), job, arguments, report=report)
    note(f"Run {job_run.run_id} succeeded after {job_run.seconds} s.")


def _run_locally(name: str, job: str, arguments: Mapping[str, str]) -> None:
    note("The emulator cannot run Spark jobs: the deployed script runs in PySpark on this machine.")
    with local_errors():
        from clickstream.local import spark  # noqa: PLC0415 - not installed where only AWS is used
        from clickstream.local import stack as local_stack  # noqa: PLC0415 - not installed where only AWS is used

        spark.run_job(local_stack.load(name), job, arguments, _report)


def _report(line: str) -> None:
    """Print a line of the job's log if it shows progress, a failed raw object or the counts."""
    match _log_entry(line):
        case {"message": "object not converted", "source_object": source, "problem": problem}:
            note(f"Not converted: {source}: {problem}")
        case {"message": "round done", "counts": counts}:
            note(f"{counts.get('LinesIn', 0):,} lines read")
        case {"message": "run done", "counts": counts}:
            out.print(table(("count", ""), [*counts.items()], title="This run", numeric=(1,)))
        case _:
            pass


def _log_entry(line: str) -> dict[str, Any] | None:
    """Return the log entry of the job in a line, or None for a line of Spark itself."""
    try:
        entry: object = json.loads(line)
    except ValueError:
        return None
    return cast("dict[str, Any]", entry) if isinstance(entry, dict) and "message" in entry else None
