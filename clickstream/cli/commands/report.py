"""`clickstream report`: writes or serves a page with charts of the lake's answers."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from clickstream.cli import report_server, reporting
from clickstream.cli.athena import Lake
from clickstream.cli.errors import CliError
from clickstream.cli.output import note, say
from clickstream.cli.target import (
    DEFAULT_NAME,
    LocalOption,
    NameOption,
    StackOption,
    resolve,
)
from clickstream.report import page
from clickstream.report.model import Period, Sent

DEFAULT_FILE = Path("build/report.html")
DATE_FORMATS = ["%Y-%m-%d"]
FIRST_YEAR, LAST_YEAR = 1970, 2999  # the range before the first one needs dates too
LONGEST_DAYS = 731  # two years, one of them a leap year


def report(
    *,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=DATE_FORMATS,
            metavar="DATE",
            help="First date in UTC, such as 2026-11-01. Default: 29 days before the last.",
            show_default=False,
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to",
            formats=DATE_FORMATS,
            metavar="DATE",
            help="Last date in UTC. Default: today.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help=f"File to write. Default: {DEFAULT_FILE}.",
            show_default=False,
        ),
    ] = None,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve",
            help="Serve the page on this machine instead of writing it; it reloads every minute. Ctrl-C stops the server.",
        ),
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Write a page with charts of traffic, funnel, retention, products, sources and more.

    The page is one HTML file without external addresses. Its data are the answers of the deployed
    queries over the range of dates, and of the traffic over the range before.
    """

    def period() -> Period:
        # Without --to, the range of a served page moves at midnight.
        today = datetime.now(UTC).date()
        return period_of(first.date() if first else None, last.date() if last else None, today)

    if serve and output:
        msg = f"--serve writes no file: leave out --out {output}, or leave out --serve"
        raise typer.BadParameter(msg)
    period()  # an invalid range fails before the stack is read
    target = resolve(local=local, name=name, stack=stack)
    lake = Lake(target)

    def render() -> str:
        return page.render(reporting.ask(lake, period()), target.label, reload=serve)

    if serve:
        try:
            report_server.serve(render, report=note)
        finally:
            lake.stop_all()  # the queries of a page that was being made when Ctrl-C came
    else:
        file = output or DEFAULT_FILE
        prepare(file)
        write(file, render())
        say(f"Report: {file}")


def period_of(first: date | None, last: date | None, today: date) -> Period:
    """Return the range of the options.

    Raises:
        typer.BadParameter: If the first date is after the last, a date is outside the allowed
            years, or the range is too long.
    """
    for option, given in (("--from", first), ("--to", last)):
        if given and not FIRST_YEAR <= given.year <= LAST_YEAR:
            msg = f"{option} {given} is outside the years {FIRST_YEAR} to {LAST_YEAR}."
            raise typer.BadParameter(msg)
    end = last or today
    begin = first or reporting.last_days(end).first
    if begin > end:
        msg = f"--from {begin} is after {'--to' if last else 'today,'} {end}. Exchange the dates."
        raise typer.BadParameter(msg)
    period = Period(begin, end)
    if period.days > LONGEST_DAYS:
        msg = f"the range {period} has {period.days} days. Use {LONGEST_DAYS} days at most."
        raise typer.BadParameter(msg)
    return period


def write_report(lake: Lake, label: str, output: Path, sent: Sent) -> None:
    """Write the report of the last days, with the sender's account.

    Args:
        lake: Lake.
        label: Name of the lake in the title.
        output: File to write.
        sent: Sender's account.
    """
    period = reporting.last_days(datetime.now(UTC).date())
    write(output, page.render(reporting.ask(lake, period, sent=sent), label))


def prepare(output: Path) -> None:
    """Check that a file can be written, before queries are billed.

    Raises:
        CliError: If the file or a directory above it cannot be written.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        exists = output.exists()
        output.open("a").close()
        if not exists:
            output.unlink()  # a failed query leaves no empty file
    except OSError as error:
        msg = f"--out {output} cannot be written: {error.strerror}"
        remedy = "Use the path of a file in a directory that you can write to."
        raise CliError(msg, remedy) from error


def write(output: Path, html: str) -> None:
    """Write a page, and the directories above it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(html, encoding="utf-8")
