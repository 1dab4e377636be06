"""The status is read from what a stack has; what cannot be read does not hide the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from clickstream.cli.status.collect import collect
from clickstream.cli.status.facts import Alarm
from tests.unit.cli.log_lines import ADDRESS, event, not_handled
from tests.unit.cli.status_stack import FakeStack

HOUR = timedelta(hours=1)


def now_event(line: str) -> dict[str, object]:
    return {**event(line), "timestamp": round(datetime.now(UTC).timestamp() * 1000)}


def test_a_stack_has_metrics_queues_alarms_and_failures() -> None:
    stack = FakeStack()
    moment = datetime.now(UTC)
    stack.cloudwatch.values = {
        "IncomingRecords": [(moment, 5.0)],
        "LinesQuarantined.wrong_type": [(moment, 2.0), (moment + timedelta(minutes=1), 1.0)],
    }
    stack.sqs.waiting = {"https://sqs.example/queue": 4, "https://sqs.example/dead": 1}
    stack.logs.groups = {"group-c": [now_event(not_handled())]}
    facts = collect(stack.target(), "--stack dev", HOUR)
    assert facts.metrics["records_in"].total == 5
    assert facts.quarantined == {"wrong_type": 3}, "reasons without a line are left out"
    assert facts.queue is not None
    assert (facts.queue.waiting, facts.queue.dead) == (4, 1)
    assert facts.alarms == (
        Alarm("dead-letters", "alarm-1", "OK", "1 > 0"),
        Alarm("events-late-or-lost", "alarm-2", "INSUFFICIENT_DATA", "1 > 0"),
    ), "the composite alarm is asked for"
    assert [failure.objects for failure in facts.failures] == [(ADDRESS,)]
    assert facts.until - facts.since == HOUR
    assert not facts.unread
    assert not facts.absent


def test_an_alarm_that_cloudwatch_lacks_is_missing() -> None:
    stack = FakeStack()
    del stack.cloudwatch.states["alarm-2"]
    states = {alarm.kind: alarm.state for alarm in collect(stack.target(), "", HOUR).alarms}
    assert states == {"dead-letters": "OK", "events-late-or-lost": "MISSING"}


def test_a_part_that_is_denied_is_named_and_the_rest_is_read() -> None:
    stack = FakeStack()
    stack.cloudwatch.refuses = {"GetMetricData", "DescribeAlarms"}
    facts = collect(stack.target(), "", HOUR)
    assert [part.part for part in facts.unread] == ["metrics", "alarms"]
    assert all("AccessDenied" in part.error and part.remedy for part in facts.unread)
    assert facts.queue is not None


def test_expired_credentials_end_the_command() -> None:
    stack = FakeStack()

    def expired(**_parameters: object) -> None:
        raise ClientError({"Error": {"Code": "ExpiredToken", "Message": "old"}}, "DescribeAlarms")

    stack.cloudwatch.describe_alarms = expired  # type: ignore[method-assign, assignment] - the fake fails
    with pytest.raises(ClientError, match="ExpiredToken"):
        collect(stack.target(), "", HOUR)


def test_a_stack_of_a_former_version_says_what_it_lacks() -> None:
    stack = FakeStack()
    target = stack.target(alarms=None, log_groups=None)
    stack.logs.groups = {"group-c": [now_event(not_handled())]}
    facts = collect(target, "", HOUR)
    assert facts.failures, "the function names its log group"
    assert [text.split(",")[0] for text in facts.absent] == [
        "There is no output alarms",
        "There is no output log_groups",
    ]


def test_a_stack_without_queue_and_functions_is_read_too() -> None:
    outputs = dict.fromkeys(
        ("queue_url", "dead_letter_queue_url", "converter_function", "log_groups", "alarms")
    )
    facts = collect(FakeStack().target(engine="firehose", **outputs), "", HOUR)
    assert (facts.engine, facts.queue, facts.failures, facts.unread) == ("firehose", None, (), ())


def test_runs_of_the_range_and_the_last_run_of_each_job_are_read() -> None:
    moment = datetime.now(UTC)
    stack = FakeStack()

    def run(number: int, age: timedelta, state: str) -> dict[str, object]:
        return {"Id": f"jr_{number}", "JobRunState": state, "StartedOn": moment - age}

    stack.glue.runs = {
        "converter-job": [
            run(1, timedelta(minutes=50), "FAILED"),
            run(2, timedelta(minutes=10), "SUCCEEDED"),
            run(3, timedelta(days=1), "FAILED"),
        ],
        "models": [run(4, timedelta(days=2), "FAILED"), run(5, timedelta(days=3), "FAILED")],
    }
    target = stack.target(spark_job="converter-job", daily_models_job="models")
    assert [run.run for run in collect(target, "", HOUR).runs] == ["jr_2", "jr_1", "jr_4"]


def test_the_runs_of_all_jobs_are_sorted_by_start_and_a_waiting_run_is_the_latest() -> None:
    moment = datetime.now(UTC)
    stack = FakeStack()

    def run(name: str, minutes: int) -> dict[str, object]:
        started = moment - timedelta(minutes=minutes)
        return {"Id": name, "JobRunState": "SUCCEEDED", "StartedOn": started}

    stack.glue.runs = {
        "converter-job": [
            run("jr_1", 40),
            {"Id": "jr_2", "JobRunState": "WAITING"},
            run("jr_3", 10),
        ],
        "models": [run("jr_4", 20)],
    }
    target = stack.target(spark_job="converter-job", daily_models_job="models")
    found = collect(target, "", HOUR).runs
    assert [run.run for run in found] == ["jr_2", "jr_3", "jr_4", "jr_1"]


def test_the_api_source_has_its_runs_and_its_dead_letters() -> None:
    stack = FakeStack()
    stack.sqs.waiting = {"https://sqs.example/api": 2}
    facts = collect(
        stack.target(
            api_source_function="poll",
            api_source_dead_letter_queue_url="https://sqs.example/api",
        ),
        "",
        HOUR,
    )
    assert facts.api_dead_letters == 2
    assert facts.api_runs is not None
    assert collect(stack.target(), "", HOUR).api_runs is None
