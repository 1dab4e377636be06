"""`clickstream convert-missing`: raw objects without output are sent to the queue again."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from clickstream.cli.commands import convert_missing
from clickstream.cli.main import app
from clickstream.cli.object_notifications import MAX_ATTEMPTS
from clickstream.delivery import sender
from tests.unit.cli.fakes import OUTPUTS, FakeS3, FakeSqs, FakeTarget

RUNNER = CliRunner()
NOW = datetime.now(UTC)
LONG_SINCE = NOW - timedelta(days=30)
DAY = "raw/year=2025/month=11/day=26/"
MANY = [f"{DAY}{number:02}.gz" for number in range(23)]


def output(raw_key: str, prefix: str = "events/year=2025/month=11/day=25/") -> str:
    """Return the key of a file of the lake in the form that the converter gives it."""
    key = hashlib.sha256(raw_key.encode()).hexdigest()[:16]
    return f"{prefix}{key}-{hashlib.sha256(b'content').hexdigest()[:32]}.parquet"


@pytest.fixture
def s3() -> FakeS3:
    return FakeS3()


@pytest.fixture
def sqs(s3: FakeS3, monkeypatch: pytest.MonkeyPatch) -> FakeSqs:
    fake = FakeSqs()

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget(
            {"s3": s3, "sqs": fake},
            {**OUTPUTS, "raw_bucket": "raw", "lake_bucket": "lake", "engine": "spark"},
        )

    monkeypatch.setattr(convert_missing, "resolve", resolve)
    monkeypatch.setattr(sender, "BACKOFF_LIMIT_SECONDS", 0.0)
    return fake


def run(*options: str) -> tuple[int, dict[str, int], str]:
    """Run the command and return its exit status, its table and its standard error."""
    done = RUNNER.invoke(app, ["convert-missing", "--stack", "dev", *options])
    rows = re.findall(r"│ ([a-z ]+?) +│ +([\d,]+) │", done.stdout)
    return (
        done.exit_code,
        {name: int(count.replace(",", "")) for name, count in rows},
        " ".join(done.stderr.split()),
    )


def test_objects_without_output_are_sent_and_every_object_is_counted(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    s3.buckets["raw"] = dict.fromkeys([*MANY, f"{DAY}quarantined.gz"], LONG_SINCE) | {
        f"{DAY}new.gz": NOW,
        "other/x": LONG_SINCE,
    }
    s3.buckets["lake"] = dict.fromkeys(
        [
            output(MANY[0]),
            output(MANY[0], "events/year=2025/month=11/day=24/"),
            output(MANY[1]),
            output(f"{DAY}quarantined.gz", "quarantine/"),
        ],
        LONG_SINCE,
    )
    s3.buckets["lake"][output(MANY[2], "models/")] = LONG_SINCE
    status, counts, stderr = run()
    assert status == 0, stderr
    assert counts == {
        "raw objects": 25,
        "converted": 3,
        "recent": 1,
        "missing": 21,
        "sent": 21,
    }
    assert sqs.accepted == MANY[2:], (
        "each missing object once, nothing else; a file outside the tables is no output"
    )
    assert [len(request) for request in sqs.requests] == [10, 10, 1], (
        "in as few requests as SQS takes"
    )
    assert "Left out: 1 raw objects without output" in stderr
    assert (
        "21 raw objects wait in the queue, 0 are being converted, 2 are in the dead-letter queue"
        in stderr
    )
    assert "`clickstream convert` starts one now" in stderr, "for engine spark"


def test_a_dry_run_sends_nothing_and_lists_the_first_missing_objects(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    s3.buckets["raw"] = dict.fromkeys(MANY, LONG_SINCE)
    status, counts, stderr = run("--dry-run")
    assert status == 1, "an object is missing"
    assert (counts["missing"], counts["sent"]) == (23, 0)
    assert sqs.requests == []
    assert stderr.count("missing: s3://raw/") == 10
    assert f"missing: s3://raw/{MANY[0]}" in stderr


def test_objects_with_quarantined_lines_are_sent_again_and_their_files_of_lines_deleted(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    converted, mixed, quarantined, missing = MANY[:4]
    s3.buckets["raw"] = dict.fromkeys([converted, mixed, quarantined, missing], LONG_SINCE)
    kept = [output(converted), output(mixed)]
    lines = [output(mixed, "quarantine/"), output(quarantined, "quarantine/")]
    others = [output("raw/year=2025/month=11/day=27/other.gz", "quarantine/")]
    s3.buckets["lake"] = dict.fromkeys([*kept, *lines, *others], LONG_SINCE)

    status, counts, stderr = run("--quarantined", "--dry-run")
    assert (status, counts["quarantined"], counts["sent"]) == (1, 2, 0)
    assert f"quarantined: s3://raw/{mixed}" in stderr
    assert f"missing: s3://raw/{missing}" in stderr
    assert set(s3.buckets["lake"]) == {*kept, *lines, *others}, "a dry run deletes nothing"

    status, counts, stderr = run("--quarantined")
    assert status == 0, stderr
    assert counts == {
        "raw objects": 4,
        "converted": 1,
        "quarantined": 2,
        "recent": 0,
        "missing": 1,
        "sent": 3,
    }
    assert sqs.accepted == [mixed, quarantined, missing]
    assert set(s3.buckets["lake"]) == {*kept, *others}, (
        "rows stay until they are overwritten, and so do lines of objects that are not sent"
    )
    assert set(sqs.delays) == {convert_missing.DELETE_SECONDS}, (
        "no converter writes a file of quarantined lines before the former one is deleted"
    )


def test_lines_of_an_object_whose_message_is_refused_stay_in_quarantine(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    s3.buckets = {
        "raw": {MANY[0]: LONG_SINCE},
        "lake": {output(MANY[0], "quarantine/"): LONG_SINCE},
    }
    sqs.failing[MANY[0]] = [("InvalidMessageContents", True)]
    status, counts, _ = run("--quarantined")
    assert (status, counts["quarantined"], counts["sent"]) == (1, 1, 0)
    assert s3.buckets["lake"], "the lines are in the lake as before"


def test_a_file_of_quarantined_lines_that_is_not_deleted_is_an_error(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    key = output(MANY[0], "quarantine/")
    s3.buckets = {"raw": {MANY[0]: LONG_SINCE}, "lake": {key: LONG_SINCE}}
    s3.undeletable = {key}
    status, _, stderr = run("--quarantined")
    assert status == 1
    assert f"s3://lake/{key} is not deleted: Access Denied" in stderr
    assert "Repeat the command" in stderr
    assert sqs.accepted == [MANY[0]]


def test_without_missing_objects_nothing_is_sent_and_the_exit_status_is_0(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    s3.buckets = {"raw": {MANY[0]: LONG_SINCE}, "lake": {output(MANY[0]): LONG_SINCE}}
    status, counts, stderr = run()
    assert (status, counts["converted"], counts["missing"], sqs.requests, stderr) == (
        0,
        1,
        0,
        [],
        "",
    )


def test_the_grace_period_can_be_shortened(s3: FakeS3, sqs: FakeSqs) -> None:
    s3.buckets["raw"] = {"raw/a": NOW - timedelta(minutes=30), "raw/b": NOW - timedelta(minutes=61)}
    assert run()[1]["sent"] == 1
    assert sqs.accepted == ["raw/b"], "an hour by default"
    assert run("--older-than-minutes", "0")[1]["sent"] == 2


def test_only_failed_messages_are_sent_again(s3: FakeS3, sqs: FakeSqs) -> None:
    s3.buckets["raw"] = dict.fromkeys(MANY[:4], LONG_SINCE)
    sqs.failing = {MANY[1]: [("ServiceUnavailable", False)] * 2}
    sqs.broken = ["RequestThrottled"]
    status, counts, _ = run()
    assert (status, counts["sent"]) == (0, 4)
    assert sqs.requests == [MANY[:4], MANY[:4], [MANY[1]], [MANY[1]]]
    assert sorted(sqs.accepted) == MANY[:4], "no message is accepted twice"


def test_a_message_that_is_never_accepted_is_named_and_ends_in_exit_status_1(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    s3.buckets["raw"] = dict.fromkeys(MANY[:4], LONG_SINCE)
    sqs.failing = {
        MANY[0]: [("InternalError", False)] * MAX_ATTEMPTS,
        MANY[1]: [("InvalidMessageContents", True)],
    }
    sqs.silent = {MANY[2]}
    status, counts, stderr = run()
    assert (status, counts["missing"], counts["sent"]) == (1, 4, 1)
    for key, code in zip(
        MANY, ("InternalError", "InvalidMessageContents", "NoResult"), strict=False
    ):
        assert f"Not sent: s3://raw/{key}: {code}" in stderr
    assert len(sqs.requests) == MAX_ATTEMPTS
    assert sum(MANY[1] in request for request in sqs.requests) == 1, (
        "a message with a sender fault is not sent again"
    )


def test_a_failed_request_still_shows_the_messages_sent_before(
    s3: FakeS3, sqs: FakeSqs, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.buckets["raw"] = dict.fromkeys(MANY, LONG_SINCE)
    send = sqs.send_message_batch

    def fail_later(**request: Any) -> dict[str, Any]:
        sqs.broken = ["AccessDenied"] if sqs.requests else []
        return send(**request)

    monkeypatch.setattr(sqs, "send_message_batch", fail_later)
    status, counts, stderr = run()
    assert (status, counts["sent"], counts["missing"]) == (1, 10, 20)
    assert "SendMessageBatch failed with AccessDenied" in stderr


def test_a_range_that_ends_before_it_begins_is_refused(s3: FakeS3, sqs: FakeSqs) -> None:
    status, _, stderr = run("--from", "2025-11-30", "--to", "2025-11-01")
    assert status == 2
    assert "--from 2025-11-30 is after --to 2025-11-01" in stderr
    assert not s3.listed + sqs.accepted


def test_unattributed_files_stop_the_command_before_it_duplicates_rows(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    old = f"events/year=2025/month=11/day=26/{'0' * 32}.parquet"
    s3.buckets["raw"] = {MANY[0]: LONG_SINCE, "raw/year=2025/month=11/day=28/x.gz": LONG_SINCE}
    s3.buckets["lake"] = {
        old: datetime(2025, 11, 27, 1, tzinfo=UTC),
        "events/year=2025/": NOW,
        "events/_SUCCESS": NOW,
    }
    status, counts, stderr = run()
    assert (status, counts, sqs.requests) == (1, {}, [])
    assert (
        f"1 files of the lake have names without the digest of a raw object's key, such as {old}"
        in stderr
    )
    assert "use --from 2025-11-28 or later" in stderr
    assert run("--from", "2025-11-28")[:2] == (
        0,
        {"raw objects": 1, "converted": 0, "recent": 0, "missing": 1, "sent": 1},
    )


def test_the_command_is_refused_for_engine_firehose(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({}, {"raw_bucket": "raw", "lake_bucket": "lake"})

    monkeypatch.setattr(convert_missing, "resolve", resolve)
    status, _, stderr = run()
    assert status == 1
    assert "Firehose itself converts (`engine: firehose`)" in stderr
