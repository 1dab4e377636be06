"""Events to Firehose: packed into few large records, sent again where Firehose did not take them.

Firehose bills each record rounded up to 5 KB and puts nothing between records. So events are packed
newline-delimited, up to the limits of a record. Delivery is at least once: a call whose answer was
lost is made again, and its events, having equal ids, are doubled rather than lost.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_firehose import FirehoseClient

RECORD_LIMIT_BYTES = 1_024_000  # Firehose: 1,000 KiB, before base64
BATCH_LIMIT_RECORDS = 500  # PutRecordBatch
# PutRecordBatch: 4 MiB for the entire request. Whether it counts before or after base64 is not
# documented, so it is held after.
BATCH_LIMIT_BYTES = 4_194_304
ENVELOPE_BYTES = 256  # the request around its records; a stream's name has 64 characters at most
RECORD_ENVELOPE_BYTES = 16  # {"Data": ""} and a comma

MAX_ATTEMPTS = 8  # for a record, over about half a minute at most
BACKOFF_BASE_SECONDS = 0.25
BACKOFF_LIMIT_SECONDS = 10.0
EXCERPT_BYTES = 60
TOO_LARGE = "TooLarge"
TRANSIENT = {"InternalFailure", "ServiceUnavailableException", "ThrottlingException"}
"""Codes with which a whole call fails that is worth making again, after botocore's own few attempts."""


@dataclass(frozen=True, slots=True)
class Record:
    """A Firehose record."""

    data: bytes
    events: int


@dataclass(frozen=True, slots=True)
class TooLarge:
    """An event that no record can hold."""

    size_bytes: int
    start: bytes


@dataclass
class Counts:
    """What became of the events. Every event is in `events` or in `refused`."""

    events: int = 0
    """Events in records that Firehose accepted."""
    records: int = 0
    bytes: int = 0
    """Of the accepted records, before base64."""
    retried: int = 0
    """Records sent again; one that was sent three times counts two."""
    refused: dict[str, int] = field(default_factory=dict[str, int])
    """Events that were never accepted, by error code."""

    @property
    def refused_events(self) -> int:
        """Events that were never accepted."""
        return sum(self.refused.values())

    def accept(self, record: Record) -> None:
        """Count a record that Firehose accepted."""
        self.events += record.events
        self.records += 1
        self.bytes += len(record.data)

    def refuse(self, code: str, events: int) -> None:
        """Count events that were never accepted."""
        self.refused[code] = self.refused.get(code, 0) + events


def whole(event: bytes, *, events: int = 1) -> Record | TooLarge:
    """Return `event` as a record of its own, as it is."""
    return (
        Record(event, events)
        if len(event) <= RECORD_LIMIT_BYTES
        else TooLarge(len(event), event[:EXCERPT_BYTES])
    )


def pack(
    events: Iterable[bytes],
    *,
    limit_bytes: int = RECORD_LIMIT_BYTES,
    limit_events: int | None = None,
) -> Iterator[Record | TooLarge]:
    """Pack events, each one line without its newline, into newline-delimited records of at most `limit_bytes`, and `limit_events` if given.

    Events keep their order and are never split. One that no record can hold is yielded as
    `TooLarge`, in its place.
    """
    held: list[bytes] = []
    held_bytes = 0
    for event in events:
        event_bytes = len(event) + 1
        if held and (held_bytes + event_bytes > limit_bytes or len(held) == limit_events):
            yield _record(held)
            held, held_bytes = [], 0
        if event_bytes > limit_bytes:
            yield TooLarge(len(event), event[:EXCERPT_BYTES])
        else:
            held.append(event)
            held_bytes += event_bytes
    if held:
        yield _record(held)


def _record(events: list[bytes]) -> Record:
    return Record(b"\n".join(events) + b"\n", len(events))


def batches(
    records: Iterable[Record],
    *,
    limit_records: int = BATCH_LIMIT_RECORDS,
    limit_bytes: int = BATCH_LIMIT_BYTES,
) -> Iterator[list[Record]]:
    """Group records, in order, into calls of at most `limit_records` and `limit_bytes` as they are sent."""
    batch: list[Record] = []
    batch_bytes = ENVELOPE_BYTES
    for record in records:
        size = sent_bytes(record)
        if batch and (len(batch) == limit_records or batch_bytes + size > limit_bytes):
            yield batch
            batch, batch_bytes = [], ENVELOPE_BYTES
        batch.append(record)
        batch_bytes += size
    if batch:
        yield batch


def sent_bytes(record: Record) -> int:
    """Return a record's size in a request: base64 makes 4 bytes of every 3 begun."""
    return (len(record.data) + 2) // 3 * 4 + RECORD_ENVELOPE_BYTES


def send(
    client: FirehoseClient,
    stream: str,
    parts: Iterable[Record | TooLarge],
    counts: Counts,
    *,
    report: Callable[[str], object],
    advance: Callable[[int], object] = lambda _: None,
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Put all `parts` on the delivery stream, in order, counting in `counts` what became of them.

    `report` is told of each event that no record can hold, `advance` how many events are settled,
    `pause` waits seconds.

    Raises:
        ClientError: If a call fails as a whole and for good; botocore's other errors likewise. Its
            events are counted as refused before.
    """

    def records() -> Iterator[Record]:
        for part in parts:
            if isinstance(part, Record):
                yield part
            else:
                counts.refuse(TOO_LARGE, 1)
                start = part.start.decode(errors="replace")
                report(
                    f"Not sent: an event of {part.size_bytes:,} bytes; a record holds {RECORD_LIMIT_BYTES:,}. It starts {start!r}."
                )

    for batch in batches(records()):
        _put(client, stream, batch, counts, pause)
        advance(sum(record.events for record in batch))


def _put(
    client: FirehoseClient,
    stream: str,
    batch: list[Record],
    counts: Counts,
    pause: Callable[[float], object],
) -> None:
    """Put a batch, and then what failed of it, until all is accepted or the attempts are used up."""
    pending = batch
    refused: list[tuple[Record, str]] = []
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            pause(backoff_seconds(attempt))
            counts.retried += len(pending)
        try:
            codes = _put_once(client, stream, pending)
        except (BotoCoreError, ClientError) as error:
            counts.refuse(_code(error), sum(record.events for record in pending))
            raise
        refused = [(record, code) for record, code in zip(pending, codes, strict=True) if code]
        for record, code in zip(pending, codes, strict=True):
            if not code:
                counts.accept(record)
        if not refused:
            return
        pending = [record for record, _ in refused]
    for record, code in refused:
        counts.refuse(code, record.events)


def _put_once(client: FirehoseClient, stream: str, records: list[Record]) -> list[str | None]:
    """Make one call, and return each record's error code, or None where it was accepted."""
    try:
        answer = client.put_record_batch(
            DeliveryStreamName=stream, Records=[{"Data": record.data} for record in records]
        )
    except ClientError as error:
        if _code(error) not in TRANSIENT:
            raise
        return [_code(error)] * len(records)
    # An answer of 200 says nothing yet: each record has its own, in the order of the request.
    return [entry.get("ErrorCode") for entry in answer["RequestResponses"]]


def _code(error: BotoCoreError | ClientError) -> str:
    return (
        error.response.get("Error", {}).get("Code", "ClientError")
        if isinstance(error, ClientError)
        else type(error).__name__
    )


def backoff_seconds(attempt: int) -> float:
    """Return how long to wait before the given repetition, from 1: exponential, with full jitter."""
    return random.uniform(0, min(BACKOFF_LIMIT_SECONDS, BACKOFF_BASE_SECONDS * 2**attempt))  # noqa: S311 - jitter, not a secret
