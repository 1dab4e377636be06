"""The screen has one line for the state, fits 80 columns, and JSON has the same facts."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from clickstream.cli.reconciliation import QueueDepths
from clickstream.cli.status.assess import assess
from clickstream.cli.status.facts import Alarm, ApiRuns, JobRun
from clickstream.cli.status.report import as_json, as_screen
from tests.unit.cli.log_lines import ADDRESS, NOON
from tests.unit.cli.status_stack import FAILURE, HEALTHY, healthy, series

if TYPE_CHECKING:
    from clickstream.cli.status.facts import Facts

SICK = healthy(queue=QueueDepths(3, 1, 1), failures=(FAILURE,), api_runs=ApiRuns(12, 1))


def screen(facts: Facts, columns: int = 80) -> str:
    written = io.StringIO()
    Console(file=written, width=columns).print(as_screen(facts, assess(facts)))
    return written.getvalue()


def test_a_healthy_stack_is_ok_in_the_first_line_and_has_its_facts_below() -> None:
    lines = [line.rstrip() for line in screen(HEALTHY, 100).splitlines()]
    assert lines == [
        "OK: the stack 'dev', engine lambda, last 1 h until 12:00:00 UTC",
        "in          1,200 records, 2.0 KiB",
        "delivered   1,200 records; 2 notifications of objects",
        "converted   1,300 lines: 1,289 rows, 11 quarantined",
        "quarantine  malformed_json 7, wrong_type 4",
        "lag         delivery 45 s (worst 1 min 30 s), oldest message 0 s",
        "queue       0 waiting, 0 in flight, 0 in the dead-letter queue",
        "alarms      0 of 1 on",
    ]


def test_problems_are_in_the_first_line_and_below_with_cause_object_and_remedy() -> None:
    shown = screen(SICK, 200)
    assert shown.startswith("2 PROBLEMS (dead-letters, function-errors): the stack 'dev'")
    for words in (
        "3 waiting, 1 in flight, 1 in the dead-letter queue",
        "12 runs, 1 failed",
        f"cause  {FAILURE.cause}",
        f"object {ADDRESS}",
        "see    docs/operations.md#function-errors",
        "last   2026-11-26 12:00:00 UTC",
    ):
        assert words in shown


@pytest.mark.parametrize("columns", [80, 160])
def test_the_screen_fits_the_terminal(columns: int) -> None:
    shown = screen(SICK, columns)
    assert max(map(len, shown.splitlines())) <= columns
    assert len(shown.splitlines()) <= 40
    assert "…" not in shown, "nothing is cut off"


def test_control_characters_of_keys_do_not_reach_the_terminal() -> None:
    shown = screen(healthy(failures=(replace(FAILURE, objects=("s3://raw/\x1b[31m",)),)))
    assert "\x1b" not in shown


def test_the_last_run_of_each_job_is_shown_beside_the_latest_runs() -> None:
    runs = [
        JobRun(job, f"jr_{number}", "SUCCEEDED", NOON - timedelta(hours=number))
        for number, job in enumerate(("spark",) * 4 + ("models",))
    ]
    shown = [line for line in screen(healthy(runs=tuple(runs))).splitlines() if "job run" in line]
    assert [line.split()[2] for line in shown] == ["spark:", "spark:", "spark:", "models:"]


def test_notices_that_are_not_shown_are_mentioned() -> None:
    def notices(number: int) -> str:
        warnings = [replace(FAILURE, warning=True, message=f"{left}") for left in range(number)]
        return screen(healthy(failures=tuple(warnings)), 200)

    assert "Further notices: --format json has all." in notices(6)
    assert "Further" not in notices(5)


def test_a_lag_without_a_value_and_a_refused_record_are_told() -> None:
    metrics = {**HEALTHY.metrics, "canary_lag_seconds": series(), "records_throttled": series(7)}
    shown = screen(healthy(metrics=metrics), 120)
    assert "canary none" in shown
    assert "; 7 refused" in shown


def test_the_age_of_a_message_is_that_of_the_queue_now() -> None:
    metrics = {"oldest_message_seconds": series(5, 21)}
    assert "oldest message 0 s (worst 21 s)" in screen(healthy(metrics=metrics), 120)
    waiting = healthy(metrics=metrics, queue=QueueDepths(1, 0, 0))
    assert "oldest message 21 s" in [
        line.partition("lag")[2].strip() for line in screen(waiting, 120).splitlines()
    ]


def test_alarms_that_are_on_and_runs_are_named() -> None:
    run = JobRun("job", "jr_1", "RUNNING", NOON)
    shown = screen(healthy(alarms=(Alarm("silence", "alarm-4", "ALARM"),), runs=(run,)), 120)
    assert "1 of 1 on: silence" in shown
    assert "job: RUNNING, 2026-11-26 12:00 UTC" in shown


def test_an_engine_that_converts_records_has_counts_of_records() -> None:
    metrics = {"records_converted": series(5), "records_not_converted": series(2)}
    shown = screen(healthy(engine="firehose", metrics=metrics, queue=None), 120)
    assert "5 records, 2 not" in shown
    assert "queue" not in shown


def test_json_has_the_same_facts() -> None:
    document = as_json(SICK, assess(SICK))
    assert json.loads(json.dumps(document)) == document, "every value is JSON"
    assert document["ok"] is False
    assert [problem["kind"] for problem in document["problems"]] == [
        "dead-letters",
        "function-errors",
    ]
    assert document["counts"] == {
        "records_in": 1200,
        "bytes_in": 2048,
        "records_throttled": 0,
        "records_delivered": 1200,
        "notifications": 2,
        "lines_in": 1300,
        "rows_written": 1289,
        "lines_quarantined": 11,
    }
    assert document["lags"]["delivery_lag_seconds"] == {"latest": 45, "worst": 90}
    assert document["queue"] == {"waiting": 3, "in_flight": 1, "dead": 1}
    assert document["quarantined"] == {"wrong_type": 4, "malformed_json": 7}
    assert document["failures"][0]["objects"] == [ADDRESS]
    assert document["api_runs"] == {"ended": 12, "failed": 1}
