"""Lake with crawlers instead of partition projection.

The emulator's crawlers add partitions only, so their other work on AWS is not tested.
"""

from __future__ import annotations

import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clickstream.local import stack
from tests.e2e.verbs import Lake, events_of, eventually
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = f"crawlers-{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    try:
        yield Lake(
            stack.up(
                NAME, {"partitionDiscovery": "crawler", "crawlerSchedule": "cron(0 3 * * ? *)"}
            )
        )
    finally:
        stack.down(NAME)


def crawl() -> subprocess.CompletedProcess[str]:
    command = str(Path(sys.executable).with_name("clickstream"))
    return subprocess.run(
        [command, "crawl", "--local", "--name", NAME],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_crawlers_are_as_glue_takes_them(lake: Lake) -> None:
    glue, outputs = lake.client("glue"), lake.stack.outputs
    for zone in ("events", "quarantine"):
        crawler = glue.get_crawler(Name=outputs[f"{zone}_crawler"])["Crawler"]
        table = outputs["table" if zone == "events" else "quarantine_table"]
        assert crawler["Targets"]["CatalogTargets"] == [
            {"DatabaseName": outputs["database"], "Tables": [table]}
        ]
        assert crawler["Schedule"]["ScheduleExpression"] == "cron(0 3 * * ? *)"
        assert (
            "projection.enabled"
            not in glue.get_table(DatabaseName=outputs["database"], Name=table)["Table"][
                "Parameters"
            ]
        )


def test_the_command_starts_both_crawlers_and_waits_until_they_are_done(lake: Lake) -> None:
    done = crawl()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("SUCCEEDED") == 2
    for zone in ("events", "quarantine"):
        assert (
            lake.client("glue").get_crawler(Name=lake.stack.outputs[f"{zone}_crawler"])["Crawler"][
                "State"
            ]
            == "READY"
        )


def test_a_crawler_that_somebody_else_started_is_waited_for(lake: Lake) -> None:
    lake.client("glue").start_crawler(Name=lake.stack.outputs["events_crawler"])
    done = crawl()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "already running; waiting for it" in done.stderr


def test_events_are_rows_once_a_crawler_has_found_their_partition(lake: Lake) -> None:
    source = lake.put_object(
        events_of({"event_type": "page_view", "event_time": datetime.now(UTC).isoformat()})
    )
    prefix = f"events/{datetime.now(UTC):year=%Y/month=%m/day=%d}/"
    eventually(lambda: any(prefix in file for file in lake.files()), "the event is converted")
    assert lake.rows(source) == [], "the partition is not in the catalog"
    assert crawl().returncode == 0
    assert len(lake.rows(source)) == 1
