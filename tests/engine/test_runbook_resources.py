"""Resources that somebody deletes or changes by hand: named by `doctor`, fixed by the runbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.operated import Operated, operated
from tests.runbook import runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        operated(tmp_path_factory.mktemp("runbook"), monkeypatch, {}) as running,
    ):
        running.send(3)
        running.wait_for_events()
        yield running


def remove_notification(lake: Operated) -> None:
    lake.client("s3").put_bucket_notification_configuration(
        Bucket=lake.output("raw_bucket"), NotificationConfiguration={}
    )


def remove_queue_policy(lake: Operated) -> None:
    lake.client("sqs").set_queue_attributes(
        QueueUrl=lake.output("queue_url"), Attributes={"Policy": ""}
    )


def delete_table(lake: Operated) -> None:
    lake.client("glue").delete_table(
        DatabaseName=lake.output("database"), Name=lake.output("table")
    )


def delete_database(lake: Operated) -> None:
    lake.client("glue").delete_database(Name=lake.output("database"))


FAULTS: dict[str, tuple[Callable[[Operated], None], str, str]] = {
    "removed bucket notification": (
        remove_notification,
        "bucket notification",
        "announces no object",
    ),
    "removed queue policy": (remove_queue_policy, "queue policy", "queue policy is missing"),
    "deleted table": (delete_table, "events table", "clickstream_events"),
    "deleted database": (delete_database, "quarantine table", "quarantine"),
}
"""Fault, the check of `doctor` that fails, and a part of the cause that it names."""


@runs("runbook", 1)
@runs("delivery-late", 1)
@runs("puts-throttled", 1)
@runs("canary-late", 1)
@runs("events-late-or-lost", 1)
def test_a_healthy_stack_has_no_problem_and_the_commands_that_look_succeed(lake: Operated) -> None:
    lake.assert_fixed()
    for entry in ("runbook", "delivery-late", "puts-throttled", "canary-late"):
        lake.terminal.follow(entry, 1)
    lake.terminal.follow("events-late-or-lost", 1)


@runs("restore-resources", 1)
def test_deleted_resources_are_named_and_restored(lake: Operated) -> None:
    for fault, (break_it, check, cause) in FAULTS.items():
        break_it(lake)
        failed = lake.failed_checks()
        assert check in failed, f"{fault}: the check fails: {failed}"
        assert cause in failed[check], f"{fault}: the cause is named: {failed[check]}"
        assert "pulumi up --refresh" in failed[check], f"{fault}: the remedy is named"
    unannounced = lake.send(2)
    lake.terminal.follow("restore-resources", 1)
    assert set(unannounced) <= lake.sent
    lake.assert_fixed()


def mapping_of(lake: Operated) -> dict[str, Any]:
    found = lake.client("lambda").list_event_source_mappings(
        FunctionName=lake.output("converter_function")
    )
    return found["EventSourceMappings"][0]


@runs("queue-age", 1, 2)
def test_a_stopped_event_source_mapping_is_named_and_enabled(lake: Operated) -> None:
    lake.client("lambda").update_event_source_mapping(UUID=mapping_of(lake)["UUID"], Enabled=False)
    lake.send(2)
    failed = lake.failed_checks()
    assert "is Disabled" in failed["event source mapping"]
    assert "update-event-source-mapping" in failed["event source mapping"], "the remedy is named"
    looked = lake.terminal.follow("queue-age", 1, failing=True)
    assert "is Disabled" in looked[0].output
    lake.terminal.follow("queue-age", 2)
    assert mapping_of(lake)["State"] == "Enabled"
    lake.assert_fixed()


@runs("function-throttled", 1, 2)
def test_a_function_without_concurrency_is_named_and_runs_again(lake: Operated) -> None:
    function = lake.output("converter_function")
    lake.client("lambda").put_function_concurrency(
        FunctionName=function, ReservedConcurrentExecutions=0
    )
    lake.send(2)
    failed = lake.failed_checks()
    assert "reserved concurrency of 0" in failed["converter function"]
    assert "delete-function-concurrency" in failed["converter function"], "the remedy is named"
    looked = lake.terminal.follow("function-throttled", 1, failing=True)
    assert "reserved concurrency of 0" in looked[0].output
    lake.terminal.follow("function-throttled", 2)
    reserved = lake.client("lambda").get_function_concurrency(FunctionName=function)
    assert "ReservedConcurrentExecutions" not in reserved
    lake.assert_fixed()


@runs("silence", 1, 2)
def test_a_deleted_delivery_stream_is_named_and_created_again(lake: Operated) -> None:
    firehose, name = lake.client("firehose"), lake.output("delivery_stream_name")
    firehose.delete_delivery_stream(DeliveryStreamName=name)
    with pytest.raises(firehose.exceptions.ResourceNotFoundException):
        lake.send()
    failed = lake.failed_checks()
    assert name in failed["delivery stream"]
    assert "pulumi up --refresh" in failed["delivery stream"], "the remedy is named"
    looked = lake.terminal.follow("silence", 1, failing=True)
    assert name in looked[0].output
    *_, printed = lake.terminal.follow("silence", 2)
    lake.refresh_outputs()
    assert printed.output.strip() == lake.output("delivery_stream_name")
    lake.send(2)
    lake.assert_fixed()
