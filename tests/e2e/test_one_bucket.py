"""Raw zone, lake and results in one bucket: only raw objects start a conversion."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clickstream.local.stack import ephemeral
from tests.e2e.verbs import Lake, events_of, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime.now(UTC).isoformat(timespec="seconds")


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    with ephemeral({"oneBucket": "true"}) as stack:
        yield Lake(stack)


def test_an_event_is_one_row_and_its_conversion_starts_no_other(lake: Lake) -> None:
    outputs = lake.stack.outputs
    assert outputs["raw_bucket"] == outputs["lake_bucket"] == outputs["results_bucket"]
    lake.put_record(
        json.dumps({"event_id": "e-1", "event_type": "page_view", "event_time": NOW}).encode()
        + b"\n{broken\n"
    )
    eventually(
        lambda: lake.query(f"SELECT * FROM {outputs['quarantine_table']}"),  # noqa: S608 - ours
        "the line that is none is in quarantine",
    )
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    assert [row["event_id"] for row in lake.query(f"SELECT event_id FROM {outputs['table']}")] == [  # noqa: S608 - ours
        "e-1"
    ]
    written = [
        key.split("/")[0] for key in sorted(lake.files()) if not key.startswith("athena-results/")
    ]
    assert written == ["events", "quarantine", "raw"], (
        "one object each: nothing was converted again"
    )
    (notification,) = lake.client("s3").get_bucket_notification_configuration(
        Bucket=outputs["raw_bucket"]
    )["QueueConfigurations"]
    (rule,) = notification["Filter"]["Key"]["FilterRules"]
    assert (rule["Name"].lower(), rule["Value"]) == ("prefix", "raw/")


def test_objects_beneath_every_other_prefix_reach_no_queue(lake: Lake) -> None:
    for prefix in ("events", "quarantine", "errors", "artifacts", "athena-results"):
        # Athena skips names that start with an underscore, so that these are not read as the
        # table's files.
        lake.put_object(
            events_of({"event_type": "page_view", "event_time": NOW}),
            f"{prefix}/raw/_stray.json.gz",
        )
    marker = lake.put_object(events_of({"event_type": "page_view", "event_time": NOW}))
    eventually(lambda: lake.rows(marker), "an object beneath raw/, put after them, is converted")
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    converted = lake.query(f"SELECT DISTINCT source_object FROM {lake.stack.outputs['table']}")  # noqa: S608 - ours
    assert not [row for row in converted if "_stray" in row["source_object"]]
    assert lake.waiting("dead_letter_queue_url") == 0
