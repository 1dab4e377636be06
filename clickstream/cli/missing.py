"""Missing raw objects: objects without output in the lake, found by listing both, and announced to the queue again.

A file of the lake is named by the digest of its raw object's key, so two listings tell which
objects were converted; no object is read. Of the lake only the digests are held, 8 bytes each; of
the raw zone a page of the listing.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from botocore.exceptions import ClientError

from clickstream.delivery.sender import backoff_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef
    from mypy_boto3_sqs import SQSClient

RAW_PREFIX = "raw/"
OUTPUT_PREFIXES = ("events/", "quarantine/")
OUTPUT_NAME = re.compile(r"([0-9a-f]{16})-[0-9a-f]{32}\.parquet")
DAY_LAYOUT = (re.compile(r"year=\d{4}/"), re.compile(r"month=\d{2}/"), re.compile(r"day=\d{2}/"))
# 64 bits: the chance that any two of 100 million objects share a digest is 1 in 3,700
KEY_DIGEST_DIGITS = 16
PARTS = 256  # sorted one at a time, so that sorting needs little memory beside the digests
SQS_BATCH = 10  # messages, SQS's limit for one request
MAX_ATTEMPTS = 8  # for a message, over about half a minute at most
TRANSIENT = {
    "InternalError",
    "InternalFailure",
    "KmsThrottled",
    "RequestThrottled",
    "ServiceUnavailable",
    "ThrottlingException",
}
"""Codes with which a whole request fails that is worth making again, after botocore's own few attempts."""
NO_ANSWER = "NoAnswer"
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RawObject:
    """A raw object, as a listing names it."""

    key: str
    size: int
    etag: str
    modified: datetime
    """When it was put; Firehose puts an object once."""


@dataclass
class Counts:
    """The account of the raw zone. Every raw object is in `converted`, `on_their_way` or `missing`."""

    raw: int = 0
    converted: int = 0
    on_their_way: int = 0
    """Without output, and younger than the grace period."""
    missing: int = 0
    """Without output, and older."""
    sent: int = 0
    """Missing objects whose messages the queue accepted."""


@dataclass(frozen=True)
class Period:
    """A range of arrival dates in UTC, both ends included."""

    first: date = date.min
    last: date = date.max

    @property
    def is_all(self) -> bool:
        """Whether it has every date."""
        return self == Period()

    def __contains__(self, day: date) -> bool:
        """Return whether a date is in it."""
        return self.first <= day <= self.last


def key_digest(raw_key: str) -> str:
    """Return the digest of a raw object's key: the first 16 hexadecimal digits of its SHA-256, with which the converter's file names begin."""
    return hashlib.sha256(raw_key.encode()).hexdigest()[:KEY_DIGEST_DIGITS]


class Digests:
    """Set of key digests, in 8 bytes each. Add all, call `sort`, then look up."""

    def __init__(self) -> None:
        """Make an empty set."""
        self._parts = [array("Q") for _ in range(PARTS)]

    def add(self, digest: str) -> None:
        """Add a digest. One that is added again takes 8 bytes more until `sort`."""
        number = int(digest, 16)
        self._parts[number % PARTS].append(number)

    def sort(self) -> None:
        """Sort the digests and drop repetitions."""
        for index, part in enumerate(self._parts):
            self._parts[index] = array("Q", sorted(set(part)))

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(len(part) for part in self._parts)

    def __contains__(self, digest: str) -> bool:
        """Return whether a digest is in the set. Only right after `sort`."""
        number = int(digest, 16)
        part = self._parts[number % PARTS]
        position = bisect_left(part, number)
        return position < len(part) and part[position] == number


@dataclass
class Outputs:
    """The lake's files."""

    digests: Digests = field(default_factory=Digests)
    foreign: int = 0
    """Parquet files whose name holds no key digest: which raw objects they are made of cannot be told."""
    foreign_example: str = ""
    foreign_newest: datetime = LONG_AGO

    def add(self, key: str, modified: datetime) -> None:
        """Take a file."""
        name = key.rpartition("/")[2]
        if match := OUTPUT_NAME.fullmatch(name):
            self.digests.add(match[1])
        elif name.endswith(".parquet"):
            self.foreign += 1
            if modified >= self.foreign_newest:
                self.foreign_example, self.foreign_newest = key, modified


def read_outputs(client: S3Client, bucket: str, *, advance: Callable[[int], object]) -> Outputs:
    """List the files of the lake's tables. `advance` is told how many more files were listed."""
    outputs = Outputs()
    for prefix in OUTPUT_PREFIXES:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for entry in page.get("Contents", []):
                outputs.add(entry.get("Key", ""), _modified(entry))
            advance(page.get("KeyCount", 0))
    outputs.digests.sort()
    return outputs


def raw_objects(client: S3Client, bucket: str, period: Period) -> Iterator[RawObject]:
    """Yield the raw objects that arrived in a period, page by page.

    The date of arrival is in the key (`year=/month=/day=`); of another key it is the date when the
    object was put.
    """
    return (
        _below(client, bucket, RAW_PREFIX, DAY_LAYOUT, period)
        if not period.is_all
        else _listed(client, bucket, RAW_PREFIX)
    )


def _below(
    client: S3Client, bucket: str, prefix: str, layout: tuple[re.Pattern[str], ...], period: Period
) -> Iterator[RawObject]:
    """Walk down the day layout, and list the days of the period alone."""
    for page in client.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, Delimiter="/"
    ):
        yield from _put_within((_raw_object(entry) for entry in page.get("Contents", [])), period)
        for common in page.get("CommonPrefixes", []):
            below = common.get("Prefix", "")
            if not layout[0].fullmatch(below.removeprefix(prefix)):
                yield from _put_within(_listed(client, bucket, below), period)
            elif layout[1:]:
                yield from _below(client, bucket, below, layout[1:], period)
            elif (day := _day(below)) is None:
                yield from _put_within(_listed(client, bucket, below), period)
            elif day in period:
                yield from _listed(client, bucket, below)


def _day(prefix: str) -> date | None:
    """Return the date of a prefix in the day layout; None if there is no such date."""
    try:
        return date(
            *(
                int(part.partition("=")[2])
                for part in prefix.removeprefix(RAW_PREFIX).rstrip("/").split("/")
            )
        )
    except ValueError:
        return None


def _put_within(objects: Iterable[RawObject], period: Period) -> Iterator[RawObject]:
    return (raw for raw in objects if raw.modified.astimezone(UTC).date() in period)


def _listed(client: S3Client, bucket: str, prefix: str) -> Iterator[RawObject]:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            yield _raw_object(entry)


def _raw_object(entry: ObjectTypeDef) -> RawObject:
    return RawObject(
        entry.get("Key", ""),
        entry.get("Size", 0),
        entry.get("ETag", "").strip('"'),
        _modified(entry),
    )


def _modified(entry: ObjectTypeDef) -> datetime:
    return entry.get("LastModified", LONG_AGO)


def missing(
    objects: Iterable[RawObject], converted: Digests, newest: datetime, counts: Counts
) -> Iterator[RawObject]:
    """Yield the objects without output that were put until `newest`, counting every object in `counts`."""
    for raw in objects:
        counts.raw += 1
        if key_digest(raw.key) in converted:
            counts.converted += 1
        elif raw.modified > newest:
            counts.on_their_way += 1
        else:
            counts.missing += 1
            yield raw


def message(bucket: str, raw: RawObject) -> str:
    """Return the message (JSON) with which S3 announces an object, as far as the engines read it.

    It names no version: of a versioned bucket the engines then read the current one, which is the
    one that was listed.
    """
    described = {"key": quote_plus(raw.key, safe="/"), "size": raw.size, "eTag": raw.etag}
    record: dict[str, Any] = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventTime": f"{raw.modified.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
        "eventName": "ObjectCreated:Put",
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "clickstream convert-missing",
            "bucket": {"name": bucket},
            "object": described,
        },
    }
    return json.dumps({"Records": [record]})


def announce(
    client: SQSClient,
    queue_url: str,
    bucket: str,
    objects: Iterable[RawObject],
    counts: Counts,
    *,
    report: Callable[[str], object],
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Send a message for each object to the queue, counting in `counts` those that it accepted.

    `report` is told of each object whose message it did not accept, `pause` waits seconds.

    Raises:
        ClientError: If a request fails as a whole and for good; botocore's other errors likewise.
    """
    waiting = iter(objects)
    while batch := list(islice(waiting, SQS_BATCH)):
        messages = {str(number): message(bucket, raw) for number, raw in enumerate(batch)}
        refused = _send(client, queue_url, messages, pause)
        counts.sent += len(batch) - len(refused)
        for number, code in refused.items():
            report(f"Not sent: s3://{bucket}/{batch[int(number)].key}: {code}")


def _send(
    client: SQSClient, queue_url: str, messages: Mapping[str, str], pause: Callable[[float], object]
) -> dict[str, str]:
    """Send a batch, and then what failed of it, until all is accepted or the attempts are used up; return the codes of what is not accepted."""
    refused: dict[str, str] = {}
    pending: dict[str, str] = dict.fromkeys(messages, NO_ANSWER)
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            pause(backoff_seconds(attempt))
        pending, hopeless = _send_once(
            client, queue_url, {number: messages[number] for number in pending}
        )
        refused |= hopeless
        if not pending:
            break
    return refused | pending


def _send_once(
    client: SQSClient, queue_url: str, messages: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Make one request; return the codes of the messages to send again, and of those that would fail again."""
    try:
        answer = client.send_message_batch(
            QueueUrl=queue_url,
            Entries=[{"Id": number, "MessageBody": body} for number, body in messages.items()],
        )
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code not in TRANSIENT:
            raise
        return dict.fromkeys(messages, code), {}
    accepted = {entry["Id"] for entry in answer.get("Successful", [])}
    failures = {failure["Id"]: failure for failure in answer.get("Failed", [])}
    hopeless = {
        number: failure["Code"] for number, failure in failures.items() if failure["SenderFault"]
    }
    again = {
        number: failures[number]["Code"] if number in failures else NO_ANSWER
        for number in messages
        if number not in accepted and number not in hopeless
    }
    return again, hopeless
