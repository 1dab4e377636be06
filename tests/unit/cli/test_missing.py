"""`clickstream convert-missing`: raw objects without output are sent to the queue again."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from clickstream.cli import convert_missing as command
from clickstream.cli.main import app
from clickstream.cli.missing import (
    MAX_ATTEMPTS,
    OUTPUT_PREFIXES,
    RAW_PREFIX,
    Counts,
    Digests,
    Period,
    RawObject,
    announce,
    key_digest,
    message,
    raw_objects,
)
from clickstream.delivery import sender
from clickstream_spark.object_queue import notified_objects as notified_to_spark
from components.shared import layout
from converter.handler import _notified_objects as notified_to_function  # pyright: ignore[reportPrivateUsage] - what it reads is the point
from tests.unit.cli.fakes import OUTPUTS, FakeS3, FakeSqs, FakeTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    monkeypatch.setattr(command, "resolve", resolve)
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


def test_the_prefixes_are_those_that_the_program_deploys() -> None:
    assert (RAW_PREFIX, *OUTPUT_PREFIXES) == (
        layout.RAW_PREFIX,
        layout.EVENTS_PREFIX,
        layout.QUARANTINE_PREFIX,
    )


def test_the_digest_of_a_key_is_that_of_its_utf_8_bytes() -> None:
    assert key_digest("raw/größe 1.gz") == "384b4105700ec9ed"


def test_objects_without_output_are_sent_and_every_object_is_accounted_for(
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
    status, counts, said = run()
    assert status == 0, said
    assert counts == {
        "raw objects": 25,
        "converted": 3,
        "on their way": 1,
        "missing": 21,
        "sent": 21,
    }
    assert sqs.accepted == MANY[2:], (
        "each missing object once, nothing else; a file outside the tables is no output"
    )
    assert [len(request) for request in sqs.requests] == [10, 10, 1], (
        "in as few requests as SQS takes"
    )
    assert "1 objects without output are left out" in said
    assert (
        "21 raw objects wait in the queue, 0 are being converted, 2 are in the dead-letter queue"
        in said
    )
    assert "`clickstream convert` starts it now" in said, "on a queue that a Spark job drains"


def test_a_dry_run_sends_nothing_and_names_the_first_missing_objects(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    s3.buckets["raw"] = dict.fromkeys(MANY, LONG_SINCE)
    status, counts, said = run("--dry-run")
    assert status == 1, "there is something to convert"
    assert (counts["missing"], counts["sent"]) == (23, 0)
    assert sqs.requests == []
    assert said.count("missing: s3://raw/") == 10
    assert f"missing: s3://raw/{MANY[0]}" in said


def test_a_lake_that_is_complete_ends_well_and_sends_nothing(s3: FakeS3, sqs: FakeSqs) -> None:
    s3.buckets = {"raw": {MANY[0]: LONG_SINCE}, "lake": {output(MANY[0]): LONG_SINCE}}
    status, counts, said = run()
    assert (status, counts["converted"], counts["missing"], sqs.requests, said) == (0, 1, 0, [], "")


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
    assert sorted(sqs.accepted) == MANY[:4], "none is sent twice"


def test_a_message_that_is_never_accepted_is_named_and_ends_in_exit_status_1(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    s3.buckets["raw"] = dict.fromkeys(MANY[:4], LONG_SINCE)
    sqs.failing = {
        MANY[0]: [("InternalError", False)] * MAX_ATTEMPTS,
        MANY[1]: [("InvalidMessageContents", True)],
    }
    sqs.silent = {MANY[2]}
    status, counts, said = run()
    assert (status, counts["missing"], counts["sent"]) == (1, 4, 1)
    for key, code in zip(
        MANY, ("InternalError", "InvalidMessageContents", "NoAnswer"), strict=False
    ):
        assert f"Not sent: s3://raw/{key}: {code}" in said
    assert len(sqs.requests) == MAX_ATTEMPTS
    assert sum(MANY[1] in request for request in sqs.requests) == 1, (
        "the sender's fault is no passing one"
    )


def test_a_request_that_fails_for_good_shows_what_was_sent_before(
    s3: FakeS3, sqs: FakeSqs, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.buckets["raw"] = dict.fromkeys(MANY, LONG_SINCE)
    send = sqs.send_message_batch

    def fail_later(**request: Any) -> dict[str, Any]:
        sqs.broken = ["AccessDenied"] if sqs.requests else []
        return send(**request)

    monkeypatch.setattr(sqs, "send_message_batch", fail_later)
    status, counts, said = run()
    assert (status, counts["sent"], counts["missing"]) == (1, 10, 20)
    assert "SendMessageBatch answered AccessDenied" in said


@pytest.mark.parametrize(
    "key", ["raw/a b+c=d/zürich-東京 100%.gz", "raw/\x01\n.gz", 'raw/"\\.gz', "raw/" + "ü" * 510]
)
def test_both_engines_read_the_key_back_from_the_message_and_no_version(key: str) -> None:
    body = json.loads(message("raw", RawObject(key, 7, "abc", LONG_SINCE)))
    for announced in (notified_to_function, notified_to_spark):
        (raw,) = announced(body)
        assert (raw.bucket, raw.key, raw.version) == ("raw", key, None)


def test_the_message_has_the_form_of_an_s3_notification() -> None:
    (record,) = json.loads(
        message("raw", RawObject(f"{DAY}a b.gz", 7, "abc", datetime(2025, 11, 26, 12, tzinfo=UTC)))
    )["Records"]
    assert (record["eventSource"], record["eventName"], record["eventTime"]) == (
        "aws:s3",
        "ObjectCreated:Put",
        "2025-11-26T12:00:00.000Z",
    )
    assert record["s3"]["object"] == {
        "key": "raw/year%3D2025/month%3D11/day%3D26/a+b.gz",
        "size": 7,
        "eTag": "abc",
    }


def test_a_period_takes_the_days_of_the_layout_and_other_keys_by_the_date_they_were_put(
    s3: FakeS3,
) -> None:
    within = [
        f"{DAY}a.gz",
        f"{DAY}deeper/b.gz",
        "raw/c.gz",
        "raw/hand/d.gz",
        "raw/year=2025/e.gz",
        "raw/year=2025/month=11/f.gz",
        "raw/year=2025/month=13/day=01/g.gz",
        "raw/year=2024/hand/h.gz",
    ]
    put = datetime(2025, 11, 26, 23, 59, tzinfo=UTC)
    days = [
        "raw/year=2025/month=11/day=25/",
        "raw/year=2025/month=11/day=27/",
        "raw/year=2024/month=11/day=26/",
    ]
    s3.buckets["raw"] = (
        dict.fromkeys(within, put)
        | dict.fromkeys([f"{day}x.gz" for day in days], put)
        | {"raw/late.gz": put + timedelta(minutes=1)}
    )
    found = raw_objects(s3, "raw", Period(date(2025, 11, 26), date(2025, 11, 26)))  # type: ignore[arg-type] - a stand-in
    assert sorted(raw.key for raw in found) == sorted(within)
    assert not set(s3.listed) & set(days), "days outside the period are not listed"


def test_without_a_period_everything_below_raw_is_taken_in_one_listing(s3: FakeS3) -> None:
    s3.buckets["raw"] = dict.fromkeys([*MANY, "raw/c.gz", "raw/hand/d.gz"], NOW)
    found = raw_objects(s3, "raw", Period())  # type: ignore[arg-type] - a stand-in
    assert [raw.key for raw in found] == ["raw/c.gz", "raw/hand/d.gz", *MANY]
    assert s3.listed == [RAW_PREFIX]


def test_a_range_that_is_none_is_refused(s3: FakeS3, sqs: FakeSqs) -> None:
    status, _, said = run("--from", "2025-11-30", "--to", "2025-11-01")
    assert status == 2
    assert "--from 2025-11-30 is later than --to 2025-11-01" in said
    assert not s3.listed + sqs.accepted


def test_files_that_do_not_name_their_raw_object_stop_the_command_before_it_doubles_rows(
    s3: FakeS3, sqs: FakeSqs
) -> None:
    old = f"events/year=2025/month=11/day=26/{'0' * 32}.parquet"
    s3.buckets["raw"] = {MANY[0]: LONG_SINCE, "raw/year=2025/month=11/day=28/x.gz": LONG_SINCE}
    s3.buckets["lake"] = {
        old: datetime(2025, 11, 27, 1, tzinfo=UTC),
        "events/year=2025/": NOW,
        "events/_SUCCESS": NOW,
    }
    status, counts, said = run()
    assert (status, counts, sqs.requests) == (1, {}, [])
    assert (
        f"1 files of the lake have names without their raw object's key digest, such as {old}"
        in said
    )
    assert "use --from 2025-11-28 or later" in said
    assert run("--from", "2025-11-28")[:2] == (
        0,
        {"raw objects": 1, "converted": 0, "on their way": 0, "missing": 1, "sent": 1},
    )


def test_with_native_conversion_the_command_does_not_apply(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({}, {"raw_bucket": "raw", "lake_bucket": "lake"})

    monkeypatch.setattr(command, "resolve", resolve)
    status, _, said = run()
    assert status == 1
    assert "Firehose converts by itself (`engine: firehose`)" in said


def test_digests_are_a_set_of_8_bytes_each() -> None:
    digests = Digests()
    names = [f"raw/{number}" for number in range(20_000)]
    for name in names * 2:
        digests.add(key_digest(name))
    digests.sort()
    assert len(digests) == len(names), "repetitions are dropped"
    assert all(key_digest(name) in digests for name in names)
    assert not any(key_digest(f"raw/{number}") in digests for number in range(20_000, 21_000))
    assert sum(part.itemsize * len(part) for part in digests._parts) == 8 * len(names)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - the memory is the promise


def test_objects_are_sent_as_they_are_found_and_not_gathered_first() -> None:
    sent = 0

    class Endless:
        def send_message_batch(
            self,
            *,
            QueueUrl: str,
            Entries: list[dict[str, str]],
        ) -> dict[str, Any]:
            nonlocal sent
            assert QueueUrl
            assert taken - sent <= 10, "no more objects are held than go into one request"
            sent += len(Entries)
            return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

    taken = 0

    def objects() -> Iterator[RawObject]:
        nonlocal taken
        for number in range(5_000):
            taken += 1
            yield RawObject(f"raw/{number}", 1, "", NOW)

    counts = Counts()
    announce(Endless(), "url", "raw", objects(), counts, report=print)  # type: ignore[arg-type] - a stand-in
    assert counts.sent == sent == taken
