"""`clickstream transform`: the daily models once more, over a day."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from clickstream.cli import glue_jobs
from clickstream.cli.errors import CliError
from clickstream.cli.output import note, out, progress, table
from clickstream.cli.target import (
    DEFAULT_NAME,
    LocalOption,
    NameOption,
    StackOption,
    Target,
    local_errors,
    resolve,
)

OUTPUT = "daily_models_job"


def transform(
    *,
    date: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="The day, in UTC; by default, yesterday."
        ),
    ] = None,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Run the daily models over a day, in the place of what an earlier run made of it, and wait for the end.

    On a stack it is a run of its Glue job, which goes on if the command is interrupted. On the
    local stack it is the same script in Spark on this machine, which needs Java.
    """
    day = (date or datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    target = resolve(local=local, name=name, stack=stack)
    job = job_of(target)
    with progress() as shown:
        shown.add_task(f"transforming {day}", total=None)
        if local:
            rows = _run_here(name, job, day)
            out.print(
                table(
                    ("table", "rows"),
                    list(rows.items()),
                    title=f"{day}: events read, rows written",
                    numeric=(1,),
                )
            )
        else:
            run = glue_jobs.run_job(
                target.client("glue"),
                job,
                {"--date": day},
                report=lambda state: note(f"{job}, {day}: {state}"),
            )
            note(f"The run {run.run_id} transformed {day} in {run.seconds} s.")


def job_of(target: Target) -> str:
    """Return the name of a stack's job.

    Raises:
        CliError: If it has none.
    """
    if not target.outputs.get(OUTPUT):
        msg = f"{target.label} has no daily models"
        raise CliError(
            msg, "Set `dailyModels` to a directory such as models/user_profile, and deploy."
        )
    return target.output(OUTPUT)


def _run_here(name: str, job: str, day: str) -> dict[str, int]:
    with local_errors():
        from clickstream.local import daily_models, stack  # noqa: PLC0415 - not installed where only AWS is used

        return daily_models.transform(stack.load(name), job, day)
