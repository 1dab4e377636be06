"""`clickstream status`: one screen on the state of a stack."""

import json
import re
import time
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from clickstream.cli.durations import DEFAULT_SINCE, SinceOption, parse_duration
from clickstream.cli.output import out
from clickstream.cli.status.assess import Assessment, assess
from clickstream.cli.status.collect import collect
from clickstream.cli.status.report import as_json, as_screen
from clickstream.cli.target import (
    DEFAULT_NAME,
    LocalOption,
    NameOption,
    StackOption,
    Target,
    resolve,
)

WATCH = "--watch"
WATCH_SECONDS = "10"  # CloudWatch has a new value every minute
NUMBER = re.compile(r"\d+")


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"


class StatusCommand(TyperCommand):
    """Command whose option `--watch` may stand without its value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own context
        """Parse the arguments, with the default value after a bare `--watch`."""
        full: list[str] = []
        for arg, following in zip(args, [*args[1:], ""], strict=True):
            full.append(arg)
            if arg == WATCH and not NUMBER.fullmatch(following):
                full.append(WATCH_SECONDS)
        return super().parse_args(ctx, full)


def status(
    *,
    since: SinceOption = DEFAULT_SINCE,
    watch: Annotated[
        int | None,
        typer.Option(
            WATCH,
            min=1,
            metavar="[SECONDS]",
            help="Show the status again after so many seconds, 10 if not given, until interrupted.",
        ),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TABLE,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Show on one screen what arrived, what was converted, what waits, what failed, and what to do.

    Exit status 1 if something is wrong: an alarm is on, a dead-letter queue has messages, or the
    last try of an object, a run or a delivery failed.
    """
    target = resolve(local=local, name=name, stack=stack)
    option, length = _option(name, stack), parse_duration(since)
    assessment = _show(target, option, length, output, clear=watch is not None)
    if watch is not None:
        with suppress(KeyboardInterrupt):  # ends the command
            while True:
                time.sleep(watch)
                assessment = _show(target, option, length, output, clear=True)
    if not assessment.ok:
        raise typer.Exit(1)


def _option(name: str, stack: str | None) -> str:
    """Return the options that select the stack in other commands."""
    if stack is not None:
        return f"--stack {stack}"
    return "--local" if name == DEFAULT_NAME else f"--local --name {name}"


def _show(
    target: Target, option: str, length: timedelta, output: Format, *, clear: bool
) -> Assessment:
    facts = collect(target, option, length)
    assessment = assess(facts)
    if output is Format.JSON:
        typer.echo(json.dumps(as_json(facts, assessment), ensure_ascii=False))
        return assessment
    if clear:
        out.clear()  # on a terminal alone
    out.print(as_screen(facts, assessment))
    return assessment
