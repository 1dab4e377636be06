"""`clickstream demo`: runs the whole pipeline on a temporary local stack and checks every event."""

import json
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from clickstream.cli import reconciliation
from clickstream.cli.athena import Lake
from clickstream.cli.commands.report import write_report
from clickstream.cli.errors import CliError
from clickstream.cli.output import counts_table, out, say, table
from clickstream.cli.query_results import print_result, summary
from clickstream.cli.reconciliation import EventCounts, QueueDepths
from clickstream.cli.statements import bind
from clickstream.cli.target import Target, local_errors, target_of
from clickstream.delivery import sender
from clickstream.generator.generate import Generator
from clickstream.generator.lines import compact
from clickstream.report.model import Sent

SEED = 20251126
DAYS = 28  # whole weeks within the default dates of the queries
REPORT = Path("build/demo-report.html")
SAMPLE_EVENT = Path(__file__).parents[1] / "sample-event.json"
PURCHASE = {
    "event_type": "purchase",
    "user_id": "u-001",
    "session_id": "s-101",
    "product_id": "p-1",
}
QUARANTINE_SQL = "SELECT reason, detail, line FROM {table} ORDER BY reason, line LIMIT 20"


def demo(
    *,
    count: Annotated[
        int, typer.Option("--events", min=1, metavar="N", help="Number of sample events.")
    ] = 20_000,
) -> None:
    """Run the whole pipeline locally: deploy, send events, query the lake, check every event.

    Among the events are a pretty-printed one without an id, and broken lines, which go to
    quarantine. The local stack is removed at the end. Exit status 1 if an event is missing or
    duplicated.
    """
    with local_errors():
        from clickstream.local import stack  # noqa: PLC0415 - not installed where only AWS is used

        _step("Deploy the program into a local emulator")
        with stack.ephemeral(report=say) as running:
            run_demo(target_of(running), count)


def run_demo(target: Target, count: int) -> None:
    """Send events to a new pipeline, wait for their conversion, run the queries, reconcile.

    Raises:
        CliError: If an event is missing or duplicated.
    """
    lake = Lake(target)
    began = time.monotonic()
    sent = _send(target, count)

    _step("Wait until every event is in the lake or in quarantine")
    found = _wait(target, lake, sent)
    seconds = time.monotonic() - began
    say(f"{found.total:,} events found, {seconds:.1f} s after the first was sent")

    for named in lake.named_queries():
        # The default dates are the last days, and so are those of the events.
        (statement,) = bind([named.sql], [], name=named.name)
        result = lake.run(statement.sql, name=named.name, parameters=statement.values)
        _step(f"{named.name}: {named.description}")
        print_result(result)
        say(summary(result))

    _step("Quarantined lines, with reasons")
    quarantine = QUARANTINE_SQL.format(table=target.output("quarantine_table"))
    print_result(lake.run(quarantine))

    _step("Reconciliation of sent and found events")
    out.print(reconciliation_table(sent, found))
    if differences := reconciliation.differences(sent, found):
        raise CliError("sent and found events differ: " + "; ".join(differences))
    say(f"All {sent.total:,} events are in the lake or in quarantine, each once.")

    _step("Report with charts")
    write_report(lake, "the demo", REPORT, Sent(sent.rows, sent.quarantined))
    say(f"Open {REPORT.resolve()} in a browser.")


def broken_lines(now: datetime) -> tuple[tuple[str, bytes], ...]:
    """Return lines that the converter quarantines, each with the expected reason."""
    time_of = {"event_time": now.isoformat()}

    def broken_event(event_id: str, **fields: Any) -> bytes:  # noqa: ANN401 - JSON values
        return compact({"event_id": event_id, **fields})

    def purchase(event_id: str, **fields: Any) -> bytes:  # noqa: ANN401 - JSON values
        return broken_event(event_id, **PURCHASE, **fields)

    return (
        ("malformed_json", b'{"event_id": "cut-off", "event_type": "page_vi'),
        ("malformed_json", b"{'event_type': 'page_view', 'quotes': 'single'}"),
        ("malformed_json", b"GET /health 200"),
        ("not_an_object", b"42"),
        ("not_an_object", b'"page_view"'),
        ("missing_field", broken_event("no-type", **time_of)),
        ("missing_field", purchase("no-time")),
        ("wrong_type", purchase("bad-price", **time_of, product_price="free")),
        ("wrong_type", purchase("bad-quantity", **time_of, quantity="two")),
        ("outside_time_window", purchase("epoch", event_time="1970-01-01T00:00:00Z")),
        ("outside_time_window", purchase("future", event_time="2099-01-01T00:00:00Z")),
    )


def pretty_event(now: datetime) -> bytes:
    """Return the sample event with the event time `now`: pretty-printed, without an id."""
    event: dict[str, Any] = json.loads(SAMPLE_EVENT.read_text(encoding="utf-8"))
    event["event_time"] = now.isoformat()
    return json.dumps(event, ensure_ascii=False, indent=2).encode()


def reconciliation_table(sent: EventCounts, found: EventCounts) -> Table:
    """Return a table of sent and found events: rows, and quarantined lines by reason."""
    reasons = sorted({*sent.quarantined, *found.quarantined})
    rows: list[tuple[str, object, object]] = [
        ("rows in the table", sent.rows, found.rows),
        *(
            (
                f"quarantined: {reason}",
                sent.quarantined.get(reason, 0),
                found.quarantined.get(reason, 0),
            )
            for reason in reasons
        ),
        ("total", sent.total, found.total),
        ("distinct event ids", sent.event_ids, found.event_ids),
    ]
    return table(("", "sent", "found"), rows, numeric=(1, 2))


def _send(target: Target, count: int) -> EventCounts:
    """Send the demo's events, and return the expected numbers of rows and quarantined lines."""
    now = datetime.now(UTC)
    broken = broken_lines(now)
    _step(f"Send {count:,} sample events, a pretty-printed event and {len(broken)} broken lines")
    generator = Generator(target.contract_path, seed=SEED)
    samples = generator.period(count, until=now, days=DAYS)
    packed = chain(
        sender.pack(chain((line for _, line in broken), samples.lines)),
        [sender.single_record(pretty_event(now))],
    )
    client, stream = target.client("firehose"), target.output("delivery_stream_name")
    counts = sender.Counts()
    sender.send(client, stream, packed, counts, report=say)
    out.print(counts_table(counts))
    if counts.failed_events:
        msg = f"Firehose never accepted {counts.failed_events:,} events: {counts.failed}"
        raise CliError(msg)
    account, reasons = samples.account, Counter(reason for reason, _ in broken)
    return EventCounts(account.rows + 1, account.event_ids + 1, quarantined=reasons)


def _wait(target: Target, lake: Lake, sent: EventCounts) -> EventCounts:
    sqs = target.client("sqs")
    tables = target.output("table"), target.output("quarantine_table")

    def read() -> tuple[EventCounts, QueueDepths]:
        # Queues first: rows of a message that left its queue are then included in the counts.
        depths = reconciliation.queue_depths(sqs, target)
        return reconciliation.count_events(lake, *tables), depths

    def report(found: EventCounts) -> None:
        quarantined = sum(found.quarantined.values())
        say(f"  {found.rows:,} rows, {quarantined:,} in quarantine, of {sent.total:,} events")

    try:
        return reconciliation.wait(sent, read, report=report)
    except CliError as error:
        logged = reconciliation.converter_errors(target)
        lines = (
            ["Last warnings and errors in the converter's log:", *logged]
            if logged
            else ["The converter's log has no warning or error.", error.remedy]
        )
        raise CliError(error.message, "\n".join(lines)) from error


def _step(text: str) -> None:
    out.print()
    out.rule(text, align="left")
