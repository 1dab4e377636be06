"""`clickstream backfill`: converts all raw objects of a range of arrival dates with Spark."""

from datetime import date
from typing import Annotated

import typer

from clickstream.cli import spark_runs
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve


def backfill(
    *,
    first: Annotated[
        str,
        typer.Option(
            "--from", metavar="DATE", help="First arrival date, in UTC, such as 2025-11-01."
        ),
    ],
    last: Annotated[
        str, typer.Option("--to", metavar="DATE", help="Last arrival date, in UTC, included.")
    ],
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Convert all raw objects of a range of arrival dates with Spark.

    Raw objects that were converted before are converted again. The Spark job overwrites their
    files, whichever engine wrote them, so no row is duplicated. Exit status 1 if a raw object was
    not converted.
    """
    begin, end = _date("--from", first), _date("--to", last)
    if end < begin:
        msg = f"--from {first} is after --to {last}; use --from {last} --to {first}"
        raise typer.BadParameter(msg)
    target = resolve(local=local, name=name, stack=stack)
    arguments = {"--from-date": begin.isoformat(), "--to-date": end.isoformat()}
    spark_runs.run(target, arguments, local_name=name if local else None)


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"{option} {text!r} is not a date; use ISO 8601, such as 2025-11-01"
        raise typer.BadParameter(msg) from error
