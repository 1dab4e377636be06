"""`clickstream convert-missing`: raw objects that were never converted, put onto the queue again."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from clickstream.cli import reconciliation
from clickstream.cli.errors import CliError
from clickstream.cli.missing import (
    Counts,
    Outputs,
    Period,
    announce,
    missing,
    raw_objects,
    read_outputs,
)
from clickstream.cli.output import note, out, progress, table
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from clickstream.cli.missing import RawObject
    from clickstream.cli.target import Target

# A function's message that failed comes back after its visibility timeout, 12 minutes as shipped,
# five times in all: after an hour an object is converted or in the dead-letter queue. A Spark run
# that a batch starts needs less: 15 minutes' window, and the run.
GRACE_MINUTES = 60
EXAMPLES = 10
DATE_FORMAT = ["%Y-%m-%d"]


def convert_missing(
    *,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=DATE_FORMAT,
            help="The first date of arrival, in UTC; by default, all.",
        ),
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=DATE_FORMAT, help="The last date of arrival.")
    ] = None,
    older_than_minutes: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="MINUTES",
            help="Leave out objects that arrived within so many minutes: the queue may still hold their messages. An hour covers the function's five tries.",
        ),
    ] = GRACE_MINUTES,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only count the missing objects, and name the first ones."),
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Find the raw objects that have no output in the lake, and put them onto the queue, so that the engine converts them.

    An object that has no output because it holds no line is converted again each time, which
    changes nothing. Exit status 1 unless every missing object was sent.
    """
    period = _period(first, last)
    newest = datetime.now(UTC) - timedelta(minutes=older_than_minutes)
    target = resolve(local=local, name=name, stack=stack)
    queue_url, raw_bucket, s3 = queue_of(target), target.output("raw_bucket"), target.client("s3")
    with progress() as shown:
        task = shown.add_task("files of the lake listed", total=None)
        outputs = read_outputs(
            s3, target.output("lake_bucket"), advance=lambda listed: shown.advance(task, listed)
        )
    _check_names(outputs, period)
    with _counts_shown() as counts, progress() as shown:
        task = shown.add_task("missing objects found", total=None)
        found = _shown(
            missing(raw_objects(s3, raw_bucket, period), outputs.digests, newest, counts),
            lambda: shown.advance(task),
        )
        if dry_run:
            _name(raw_bucket, found)
        else:
            announce(target.client("sqs"), queue_url, raw_bucket, found, counts, report=note)
    _tell(target, counts, older_than_minutes)
    if counts.sent < counts.missing:
        raise typer.Exit(1)


def queue_of(target: Target) -> str:
    """Return the URL of the queue of new raw objects.

    Raises:
        CliError: If Firehose converts, and there is none.
    """
    if not target.outputs.get("queue_url"):
        msg = f"{target.label} has no queue of raw objects: Firehose converts by itself (`engine: firehose`), so that no raw object waits for conversion"
        raise CliError(msg, "The records that it could not convert: `clickstream delivery-errors`.")
    return target.output("queue_url")


def _period(first: datetime | None, last: datetime | None) -> Period:
    period = Period(first.date() if first else date.min, last.date() if last else date.max)
    if period.last < period.first:
        msg = f"--from {period.first} is later than --to {period.last}; use --from {period.last} --to {period.first}"
        raise typer.BadParameter(msg)
    return period


def _check_names(outputs: Outputs, period: Period) -> None:
    """Raise CliError if files of the lake may be made of the period's raw objects without saying so: converting these again would double their rows."""
    newest = outputs.foreign_newest.astimezone(UTC).date() if outputs.foreign else date.min
    if outputs.foreign and period.first <= newest:
        msg = (
            f"{outputs.foreign:,} files of the lake have names without their raw object's key digest, such as {outputs.foreign_example}: which raw "
            "objects they are made of cannot be told, and an object converted again would double its rows"
        )
        raise CliError(
            msg, f"The newest is of {newest}: use --from {newest + timedelta(days=1)} or later."
        )


@contextmanager
def _counts_shown() -> Generator[Counts]:
    """Print the counts at the end, also when a request failed for good or Ctrl-C was pressed: the queue has what was sent before."""
    counts = Counts()
    try:
        yield counts
    finally:
        rows = [
            ("raw objects", counts.raw),
            ("converted", counts.converted),
            ("on their way", counts.on_their_way),
            ("missing", counts.missing),
            ("sent", counts.sent),
        ]
        out.print(table(("", "objects"), rows, numeric=(1,)))


def _shown(objects: Iterator[RawObject], advance: Callable[[], object]) -> Iterator[RawObject]:
    for raw in objects:
        yield raw
        advance()


def _name(bucket: str, objects: Iterable[RawObject]) -> None:
    for number, raw in enumerate(objects):
        if number < EXAMPLES:
            note(f"missing: s3://{bucket}/{raw.key}")


def _tell(target: Target, counts: Counts, older_than_minutes: int) -> None:
    if counts.on_their_way:
        note(
            f"{counts.on_their_way:,} objects without output are left out: they arrived within the last {older_than_minutes} minutes (--older-than-minutes)."
        )
    if not counts.missing:
        return
    # Read after sending, so the numbers hold what was sent.
    state = reconciliation.queue_depths(target.client("sqs"), target)
    note(f"{state}. Objects in either queue count as missing too.")
    if counts.sent and target.outputs.get("engine") == "spark":
        note("The Spark job converts them at its next start; `clickstream convert` starts it now.")
