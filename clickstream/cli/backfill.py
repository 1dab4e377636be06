"""`clickstream backfill`: conversion of the raw objects that arrived on a range of dates."""

from datetime import date
from typing import Annotated

import typer

from clickstream.cli import spark_runs
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve


def backfill(
    *,
    first: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="First date of arrival, such as 2025-11-01."),
    ],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last date of arrival.")],
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Convert the raw objects that arrived on a range of dates, again or for the first time.

    The Spark job overwrites the files of either engine, so nothing is doubled. Exit status 1 if an
    object was not converted.
    """
    begin, end = _date("--from", first), _date("--to", last)
    if end < begin:
        msg = f"--from {first} is after --to {last}"
        raise typer.BadParameter(msg)
    target = resolve(local=local, name=name, stack=stack)
    arguments = {"--from-date": begin.isoformat(), "--to-date": end.isoformat()}
    spark_runs.run(target, arguments, local_name=name if local else None)


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"{option} {text!r} is no date; use ISO 8601, such as 2025-11-01"
        raise typer.BadParameter(msg) from error
