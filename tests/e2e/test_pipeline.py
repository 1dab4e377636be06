"""Data path on the emulator, from a Firehose record or a raw object to an Athena query."""

from __future__ import annotations

import gzip
import io
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pyarrow.parquet as pq
import pytest

from tests.e2e.verbs import SMALLEST_PART, Lake, events_of, eventually, upload_in_parts
from tests.paths import ROOT
from tests.visits import visit

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.long
NOW = datetime.now(UTC).replace(microsecond=0)
EVENT = {
    "event_type": "purchase",
    "event_time": NOW.isoformat(),
    "product_id": "p-1",
    "product_price": 2.5,
    "quantity": 3,
}
CAMPAIGN = "spring"  # a field that the contract does not name


def event(**more: object) -> dict[str, object]:
    return {"event_id": str(uuid.uuid4()), **EVENT, **more}


def test_a_record_put_to_firehose_is_a_row_in_athena(lake: Lake) -> None:
    sent = event()
    lake.put_record(json.dumps(sent).encode() + b"\n")
    sql = f"SELECT * FROM clickstream_events WHERE event_id = '{sent['event_id']}'"  # noqa: S608 - ours
    (row,) = eventually(lambda: lake.query(sql), "the event is a row")
    assert (row["event_type"], row["revenue"], row["year"]) == ("purchase", "7.5", f"{NOW:%Y}")
    assert row["day_of_week"] == f"{NOW:%A}"


def test_the_pretty_printed_sample_event_is_one_row_with_an_id_of_its_own(lake: Lake) -> None:
    marker = str(uuid.uuid4())
    sample = json.loads(
        (ROOT / "clickstream" / "cli" / "sample-event.json").read_text(encoding="utf-8")
    )
    sample |= {"event_time": NOW.isoformat(), "user_id": marker}
    assert "event_id" not in sample, "system producers give none"
    lake.put_record(json.dumps(sample, indent=2).encode())
    (row,) = eventually(
        lambda: lake.query(f"SELECT * FROM clickstream_events WHERE user_id = '{marker}'"),  # noqa: S608 - ours
        "the event is a row",
    )
    assert len(row["event_id"]) == 32, "a hash of the event's text stands in for the id"


def test_a_gzip_object_as_firehose_writes_it_is_queryable(lake: Lake) -> None:
    source = lake.put_object(events_of(event(), event(utm_campaign=CAMPAIGN), event()))
    rows = eventually(lambda: lake.rows(source), "the object's events are rows")
    assert len(rows) == 3
    assert [row["extra"] for row in rows if row["extra"]] == [f'{{"utm_campaign":"{CAMPAIGN}"}}'], (
        "unknown fields are kept"
    )


def test_every_line_is_a_row_or_in_quarantine_with_its_reason(lake: Lake) -> None:
    lines = [
        json.dumps(event()),
        '{"event_type": "cut off',
        "42",
        json.dumps({"event_time": NOW.isoformat()}),
        json.dumps(event(quantity="two")),
        json.dumps(event(event_time="1970-01-01T00:00:00Z")),
        json.dumps(event()),
    ]
    source = lake.put_object("\n".join(lines).encode())
    quarantined = eventually(lambda: lake.quarantined(source), "the broken lines are in quarantine")
    assert [(row["position"], row["reason"]) for row in quarantined] == [
        ("2", "malformed_json"),
        ("3", "not_an_object"),
        ("4", "missing_field"),
        ("5", "wrong_type"),
        ("6", "outside_time_window"),
    ]
    assert [row["line"] for row in quarantined] == lines[1:6], "the lines stand there as they came"
    assert len(lake.rows(source)) == 2, "one bad line does not cost the others"


def test_an_event_lies_in_the_partition_of_its_own_date_in_utc(lake: Lake) -> None:
    source = lake.put_object(events_of(event(event_time="2025-11-26T23:30:00-05:00")))
    (row,) = eventually(lambda: lake.rows(source), "the event is a row")
    assert (row["year"], row["month"], row["day"]) == ("2025", "11", "27")
    partition = lake.query(
        f"SELECT * FROM clickstream_events WHERE year = '2025' AND month = '11' AND day = '27' AND source_object = '{source}'"  # noqa: S608 - ours
    )
    assert len(partition) == 1


def test_restricted_fields_are_nowhere_in_the_lake(lake: Lake) -> None:
    source = lake.put_object(events_of(event(email="ada@example.com", ip_address="192.0.2.1")))
    (row,) = eventually(lambda: lake.rows(source), "the event is a row")
    assert "ada@example.com" not in json.dumps(row)
    assert "192.0.2.1" not in json.dumps(row)


@pytest.mark.parametrize(
    "name", ["a b.json.gz", "a+b=c.json.gz", "zürich-東京.json.gz", "100%.json", "raw/raw/x.json"]
)
def test_odd_keys_are_read(lake: Lake, name: str) -> None:
    source = lake.put_object(events_of(event()), key=f"raw/year=2026/{uuid.uuid4()}/{name}")
    assert len(eventually(lambda: lake.rows(source), f"{source} is converted")) == 1


def test_the_same_object_again_leaves_the_lake_as_it_was(lake: Lake) -> None:
    key = f"raw/{uuid.uuid4()}.json.gz"
    body = events_of(event(), event(quantity="two"))
    source = lake.put_object(body, key)
    eventually(lambda: lake.quarantined(source), "the object is converted")
    before = set(lake.files())
    first = lake.rows(source, "ingested_at")[0]["ingested_at"]
    lake.put_object(body, key)
    eventually(
        lambda: lake.rows(source, "ingested_at")[0]["ingested_at"] != first,
        "the object is converted once more",
    )
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    assert set(lake.files()) == before, "a replay overwrites"
    assert len(lake.rows(source)) == len(lake.quarantined(source)) == 1


def test_the_same_bytes_stored_otherwise_leave_the_tables_rows_as_they_were(lake: Lake) -> None:
    # Bytes behind the last gzip member fill the first of two parts, which S3 does not take below 5
    # MiB.
    body = events_of(event(), event(quantity="two"), event()) + b"." * SMALLEST_PART
    where = {"Bucket": lake.stack.outputs["raw_bucket"], "Key": f"raw/{uuid.uuid4()}.json.gz"}
    source, s3 = f"s3://{where['Bucket']}/{where['Key']}", lake.client("s3")
    key = lake.client("kms").create_key()["KeyMetadata"]["KeyId"]
    again: dict[str, Callable[[], object]] = {
        "put again": lambda: s3.put_object(**where, Body=body),
        "copied onto itself, and encrypted by KMS": lambda: s3.copy_object(
            **where, CopySource=where, ServerSideEncryption="aws:kms", SSEKMSKeyId=key
        ),
        "uploaded in parts": lambda: upload_in_parts(s3, body, **where),
    }
    s3.put_object(**where, Body=body)
    eventually(lambda: lake.quarantined(source), "the object is converted")
    rows, quarantined, before = lake.rows(source), lake.quarantined(source), set(lake.files())
    assert (len(rows), len(quarantined)) == (2, 2), (
        "one line in quarantine is of the wrong type, one is the bytes behind the last member"
    )
    for how, store in again.items():
        written = converted(lake, source)
        store()
        eventually(
            lambda: converted(lake, source) > written,  # noqa: B023 - called within this round
            f"the object is converted after it was {how}",
        )
        assert set(lake.files()) == before, f"no file is added when it is {how}"
        assert without_time(lake.rows(source)) == without_time(rows), (
            f"no row is doubled when it is {how}"
        )
        assert without_time(lake.quarantined(source)) == without_time(quarantined), (
            f"no line is doubled when it is {how}"
        )
    head = s3.head_object(**where)
    assert head["ETag"].endswith('-2"'), (
        "the entity tag of a multipart upload is none of the content"
    )


def converted(lake: Lake, source: str) -> int:
    """Return the number of conversions of an object, according to the function's log."""
    return sum(source in line for line in logged(lake, "object converted"))


def without_time(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows sorted by content, without the time of their conversion."""
    return sorted(
        ({key: value for key, value in row.items() if key != "ingested_at"} for row in rows),
        key=str,
    )


def test_a_redelivered_message_leaves_the_table_unchanged(lake: Lake) -> None:
    key = f"raw/{uuid.uuid4()}.json.gz"
    source = lake.put_object(events_of(event(), event()), key)
    first = eventually(lambda: lake.rows(source), "the object is converted")[0]["ingested_at"]
    record = {
        "eventSource": "aws:s3",
        "s3": {"bucket": {"name": lake.stack.outputs["raw_bucket"]}, "object": {"key": key}},
    }
    for _ in range(2):  # SQS delivers at least once
        lake.client("sqs").send_message(
            QueueUrl=lake.stack.outputs["queue_url"], MessageBody=json.dumps({"Records": [record]})
        )
    eventually(
        lambda: lake.rows(source, "ingested_at")[0]["ingested_at"] != first,
        "the message is handled again",
    )
    eventually(lambda: lake.waiting("queue_url") == 0, "the queue is empty")
    assert len(lake.rows(source)) == 2


def test_an_object_that_is_gone_is_not_tried_for_ever(lake: Lake) -> None:
    dead = lake.waiting("dead_letter_queue_url")
    key = f"raw/{uuid.uuid4()}.json.gz"
    record = {
        "eventSource": "aws:s3",
        "s3": {"bucket": {"name": lake.stack.outputs["raw_bucket"]}, "object": {"key": key}},
    }
    lake.client("sqs").send_message(
        QueueUrl=lake.stack.outputs["queue_url"], MessageBody=json.dumps({"Records": [record]})
    )
    eventually(
        lambda: any(key in line for line in logged(lake, "object is gone")),
        "the missing object is reported",
    )
    eventually(lambda: lake.waiting("queue_url") == 0, "the message is done with")
    assert lake.waiting("dead_letter_queue_url") == dead


def test_the_test_event_that_s3_sends_first_is_ignored(lake: Lake) -> None:
    body = json.dumps(
        {
            "Service": "Amazon S3",
            "Event": "s3:TestEvent",
            "Bucket": lake.stack.outputs["raw_bucket"],
        }
    )
    lake.client("sqs").send_message(QueueUrl=lake.stack.outputs["queue_url"], MessageBody=body)
    eventually(
        lambda: len(logged(lake, "S3 test event ignored")) >= 2,
        "the emulator's own one and ours are ignored",
    )
    eventually(lambda: lake.waiting("queue_url") == 0, "no message is left")


def test_a_poison_object_reaches_the_dead_letter_queue_and_blocks_nobody(lake: Lake) -> None:
    dead = lake.waiting("dead_letter_queue_url")
    bomb = gzip.compress(b" " * (2 << 20))  # this stack takes objects of 1 MB unpacked
    poison = lake.put_object(bomb)
    good = lake.put_object(events_of(event()))
    assert eventually(lambda: lake.rows(good), "the good object is converted meanwhile")
    eventually(
        lambda: lake.waiting("dead_letter_queue_url") == dead + 1,
        "the poison object is given up on",
    )
    assert not lake.rows(poison)
    assert any("maxObjectMb" in line for line in logged(lake, "message not handled")), (
        "the log names the remedy"
    )


def test_files_are_what_the_table_says(lake: Lake) -> None:
    source = lake.put_object(events_of(event()))
    eventually(lambda: lake.rows(source), "the object is converted")
    table = lake.client("glue").get_table(
        DatabaseName=lake.stack.outputs["database"], Name=lake.stack.outputs["table"]
    )["Table"]
    key = next(key for key in lake.files() if key.startswith("events/"))
    body = (
        lake.client("s3")
        .get_object(Bucket=lake.stack.outputs["lake_bucket"], Key=key)["Body"]
        .read()
    )
    names = cast("list[str]", pq.ParquetFile(io.BytesIO(body)).schema_arrow.names)
    assert names == [column["Name"] for column in table["StorageDescriptor"]["Columns"]]


def test_every_named_query_answers(lake: Lake) -> None:
    sent = visit(NOW - timedelta(minutes=10), str(uuid.uuid4()))
    source = lake.put_object(events_of(*sent, {"event_type": "without a time"}))
    eventually(lambda: lake.rows(source), "there is something to ask about")
    eventually(lambda: lake.quarantined(source), "the event without a time is in quarantine")
    queries = lake.named_queries()
    assert len(queries) == 28
    for query in queries:
        assert lake.answer(query), f"{query.name} has an answer"
        without = lake.answer(query, first="2024-01-01", last="2024-01-02")
        assert not without, f"{query.name} reads no date outside of the range"


def test_a_view_has_one_row_per_event_and_one_per_session(lake: Lake) -> None:
    user = str(uuid.uuid4())
    sent = visit(NOW - timedelta(hours=1), user)
    source = lake.put_object(events_of(*sent))
    eventually(lambda: lake.rows(source), "the events are rows")
    assert len(lake.rows(source)) == len(sent), "an event that was sent twice is two rows"
    latest = lake.query(f"SELECT * FROM clickstream_events_latest WHERE user_id = '{user}'")  # noqa: S608 - ours
    assert {row["event_id"] for row in latest} == {event["event_id"] for event in sent}
    assert len(latest) == len(sent) - 1
    sessions = lake.query(f"SELECT * FROM clickstream_events_sessions WHERE visitor = '{user}'")  # noqa: S608 - ours
    assert sum(int(row["events"]) for row in sessions) == len(sent)
    assert sum(int(row["purchases"]) for row in sessions) == 3
    assert {sessions[0]["entry_page"], sessions[-1]["exit_page"]} <= {
        event["page_url"] for event in sent
    }


def logged(lake: Lake, message: str) -> list[str]:
    """Return the log lines of the function that contain a message."""
    groups = lake.client("logs").describe_log_groups()["logGroups"]
    lines = [
        entry["message"]
        for group in groups
        for page in lake.client("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=group["logGroupName"])
        for entry in page["events"]
    ]
    return [line for line in lines if message in line]
