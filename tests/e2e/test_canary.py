"""Canary on the emulator: from the schedule to the metric, and the lag of a stopped pipeline."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.local.stack import ephemeral
from tests.e2e.verbs import Lake, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long
FIREHOSE = {"engine": "firehose", "bufferingMb": "64", "parquetCompression": "snappy"}
SETTINGS = {
    "lambda": {},
    "lambda-ga4": {"contract": "contracts/ga4.odcs.yaml"},
    "firehose-arrival": {**FIREHOSE, "firehosePartition": "arrival"},
    "firehose-event": {**FIREHOSE, "firehosePartition": "event"},
}


@pytest.fixture(scope="module", params=SETTINGS)
def lake(request: pytest.FixtureRequest) -> Iterator[Lake]:
    with ephemeral({"canary": "true", **SETTINGS[request.param]}) as stack:
        yield Lake(stack)


def run(lake: Lake) -> dict[str, Any]:
    """Run the canary as the schedule does, and return its answer."""
    answer = lake.client("lambda").invoke(FunctionName=lake.stack.outputs["canary_function"])
    payload = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, payload
    return payload


def lag(lake: Lake) -> float | None:
    return run(lake)["lag_seconds"]


def metrics(lake: Lake) -> list[dict[str, Any]]:
    """Return the data points of the metric as alarms read it."""
    now = datetime.now(UTC)
    return lake.client("cloudwatch").get_metric_statistics(
        Namespace="ClickstreamLake",
        MetricName="CanaryLagSeconds",
        Dimensions=[
            {"Name": "service", "Value": "canary"},
            {"Name": "function_name", "Value": lake.stack.outputs["canary_function"]},
        ],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Maximum"],
        Unit="Seconds",
    )["Datapoints"]


def test_an_event_that_is_sent_is_found_and_its_lag_is_a_metric(lake: Lake) -> None:
    sent = run(lake)["sent"]
    found = eventually(lambda: lag(lake), "the event is a row", pause_seconds=2)
    assert 0 <= found < 150
    rows = lake.query(f"SELECT * FROM {lake.stack.outputs['table']}")  # noqa: S608 - ours
    types = {row.get("event_type") or row.get("event_name") for row in rows}
    assert types == {"canary"}
    assert sent in {row["event_id"] for row in rows}
    eventually(lambda: metrics(lake), "the metric is in CloudWatch")


def test_canary_events_are_in_no_named_query(lake: Lake) -> None:
    eventually(lambda: lag(lake) is not None, "a canary event is a row", pause_seconds=2)
    queries = lake.named_queries()
    assert queries
    for query in queries:
        without_events = lake.answer(query, first="2021-01-01", last="2021-01-02")
        assert lake.answer(query) == without_events, query.name


@pytest.mark.parametrize("lake", ["lambda"], indirect=True, scope="module")
class TestStopped:
    def test_the_schedule_starts_the_canary(self, lake: Lake) -> None:
        (schedule,) = lake.client("scheduler").list_schedules()["Schedules"]
        described = lake.client("scheduler").get_schedule(Name=schedule["Name"])
        assert described["ScheduleExpression"] == "rate(1 minute)"
        before = len(canaries(lake))
        eventually(
            lambda: len(canaries(lake)) > before, "a scheduled run sent an event", pause_seconds=5
        )

    def test_the_lag_grows_while_the_function_is_stopped_and_falls_when_it_runs(
        self, lake: Lake
    ) -> None:
        functions = lake.client("lambda")
        (mapping,) = functions.list_event_source_mappings(
            FunctionName=lake.stack.outputs["converter_function"]
        )["EventSourceMappings"]
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        try:
            time.sleep(5)  # conversions that have begun end
            first = lag(lake)
            time.sleep(5)
            second = lag(lake)
        finally:
            functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
        assert first is not None
        assert second is not None
        assert second >= first + 5, "no event became a row"
        eventually(lambda: (lag(lake) or 0) < second, "an event is a row again", pause_seconds=2)


def canaries(lake: Lake) -> list[dict[str, Any]]:
    table = lake.stack.outputs["table"]
    return lake.query(f"SELECT event_time FROM {table} WHERE event_type = 'canary'")  # noqa: S608 - ours
