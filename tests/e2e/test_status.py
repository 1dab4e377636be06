"""`clickstream status` and `logs` on a stack that is healthy, then broken, then repaired."""

from __future__ import annotations

import gzip
import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from clickstream.cli.main import app
from clickstream.local import stack
from tests.e2e.verbs import Lake, events_of, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long
RUNNER = CliRunner()
POISON_KEY = "raw/year=2026/month=11/day=26/ingestion-1-poison of zürich.json.gz"
BOMB = gzip.compress(b" " * (2 << 20))  # this stack takes objects of 1 MB unpacked


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    name = f"status-{uuid.uuid4().hex[:8]}"
    try:
        yield Lake(stack.up(name, {"maxObjectMb": "1"}))
    finally:
        stack.down(name)


def run(lake: Lake, command: str, *arguments: str) -> Any:
    return RUNNER.invoke(app, [command, "--local", "--name", lake.stack.name, *arguments])


def status(lake: Lake) -> tuple[int, dict[str, Any]]:
    result = run(lake, "status", "--format", "json")
    assert result.stdout, result.output
    return result.exit_code, json.loads(result.stdout)


def event(**more: object) -> dict[str, object]:
    return {"event_type": "page_view", "event_time": datetime.now(UTC).isoformat(), **more}


def kinds(document: dict[str, Any]) -> set[str]:
    return {problem["kind"] for problem in document["problems"]}


def test_a_stack_is_healthy_then_broken_by_a_poison_object_then_repaired(lake: Lake) -> None:
    is_healthy_with_the_counts_of_what_was_sent(lake)
    is_broken_by_a_poison_object_that_is_named_with_cause_and_remedy(lake)
    shows_the_log_of_the_poison_object_alone(lake)
    is_mended_by_a_later_conversion_of_the_object(lake)


def is_healthy_with_the_counts_of_what_was_sent(lake: Lake) -> None:
    lines = [json.dumps(event()), json.dumps(event(quantity="two")), json.dumps(event())]
    lake.put_record("\n".join(lines).encode())
    code, document = eventually(
        lambda: (found := status(lake))[1]["counts"]["lines_in"] == 3 and found,
        "the metrics of the converter are in CloudWatch",
    )
    assert (code, document["ok"], document["problems"]) == (0, True, [])
    counts = document["counts"]
    assert counts["records_in"] == counts["records_delivered"] == 1
    assert (counts["rows_written"], counts["lines_quarantined"]) == (2, 1)
    assert document["quarantined"] == {"wrong_type": 1}
    assert document["queue"] == {"waiting": 0, "in_flight": 0, "dead": 0}
    assert {alarm["kind"] for alarm in document["alarms"]} == set(lake.stack.outputs["alarms"])
    assert "MISSING" not in {alarm["state"] for alarm in document["alarms"]}
    assert run(lake, "status").stdout.startswith("OK: the local stack")


def is_broken_by_a_poison_object_that_is_named_with_cause_and_remedy(lake: Lake) -> None:
    # As deployed, a failed message comes back after minutes.
    lake.client("sqs").set_queue_attributes(
        QueueUrl=lake.stack.outputs["queue_url"], Attributes={"VisibilityTimeout": "4"}
    )
    address = lake.put_object(BOMB, POISON_KEY)
    code, document = eventually(
        lambda: (found := status(lake))[1]["queue"]["dead"] == 1 and found,
        "the poison object is given up on",
    )
    assert code == 1
    assert {"dead-letters", "function-errors"} <= kinds(document)
    (failed,) = (found for found in document["problems"] if found["kind"] == "function-errors")
    details = {detail["name"]: detail["value"] for detail in failed["details"]}
    assert details["object"] == address, "the key is decoded"
    assert "ObjectTooLargeError" in details["cause"]
    assert "Raise `maxObjectMb`" in failed["remedy"]
    assert failed["runbook"] == "docs/operations.md#function-errors"
    result = run(lake, "status")
    assert result.exit_code == 1
    assert "PROBLEMS (dead-letters, function-errors" in result.stdout.splitlines()[0]


def shows_the_log_of_the_poison_object_alone(lake: Lake) -> None:
    name = POISON_KEY.rpartition("/")[2]
    result = run(lake, "logs", "--object", name, "--format", "json")
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    failures = [line for line in lines if line["level"] == "ERROR"]
    assert len(failures) == 5, "the queue gives an object five tries"
    assert {line["source"] for line in lines} == {"converter"}
    assert {line["request"] for line in lines} == {line["request"] for line in failures}
    assert any("REPORT" in line["message"] for line in lines), (
        "lines of the same invocations that name no object are shown too"
    )
    assert not any(line["message"] == "object converted" for line in lines)
    request = failures[0]["request"]
    (single,) = run(
        lake, "logs", "converter", "--request", request, "--errors"
    ).stdout.splitlines()[:1]
    assert "message not handled" in single


def is_mended_by_a_later_conversion_of_the_object(lake: Lake) -> None:
    lake.put_object(events_of(event(event_id=str(uuid.uuid4()))), POISON_KEY)
    lake.client("sqs").purge_queue(QueueUrl=lake.stack.outputs["dead_letter_queue_url"])
    _, document = eventually(
        lambda: (
            not {"function-errors", "dead-letters"} & problems_of_facts(found := status(lake))
            and found
        ),
        "the object is converted, and the dead-letter queue is empty",
    )
    assert any(text.startswith("Resolved") for text in document["notices"])


def problems_of_facts(found: tuple[int, dict[str, Any]]) -> set[str]:
    """Return the kinds of problems that are no alarm: alarms stay on for their periods."""
    return {
        problem["kind"]
        for problem in found[1]["problems"]
        if "alarm" not in {detail["name"] for detail in problem["details"]}
    }
