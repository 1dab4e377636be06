"""Facts become problems with their remedies, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from clickstream.cli.reconciliation import QueueDepths
from clickstream.cli.status.assess import Problem, assess
from clickstream.cli.status.facts import Alarm, JobRun, Unread
from clickstream.cli.status.remedies import remedy_for
from clickstream.monitoring.alarms import MEANINGS, AlarmKind
from tests.unit.cli.log_lines import ADDRESS, NOON
from tests.unit.cli.status_stack import FAILURE, healthy, series

RUN = JobRun("job", "jr_1", "SUCCEEDED", NOON)


def problems(**changes: Any) -> tuple[Problem, ...]:
    return assess(healthy(**changes)).problems


def only(**changes: Any) -> Problem:
    (problem,) = problems(**changes)
    return problem


def test_a_healthy_stack_has_no_problem() -> None:
    assessment = assess(healthy())
    assert assessment.ok
    assert not assessment.notices


def test_a_dead_letter_is_a_problem_with_the_commands_that_show_and_redrive_it() -> None:
    problem = only(queue=QueueDepths(0, 0, 1))
    assert problem.kind == "dead-letters"
    assert problem.text.startswith("1 raw object is in the dead-letter queue")
    assert "`clickstream dead-letters redrive --stack dev`" in problem.remedy
    assert "`clickstream dead-letters list --stack dev`" in problem.remedy
    assert problem.runbook == "docs/operations.md#dead-letters"


def test_a_failed_object_is_a_problem_with_cause_object_and_the_log_to_read() -> None:
    problem = only(failures=(FAILURE,))
    assert problem.kind == "function-errors"
    assert problem.text == "converter: message not handled, 5 times"
    assert dict(problem.details)["cause"] == FAILURE.cause
    assert dict(problem.details)["object"] == ADDRESS
    assert "Raise `maxObjectMb`" in problem.remedy
    assert (
        "`clickstream logs converter --stack dev --since 3600s --object 'ingestion-1-a b.json.gz'`"
        in problem.remedy
    ), "the file name is quoted for a shell"


def test_the_command_that_reads_the_log_has_the_range_of_the_status() -> None:
    problem = only(failures=(FAILURE,), since=NOON - timedelta(days=2))
    assert "--since 172800s --object" in problem.remedy


def test_an_object_that_was_deleted_before_its_conversion_is_a_problem_once() -> None:
    lost = replace(FAILURE, lost=(ADDRESS,))
    problem = only(failures=(lost, replace(lost, message="another message")))
    assert problem.kind == "function-errors"
    assert problem.text == f"Lost: {ADDRESS} was deleted before it was converted."
    assert dict(problem.details)["cause"] == FAILURE.cause
    assert "rawExpirationDays" in problem.remedy


def test_a_failure_of_lost_and_other_objects_stays_a_problem() -> None:
    partly = replace(FAILURE, objects=(ADDRESS, "s3://raw/other"), lost=(ADDRESS,))
    assert [found.text for found in problems(failures=(partly,))] == [
        f"Lost: {ADDRESS} was deleted before it was converted.",
        "converter: message not handled, 5 times",
    ]


def test_a_failure_without_object_names_its_request() -> None:
    problem = only(failures=(replace(FAILURE, objects=(), cause="", message="odd"),))
    assert f"--request {FAILURE.request}`" in problem.remedy
    assert MEANINGS[AlarmKind.FUNCTION_ERRORS].remedy in problem.remedy


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("converter", "function-errors"),
        ("spark", "job-failed"),
        ("api-source", "api-runs-failed"),
        ("delivery", "delivery-failed"),
        ("canary", "canary-late"),
    ],
)
def test_a_failure_has_the_kind_of_its_source(source: str, kind: str) -> None:
    assert only(failures=(replace(FAILURE, source=source),)).kind == kind


def test_mended_failures_and_warnings_are_notices() -> None:
    resolved, warning = replace(FAILURE, resolved=True), replace(FAILURE, warning=True, cause="")
    assessment = assess(healthy(failures=(resolved, warning)))
    assert assessment.ok
    first, second = assessment.notices
    assert first.startswith("Resolved")
    assert ADDRESS in first
    assert second == f"Warning: converter: message not handled ({ADDRESS}), 5 times."


def test_an_alarm_that_is_on_has_its_meaning_and_remedy() -> None:
    problem = only(alarms=(Alarm("queue-age", "alarm-3", "ALARM", "901 > 900"),))
    assert (problem.text, problem.remedy) == (
        MEANINGS[AlarmKind.QUEUE_AGE].meaning,
        MEANINGS[AlarmKind.QUEUE_AGE].remedy,
    )
    assert problem.details == (("alarm", "alarm-3"), ("reason", "901 > 900"))
    assert problem.runbook == "docs/operations.md#queue-age"


def test_an_alarm_of_a_problem_that_is_known_is_not_listed_again() -> None:
    problem = only(queue=QueueDepths(0, 0, 2), alarms=(Alarm("dead-letters", "alarm-1", "ALARM"),))
    assert problem.text.startswith("2 raw objects are")


def test_the_composite_alarm_is_listed_only_without_an_alarm_that_explains_it() -> None:
    composite = Alarm("events-late-or-lost", "alarm-2", "ALARM")
    assert only(alarms=(composite,)).kind == "events-late-or-lost"
    assert only(alarms=(composite, Alarm("silence", "alarm-4", "ALARM"))).kind == "silence"
    harmless = (composite, Alarm("quarantine-share", "alarm-5", "ALARM"))
    assert [found.kind for found in problems(alarms=harmless)] == [
        "events-late-or-lost",
        "quarantine-share",
    ]


def test_an_alarm_that_is_gone_is_a_problem_and_one_without_data_a_notice() -> None:
    problem = only(alarms=(Alarm("silence", "alarm-4", "MISSING"),))
    assert (problem.kind, problem.runbook) == ("alarm-missing", None)
    assert "alarm-4" in problem.text
    assessment = assess(healthy(alarms=(Alarm("silence", "alarm-4", "INSUFFICIENT_DATA"),)))
    assert assessment.ok
    assert assessment.notices == ("Without data yet: silence.",)


def test_an_alarm_of_a_kind_that_this_version_does_not_know_is_named() -> None:
    problem = only(alarms=(Alarm("brand-new", "alarm-9", "ALARM"),))
    assert "alarm-9" in problem.text
    assert problem.runbook is None


@pytest.mark.parametrize("state", ["FAILED", "TIMEOUT", "ERROR"])
def test_the_last_run_of_a_job_counts(state: str) -> None:
    failed = replace(RUN, state=state, error="OutOfMemoryError")
    problem = only(runs=(failed, RUN))
    assert problem.kind == "job-failed"
    assert ("cause", "OutOfMemoryError") in problem.details
    assert not problems(runs=(RUN, failed)), "a later run succeeded"
    assert len(problems(runs=(failed, replace(failed, job="other")))) == 2


def test_failed_runs_of_the_api_source_and_failed_conversions_of_firehose_are_problems() -> None:
    assert only(api_dead_letters=3).kind == "api-dead-letters"
    problem = only(metrics={"records_not_converted": series(0, 2)})
    assert problem.kind == "conversion-failed"
    assert "2 records" in problem.text
    assert not problems(metrics={"records_not_converted": series(0)})


def test_what_cannot_be_read_is_a_problem_since_it_may_hide_one() -> None:
    problem = only(unread=(Unread("alarms", "AccessDenied", "Ask."),))
    assert (problem.kind, problem.remedy) == ("not-readable", "Ask.")
    assert problem.text == "The status of alarms cannot be read: AccessDenied"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("ClientError: An error occurred (AccessDenied) when calling GetObject", "right"),
        ("Task timed out after 120.00 seconds", "timeoutSeconds"),
        ("end of the invocation: error: Runtime.OutOfMemory", "memoryMb"),
        ("Runtime.ImportModuleError", "package"),
        ("NoSuchBucket", "gone"),
        ("ObjectTooLargeError: raise maxObjectMb", "maxObjectMb"),
    ],
)
def test_known_causes_have_a_remedy_of_their_own(error: str, words: str) -> None:
    assert words in (remedy_for(error) or "")


def test_an_unknown_cause_has_no_remedy_of_its_own() -> None:
    assert remedy_for("ValueError: odd") is None
