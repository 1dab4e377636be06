"""Failures of the logs are counted once each, and are resolved by a later success."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.cli.logs.entries import Entry
from clickstream.cli.status.facts import ApiRuns
from clickstream.cli.status.failures import API_SOURCE, api_runs, find_failures
from tests.unit.cli.log_lines import (
    ADDRESS,
    NOON,
    OTHER_REQUEST,
    REQUEST,
    converted,
    entries,
    event,
    logged,
    not_handled,
    platform,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT = f"2026-11-26T12:00:00.000Z {REQUEST} Task timed out after 120.00 seconds"


def gone() -> str:
    return logged(
        "WARNING",
        "object is gone; nothing to convert",
        request=OTHER_REQUEST,
        source_object=ADDRESS,
    )


def test_the_attempts_at_one_object_are_one_failure() -> None:
    (failure,) = find_failures(
        entries(
            event(platform("start")),
            event(not_handled()),
            event(platform("report", status="success")),
            event(not_handled(OTHER_REQUEST), seconds=60),
        )
    )
    assert (failure.times, failure.objects) == (2, (ADDRESS,))
    assert (failure.last, failure.request) == (NOON + timedelta(seconds=60), OTHER_REQUEST)
    assert failure.cause == "ValueError: raise maxObjectMb"
    assert not failure.resolved
    assert not failure.warning


def test_a_failed_invocation_without_object_is_one_failure_with_its_first_error() -> None:
    (failure,) = find_failures(
        entries(
            event(platform("start")),
            event(TIMEOUT),
            event(platform("report", status="timeout")),
        )
    )
    assert failure.message == "Task timed out after 120.00 seconds"
    assert (failure.times, failure.request) == (1, REQUEST)


def test_a_failed_report_of_an_invocation_with_a_failed_object_is_no_second_failure() -> None:
    (failure,) = find_failures(
        entries(event(not_handled()), event(platform("report", status="error")))
    )
    assert failure.objects == (ADDRESS,)


@pytest.mark.parametrize(
    ("later", "resolved"),
    [
        (converted(OTHER_REQUEST), True),
        (gone(), False),
        (converted(OTHER_REQUEST, "s3://raw/another"), False),
        (logged("INFO", "S3 test event ignored", request=OTHER_REQUEST), False),
    ],
)
def test_an_object_is_resolved_by_its_own_conversion_alone(later: str, *, resolved: bool) -> None:
    found = find_failures(entries(event(not_handled()), event(later, seconds=60)))
    assert found[-1].resolved is resolved


def test_an_object_that_failed_and_was_deleted_is_lost() -> None:
    found = find_failures(entries(event(not_handled()), event(gone(), seconds=60)))
    assert (found[-1].resolved, found[-1].lost) == (False, (ADDRESS,))
    assert found[0].warning
    assert not found[0].lost


@pytest.mark.parametrize("seconds", [-60, 30])
def test_an_object_that_was_converted_before_it_was_deleted_is_not_lost(seconds: int) -> None:
    lines = [
        event(converted(OTHER_REQUEST), seconds=seconds),
        event(not_handled()),
        event(gone(), seconds=60),
    ]
    found = find_failures(entries(*sorted(lines, key=lambda line: line["timestamp"])))
    assert (found[-1].resolved, found[-1].lost) == (True, ())


def test_a_deletion_before_a_failure_is_no_loss() -> None:
    found = find_failures(entries(event(gone()), event(not_handled(), seconds=60)))
    assert (found[0].resolved, found[0].lost) == (False, ())


class CountedEntries(list[Entry]):
    """Entries that count how often they are read as a whole."""

    readings = 0

    def __iter__(self) -> Iterator[Entry]:
        """Count a reading."""
        self.readings += 1
        return super().__iter__()


def test_the_number_of_failed_objects_does_not_multiply_the_readings_of_the_log() -> None:
    counted = CountedEntries(
        entries(*(event(not_handled(key=f"raw/{number}.gz")) for number in range(20)))
    )
    assert len(find_failures(counted)) == 20
    assert counted.readings < 10


def test_an_earlier_conversion_does_not_mend_a_failure() -> None:
    (failure,) = find_failures(
        entries(event(converted(OTHER_REQUEST)), event(not_handled(), seconds=60))
    )
    assert not failure.resolved


def test_a_timeout_is_resolved_by_the_next_conversion_of_any_object() -> None:
    later = event(converted(OTHER_REQUEST, "s3://raw/another"), seconds=60)
    (failure,) = find_failures(entries(event(TIMEOUT), later))
    assert failure.resolved


def test_a_warning_is_no_failure() -> None:
    (failure,) = find_failures(entries(event(logged("WARNING", "request failed and is retried"))))
    assert failure.warning


def api_run(request: str, *, failed: bool, seconds: float) -> list[dict[str, Any]]:
    lines = [platform("start", request)]
    if failed:
        lines.append(logged("ERROR", "run failed", request=request, error=ValueError("HTTP 404")))
    lines.append(logged("INFO", "run ended", request=request, items=0))
    if failed:
        error = {"errorMessage": "HTTP 404", "errorType": "ValueError", "requestId": request}
        lines.append(json.dumps(error))
    return [event(line, seconds=seconds) for line in lines]


def test_a_failed_run_of_the_api_source_is_one_failure_although_its_end_is_logged() -> None:
    runs = entries(*api_run(REQUEST, failed=True, seconds=0), source="api-source")
    (failure,) = find_failures(runs)
    assert (failure.message, failure.cause) == ("run failed", "ValueError: HTTP 404")
    assert not failure.resolved, "the end of a failed run is no success"
    assert api_runs(runs) == ApiRuns(ended=1, failed=1)


def test_a_later_run_mends_the_failed_one() -> None:
    runs = entries(
        *api_run(REQUEST, failed=True, seconds=0),
        *api_run(OTHER_REQUEST, failed=False, seconds=300),
        source="api-source",
    )
    (failure,) = find_failures(runs)
    assert failure.resolved
    assert api_runs(runs) == ApiRuns(ended=2, failed=1)


def test_a_retry_of_a_run_with_the_same_request_mends_it() -> None:
    end = event(platform("report", status="success"))
    failed = [*api_run(REQUEST, failed=True, seconds=0), event(platform("report", status="error"))]
    retried = [*api_run(REQUEST, failed=False, seconds=60), end]
    runs = entries(*failed, *retried, source="api-source")
    (failure,) = find_failures(runs)
    assert (failure.times, failure.resolved) == (1, True)
    assert api_runs(runs) == ApiRuns(ended=2, failed=1)


def test_a_retry_in_another_log_stream_mends_a_run() -> None:
    retried = [
        {**line, "logStreamName": "another stream"}
        for line in api_run(REQUEST, failed=False, seconds=60)
    ]
    failed = api_run(REQUEST, failed=True, seconds=0)
    runs = entries(*failed, *retried, source="api-source")
    (failure,) = find_failures(runs)
    assert failure.resolved
    assert api_runs(runs) == ApiRuns(ended=2, failed=1)


def test_two_streams_of_a_glue_run_are_one_run() -> None:
    line = logged("ERROR", "job failed", request="")
    streams = ("jr_1", "jr_1-driver")
    (failure,) = find_failures(
        entries(*(event(line, stream=stream) for stream in streams), source=API_SOURCE)
    )
    assert failure.times == 2
    runs = entries(*(event(line, stream=stream) for stream in streams), source=API_SOURCE)
    assert api_runs(runs) == ApiRuns(ended=1, failed=1)


def test_a_check_of_the_canary_mends_a_failed_run_but_not_its_own() -> None:
    checked = "canary events checked"
    failed = [
        event(logged("INFO", checked)),
        event('{"errorMessage": "refused", "errorType": "ClientError"}'),
    ]
    (failure,) = find_failures(entries(*failed, source="canary"))
    assert not failure.resolved, "a run checks the earlier events also if its own is refused"
    later = event(logged("INFO", checked, request=OTHER_REQUEST), seconds=60)
    (failure,) = find_failures(entries(*failed, later, source="canary"))
    assert failure.resolved


@pytest.mark.parametrize(
    ("minutes", "resolved"), [(None, False), (-1, False), (0, False), (1, True)]
)
def test_an_error_of_firehose_is_resolved_by_a_later_delivery(
    minutes: int | None, *, resolved: bool
) -> None:
    line = json.dumps({"message": "Access was denied.", "errorCode": "S3.AccessDenied"})
    delivered = None if minutes is None else NOON + timedelta(minutes=minutes)
    (failure,) = find_failures(entries(event(line), source="delivery"), delivered)
    assert failure.resolved is resolved


def test_the_latest_failure_is_the_first() -> None:
    found = find_failures(
        entries(
            event(logged("ERROR", "first", request=REQUEST)),
            event(logged("ERROR", "second", request=OTHER_REQUEST), seconds=1),
        )
    )
    assert [failure.message for failure in found] == ["second", "first"]
