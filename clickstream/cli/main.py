"""Entry point of the `clickstream` command."""

from typing import Any

import typer
from typer.core import TyperGroup

from clickstream.cli.commands import dead_letters, local, models
from clickstream.cli.commands.backfill import backfill
from clickstream.cli.commands.convert import convert
from clickstream.cli.commands.convert_missing import convert_missing
from clickstream.cli.commands.cost import cost
from clickstream.cli.commands.crawl import crawl
from clickstream.cli.commands.delivery_errors import delivery_errors
from clickstream.cli.commands.demo import demo
from clickstream.cli.commands.detach_producers import detach_producers
from clickstream.cli.commands.doctor import doctor
from clickstream.cli.commands.generate import generate
from clickstream.cli.commands.logs import logs
from clickstream.cli.commands.query import QueryCommand, query
from clickstream.cli.commands.report import report
from clickstream.cli.commands.send import send
from clickstream.cli.commands.sql import sql
from clickstream.cli.commands.status import StatusCommand, status
from clickstream.cli.errors import to_cli_error
from clickstream.cli.output import show_error


class CommandGroup(TyperGroup):
    """Group of all commands, which prints their errors."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own context and results
        """Run a command. An expected error is printed with exit status 1; a bug raises."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            expected = to_cli_error(error)
            if expected is None:
                raise
            show_error(expected)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=CommandGroup,
    help="Send JSON events to the lake and query them with SQL, on AWS or on this machine.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals hold credentials and events
)
app.add_typer(local.app, name="local")
app.command()(send)
app.command()(generate)
app.command(cls=QueryCommand)(query)
app.command()(sql)
app.command()(report)
app.command()(crawl)
app.command(cls=StatusCommand)(status)
app.command()(logs)
app.command()(delivery_errors)
app.command()(doctor)
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(models.app, name="models")
app.command()(backfill)
app.command()(convert)
app.command()(convert_missing)
app.command()(detach_producers)
app.command()(cost)
app.command()(demo)
