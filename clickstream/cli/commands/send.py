"""`clickstream send`: sends events to the delivery stream."""

import itertools
import signal
import threading
import time
from collections import abc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from clickstream.cli import events
from clickstream.cli.generation import (
    DaysOption,
    FaultOption,
    SeedOption,
    account_table,
    fault_shares,
    seed_or_new,
)
from clickstream.cli.output import counts_table, note, out, progress
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve
from clickstream.delivery import sender
from clickstream.generator.account import Account
from clickstream.generator.generate import DAYS, Generator

LIVE_BATCH_SECONDS = 1.0

Packed = Iterator[sender.Record | sender.OversizedEvent]
Send = Callable[[Packed, Callable[[int], object]], None]
"""Function that sends records, and calls back with the number of events of each batch."""


CountOption = Annotated[
    int | None,
    typer.Option(
        "--events",
        min=1,
        metavar="N",
        help="Generate and send N sample events of the contract, dated within the last days (--days).",
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
    typer.Option(
        "--continuously", help="Send N new sample events every second, dated now, until Ctrl-C."
    ),
]
RateOption = Annotated[
    int | None,
    typer.Option(
        "--rate",
        min=1,
        metavar="R",
        help="Send R sample events every second, dated now, instead of all N at once.",
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
    days: DaysOption = DAYS,
    rate: RateOption = None,
    continuously: ContinuousOption = False,
    seed: SeedOption = None,
    fault: FaultOption = None,
    contract: ContractOption = None,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Send events to the delivery stream: sample events, or the events of a file.

    Sample events are the visits of a shop, in the order of time. Events are packed into large
    records, one per line. Exit status 1 if Firehose never accepted an event.
    """
    shares = fault_shares(fault)
    generated_only = continuously or any(
        option is not None for option in (rate, seed, fault, contract)
    )
    _check_options(count, file, generated_only=generated_only or days != DAYS)
    _check_live_options(days, rate, continuously=continuously)
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
            generator = Generator(path, seed=seed_or_new(seed), faults=shares)
            if continuously:
                account = _send_live(generator, count, None, put, limit)
            elif rate:
                account = _send_live(generator, rate, count, put, limit)
            else:
                account = _send_period(generator, count, days, put, limit)
            if shares:
                out.print(account_table(account))
    if counts.failed_events:
        raise typer.Exit(1)


def _check_options(count: int | None, file: str | None, *, generated_only: bool) -> None:
    if (count is None) == (file is None):
        msg = "give either --events N, to generate events, or --file PATH, to send those of a file"
        raise typer.BadParameter(msg)
    if file is not None and generated_only:
        msg = (
            "--days, --rate, --continuously, --seed, --fault and --contract are for generated "
            "events: use them with --events"
        )
        raise typer.BadParameter(msg)


def _check_live_options(days: int, rate: int | None, *, continuously: bool) -> None:
    if rate is not None and continuously:
        msg = "--continuously sends N events every second: leave out --rate, or leave out --continuously to stop after N events"
        raise typer.BadParameter(msg)
    if days != DAYS and (rate is not None or continuously):
        msg = "--rate and --continuously send events that are dated now: leave out --days"
        raise typer.BadParameter(msg)


@contextmanager
def _counts_shown() -> abc.Generator[sender.Counts]:
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


def _send_period(
    generator: Generator, count: int, days: int, put: Send, limit: int | None
) -> Account:
    """Send events of the last days at once, and return their account."""
    generated = generator.period(count, until=datetime.now(UTC), days=days)
    with progress() as display:
        task = display.add_task("events sent", total=count)
        packed = sender.pack(generated.lines, limit_events=limit)
        put(packed, lambda done: display.advance(task, done))
    return generated.account


def _send_live(
    generator: Generator, rate: int, count: int | None, put: Send, limit: int | None
) -> Account:
    """Send events of each second as it passes, and return their account.

    Args:
        generator: Generator of the events.
        rate: Events per second.
        count: Number of events; None to send until Ctrl-C.
        put: Function that sends records.
        limit: Limit on the events of a record.
    """
    generated = generator.live(rate, since=datetime.now(UTC))
    began, left = time.monotonic(), count
    with progress() as display, _interruptible() as stopped:
        task = display.add_task("events sent", total=count)
        for second in itertools.count(1):
            batch = rate if left is None else min(rate, left)
            packed = sender.pack(islice(generated.lines, batch), limit_events=limit)
            put(packed, lambda done: display.advance(task, done))
            left = None if left is None else left - batch
            # Counted from the begin, so that the time of sending does not slow the rate down.
            pause = began + second * LIVE_BATCH_SECONDS - time.monotonic()
            if left == 0 or stopped.wait(max(pause, 0)):
                break
    return generated.account


@contextmanager
def _interruptible() -> abc.Generator[threading.Event]:
    """Yield an event that the first Ctrl-C sets; the second Ctrl-C interrupts at once.

    The loop can then end after its current batch, so that the counts are complete.
    """
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
