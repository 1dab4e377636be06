"""`clickstream dead-letters` on the emulator: messages are read and redriven."""

from __future__ import annotations

import gzip
import re
import time
import uuid
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from clickstream.cli.main import app
from clickstream.local import stack
from tests.e2e.verbs import Lake, events_of, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long
EVENT = {"event_type": "page_view", "event_time": "2025-11-26T12:00:00Z"}
POISON = gzip.compress(b"\n" * (2 << 20)) + events_of(EVENT)  # this stack takes objects of 1 MB
POISON_NAMES = ("a b.gz", "c+d.gz", "e.gz")
MESSAGE_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    """Deploy a stack with the messages of three objects, which are too large, in its queue."""
    name = f"dead-letters-{uuid.uuid4().hex[:8]}"
    try:
        lake = Lake(stack.up(name, {"maxObjectMb": "1"}))
        hide(lake, seconds=10)  # as deployed, a failed message comes back after minutes
        for poison in POISON_NAMES:
            lake.put_object(POISON, f"raw/{poison}")
        eventually(lambda: visible(lake) == len(POISON_NAMES), "the objects are given up on")
        yield lake
    finally:
        stack.down(name)


def hide(lake: Lake, *, seconds: int) -> None:
    """Set the time for which the queue hides a message that the function has received."""
    lake.client("sqs").set_queue_attributes(
        QueueUrl=lake.stack.outputs["queue_url"], Attributes={"VisibilityTimeout": str(seconds)}
    )


def address(lake: Lake, poison: str) -> str:
    return f"s3://{lake.stack.outputs['raw_bucket']}/raw/{poison}"


def visible(lake: Lake) -> int:
    """Return the number of messages of the dead-letter queue that a reader can receive."""
    attributes = lake.client("sqs").get_queue_attributes(
        QueueUrl=lake.stack.outputs["dead_letter_queue_url"],
        AttributeNames=["ApproximateNumberOfMessages"],
    )
    return int(attributes["Attributes"]["ApproximateNumberOfMessages"])


def dead_letters(lake: Lake, *arguments: str, columns: str = "300") -> tuple[int, str, str]:
    """Run the command; return its exit status, standard output and standard error."""
    done = CliRunner(env={"COLUMNS": columns}).invoke(
        app, ["dead-letters", *arguments, "--local", "--name", lake.stack.name]
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, " ".join(done.stdout.split()), " ".join(done.stderr.split())


def message_ids(lake: Lake) -> dict[str, str]:
    """Return the message ids of the list, by raw object."""
    _, listed, _ = dead_letters(lake, "list")
    return {
        source: found for found, source in re.findall(rf"({MESSAGE_ID}).*?(s3://.*?\.gz)", listed)
    }


def test_every_message_is_listed_with_raw_object_and_error_and_stays_visible(lake: Lake) -> None:
    status, listed, note = dead_letters(lake, "list")
    assert status == 0
    assert set(message_ids(lake)) == {address(lake, poison) for poison in POISON_NAMES}
    assert "raisemaxObjectMb" in re.sub(r"[│\s]", "", listed), (
        "the error is that of the converter's log"
    )
    assert "converter: 3 messages in the dead-letter queue." in note
    assert visible(lake) == 3, "the messages are visible immediately after the command"


def test_a_limited_list_says_how_many_messages_there_are(lake: Lake) -> None:
    _, listed, note = dead_letters(lake, "list", "--limit", "2")
    assert len(re.findall(MESSAGE_ID, listed)) == 2
    assert "2 of about 3 messages" in note


def test_a_message_is_shown_with_body_attributes_and_error(lake: Lake) -> None:
    poison = address(lake, "a b.gz")
    status, shown, _ = dead_letters(lake, "show", message_ids(lake)[poison])
    assert status == 0
    for part in (poison, '"key": "raw/a+b.gz"', "ApproximateReceiveCount", "raise maxObjectMb"):
        assert part in shown, f"{part} is shown"
    assert visible(lake) == 3, "the message is visible again"


def test_an_unknown_message_is_named(lake: Lake) -> None:
    missing = str(uuid.uuid4())
    status, _, said = dead_letters(lake, "show", missing)
    assert (status, missing in said) == (1, True)
    status, _, said = dead_letters(lake, "redrive", "--message", missing)
    assert (status, missing in said) == (1, True)


def test_a_dry_run_moves_nothing(lake: Lake) -> None:
    message_id = message_ids(lake)[address(lake, "e.gz")]
    assert dead_letters(lake, "redrive", "--dry-run")[:2] == (
        0,
        "converter: 3 messages would be moved.",
    )
    status, said, _ = dead_letters(lake, "redrive", "--dry-run", "--message", message_id)
    assert (status, "would be moved" in said) == (0, True)
    assert visible(lake) == 3
    assert lake.waiting("queue_url") == 0


def test_a_message_whose_cause_remains_comes_back_and_each_is_converted_once_it_is_fixed(
    lake: Lake,
) -> None:
    first, *others = (address(lake, poison) for poison in POISON_NAMES)
    status, said, _ = dead_letters(lake, "redrive", "--message", message_ids(lake)[first])
    assert (status, "moved: " + first in said) == (0, True), said
    eventually(lambda: visible(lake) == 3, "the message comes back, since nothing was fixed")

    hide(lake, seconds=30)  # longer than a conversion
    client, name = lake.client("lambda"), lake.stack.outputs["converter_function"]
    variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    client.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**variables, "MAX_OBJECT_MB": "4"}}
    )
    client.get_waiter("function_updated_v2").wait(FunctionName=name)
    assert dead_letters(lake, "redrive", "--message", message_ids(lake)[first])[0] == 0
    assert visible(lake) == 2, "the moved message is not in the dead-letter queue"
    eventually(lambda: lake.rows(first), "the object is converted")

    status, said, _ = dead_letters(lake, "redrive")
    assert (status, said) == (0, "converter: 2 of 2 messages moved.")
    for source in others:
        eventually(lambda: lake.rows(source), "the object is converted")  # noqa: B023 - called within this round
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    assert visible(lake) == 0
    assert dead_letters(lake, "redrive")[:2] == (0, "converter: no messages to move.")
    assert dead_letters(lake, "list") == (
        0,
        "",
        "converter: 0 messages in the dead-letter queue.",
    )


def test_a_message_that_another_reader_holds_is_counted(lake: Lake) -> None:
    sqs, url = lake.client("sqs"), lake.stack.outputs["dead_letter_queue_url"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    assert sqs.receive_message(QueueUrl=url, VisibilityTimeout=5)["Messages"]
    status, _, note = dead_letters(lake, "list")
    assert (status, "0 of about 1 message in" in note) == (0, True), note
    assert "another reader holds them" in note
    time.sleep(5)
    assert visible(lake) == 1
