"""`clickstream dead-letters`: what is read, moved and explained, on a queue in memory."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner

from clickstream.cli import dead_letters as queues
from clickstream.cli.commands import dead_letters
from clickstream.cli.main import app
from clickstream.cli.output import out
from tests.unit.cli.fakes import OUTPUTS, FakeTarget
from tests.unit.cli.queues import DEAD, RUNS, SOURCE, FakeQueues, notification

FAILED_RUN = {
    "version": "1.0",
    "requestContext": {"requestId": "r-17", "condition": "RetriesExhausted"},
    "requestPayload": {},
    "responsePayload": {"errorType": "ApiError", "errorMessage": "status 401"},
}


def use_target(monkeypatch: pytest.MonkeyPatch, target: FakeTarget) -> None:
    def resolve(**_options: object) -> FakeTarget:
        return target

    monkeypatch.setattr(dead_letters, "resolve", resolve)


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> FakeQueues:
    fake = FakeQueues()
    outputs = {**OUTPUTS, "api_source_dead_letter_queue_url": RUNS, "api_source_function": "poll"}
    errors = {"s3://raw/raw/a b.gz": "ObjectTooLargeError: raise maxObjectMb"}

    use_target(monkeypatch, FakeTarget({"sqs": fake}, outputs))

    def conversion_errors(_target: object, _since: object) -> dict[str, str]:
        return errors

    monkeypatch.setattr(dead_letters, "conversion_errors", conversion_errors)
    monkeypatch.setattr(queues, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(out, "_width", 250)  # no cell is wrapped
    return fake


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["dead-letters", *arguments, "--stack", "dev"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, " ".join(done.stdout.split()), " ".join(done.stderr.split())


def test_the_list_names_object_or_run_and_error_of_every_queue(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/a+b.gz"))
    sqs.add(DEAD, notification("raw/unknown.gz"))
    sqs.add(DEAD, "no JSON")
    sqs.add(RUNS, FAILED_RUN)
    sqs.add(
        RUNS,
        "{}",
        EXECUTION_ID={"StringValue": "e-3", "DataType": "String"},
        ERROR_CODE={"StringValue": "ThrottlingException", "DataType": "String"},
        ERROR_MESSAGE={"StringValue": "Rate exceeded", "DataType": "String"},
    )
    status, listed, notes = run("list")
    assert status == 0
    for part in (
        "converter │ m-0 │ 3 h │ 6 │ s3://raw/raw/a b.gz │ ObjectTooLargeError: raise maxObjectMb",
        "converter │ m-1 │ 3 h │ 6 │ s3://raw/raw/unknown.gz │ not in the log",
        "converter │ m-2 │ 3 h │ 6 │ names no raw object │ not in the log",
        "api-source │ m-3 │ 3 h │ 6 │ run r-17 (RetriesExhausted) │ ApiError: status 401",
        "api-source │ m-4 │ 3 h │ 6 │ start e-3 │ ThrottlingException: Rate exceeded",
    ):
        assert part in listed
    assert "converter: 3 messages" in notes
    assert "api-source: 2 messages" in notes


def test_the_messages_are_visible_after_the_list_and_none_is_deleted(sqs: FakeQueues) -> None:
    for number in range(23):
        sqs.add(DEAD, notification(f"raw/{number}.gz"))
    _, listed, notes = run("list")
    assert len(set(re.findall(r"m-\d+", listed))) == 23
    assert "converter: 23 messages" in notes
    assert not sqs.hidden, "no message stays hidden"
    assert sqs.longest_hidden == 31, "a killed command hides no message for longer"
    assert "DeleteMessage" not in sqs.calls


def test_a_message_that_is_received_twice_is_listed_once(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/a+b.gz"))
    sqs.messages[DEAD] *= 2
    _, listed, _ = run("list")
    assert listed.count("m-0") == 1


def test_a_limit_bounds_the_reading_and_the_depth_is_said(sqs: FakeQueues) -> None:
    for number in range(23):
        sqs.add(DEAD, notification(f"raw/{number}.gz"))
    _, listed, notes = run("list", "--limit", "3")
    assert len(set(re.findall(r"m-\d+", listed))) == 3
    assert "converter: 3 of about 23 messages" in notes
    assert not sqs.hidden


def test_a_single_message_is_sent_before_it_is_deleted(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/other.gz"))
    wanted = sqs.add(
        DEAD, notification("raw/a+b.gz"), kind={"StringValue": "x", "DataType": "String"}
    )
    status, said, _ = run("redrive", "--message", wanted)
    assert (status, said) == (0, f"{wanted} moved: s3://raw/raw/a b.gz")
    assert [call for call in sqs.calls if call != "ReceiveMessage"] == [
        "SendMessage",
        "DeleteMessage",
    ], "a crash in between leaves the message in both queues, and not in none"
    (sent,) = sqs.messages[SOURCE]
    assert json.loads(sent["Body"]) == notification("raw/a+b.gz")
    assert sent["MessageAttributes"] == {"kind": {"StringValue": "x", "DataType": "String"}}
    assert [message["MessageId"] for message in sqs.messages[DEAD]] == ["m-0"]
    assert not sqs.hidden & {"m-0"}, "the other message is visible"


def test_a_message_that_cannot_be_sent_stays_and_the_exit_status_is_1(sqs: FakeQueues) -> None:
    wanted = sqs.add(DEAD, notification("raw/a+b.gz"))
    sqs.refused = {"SendMessage": "KmsAccessDenied"}
    status, _, said = run("redrive", "--message", wanted)
    assert (status, f"{wanted} was not moved" in said, "KmsAccessDenied" in said) == (1, True, True)
    assert len(sqs.messages[DEAD]) == 1
    assert "DeleteMessage" not in sqs.calls


def test_all_messages_are_moved_by_sqs_and_the_task_is_followed(sqs: FakeQueues) -> None:
    for number in range(3):
        sqs.add(DEAD, notification(f"raw/{number}.gz"))
    sqs.tasks = [
        task("RUNNING", 1),
        task("COMPLETED", 3),
    ]
    status, said, _ = run("redrive")
    assert (status, said) == (0, "converter: 3 of 3 messages moved.")
    assert sqs.calls == ["StartMessageMoveTask"], "the command itself moves nothing"


def task(status: str, moved: int, **more: str) -> dict[str, Any]:
    return {
        "Status": status,
        "ApproximateNumberOfMessagesMoved": moved,
        "ApproximateNumberOfMessagesToMove": 3,
        **more,
    }


def test_a_move_that_fails_is_said_with_its_reason_and_the_exit_status_is_1(
    sqs: FakeQueues,
) -> None:
    sqs.add(DEAD, notification("raw/a.gz"))
    sqs.tasks = [task("FAILED", 1, FailureReason="KmsAccessDenied")]
    status, said, notes = run("redrive")
    assert (status, said) == (1, "converter: 1 of 3 messages moved.")
    assert "FAILED: KmsAccessDenied" in notes


def test_messages_that_stay_in_the_queue_after_a_move_are_said(
    sqs: FakeQueues,
) -> None:
    sqs.hidden.add(sqs.add(DEAD, notification("raw/a.gz")))
    sqs.tasks = [task("COMPLETED", 3)]
    status, said, notes = run("redrive")
    assert (status, said) == (0, "converter: 3 of 3 messages moved.")
    assert "about 1 message is still in the dead-letter queue" in notes
    assert "another reader holds them" in notes


def test_a_move_is_complete_although_the_approximate_numbers_differ(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/a.gz"))
    sqs.tasks = [task("COMPLETED", 2)]
    assert run("redrive") == (0, "converter: 2 of 3 messages moved.", "")


def test_a_single_message_is_said_in_the_singular(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/a+b.gz"))
    assert "converter: 1 message in the dead-letter queue." in run("list")[2]
    assert run("redrive", "--dry-run")[1] == "converter: 1 message would be moved."


def test_a_message_of_a_stack_without_a_source_queue_is_refused_with_a_remedy(
    sqs: FakeQueues, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = sqs.add(RUNS, FAILED_RUN)
    outputs = {"api_source_dead_letter_queue_url": RUNS, "api_source_function": "poll"}
    use_target(monkeypatch, FakeTarget({"sqs": sqs}, outputs))
    status, said, notes = run("redrive", "--message", message)
    assert (status, said) == (1, "")
    assert "no dead letter that came from a queue" in notes
    assert "aws lambda invoke --function-name poll" in notes


@pytest.fixture
def two_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the stack two dead-letter queues with a source queue."""
    found = [
        queues.DeadLetterQueue(label, url, SOURCE)
        for label, url in (("first", DEAD), ("second", RUNS))
    ]

    def queues_of(_target: object) -> list[queues.DeadLetterQueue]:
        return found

    monkeypatch.setattr(dead_letters, "queues_of", queues_of)


@pytest.mark.usefixtures("two_sources")
def test_a_later_success_does_not_hide_the_failure_of_an_earlier_queue(sqs: FakeQueues) -> None:
    sqs.add(DEAD, notification("raw/a.gz"))
    sqs.tasks = [task("FAILED", 0)]
    status, said, _ = run("redrive")
    assert "second: no messages to move." in said
    assert status == 1


@pytest.mark.usefixtures("two_sources")
def test_messages_of_two_queues_are_moved_in_one_command(sqs: FakeQueues) -> None:
    first, second = sqs.add(DEAD, notification("raw/a")), sqs.add(RUNS, notification("raw/b"))
    status, said, notes = run("redrive", "--message", first, "--message", second)
    assert (status, notes) == (0, "")
    assert f"{first} moved" in said
    assert f"{second} moved" in said


def test_control_characters_of_keys_and_bodies_do_not_reach_the_terminal(sqs: FakeQueues) -> None:
    message = sqs.add(DEAD, notification("raw/\x1b[2J"))
    other = sqs.add(DEAD, "no JSON \x9b2J")
    shown = run("list")[1] + run("show", message)[1] + run("show", other)[1]
    assert not {"\x1b", "\x9b"} & {*shown}
    assert r"raw/\x1b[2J" in shown


def test_failed_runs_are_not_moved_and_it_is_said_what_to_do(sqs: FakeQueues) -> None:
    sqs.add(RUNS, FAILED_RUN)
    status, said, notes = run("redrive")
    assert (status, said) == (0, "converter: no messages to move.")
    for part in ("1 failed run is not moved", "aws lambda invoke --function-name poll", RUNS):
        assert part in notes
    assert len(sqs.messages[RUNS]) == 1


def test_a_stack_without_a_dead_letter_queue_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    use_target(monkeypatch, FakeTarget({"sqs": None}, {"engine": "firehose"}))
    status, _, said = run("list")
    assert (status, "has no dead-letter queue" in said) == (1, True)
    assert "clickstream delivery-errors" in said
