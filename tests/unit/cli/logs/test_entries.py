"""Log lines of every form are entries with time, level, message, objects and request."""

from __future__ import annotations

import json

import pytest

from clickstream.cli.logs.entries import Level, parse
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


def test_a_line_of_powertools_has_level_message_object_request_and_fields() -> None:
    (entry,) = entries(event(converted()))
    assert (entry.time, entry.source, entry.level) == (NOON, "converter", Level.INFO)
    assert (entry.message, entry.objects) == ("object converted", (ADDRESS,))
    assert entry.request == REQUEST
    assert entry.fields == {"lines": 3, "files": ["a", "b"]}, "the technical fields are left out"


def test_a_failed_message_names_its_object_and_the_last_line_of_the_traceback() -> None:
    (entry,) = entries(event(not_handled()))
    assert entry.level is Level.ERROR
    assert entry.cause == "ValueError: raise maxObjectMb"
    assert entry.objects == (ADDRESS,), "the key of the notification is decoded"


def test_a_line_of_metrics_is_no_entry() -> None:
    assert parse("converter", event('{"_aws": {"Timestamp": 1}, "LinesIn": 3}')) is None


@pytest.mark.parametrize(
    ("line", "level", "words"),
    [
        (platform("start"), Level.INFO, "start of the invocation"),
        (platform("report", status="success"), Level.INFO, "end of the invocation: success"),
        (platform("report", status="timeout"), Level.ERROR, "end of the invocation: timeout"),
        (
            platform("initReport", status="error", errorType="Runtime.ImportModuleError"),
            Level.ERROR,
            "end of the sandbox's start: error: Runtime.ImportModuleError",
        ),
        (platform("extension"), Level.INFO, "platform.extension"),
        ('{"type": "platform.fault", "record": "text"}', Level.ERROR, "failure of the sandbox"),
        (f"START RequestId: {REQUEST} Version: $LATEST", Level.INFO, "START RequestId"),
        (
            f"REPORT RequestId: {REQUEST}\tDuration: 3000 ms\tStatus: timeout",
            Level.ERROR,
            "Status: timeout",
        ),
        (
            f"2026-11-26T12:00:00.000Z {REQUEST} Task timed out after 120.01 seconds",
            Level.ERROR,
            "Task timed out after 120.01 seconds",
        ),
        (f"RequestId: {REQUEST} Error: Runtime exited", Level.ERROR, "Runtime exited"),
    ],
)
def test_lines_of_the_platform_are_errors_only_if_the_invocation_failed(
    line: str, level: Level, words: str
) -> None:
    entry = parse("converter", event(line))
    assert entry is not None
    assert (entry.level, words in entry.message) == (level, True)


def test_the_message_of_a_timeout_has_neither_time_nor_request_so_that_equal_ones_are_equal() -> (
    None
):
    line = f"2026-11-26T12:00:00.000Z {REQUEST} Task timed out after 120.00 seconds\n\n"
    (entry,) = entries(event(line))
    assert (entry.message, entry.request) == ("Task timed out after 120.00 seconds", REQUEST)


def test_a_line_of_the_runtimes_logger_has_its_request_and_its_message_alone() -> None:
    line = f"[ERROR]\t2026-11-26T12:00:00.000Z\t{REQUEST}\tboom, S3 RequestId: {OTHER_REQUEST}"
    (entry,) = entries(event(line))
    assert (entry.level, entry.request) == (Level.ERROR, REQUEST)
    assert entry.message == f"boom, S3 RequestId: {OTHER_REQUEST}"


def test_time_and_request_within_a_message_are_kept() -> None:
    prefix = f"2026-11-26T12:00:00.000Z {REQUEST} "
    (entry,) = entries(event(f"{prefix}after {prefix}failed"))
    assert entry.message == f"after {prefix}failed"


def test_a_class_of_java_is_no_failure_of_the_runtime() -> None:
    line = "26/11/26 12:00:00 INFO Executor: java.lang.Runtime.getRuntime called"
    (entry,) = entries(event(line), source="spark")
    assert entry.level is Level.INFO
    (exit_line,) = entries(event(f"RequestId: {REQUEST} Error: Runtime.ExitError"))
    assert exit_line.level is Level.ERROR


def test_an_exception_of_the_runtime_and_an_error_of_firehose_are_errors() -> None:
    runtime = {"errorMessage": "no module", "errorType": "Runtime.ImportModuleError"}
    firehose = {"message": "Access was denied.", "errorCode": "S3.AccessDenied"}
    failed, refused = entries(event(json.dumps(runtime)), event(json.dumps(firehose)))
    assert (failed.level, failed.message) == (Level.ERROR, "no module")
    assert failed.cause == "Runtime.ImportModuleError"
    assert (refused.level, refused.message) == (Level.ERROR, "Access was denied.")
    assert refused.fields == {"errorCode": "S3.AccessDenied"}


def test_lines_of_a_glue_run_have_the_run_as_request() -> None:
    line = json.dumps(
        {
            "level": "ERROR",
            "message": "object not converted",
            "source_object": ADDRESS,
            "problem": "x",
        }
    )
    (structured, plain) = entries(
        event(line, stream="jr_0123abc"),
        event("26/11/26 12:00:00 WARN TaskSetManager: Lost task", stream="jr_0123abc-driver"),
        source="spark",
    )
    assert structured.request == plain.request == "jr_0123abc"
    assert (structured.cause, structured.objects) == ("x", (ADDRESS,))
    assert plain.level is Level.WARNING


@pytest.mark.parametrize(
    "line",
    [
        "",
        "42",
        "{",
        "{'single': 'quotes'}",
        "[1, 2]",
        '{"a": ' * 100_000,
        '{"message": null, "level": 7}',
        '{"body": "not JSON", "level": "ERROR"}',
        '{"body": "{\\"Records\\": [1, {\\"s3\\": 2}]}", "level": "ERROR"}',
        "caught ERRORS: none of them matters, since the word is not a level",
    ],
)
def test_no_line_is_an_error_of_the_command(line: str) -> None:
    entry = parse("converter", event(line))
    assert entry is not None
    assert entry.line == line, "the line is kept as it was logged"
    assert not entry.objects


def test_an_event_without_any_field_is_an_entry() -> None:
    assert parse("delivery", {}) is not None


def test_a_line_without_request_belongs_to_the_invocation_that_began_before_it() -> None:
    before, start, traceback, report, after, other = entries(
        event("INIT_START Runtime Version: python:3.13"),
        event(platform("start")),
        event("Traceback (most recent call last):"),
        event(platform("report", status="success")),
        event("between invocations"),
        event(logged("INFO", "another", request=OTHER_REQUEST), stream="another stream"),
    )
    assert (before.request, after.request) == (None, None)
    assert start.request == traceback.request == report.request == REQUEST
    assert other.request == OTHER_REQUEST, "each stream has its own invocations"


def test_a_line_after_the_end_of_an_invocation_belongs_to_the_next_attempt() -> None:
    late = f"2026-11-26T12:00:00.000Z {REQUEST} Task timed out after 120.00 seconds"
    found = entries(
        event(platform("start")),
        event(platform("report", status="timeout")),
        event(late),
        event(platform("start")),
        event(logged("INFO", "run ended")),
        event(logged("INFO", "run ended"), stream="another stream"),
        event(logged("INFO", "run ended", request=OTHER_REQUEST)),
    )
    assert [entry.attempt for entry in found] == [1, 1, 1, 2, 2, 1, 1]
