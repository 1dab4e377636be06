"""Entries of the runbook for the other engines and for local stacks, on the emulator."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import yaml

from clickstream.local import stack
from tests import runbook
from tests.e2e.verbs import Lake, eventually
from tests.engine.operated import event, shorten_alarms
from tests.local_commands import LocalCommands
from tests.paths import ROOT
from tests.runbook import runs
from tests.unit.api_source.server import Reply, Server, reply

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

FIREHOSE = {"engine": "firehose", "bufferingMb": "64", "parquetCompression": "snappy"}


@contextmanager
def deployed(settings: dict[str, str], directory: Path) -> Generator[tuple[Lake, LocalCommands]]:
    """Yield a local stack, and the commands of the runbook on it."""
    name = f"runbook-{uuid.uuid4().hex[:8]}"
    try:
        yield Lake(stack.up(name, settings)), LocalCommands(name, directory)
    finally:
        stack.down(name)


def status(lake: Lake, commands: LocalCommands) -> dict[str, Any]:
    """Return the status of the stack; a problem is no failure of the command."""
    shorten_alarms(lake.client("cloudwatch"), lake.stack.outputs["alarms"])
    return json.loads(commands.run("clickstream status --stack dev --format json", {0, 1}))


def problems(lake: Lake, commands: LocalCommands, kind: str) -> list[dict[str, Any]]:
    """Return the problems of a kind that `status` names."""
    return [problem for problem in status(lake, commands)["problems"] if problem["kind"] == kind]


@runs("conversion-failed", 1, 2)
def test_records_that_firehose_cannot_convert_are_named_and_sent_again(tmp_path: Path) -> None:
    with deployed(FIREHOSE, tmp_path) as (lake, commands):
        sent = event(quantity="many")
        lake.put_record(json.dumps(sent).encode() + b"\n")
        (problem, *_) = eventually(
            lambda: problems(lake, commands, "conversion-failed"), "the record is named"
        )
        assert "delivery-errors" in problem["remedy"]
        assert problem["runbook"] == "docs/operations.md#conversion-failed"
        (looked,) = commands.follow("conversion-failed", 1)
        assert str(sent["event_id"]) in looked, "an example is shown"

        # The contract is changed before: here the record, since a new contract needs a deployment.
        first, second = runbook.commands("conversion-failed", 2)
        commands.run(first, {0})
        failed = tmp_path / "failed.json"
        failed.write_text(
            failed.read_text(encoding="utf-8").replace('"many"', "3"), encoding="utf-8"
        )
        commands.run(second, {0})
        eventually(
            lambda: lake.query(
                f"SELECT 1 FROM clickstream_events WHERE event_id = '{sent['event_id']}'"  # noqa: S608 - ours
            ),
            "the fixed event is a row",
        )


@runs("api-runs-failed", 1)
@runs("api-dead-letters", 1)
def test_polls_that_fail_are_named_with_their_cause(tmp_path: Path) -> None:
    stage = yaml.safe_load((ROOT / "Pulumi.api.yaml").read_text(encoding="utf-8"))["config"]
    settings = {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in stage.items()
    }
    with Server() as server:
        server.on("/profiles", Reply(status=401))
        settings |= {
            "clickstream-lake:apiUrl": server.url("/profiles"),
            "clickstream-lake:apiAllowPrivate": "true",
        }
        with deployed(settings, tmp_path) as (lake, commands):
            functions, name = lake.client("lambda"), lake.stack.outputs["api_source_function"]
            functions.invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")
            eventually(
                lambda: lake.waiting("api_source_dead_letter_queue_url"), "the run is given up"
            )
            (problem, *_) = problems(lake, commands, "api-dead-letters")
            assert problem["runbook"] == "docs/operations.md#api-dead-letters"
            (cause, *_) = problems(lake, commands, "api-runs-failed")
            assert "401" in str(cause), f"the cause is named: {cause}"
            (looked,) = commands.follow("api-runs-failed", 1)
            assert "401" in looked
            (listed,) = commands.follow("api-dead-letters", 1)
            assert "401" in listed

            server.on("/profiles", reply({"results": []}))
            functions.invoke(FunctionName=name, Payload=b"{}")
            lake.client("sqs").purge_queue(
                QueueUrl=lake.stack.outputs["api_source_dead_letter_queue_url"]
            )
            eventually(
                lambda: status(lake, commands)["ok"], "the next poll shows that the cause is gone"
            )


@runs("change-the-contract", 1)
def test_a_contract_is_tried_with_events_of_ones_own(tmp_path: Path) -> None:
    lines = [json.dumps(event()), json.dumps(event(event_type=None))]
    (tmp_path / "events.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
    commands = LocalCommands(f"runbook-{uuid.uuid4().hex[:8]}", tmp_path)
    try:
        up, send, query, down = runbook.commands("change-the-contract", 1)
        commands.run(up, {0})
        commands.run(send, {0})
        eventually(
            lambda: "missing_field" in commands.run(query, {0}),
            "the line that does not fit is named",
        )
        commands.run(down, {0})
    finally:
        stack.down(commands.name)
