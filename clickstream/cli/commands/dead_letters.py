"""`clickstream dead-letters`: lists, shows and redrives messages of the dead-letter queues."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer
from botocore.exceptions import ClientError

from clickstream.cli import dead_letters
from clickstream.cli.dead_letters import queues_of
from clickstream.cli.durations import brief
from clickstream.cli.errors import CliError
from clickstream.cli.logs.entries import json_object
from clickstream.cli.output import count, grid, note, out, progress, say, table
from clickstream.cli.raw_object_errors import conversion_errors
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mypy_boto3_sqs import SQSClient

    from clickstream.cli.dead_letters import DeadLetter, DeadLetterQueue
    from clickstream.cli.target import Target

COLUMNS = ("queue", "message id", "age", "receives", "raw object or run", "last error")

app = typer.Typer(
    help="Read and redrive the messages of the dead-letter queues.", no_args_is_help=True
)


@app.command("list")
def list_messages(
    *,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="Messages to read from each queue.")
    ] = 100,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """List the messages of every dead-letter queue: age, raw object or run, and last error.

    Nothing is consumed. While the command reads, its messages are hidden from other readers, and
    their receive count grows by one. If the command is killed, they stay hidden for 30 s, and 1 s
    longer for every 20 messages of the queue, at most 12 hours.
    """
    target = resolve(local=local, name=name, stack=stack)
    sqs = target.client("sqs")
    letters: list[DeadLetter] = []
    notes: list[str] = []
    for queue in queues_of(target):
        with dead_letters.reading(sqs, queue) as messages:
            read = list(islice(messages, limit))
        letters += read
        notes.append(_count(queue, len(read), dead_letters.depth(sqs, queue)))
    if letters:
        errors = _errors(target, letters)
        now = datetime.now(UTC)
        rows = [_row(letter, errors, now) for letter in letters]
        out.print(table(COLUMNS, rows, numeric=(2, 3)))
    for line in notes:
        note(line)


def _count(queue: DeadLetterQueue, read: int, depth: int) -> str:
    """Return a sentence about the messages of a queue."""
    if read >= depth:
        return f"{queue.label}: {_messages(read)} in the dead-letter queue."
    return (
        f"{queue.label}: {read:,} of about {_messages(depth)} in the dead-letter queue; the others "
        "are beyond --limit, or another reader holds them."
    )


def _messages(number: int) -> str:
    return count(number, "message", "messages")


def _row(letter: DeadLetter, errors: dict[str, str], now: datetime) -> tuple[object, ...]:
    return (
        letter.queue.label,
        letter.message_id,
        brief(max(0.0, (now - letter.sent).total_seconds())),
        letter.receives,
        "\n".join(letter.objects) or letter.run or "names no raw object",
        _error(letter, errors) or "not in the log",
    )


def _errors(target: Target, letters: Iterable[DeadLetter]) -> dict[str, str]:
    """Return the last logged errors of raw objects, since the oldest of the messages was sent."""
    oldest = min((letter.sent for letter in letters if letter.objects), default=None)
    return conversion_errors(target, oldest) if oldest else {}


def _error(letter: DeadLetter, errors: dict[str, str]) -> str:
    found = [errors[address] for address in letter.objects if address in errors]
    return letter.error or "\n".join(dict.fromkeys(found))


@app.command()
def show(
    message_id: Annotated[
        str, typer.Argument(metavar="MESSAGE_ID", help="Message id, as `list` prints it.")
    ],
    *,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Show a message: its body, its attributes, and the last error of its raw object or run."""
    target = resolve(local=local, name=name, stack=stack)
    queues = queues_of(target)
    letter = dead_letters.find(target.client("sqs"), queues, message_id)
    if letter is None:
        raise CliError(_not_found(message_id, queues), "List the messages: `… dead-letters list`.")
    attributes = {
        **letter.attributes,
        **{name: value.get("StringValue", "") for name, value in letter.message_attributes.items()},
    }
    rows: list[tuple[str, object]] = [
        ("queue", letter.queue.label),
        ("sent", letter.sent.isoformat(timespec="seconds")),
        ("raw object or run", "\n".join(letter.objects) or letter.run or "names no raw object"),
        ("last error", _error(letter, _errors(target, [letter])) or "not in the log"),
        *sorted(attributes.items()),
    ]
    out.print(grid(rows))
    out.print()
    body = json_object(letter.body)
    say(letter.body if body is None else json.dumps(body, indent=1, ensure_ascii=False))


def _not_found(message_id: str, queues: Iterable[DeadLetterQueue]) -> str:
    labels = ", ".join(queue.label for queue in queues)
    return (
        f"no visible message has the id {message_id!r}; dead-letter queues: {labels}. A message "
        "gets another id when it is moved, and is hidden while another reader holds it"
    )


@app.command()
def redrive(
    *,
    message: Annotated[
        list[str] | None,
        typer.Option(
            "--message",
            metavar="ID",
            help="Redrive this message alone; may be repeated. Default: all messages.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be moved.")
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Move messages back to the queue that they came from, to convert their raw objects again.

    Fix the cause first: a message that fails again comes back. Without --message, SQS itself moves
    all messages, also if the command is interrupted. A raw object that is converted twice gives the
    same files. Exit status 1 if a message that came from a queue was not moved.
    """
    target = resolve(local=local, name=name, stack=stack)
    sqs = target.client("sqs")
    queues = queues_of(target)
    of_queues = [queue for queue in queues if queue.source_url]
    of_runs = [queue for queue in queues if not queue.source_url]
    if message and not of_queues:
        msg = f"{target.label} has no dead letter that came from a queue: no message can be moved back"
        raise CliError(msg, " ".join(_remedy_for_runs(target, queue) for queue in of_runs))
    if message:
        complete = _move_some(sqs, of_queues, message, dry_run=dry_run)
    else:
        moved = [_move_all(sqs, queue, dry_run=dry_run) for queue in of_queues]
        complete = all(moved)
    for queue in of_runs:
        _explain_runs(target, queue, dead_letters.depth(sqs, queue))
    if not complete:
        raise typer.Exit(1)


def _explain_runs(target: Target, queue: DeadLetterQueue, depth: int) -> None:
    """Say what to do with failed runs of the API source, which no queue delivered."""
    if depth:
        failed = count(depth, "failed run is", "failed runs are")
        note(
            f"{queue.label}: {failed} not moved, because failed runs came from no queue. "
            f"{_remedy_for_runs(target, queue)}"
        )


def _remedy_for_runs(target: Target, queue: DeadLetterQueue) -> str:
    """Return sentences on the remedy for failed runs of the API source."""
    function = target.outputs.get("api_source_function") or "<function>"
    return (
        "The next run of the schedule polls what a failed run missed. Start one now: "
        f"`aws lambda invoke --function-name {function} run.json`. Delete the messages after "
        f"reading them: `aws sqs purge-queue --queue-url {queue.url}`."
    )


def _move_all(sqs: SQSClient, queue: DeadLetterQueue, *, dry_run: bool) -> bool:
    depth = dead_letters.depth(sqs, queue)
    if not depth:
        say(f"{queue.label}: no messages to move.")
        return True
    if dry_run:
        say(f"{queue.label}: {_messages(depth)} would be moved.")
        return True
    with progress() as display:
        task = display.add_task("messages moved", total=depth)
        done = dead_letters.move_all(
            sqs,
            queue,
            report=lambda moved, total: display.update(task, completed=moved, total=total or depth),
        )
    say(f"{queue.label}: {done.moved:,} of {_messages(done.total)} moved.")
    if not done.is_complete:
        note(f"The move ended with status {done.status}: {done.reason or 'no reason given'}.")
        return False
    if left := dead_letters.depth(sqs, queue):
        note(
            f"{queue.label}: about {count(left, 'message is', 'messages are')} still in the "
            "dead-letter queue: another reader holds them, or they are new. SQS's number may be a "
            "minute old: `clickstream dead-letters list` reads the messages."
        )
    return True  # the number may be old, so that it cannot decide on the exit status


def _move_some(
    sqs: SQSClient, queues: Sequence[DeadLetterQueue], message_ids: Iterable[str], *, dry_run: bool
) -> bool:
    """Move messages, wherever they are, and return whether all were found and moved."""
    wanted = set(message_ids)
    moved = [_move_from(sqs, queue, wanted, dry_run=dry_run) for queue in queues]
    for message_id in sorted(wanted):
        note(_not_found(message_id, queues))
    return all(moved) and not wanted


def _move_from(sqs: SQSClient, queue: DeadLetterQueue, wanted: set[str], *, dry_run: bool) -> bool:
    """Move the wanted messages of a queue, and remove their ids; return whether none failed."""
    complete = True
    if not wanted:
        return complete
    with dead_letters.reading(sqs, queue) as messages:
        for letter in messages:
            if letter.message_id not in wanted:
                continue
            wanted.discard(letter.message_id)
            objects = ", ".join(letter.objects) or "no raw object"
            if dry_run:
                say(f"{letter.message_id} would be moved: {objects}")
            elif problem := _move_one(sqs, letter):
                complete = False
                note(f"{letter.message_id} was not moved: {problem}")
            else:
                say(f"{letter.message_id} moved: {objects}")
            if not wanted:
                break
    return complete


def _move_one(sqs: SQSClient, letter: DeadLetter) -> str:
    """Move a message, and return the error of the request that failed; empty if none did."""
    try:
        dead_letters.move(sqs, letter)
    except ClientError as error:
        return str(error)
    return ""
