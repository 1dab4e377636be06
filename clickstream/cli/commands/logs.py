"""`clickstream logs`: prints the log lines of a stack."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from clickstream.cli.durations import DEFAULT_SINCE, SinceOption, parse_duration
from clickstream.cli.logs import report
from clickstream.cli.logs.groups import chosen_groups
from clickstream.cli.logs.reader import Log, Selection, follow, read
from clickstream.cli.output import note, out
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve


class Format(StrEnum):
    """Output formats."""

    TEXT = "text"
    JSON = "json"


def logs(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE...",
            help="Logs to print: delivery, converter, api-source, spark, canary. Default: all logs of the stack.",
        ),
    ] = None,
    *,
    follow_log: Annotated[
        bool, typer.Option("--follow", "-f", help="Print new lines until interrupted.")
    ] = False,
    errors: Annotated[
        bool,
        typer.Option(
            "--errors", help="Print warnings, errors, and failures of Lambda such as timeouts."
        ),
    ] = False,
    raw_object: Annotated[
        str | None,
        typer.Option(
            "--object",
            metavar="OBJECT",
            help="Print the lines about a raw object, given by s3:// address, key or file name.",
        ),
    ] = None,
    request: Annotated[
        str | None,
        typer.Option(
            "--request", metavar="ID", help="Print the lines of an invocation or of a Glue run."
        ),
    ] = None,
    since: SinceOption = DEFAULT_SINCE,
    output: Annotated[
        Format, typer.Option("--format", help="Output format; json is one object per line.")
    ] = Format.TEXT,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Print the log lines of a stack by time, each with its source and level.

    With --object, the lines of the same invocations that name no object are printed too. Lines that
    carry metrics alone are left out. Times are in UTC.
    """
    target = resolve(local=local, name=name, stack=stack)
    groups = chosen_groups(target, sources or [])
    client = target.client("logs")
    selection = Selection(errors=errors, raw_object=raw_object, request=request)

    def read_since(start: datetime) -> Log:
        return read(client, groups, start)

    start = datetime.now(UTC) - parse_duration(since)
    if follow_log:
        with suppress(KeyboardInterrupt):  # ends the command
            for number, log in enumerate(follow(read_since, start, pause=time.sleep)):
                if not number:
                    _note_missing(log)
                _print(log, selection, groups, output)
        return
    log = read_since(start)
    _note_missing(log)
    if not _print(log, selection, groups, output):
        note(
            f"No such line in {', '.join(groups)} since {start:%Y-%m-%d %H:%M:%S} UTC. --since 1d looks further back."
        )


def _note_missing(log: Log) -> None:
    for source, group in log.missing.items():
        note(f"{source}: there is no log group {group} yet: nothing was logged.")


def _print(log: Log, selection: Selection, sources: dict[str, str], output: Format) -> int:
    selected = selection.select(log.entries)
    for entry in selected:
        if output is Format.JSON:
            typer.echo(json.dumps(report.as_json(entry), ensure_ascii=False))
        else:
            # The terminal wraps the lines, so that a line in a file is one line.
            out.print(report.as_text(entry, sources), soft_wrap=True)
    return len(selected)
