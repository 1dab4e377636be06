"""`clickstream backfill` and `clickstream convert`: runs of the Spark job, over a range of dates or over what waits."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from clickstream.cli import glue_jobs
from clickstream.cli.errors import CliError
from clickstream.cli.output import note, out, table
from clickstream.cli.target import (
    DEFAULT_NAME,
    LocalOption,
    NameOption,
    StackOption,
    local_errors,
    resolve,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickstream.cli.target import Target


def backfill(
    *,
    first: Annotated[
        str,
        typer.Option(
            "--from", metavar="DATE", help="The first date of arrival, such as 2025-11-01."
        ),
    ],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="The last date of arrival.")],
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Convert the raw objects that arrived on a range of dates, again or for the first time, by the Spark job.

    Nothing is doubled, whichever engine converted them before. Exit status 1 if an object was not
    converted.
    """
    begin, end = _date("--from", first), _date("--to", last)
    if end < begin:
        msg = f"--from {first} lies behind --to {last}"
        raise typer.BadParameter(msg)
    _run(
        {"--from-date": begin.isoformat(), "--to-date": end.isoformat()},
        local=local,
        name=name,
        stack=stack,
    )


def convert(
    *, local: LocalOption = False, name: NameOption = DEFAULT_NAME, stack: StackOption = None
) -> None:
    """Convert what waits in the queue now, by the Spark engine, before its trigger would.

    Exit status 1 if an object was not converted.
    """
    _run({}, local=local, name=name, stack=stack, check=_has_a_queue)


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"{option} {text!r} is no date; use ISO 8601, such as 2025-11-01"
        raise typer.BadParameter(msg) from error


def _has_a_queue(target: Target) -> None:
    if target.outputs.get("engine") != "spark":
        msg = f"the engine of {target.label} is {target.outputs.get('engine')}: its function empties the queue by itself"
        raise CliError(msg, "To convert objects again, use `clickstream backfill`.")


def _run(
    arguments: Mapping[str, str],
    *,
    local: bool,
    name: str,
    stack: str | None,
    check: Callable[[Target], object] | None = None,
) -> None:
    target = resolve(local=local, name=name, stack=stack)
    if check:
        check(target)
    if "spark_job" not in target.outputs:
        msg = f"{target.label} has no Spark job"
        raise CliError(msg, "Deploy it with `backfill: true`, or with `engine: spark`.")
    job = target.output("spark_job")
    if local:
        _run_here(name, job, arguments)
    else:
        run = glue_jobs.run_job(
            target.client("glue"), job, arguments, report=lambda state: note(f"{job}: {state}")
        )
        note(f"The run {run.run_id} is done, after {run.seconds} s of work.")


def _run_here(name: str, job: str, arguments: Mapping[str, str]) -> None:
    note("The emulator runs no Spark job: the deployed script runs here, in PySpark.")
    with local_errors():
        from clickstream.local import spark  # noqa: PLC0415 - not installed where only AWS is used
        from clickstream.local import stack as local_stack  # noqa: PLC0415 - not installed where only AWS is used

        spark.run_job(local_stack.load(name), job, arguments, _report)


def _report(line: str) -> None:
    """Tell what matters of a line of the job's log, as it comes."""
    match _told(line):
        case {"message": "object not converted", "source_object": source, "problem": problem}:
            note(f"not converted: {source}: {problem}")
        case {"message": "round done", "account": account}:
            note(f"{account.get('LinesIn', 0):,} lines so far")
        case {"message": "run done", "account": account}:
            out.print(table(("what the run came to", ""), [*account.items()], numeric=(1,)))
        case _:
            pass


def _told(line: str) -> dict[str, Any] | None:
    """Return a line of the job's log; None if it is another line, such as Spark's own."""
    try:
        told: object = json.loads(line)
    except ValueError:
        return None
    return cast("dict[str, Any]", told) if isinstance(told, dict) and "message" in told else None
