"""Log lines are read from all groups, selected, and followed without loss or repetition."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError

from clickstream.cli.logs.reader import POLL_SECONDS, Log, Selection, follow, matches, read
from tests.unit.cli.log_lines import (
    ADDRESS,
    KEY,
    NOON,
    OTHER_REQUEST,
    REQUEST,
    FakeLogs,
    converted,
    entries,
    event,
    logged,
    not_handled,
    platform,
)

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

GROUPS = {"converter": "group-c", "api-source": "group-a"}
OTHER_ADDRESS = "s3://raw/raw/other.json.gz"


def read_from(logs: FakeLogs, start: datetime | None = None) -> Log:
    return read(cast("CloudWatchLogsClient", logs), GROUPS, start)


def test_entries_of_all_groups_are_in_the_order_of_time() -> None:
    logs = FakeLogs(
        {
            "group-c": [event("one"), event("three", seconds=2), event("five", seconds=4)],
            "group-a": [event("two", seconds=1), event("four", seconds=3)],
        }
    )
    found = read_from(logs)
    assert [entry.message for entry in found.entries] == ["one", "two", "three", "four", "five"]
    assert {entry.source for entry in found.entries} == {"converter", "api-source"}
    assert not found.missing


def test_a_group_that_does_not_exist_yet_is_named_and_the_others_are_read() -> None:
    found = read_from(FakeLogs({"group-c": [event("one")]}))
    assert [entry.message for entry in found.entries] == ["one"]
    assert found.missing == {"api-source": "group-a"}


def test_a_refused_request_is_an_error() -> None:
    class Denied(FakeLogs):
        def paginate(self, **_parameters: Any) -> Any:
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "FilterLogEvents")

    with pytest.raises(ClientError, match="AccessDenied"):
        read_from(Denied())


def test_only_entries_since_the_time_are_read() -> None:
    logs = FakeLogs({"group-c": [event("old"), event("new", seconds=60)], "group-a": []})
    found = read_from(logs, NOON + timedelta(seconds=30))
    assert [entry.message for entry in found.entries] == ["new"]


def messages(selection: Selection, *events: dict[str, Any]) -> list[str]:
    return [entry.message for entry in selection.select(entries(*events))]


def test_errors_are_warnings_and_errors_and_failures_of_the_platform() -> None:
    found = messages(
        Selection(errors=True),
        event(converted()),
        event(logged("WARNING", "object is gone; nothing to convert")),
        event(not_handled()),
        event(platform("report", status="success")),
        event("2026-11-26T12:00:00Z Task timed out after 3.00 seconds"),
    )
    assert found[:2] == ["object is gone; nothing to convert", "message not handled"]
    assert "Task timed out" in found[2]
    assert len(found) == 3, "lines without an error are left out"


@pytest.mark.parametrize("wanted", [ADDRESS, KEY, f"/{KEY}", "ingestion-1-a b.json.gz"])
def test_an_object_is_found_by_address_key_or_file_name(wanted: str) -> None:
    assert matches(ADDRESS, wanted)


@pytest.mark.parametrize("wanted", ["b.json.gz", "s3://raw/raw/year=2026", "s3://other/" + KEY])
def test_a_part_of_a_name_is_no_object(wanted: str) -> None:
    assert not matches(ADDRESS, wanted)


def test_lines_of_an_object_are_those_that_name_it_and_those_of_its_invocations() -> None:
    found = messages(
        Selection(raw_object="ingestion-1-a b.json.gz"),
        event(platform("start")),
        event(converted(address=OTHER_ADDRESS)),
        event(not_handled()),
        event("panic in Rust"),
        event(platform("report", status="success")),
        event(platform("start", OTHER_REQUEST)),
        event(converted(OTHER_REQUEST, OTHER_ADDRESS)),
    )
    assert found == [
        "start of the invocation",
        "message not handled",
        "panic in Rust",
        "end of the invocation: success",
    ], "a line of the same invocation about another object is left out"


def test_a_glue_run_is_not_shown_as_a_whole_for_one_of_its_objects() -> None:
    line = f'{{"level": "INFO", "message": "object converted", "source_object": "{ADDRESS}"}}'
    found = Selection(raw_object=ADDRESS).select(
        entries(event("Spark starts", stream="jr_1"), event(line, stream="jr_1"), source="spark")
    )
    assert [entry.message for entry in found] == ["object converted"]


def test_a_request_is_an_invocation_or_a_run() -> None:
    found = messages(
        Selection(request=REQUEST),
        event(platform("start")),
        event("text"),
        event(platform("report", status="success")),
        event(platform("start", OTHER_REQUEST)),
    )
    assert found == ["start of the invocation", "text", "end of the invocation: success"]


def test_following_prints_each_line_once_also_late_and_equal_ones() -> None:
    logs = FakeLogs({"group-c": [event("old", seconds=-90), event("same")], "group-a": []})
    clock = iter(NOON + timedelta(seconds=second) for second in (0, 120, 240))
    steps = iter(
        [
            [event("same"), event("late", seconds=-30), event("new", seconds=1)],
            [event("last", seconds=130)],
        ]
    )
    paused: list[float] = []

    def pause(seconds: float) -> None:
        paused.append(seconds)
        group = logs.groups["group-c"]
        group += next(steps)
        group.sort(key=lambda one: one["timestamp"])

    rounds = follow(
        lambda start: read_from(logs, start),
        NOON - timedelta(hours=1),
        pause=pause,
        now=lambda: next(clock),
    )
    printed = [[entry.message for entry in next(rounds).entries] for _ in range(3)]
    assert printed == [["old", "same"], ["late", "same", "new"], ["last"]]
    assert set(paused) == {POLL_SECONDS}


def test_following_an_object_shows_later_lines_of_its_invocation() -> None:
    selection = Selection(raw_object=ADDRESS)
    assert messages(selection, event(not_handled())) == ["message not handled"]
    assert messages(selection, event(platform("report", status="error"))) == [
        "end of the invocation: error"
    ]
