"""The `clickstream` command."""

from typing import Any

import typer
from typer.core import TyperGroup

from clickstream.cli import local_commands, models
from clickstream.cli.backfill import backfill
from clickstream.cli.convert import convert
from clickstream.cli.convert_missing import convert_missing
from clickstream.cli.crawl import crawl_command
from clickstream.cli.delivery_errors import delivery_errors
from clickstream.cli.demo import demo
from clickstream.cli.detach_producers import detach_producers
from clickstream.cli.errors import explain
from clickstream.cli.output import show_error
from clickstream.cli.query import query
from clickstream.cli.send import send


class Commands(TyperGroup):
    """All commands, and the one place where their errors are rendered."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own context and results
        """Run a command; end an expected failure with its words and exit status 1, leave a bug its traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            known = explain(error)
            if known is None:
                raise
            show_error(known)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=Commands,
    help="An event lake: send JSON events, query them with SQL, on AWS or on this machine.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals hold credentials and events
)
app.add_typer(local_commands.app, name="local")
app.command()(send)
app.command()(query)
app.command("crawl")(crawl_command)
app.command()(delivery_errors)
app.add_typer(models.app, name="models")
app.command()(backfill)
app.command()(convert)
app.command()(convert_missing)
app.command()(detach_producers)
app.command()(demo)
