"""`clickstream demo`: the whole way, on a stack of its own, with every event accounted for."""

import json
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from clickstream.cli import events, query, reconciliation
from clickstream.cli.athena import Lake
from clickstream.cli.errors import CliError
from clickstream.cli.output import counts_table, out, say, table
from clickstream.cli.reconciliation import EventCounts, QueueDepths
from clickstream.cli.target import Target, local_errors, target_of
from clickstream.delivery import sender

SEED = 20251126
SAMPLE_EVENT = Path(__file__).with_name("sample-event.json")
PURCHASE = {
    "event_type": "purchase",
    "user_id": "u-001",
    "session_id": "s-101",
    "product_id": "p-1",
}
QUARANTINE_SQL = "SELECT reason, detail, line FROM {table} ORDER BY reason, line LIMIT 20"


def broken_lines(now: datetime) -> tuple[tuple[str, bytes], ...]:
    """Return lines that the pipeline cannot take, each with the reason that it is to be quarantined for."""
    time_of = {"event_time": now.isoformat()}
    return (
        ("malformed_json", b'{"event_id": "cut-off", "event_type": "page_vi'),
        ("malformed_json", b"{'event_type': 'page_view', 'quotes': 'single'}"),
        ("malformed_json", b"GET /health 200"),
        ("not_an_object", b"42"),
        ("not_an_object", b'"page_view"'),
        ("missing_field", events.compact({"event_id": "no-type", **time_of})),
        ("missing_field", events.compact({"event_id": "no-time", **PURCHASE})),
        (
            "wrong_type",
            events.compact(
                {"event_id": "bad-price", **PURCHASE, **time_of, "product_price": "free"}
            ),
        ),
        (
            "wrong_type",
            events.compact({"event_id": "bad-quantity", **PURCHASE, **time_of, "quantity": "two"}),
        ),
        (
            "outside_time_window",
            events.compact({"event_id": "epoch", **PURCHASE, "event_time": "1970-01-01T00:00:00Z"}),
        ),
        (
            "outside_time_window",
            events.compact(
                {"event_id": "future", **PURCHASE, "event_time": "2099-01-01T00:00:00Z"}
            ),
        ),
    )


def pretty_event(now: datetime) -> bytes:
    """Return the sample event as a file has it, over many lines and without an id, dated `now`."""
    event: dict[str, Any] = json.loads(SAMPLE_EVENT.read_text(encoding="utf-8"))
    return json.dumps(
        {**event, "event_time": now.isoformat()}, ensure_ascii=False, indent=2
    ).encode()


def demo(
    *,
    count: Annotated[
        int,
        typer.Option("--events", min=1, metavar="N", help="How many sample events to generate."),
    ] = 20_000,
) -> None:
    """Show the whole pipeline: deploy it locally, send events, query the lake, account for every event.

    Among the events are a pretty-printed one, without an id, and lines that cannot be taken.
    Nothing is left running. Exit status 1 if an event is missing or doubled.
    """
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        _step("Deploy the program into a local emulator")
        with stack.ephemeral(report=say) as running:
            show(target_of(running), count)


def show(target: Target, count: int) -> None:
    """Send, wait, query and account on a fresh pipeline.

    Raises:
        CliError: If an event is missing or doubled.
    """
    lake = Lake(target)
    began = time.monotonic()
    expected = _send(target, count)

    _step("Wait until every event is in the lake or in quarantine")
    found = _wait(target, lake, expected)
    say(
        f"{found.total:,} events accounted for, {time.monotonic() - began:.1f} s after the first was sent"
    )

    for saved in lake.saved():
        result = lake.run(saved.sql, name=saved.name)
        _step(f"{saved.name}: {saved.description}")
        out.print(query.result_table(result))
        say(query.summary(result))

    _step("What is in quarantine, and why")
    out.print(
        query.result_table(lake.run(QUARANTINE_SQL.format(table=target.output("quarantine_table"))))
    )

    _step("The account")
    out.print(counts_by_place(expected, found))
    if told := reconciliation.differences(expected, found):
        raise CliError("the account does not balance: " + "; ".join(told))
    say(f"Every one of {expected.total:,} events is accounted for, and none is doubled.")


def counts_by_place(expected: EventCounts, found: EventCounts) -> Table:
    """Return the account: what was sent, and where it is."""
    reasons = sorted({*expected.quarantined, *found.quarantined})
    rows: list[tuple[str, object, object]] = [
        ("rows in the table", expected.rows, found.rows),
        *(
            (
                f"quarantined: {reason}",
                expected.quarantined.get(reason, 0),
                found.quarantined.get(reason, 0),
            )
            for reason in reasons
        ),
        ("sum", expected.total, found.total),
        ("distinct event ids", expected.event_ids, found.event_ids),
    ]
    return table(("", "sent", "found"), rows, numeric=(1, 2))


def _send(target: Target, count: int) -> EventCounts:
    """Send the demonstration's events, and return the account that they should make."""
    now = datetime.now(UTC)
    broken = broken_lines(now)
    _step(
        f"Send {count:,} sample events, a pretty-printed one, and {len(broken)} broken lines among them"
    )
    samples = events.samples(target.contract_path, count, seed=SEED, until=now)
    parts = chain(
        sender.pack(chain((line for _, line in broken), samples)),
        [sender.single_record(pretty_event(now))],
    )
    counts = sender.Counts()
    sender.send(
        target.client("firehose"), target.output("delivery_stream_name"), parts, counts, report=say
    )
    out.print(counts_table(counts))
    if counts.failed_events:
        msg = f"{counts.failed_events:,} events were never accepted by Firehose: {counts.failed}"
        raise CliError(msg)
    return EventCounts(
        rows=count + 1, event_ids=count + 1, quarantined=Counter(reason for reason, _ in broken)
    )


def _wait(target: Target, lake: Lake, expected: EventCounts) -> EventCounts:
    sqs = target.client("sqs")

    def look() -> tuple[EventCounts, QueueDepths]:
        # The queues first: what they had no more is in the count.
        state = reconciliation.queue_depths(sqs, target)
        return reconciliation.count_events(
            lake, target.output("table"), target.output("quarantine_table")
        ), state

    def report(found: EventCounts) -> None:
        say(
            f"  {found.rows:,} rows, {sum(found.quarantined.values()):,} in quarantine, of {expected.total:,} events"
        )

    try:
        return reconciliation.wait(expected, look, report=report)
    except CliError as error:
        said = reconciliation.converter_errors(target)
        raise CliError(
            error.message,
            "\n".join(
                ["The converter's last complaints:", *said]
                if said
                else ["The converter logged no complaint.", error.remedy]
            ),
        ) from error


def _step(text: str) -> None:
    out.print()
    out.rule(text, align="left")
