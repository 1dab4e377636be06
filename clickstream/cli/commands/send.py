"""`clickstream send`: sends events to the delivery stream."""

import secrets
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from clickstream.cli import events
from clickstream.cli.output import counts_table, note, out, progress
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve
from clickstream.delivery import sender

CONTINUOUS_PAUSE_SECONDS = 1.0
SEED_BITS = 32

Packed = Iterator[sender.Record | sender.OversizedEvent]
Send = Callable[[Packed, Callable[[int], object]], None]
"""Function that sends records, and calls back with the number of events of each batch."""


CountOption = Annotated[
    int | None,
    typer.Option(
        "--events",
        min=1,
        metavar="N",
        help="Generate and send N sample events of the contract, dated within the last days.",
    ),
]
FileOption = Annotated[
    str | None,
    typer.Option(
        "--file",
        metavar="PATH",
        help="Send the events of a file, plain or gzip; - is standard input. The file holds one event per line, or one pretty-printed JSON value.",
    ),
]
ContinuousOption = Annotated[
    bool,
    typer.Option("--continuously", help="Send N new sample events every second, until Ctrl-C."),
]
SeedOption = Annotated[
    int | None,
    typer.Option(
        "--seed",
        help="Seed of the random values of the sample events. Default: a new seed each time.",
    ),
]
ContractOption = Annotated[
    Path | None,
    typer.Option(
        "--contract", help="Contract file of the sample events. Default: the stack's contract."
    ),
]


def send(
    *,
    count: CountOption = None,
    file: FileOption = None,
    continuously: ContinuousOption = False,
    seed: SeedOption = None,
    contract: ContractOption = None,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Send events to the delivery stream: sample events, or the events of a file.

    Events are packed into large records, one per line. Exit status 1 if Firehose never accepted an
    event.
    """
    generated_only = continuously or seed is not None or contract is not None
    _check_options(count, file, generated_only=generated_only)
    target = resolve(local=local, name=name, stack=stack)
    client, stream = target.client("firehose"), target.output("delivery_stream_name")
    limit = target.record_limit_events
    with _counts_shown() as counts:

        def put(packed: Packed, advance: Callable[[int], object]) -> None:
            sender.send(client, stream, packed, counts, report=note, advance=advance)

        if count is None:
            _send_file(str(file), put, limit)
        else:
            path = contract or target.contract_path
            first_seed = secrets.randbits(SEED_BITS) if seed is None else seed
            _send_samples(path, count, first_seed, put, limit, continuously=continuously)
    if counts.failed_events:
        raise typer.Exit(1)


def _check_options(count: int | None, file: str | None, *, generated_only: bool) -> None:
    if (count is None) == (file is None):
        msg = "give either --events N, to generate events, or --file PATH, to send those of a file"
        raise typer.BadParameter(msg)
    if file is not None and generated_only:
        msg = (
            "--continuously, --seed and --contract are for generated events: use them with --events"
        )
        raise typer.BadParameter(msg)


@contextmanager
def _counts_shown() -> Generator[sender.Counts]:
    """Print the counts at the end, also after an error or Ctrl-C: accepted events stay accepted."""
    counts, finished = sender.Counts(), False
    try:
        yield counts
        finished = True
    finally:
        if finished or counts.events or counts.failed_events:
            out.print(counts_table(counts))


def _send_file(file: str, put: Send, limit: int | None) -> None:
    with progress() as display:
        task = display.add_task("events sent", total=None)
        packed = events.read_records(file, limit_events=limit)
        put(packed, lambda done: display.advance(task, done))


def _send_samples(
    path: Path, count: int, seed: int, put: Send, limit: int | None, *, continuously: bool
) -> None:
    with progress() as display, _interruptible(on=continuously) as stopped:
        task = display.add_task("events sent", total=None if continuously else count)
        while True:
            packed = sender.pack(events.samples(path, count, seed=seed), limit_events=limit)
            put(packed, lambda done: display.advance(task, done))
            seed += 1
            if not continuously or stopped.wait(CONTINUOUS_PAUSE_SECONDS):
                return


@contextmanager
def _interruptible(*, on: bool) -> Generator[threading.Event]:
    """Yield an event that the first Ctrl-C sets; the second Ctrl-C interrupts at once.

    The loop can then end after its current batch, so that the counts are complete.
    """
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop) if on else None
    try:
        yield stopped
    finally:
        if on:
            signal.signal(signal.SIGINT, before)
