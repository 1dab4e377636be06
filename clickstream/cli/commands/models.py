"""`clickstream models`: runs the daily models."""

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

JOB_OUTPUT = "daily_models_job"

app = typer.Typer(help="Run the daily models.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `run` a subcommand: Typer merges a group that has only one."""


@app.command()
def run(
    *,
    date: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Event date, in UTC, such as 2025-11-26. Default: yesterday.",
        ),
    ] = None,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Run the daily models over one event date, and wait until the run ends.

    The run replaces that date's partition of every model. With --stack it is a run of the Glue job,
    which continues if the command is interrupted. With --local the job's script runs in Spark on
    this machine, which needs Java.
    """
    day = (date or datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    target = resolve(local=local, name=name, stack=stack)
    job = job_of(target)
    with progress() as display:
        display.add_task(f"running the models over {day}", total=None)
        if local:
            _run_locally(name, job, day)
        else:
            _run_on_glue(target, job, day)


def job_of(target: Target) -> str:
    """Return the name of the Glue job of a stack's daily models.

    Raises:
        CliError: If the stack has no daily models.
    """
    if not target.outputs.get(JOB_OUTPUT):
        msg = f"{target.label} has no daily models"
        remedy = "Set `dailyModels` to a directory such as models/user_profile, and deploy."
        raise CliError(msg, remedy)
    return target.output(JOB_OUTPUT)


def _run_locally(name: str, job: str, day: str) -> None:
    with local_errors():
        from clickstream.local import daily_models, stack  # noqa: PLC0415 - not installed where only AWS is used

        rows = daily_models.run_models(stack.load(name), job, day)
    title = f"{day}: events read, rows written"
    out.print(table(("table", "rows"), list(rows.items()), title=title, numeric=(1,)))


def _run_on_glue(target: Target, job: str, day: str) -> None:
    def report(state: str) -> None:
        note(f"{job}, {day}: {state}")

    job_run = glue_jobs.run_job(target.client("glue"), job, {"--date": day}, report=report)
    note(f"Run {job_run.run_id} of the models over {day} took {job_run.seconds} s.")
