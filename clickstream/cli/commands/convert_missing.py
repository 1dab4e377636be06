"""`clickstream convert-missing`: sends raw objects without output to the queue again."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from clickstream.cli import reconciliation
from clickstream.cli.errors import CliError
from clickstream.cli.missing_objects import (
    Counts,
    LakeFiles,
    Period,
    key_digest,
    list_lake_files,
    list_raw_objects,
    missing_objects,
)
from clickstream.cli.object_notifications import send_notifications
from clickstream.cli.output import note, out, progress, table
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from clickstream.cli.missing_objects import RawObject
    from clickstream.cli.target import Target

# Lambda: a message that failed returns after its visibility timeout, 12 minutes by default, five
# times in all. After an hour the object is converted or in the dead-letter queue. Spark: a run that
# a batch starts needs less, the batch window of 15 minutes and the run.
GRACE_MINUTES = 60
EXAMPLES = 10
# Time to delete the files of quarantined lines after the messages were sent, before a converter
# writes them anew.
DELETE_SECONDS = 30
DATE_FORMAT = ["%Y-%m-%d"]


FromOption = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        metavar="DATE",
        formats=DATE_FORMAT,
        help="First arrival date, in UTC. Default: no limit.",
    ),
]
ToOption = Annotated[
    datetime | None,
    typer.Option(
        "--to",
        metavar="DATE",
        formats=DATE_FORMAT,
        help="Last arrival date, in UTC, included. Default: no limit.",
    ),
]
OlderThanOption = Annotated[
    int,
    typer.Option(
        "--older-than-minutes",
        min=0,
        metavar="MINUTES",
        help="Leave out raw objects younger than this: their messages may still be in the queue. An hour covers the five attempts of the Lambda converter.",
    ),
]
DryRunOption = Annotated[
    bool,
    typer.Option(
        "--dry-run", help=f"Only count the missing objects, and list the first {EXAMPLES}."
    ),
]
QuarantinedOption = Annotated[
    bool,
    typer.Option(
        "--quarantined",
        help="Convert raw objects with quarantined lines again too, such as after a change of the contract. Their files of quarantined lines are deleted, and written anew for lines that are quarantined again.",
    ),
]


def convert_missing(
    *,
    first: FromOption = None,
    last: ToOption = None,
    older_than_minutes: OlderThanOption = GRACE_MINUTES,
    quarantined: QuarantinedOption = False,
    dry_run: DryRunOption = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Find raw objects that have no output in the lake, and send them to the converter's queue.

    A raw object without lines never has output, so it is converted again each time, which changes
    nothing. Exit status 1 unless every object that is to be converted was sent.
    """
    period = _period(first, last)
    newest = datetime.now(UTC) - timedelta(minutes=older_than_minutes)
    target = resolve(local=local, name=name, stack=stack)
    queue_url, raw_bucket, s3 = queue_of(target), target.output("raw_bucket"), target.client("s3")
    files = _lake_files(target, quarantine_keys=quarantined)
    _reject_unattributed_files(files, period)
    with _counts_shown(quarantined=quarantined) as counts, progress() as display:
        task = display.add_task("missing objects found", total=None)
        raw_objects = list_raw_objects(s3, raw_bucket, period)
        found = _with_progress(
            missing_objects(raw_objects, files, newest, counts),
            lambda: display.advance(task),
        )
        if dry_run:
            _list_examples(raw_bucket, found, files)
        else:
            send_notifications(
                target.client("sqs"),
                queue_url,
                raw_bucket,
                found,
                counts,
                report=note,
                delay_seconds=DELETE_SECONDS if quarantined else 0,
                accepted=lambda sent: _delete_quarantined_lines(target, files, sent),
            )
    _show_notes(target, counts, older_than_minutes)
    if counts.sent < counts.to_send:
        raise typer.Exit(1)


def queue_of(target: Target) -> str:
    """Return the URL of the queue of new raw objects.

    Raises:
        CliError: If the stack has no queue, because Firehose converts (`engine: firehose`).
    """
    if not target.outputs.get("queue_url"):
        msg = (
            f"{target.label} has no queue of raw objects, because Firehose itself converts "
            "(`engine: firehose`)"
        )
        remedy = "For records that Firehose failed to convert, use `clickstream delivery-errors`."
        raise CliError(msg, remedy)
    return target.output("queue_url")


def _period(first: datetime | None, last: datetime | None) -> Period:
    period = Period(first.date() if first else date.min, last.date() if last else date.max)
    if period.last < period.first:
        msg = (
            f"--from {period.first} is after --to {period.last}; use --from {period.last} "
            f"--to {period.first}"
        )
        raise typer.BadParameter(msg)
    return period


def _lake_files(target: Target, *, quarantine_keys: bool) -> LakeFiles:
    with progress() as display:
        task = display.add_task("files of the lake listed", total=None)
        return list_lake_files(
            target.client("s3"),
            target.output("lake_bucket"),
            advance=lambda listed: display.advance(task, listed),
            quarantine_keys=quarantine_keys,
        )


def _delete_quarantined_lines(target: Target, files: LakeFiles, sent: list[RawObject]) -> None:
    """Delete the files of quarantined lines of raw objects whose conversion is due.

    A converter writes such a file anew, or none if every line is a row now. It never deletes one.

    Raises:
        CliError: If S3 does not delete a file.
    """
    keys = [key for raw in sent for key in files.quarantine_keys.get(key_digest(raw.key), [])]
    if not keys:
        return
    bucket = target.output("lake_bucket")
    response = target.client("s3").delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
    )
    for error in response.get("Errors", []):
        msg = f"s3://{bucket}/{error.get('Key')} is not deleted: {error.get('Message')}"
        remedy = "Its lines may be rows and quarantined lines at once. Repeat the command."
        raise CliError(msg, remedy)


def _reject_unattributed_files(files: LakeFiles, period: Period) -> None:
    """Raise CliError if unattributed files may hold rows of the period's raw objects.

    To convert such a raw object again would duplicate its rows.
    """
    if not files.unattributed:
        return
    newest = files.unattributed_newest.astimezone(UTC).date()
    if period.first <= newest:
        msg = (
            f"{files.unattributed:,} files of the lake have names without the digest of a raw "
            f"object's key, such as {files.unattributed_example}. Their raw objects are unknown, "
            "and to convert one of them again would duplicate its rows"
        )
        earliest = newest + timedelta(days=1)
        raise CliError(msg, f"The newest is of {newest}: use --from {earliest} or later.")


@contextmanager
def _counts_shown(*, quarantined: bool) -> Generator[Counts]:
    """Print the counts at the end, also after an error or Ctrl-C: sent messages stay sent."""
    counts = Counts()
    try:
        yield counts
    finally:
        rows = [
            ("raw objects", counts.raw),
            ("converted", counts.converted),
            *([("quarantined", counts.quarantined)] if quarantined else []),
            ("recent", counts.recent),
            ("missing", counts.missing),
            ("sent", counts.sent),
        ]
        out.print(table(("", "objects"), rows, numeric=(1,)))


def _with_progress(
    objects: Iterator[RawObject], advance: Callable[[], object]
) -> Iterator[RawObject]:
    for raw in objects:
        yield raw
        advance()


def _list_examples(bucket: str, objects: Iterable[RawObject], files: LakeFiles) -> None:
    """Print the first `EXAMPLES` objects, and iterate over the others so that they are counted."""
    for number, raw in enumerate(objects):
        if number < EXAMPLES:
            state = "quarantined" if key_digest(raw.key) in files.quarantine_keys else "missing"
            note(f"{state}: s3://{bucket}/{raw.key}")


def _show_notes(target: Target, counts: Counts, older_than_minutes: int) -> None:
    if counts.recent:
        note(
            f"Left out: {counts.recent:,} raw objects without output that arrived in the last "
            f"{older_than_minutes} minutes (--older-than-minutes)."
        )
    if not counts.to_send:
        return
    # Read after sending, so that the depths include the sent messages.
    depths = reconciliation.queue_depths(target.client("sqs"), target)
    note(f"{depths}. Raw objects in either queue count as missing too.")
    if counts.sent and target.outputs.get("engine") == "spark":
        note("The Spark job converts them in its next run; `clickstream convert` starts one now.")
