"""`clickstream convert-missing` on the emulator: unannounced objects are converted once."""

from __future__ import annotations

import gzip
import json
import re
import uuid
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from clickstream.cli.main import app
from clickstream.local import stack
from tests.e2e.verbs import Lake, events_of, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENT = {"event_type": "page_view", "event_time": "2025-11-26T12:00:00Z"}
AT_ONCE = ("--older-than-minutes", "0")


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    """Deploy a stack with versioned buckets, convert an object, and remove the notification."""
    name = f"missing-{uuid.uuid4().hex[:8]}"
    try:
        lake = Lake(stack.up(name, {"versioning": "true"}))
        converted = lake.put_object(events_of(EVENT), "raw/year=2025/month=11/day=26/announced.gz")
        eventually(lambda: lake.rows(converted), "the announced object is converted")
        lake.client("s3").put_bucket_notification_configuration(
            Bucket=lake.stack.outputs["raw_bucket"], NotificationConfiguration={}
        )
        yield lake
    finally:
        stack.down(name)


def convert_missing(lake: Lake, *options: str) -> tuple[int, dict[str, int], str]:
    """Run the command and return its exit status, its table and its whole output."""
    done = CliRunner().invoke(
        app, ["convert-missing", "--local", "--name", lake.stack.name, *options]
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return (
        done.exit_code,
        {row: int(count) for row, count in re.findall(r"│ ([a-z ]+?) +│ +(\d+) │", done.stdout)},
        done.output,
    )


def test_objects_that_arrived_unannounced_are_converted_and_a_second_run_doubles_nothing(
    lake: Lake,
) -> None:
    odd = lake.put_object(events_of(EVENT, EVENT), "raw/by hand/zürich + 100%.gz")
    dated = lake.put_object(
        events_of(EVENT) + gzip.compress(b"no json\n"),
        "raw/year=2025/month=11/day=27/unannounced.gz",
    )
    blank = lake.put_object(gzip.compress(b"\n\n"), "raw/year=2025/month=11/day=28/blank.gz")
    lake.put_object(events_of(EVENT), "raw/year=2025/month=11/day=28/replaced.gz")
    replaced = lake.put_object(
        events_of(EVENT, EVENT, EVENT), "raw/year=2025/month=11/day=28/replaced.gz"
    )

    assert convert_missing(lake)[1] == {
        "raw objects": 5,
        "converted": 1,
        "recent": 4,
        "missing": 0,
        "sent": 0,
    }, "young objects are left out"
    status, counts, _ = convert_missing(
        lake, *AT_ONCE, "--dry-run", "--from", "2025-11-27", "--to", "2025-11-27"
    )
    assert (status, counts["raw objects"], counts["missing"], counts["sent"]) == (1, 1, 1, 0)
    assert lake.waiting("queue_url") == 0, "a dry run sends nothing"

    status, counts, said = convert_missing(lake, *AT_ONCE)
    assert (status, counts) == (
        0,
        {"raw objects": 5, "converted": 1, "recent": 0, "missing": 4, "sent": 4},
    ), said
    eventually(
        lambda: [len(lake.rows(source)) for source in (odd, dated, replaced)] == [2, 1, 3],
        "each is converted, of a replaced one the current version",
    )
    assert len(eventually(lambda: lake.quarantined(dated), "the broken line is in quarantine")) == 1
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    files = lake.files()

    status, counts, said = convert_missing(lake, *AT_ONCE)
    assert (status, counts["converted"], counts["missing"]) == (0, 4, 1), said
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    assert lake.files() == files, "the object without lines is converted again, to nothing"
    assert not lake.rows(blank)
    assert lake.waiting("dead_letter_queue_url") == 0


def test_an_object_announced_twice_is_there_once(lake: Lake) -> None:
    source = lake.put_object(events_of(EVENT), "raw/year=2025/month=11/day=29/twice.gz")
    for _ in range(2):  # the second run may come before the first one's message is handled
        convert_missing(lake, *AT_ONCE, "--from", "2025-11-29", "--to", "2025-11-29")
    eventually(lambda: lake.rows(source), "the object is converted")
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    assert json.dumps(lake.rows(source, "count(*) AS n")) == '[{"n": "1"}]', (
        "its files have the same names"
    )
