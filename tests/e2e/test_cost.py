"""Estimated cost against the calls that the emulator served for the same events."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from clickstream.cli.stack_settings import defaults
from clickstream.contract.sample_events import SPAN_DAYS, sample_events
from clickstream.cost.estimate import estimate, priced
from clickstream.cost.measured import DAYS, FIREHOSE_STEP_BYTES, GB, SECONDS_PER_DAY
from clickstream.cost.prices import PriceKey, read_prices
from clickstream.cost.settings import read_settings
from clickstream.cost.usage import Usage
from clickstream.cost.workload import Workload
from clickstream.delivery import sender
from clickstream.local.stack import ephemeral
from tests.e2e.verbs import Lake, eventually
from tests.paths import CLICKSTREAM, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long
RECORDS = 6
SECONDS = 60
"""Time in which the events would arrive."""
# The emulator writes an object for each record. At this rate Firehose does so too: a full record
# has 98 % of the bytes after which it writes.
CONFIG = {"bufferingMb": "1", "bufferingSeconds": "900", "maxConcurrency": "2"}
TOLERANCE = 0.1
PRICES = read_prices()


@dataclass(frozen=True)
class Served:
    """Calls of a run, by the item of the estimate's line."""

    quantities: dict[str, tuple[PriceKey, float]]

    def usages(self) -> list[Usage]:
        return [Usage("", item, key, served) for item, (key, served) in self.quantities.items()]


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    with ephemeral(CONFIG) as stack:
        yield Lake(stack)


def full_records() -> list[sender.Record]:
    """Return sample events of three whole dates, packed as the sender packs them."""
    yesterday = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    events = sample_events(CLICKSTREAM, seed=7, until=yesterday - timedelta(seconds=1))
    packed = sender.pack(json.dumps(event).encode() for event in events)
    return [record for record in islice(packed, RECORDS) if isinstance(record, sender.Record)]


def record_calls(lake: Lake) -> None:
    """Make the emulator record every call, by an HTTP client or a function, in its CloudTrail."""
    body = json.dumps({"cloudtrail._recording_enabled": True}).encode()
    with urlopen(f"{lake.stack.endpoint}/_ministack/config", data=body) as response:  # noqa: S310 - loopback
        assert json.load(response)["applied"], "the emulator records"


def recorded_calls(lake: Lake, name: str) -> int:
    """Return how many calls of a name the emulator recorded; its answer has at most 50."""
    events = lake.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}]
    )["Events"]
    assert len(events) < 50, "all calls are in the answer"
    return len(events)


def log_lines(lake: Lake) -> Counter[str]:
    """Return the function's log lines, counted by message; a line of metrics has none."""
    name = lake.stack.outputs["converter_function"]
    configuration = lake.client("lambda").get_function_configuration(FunctionName=name)
    pages = (
        lake.client("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=configuration["LoggingConfig"]["LogGroup"])
    )
    found: Counter[str] = Counter()
    for page in pages:
        for event in page["events"]:
            for line in event["message"].splitlines():
                if line.startswith("{"):
                    content: dict[str, Any] = json.loads(line)
                    found[content.get("message", "metrics" if "_aws" in content else "")] += 1
    return found


def raw_sizes(lake: Lake) -> list[int]:
    """Return the sizes of the raw objects; the emulator's Firehose does not compress."""
    listed = lake.client("s3").list_objects_v2(
        Bucket=lake.stack.outputs["raw_bucket"], Prefix="raw/"
    )
    return [entry["Size"] for entry in listed.get("Contents", [])]


def run(lake: Lake, records: list[sender.Record]) -> Served:
    """Send the records, wait until they are rows, and count the calls."""
    record_calls(lake)
    client = lake.client("firehose")
    counts = sender.Counts()
    stream = lake.stack.outputs["delivery_stream_name"]
    sender.send(client, stream, records, counts, report=print)
    table, events = lake.stack.outputs["table"], sum(record.events for record in records)
    count = f"SELECT count(*) AS events FROM {table}"  # noqa: S608 - ours
    eventually(
        lambda: lake.query(count) == [{"events": str(events)}],
        "the events are rows",
        pause_seconds=2,
    )
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    assert counts.records == len(records), "no record was sent twice"
    sizes = raw_sizes(lake)
    billed = sum(math.ceil(size / FIREHOSE_STEP_BYTES) * FIREHOSE_STEP_BYTES for size in sizes)
    lines = log_lines(lake)
    # The message that S3 sent when the deployment created the notification is none of the run's.
    invocations = lines["metrics"] - lines["S3 test event ignored"]
    return Served(
        {
            "records in, in steps of 5 KB": (PriceKey.FIREHOSE_INGESTION, billed / GB),
            "raw objects written": (PriceKey.S3_PUT, len(sizes)),
            "raw objects read": (PriceKey.S3_GET, recorded_calls(lake, "GetObject")),
            "table files written": (PriceKey.S3_PUT, recorded_calls(lake, "PutObject")),
            "notifications sent": (PriceKey.SQS, lines["object converted"]),
            "delete requests": (PriceKey.SQS, invocations),
            "converter, invocations": (PriceKey.LAMBDA_REQUESTS, invocations),
        }
    )


def test_the_estimate_is_within_a_tenth_of_the_calls_that_were_served(lake: Lake) -> None:
    records = full_records()
    events = sum(record.events for record in records)
    served = run(lake, records)

    sizes = sum(len(record.data) for record in records)
    workload = Workload(
        events_per_day=round(events * SECONDS_PER_DAY / SECONDS),
        bytes_per_event=round(sizes / events) - 1,
        send_every_seconds=SECONDS,
        dates_per_object=SPAN_DAYS,
        quarantined_share=0,
        queries_per_day=0,
    )
    texts = {**defaults(ROOT).by_key, **CONFIG}
    found = estimate(read_settings(texts, hashes_columns=False), workload, PRICES)
    runs_per_month = DAYS * SECONDS_PER_DAY / SECONDS
    estimated = {
        line.usage.item: line.usage.quantity / runs_per_month
        for line in found.lines
        if line.usage.item in served.quantities
    }
    assert estimated.keys() == served.quantities.keys(), "every counted call has a line"
    for item, (_, count) in served.quantities.items():
        assert estimated[item] == pytest.approx(count, rel=TOLERANCE), item

    bill = sum(line.dollars for line in priced(served.usages(), PRICES))
    expected = [
        Usage("", item, key, estimated[item]) for item, (key, _) in served.quantities.items()
    ]
    assert bill > 0
    assert sum(line.dollars for line in priced(expected, PRICES)) == pytest.approx(
        bill, rel=TOLERANCE
    ), "the bill of the run is the estimated one"
