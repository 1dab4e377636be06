"""`clickstream report`: writes or serves a page with charts of the lake's answers."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from clickstream.cli import report_server, reporting
from clickstream.cli.athena import Lake
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
        Path, typer.Option("--out", metavar="FILE", help="File to write.", show_default=True)
    ] = DEFAULT_FILE,
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

    period()  # an invalid range fails before the stack is read
    target = resolve(local=local, name=name, stack=stack)
    lake = Lake(target)

    def render() -> str:
        return page.render(reporting.ask(lake, period()), target.label, reload=serve)

    if serve:
        report_server.serve(render, report=note)
    else:
        write(output, render())
        say(f"Report: {output}")


def period_of(first: date | None, last: date | None, today: date) -> Period:
    """Return the range of the options.

    Raises:
        typer.BadParameter: If the first date is after the last.
    """
    end = last or today
    begin = first or reporting.last_days(end).first
    if begin > end:
        msg = f"--from {begin} is after {'--to' if last else 'today,'} {end}. Exchange the dates."
        raise typer.BadParameter(msg)
    return Period(begin, end)


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


def write(output: Path, html: str) -> None:
    """Write a page, and the directories above it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(html, encoding="utf-8")
