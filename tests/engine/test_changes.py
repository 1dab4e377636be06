"""Changes of a running stack that could lose events, while events are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.cli.commands.detach_producers import attachments
from tests.engine.account import Producer, landed, missing, waiting
from tests.engine.changing import summary
from tests.engine.inventory import inventory
from tests.engine.setting_changes import FORMER_KEY, KEY, SLOW_MACHINE
from tests.engine.stack import changes, host, new_stack

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.stack import Stack


def notification(stack: Stack) -> list[dict[str, Any]]:
    """Return the queue notifications of the raw bucket."""
    return (
        stack.client("s3")
        .get_bucket_notification_configuration(Bucket=stack.outputs["raw_bucket"])
        .get("QueueConfigurations", [])
    )


def assert_reconciled(producer: Producer) -> None:
    """Assert that each accepted event is in the lake exactly once."""
    producer.stop()
    assert producer.refused == [], "producers can send at any time"
    assert missing(producer) == {}, (
        f"every accepted event is a row or a quarantined line; messages: {waiting(producer.stack)}"
    )
    ids = landed(producer.stack)
    assert len(ids) == len(set(ids)), "no event is in the lake twice"


def test_switching_the_engine_either_way_keeps_queues_and_notification_and_every_event(
    tmp_path: Path,
) -> None:
    with new_stack("dev", tmp_path) as stack:
        empty = inventory(stack)
        stack.succeed("up", {**host(), **SLOW_MACHINE})
        queues = {key: stack.outputs[key] for key in ("queue_url", "dead_letter_queue_url")}
        notified = notification(stack)
        assert notified, "the raw bucket notifies the queue"
        with Producer(stack) as producer:
            for engine in ("spark", "lambda"):
                producer.label = engine
                outcome = stack.succeed("up", {"engine": engine})
                touched = [
                    change
                    for change in changes(outcome)
                    if "Queue" in change or "BucketNotification" in change
                ]
                assert all(change.startswith("update ") for change in touched), touched
                assert {key: stack.outputs[key] for key in queues} == queues
                assert [each["QueueArn"] for each in notification(stack)] == [
                    each["QueueArn"] for each in notified
                ]
            assert_reconciled(producer)
        stack.succeed("destroy")
        assert inventory(stack) == empty, "an unprotected stage is destroyed with its data"


def test_a_change_of_the_customer_key_updates_in_place_and_loses_no_event(
    tmp_path: Path,
) -> None:
    with new_stack("dev", tmp_path) as stack:
        stack.succeed("up", {**host(), **SLOW_MACHINE, "kmsKeyArn": FORMER_KEY})
        with Producer(stack) as producer:
            outcome = stack.succeed(
                "up", {"kmsKeyArn": KEY, "formerKmsKeyArns": f'["{FORMER_KEY}"]'}
            )
            assert summary(outcome).startswith("in place: "), summary(outcome)
            assert "Queue" in summary(outcome)
            assert_reconciled(producer)


def test_a_protected_stage_replaces_an_edited_query_and_refuses_to_replace_data(
    tmp_path: Path,
) -> None:
    with new_stack("prod", tmp_path) as stack:
        empty = inventory(stack)
        stack.succeed("up", {**host(), **SLOW_MACHINE})
        with Producer(stack) as producer:
            query = min((stack.program / "queries").glob("*.sql"))
            query.write_text(query.read_text(encoding="utf-8") + "-- edited\n", encoding="utf-8")
            assert summary(stack.succeed("up")) == "replaces: NamedQuery"
            assert changes(stack.succeed("up")) == [], "the edited query is deployed"

            before = inventory(stack)
            for operation in ("preview", "up"):
                refused = stack.run(operation, {"oneBucket": "true"})
                assert "oneBucket is true; deployed: false" in str(refused["error"])
            stack.run("preview", {"oneBucket": "false"})
            assert inventory(stack) == before, "no resource has changed"
            assert_reconciled(producer)

        destroy_as_in_the_readme(stack, empty)


def destroy_as_in_the_readme(stack: Stack, empty: set[str]) -> None:
    """Destroy a protected stage with data, and assert that no resource is left.

    Its producer policy is attached to a role.
    """
    iam, policy = stack.client("iam"), stack.outputs["producer_policy_arn"]
    iam.create_role(RoleName="producer", AssumeRolePolicyDocument="{}")
    iam.attach_role_policy(RoleName="producer", PolicyArn=policy)
    before = inventory(stack)
    assert "because it is protected" in str(stack.run("destroy")["error"])
    assert inventory(stack) == before, "a refused destroy deletes no resource"

    stack.succeed("up", {"protect": "false", "forceDestroy": "true"})
    for attached in attachments(iam, policy):
        iam.detach_role_policy(RoleName=attached.name, PolicyArn=policy)
    stack.succeed("destroy")
    iam.delete_role(RoleName="producer")
    assert inventory(stack) == empty, "no resource is left"


def test_a_change_of_a_deployed_streams_partitioning_is_refused(tmp_path: Path) -> None:
    with new_stack("firehose", tmp_path) as stack:
        stack.succeed("up")
        before = inventory(stack)
        refused = stack.run("up", {"firehosePartition": "event"})
        assert "firehosePartition is event; deployed: arrival" in str(refused["error"])
        assert inventory(stack) == before, "no resource has changed"
