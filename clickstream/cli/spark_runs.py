"""Runs of the Spark converter's job, on AWS or in PySpark on this machine."""

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
    """Run the Spark converter's job and wait for the end.

    Args:
        target: The pipeline.
        arguments: Arguments of the run, such as `--from-date`.
        local_name: Name of the local stack, whose job runs on this machine; None on AWS.

    Raises:
        CliError: If the pipeline has no Spark job, or the run fails.
    """
    if "spark_job" not in target.outputs:
        msg = f"{target.label} has no Spark job"
        raise CliError(msg, "Deploy it with `backfill: true`, or with `engine: spark`.")
    job = target.output("spark_job")
    if local_name is not None:
        _run_here(local_name, job, arguments)
        return
    job_run = glue_jobs.run_job(
        target.client("glue"), job, arguments, report=lambda state: note(f"{job}: {state}")
    )
    note(f"Run {job_run.run_id} succeeded after {job_run.seconds} s.")


def _run_here(name: str, job: str, arguments: Mapping[str, str]) -> None:
    note("The emulator runs no Spark job: the deployed script runs here, in PySpark.")
    with local_errors():
        from clickstream.local import spark  # noqa: PLC0415 - not installed where only AWS is used
        from clickstream.local import stack as local_stack  # noqa: PLC0415 - not installed where only AWS is used

        spark.run_job(local_stack.load(name), job, arguments, _report)


def _report(line: str) -> None:
    """Show progress, failures and the counts of a run, from a line of the job's log."""
    match _log_entry(line):
        case {"message": "object not converted", "source_object": source, "problem": problem}:
            note(f"not converted: {source}: {problem}")
        case {"message": "round done", "account": counts}:
            note(f"{counts.get('LinesIn', 0):,} lines so far")
        case {"message": "run done", "account": counts}:
            out.print(table(("count", ""), [*counts.items()], title="This run", numeric=(1,)))
        case _:
            pass


def _log_entry(line: str) -> dict[str, Any] | None:
    """Return an entry of the job's log; None for another line, such as Spark's own."""
    try:
        entry: object = json.loads(line)
    except ValueError:
        return None
    return cast("dict[str, Any]", entry) if isinstance(entry, dict) and "message" in entry else None
