"""S3 notifications: content of the messages, and batches sent without buffering."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.cli.missing_objects import Counts, RawObject
from clickstream.cli.object_notifications import notification, send_notifications
from clickstream_spark.object_queue import notified_objects as notified_to_spark
from converter.handler import _notified_objects as notified_to_function  # pyright: ignore[reportPrivateUsage] - the test needs the keys that the function reads

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime.now(UTC)
LONG_SINCE = NOW - timedelta(days=30)
DAY = "raw/year=2025/month=11/day=26/"


@pytest.mark.parametrize(
    "key", ["raw/a b+c=d/zürich-東京 100%.gz", "raw/\x01\n.gz", 'raw/"\\.gz', "raw/" + "ü" * 510]
)
def test_both_engines_read_the_key_back_from_the_message_and_no_version(key: str) -> None:
    body = json.loads(notification("raw", RawObject(key, 7, "abc", LONG_SINCE)))
    for announced in (notified_to_function, notified_to_spark):
        (raw,) = announced(body)
        assert (raw.bucket, raw.key, raw.version) == ("raw", key, None)


def test_the_message_has_the_form_of_an_s3_notification() -> None:
    (record,) = json.loads(
        notification(
            "raw", RawObject(f"{DAY}a b.gz", 7, "abc", datetime(2025, 11, 26, 12, tzinfo=UTC))
        )
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
    send_notifications(Endless(), "url", "raw", objects(), counts, report=print)  # type: ignore[arg-type] - a fake
    assert counts.sent == sent == taken
