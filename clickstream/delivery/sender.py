"""Sender of events to a Firehose stream: packs events into records, sends batches, and retries.

Firehose bills each record rounded up to 5 KB, and adds no separator between records. The sender
therefore packs events, one per line, up to the size limit of a record.

Delivery is at least once. A call whose response was lost is repeated, so its events may arrive
twice, with equal event ids.
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
# PutRecordBatch: 4 MiB per request. AWS does not document whether this counts bytes before or after
# base64; the sender counts the larger size, after base64.
BATCH_LIMIT_BYTES = 4_194_304
ENVELOPE_BYTES = 256  # of a request without records: a stream's name has at most 64 characters
RECORD_ENVELOPE_BYTES = 16  # {"Data": ""} and a comma

MAX_ATTEMPTS = 8  # per record; the waits between them are about half a minute at most
BACKOFF_BASE_SECONDS = 0.25
BACKOFF_LIMIT_SECONDS = 10.0
EXCERPT_BYTES = 60
TOO_LARGE = "TooLarge"
TRANSIENT = {"InternalFailure", "ServiceUnavailableException", "ThrottlingException"}
"""Error codes of calls that the sender retries, after botocore's own retries."""


@dataclass(frozen=True, slots=True)
class Record:
    """Firehose record."""

    data: bytes
    events: int
    """Number of events in the record."""


@dataclass(frozen=True, slots=True)
class OversizedEvent:
    """Event that exceeds the size limit of a record."""

    size_bytes: int
    excerpt: bytes
    """First bytes of the event."""


@dataclass
class Counts:
    """Counts of sent events. Every event is either in `events` or in `failed`."""

    events: int = 0
    """Events in records that Firehose accepted."""
    records: int = 0
    """Records that Firehose accepted."""
    bytes: int = 0
    """Size of the accepted records, before base64."""
    retried: int = 0
    """Retries of records; a record that was sent three times counts as two."""
    failed: dict[str, int] = field(default_factory=dict[str, int])
    """Events that Firehose never accepted, by error code."""

    @property
    def failed_events(self) -> int:
        """Events that Firehose never accepted."""
        return sum(self.failed.values())

    def add_accepted(self, record: Record) -> None:
        """Count a record that Firehose accepted."""
        self.events += record.events
        self.records += 1
        self.bytes += len(record.data)

    def add_failed(self, code: str, events: int) -> None:
        """Count events that Firehose never accepted."""
        self.failed[code] = self.failed.get(code, 0) + events


def single_record(data: bytes, *, events: int = 1) -> Record | OversizedEvent:
    """Return `data`, unchanged, as one record."""
    return Record(data, events) if len(data) <= RECORD_LIMIT_BYTES else _oversized(data)


def pack(
    events: Iterable[bytes],
    *,
    limit_bytes: int = RECORD_LIMIT_BYTES,
    limit_events: int | None = None,
) -> Iterator[Record | OversizedEvent]:
    """Pack events into newline-delimited records, in order.

    Args:
        events: Events, each one line without its newline. An event is never split.
        limit_bytes: Size limit of a record. An event above it is yielded as `OversizedEvent`.
        limit_events: Limit on the events of a record; by default none.
    """
    pending: list[bytes] = []
    pending_bytes = 0
    for event in events:
        event_bytes = len(event) + 1
        if pending and (pending_bytes + event_bytes > limit_bytes or len(pending) == limit_events):
            yield _record(pending)
            pending, pending_bytes = [], 0
        if event_bytes > limit_bytes:
            yield _oversized(event)
        else:
            pending.append(event)
            pending_bytes += event_bytes
    if pending:
        yield _record(pending)


def _record(events: list[bytes]) -> Record:
    return Record(b"\n".join(events) + b"\n", len(events))


def _oversized(event: bytes) -> OversizedEvent:
    return OversizedEvent(len(event), event[:EXCERPT_BYTES])


def batches(
    records: Iterable[Record],
    *,
    limit_records: int = BATCH_LIMIT_RECORDS,
    limit_bytes: int = BATCH_LIMIT_BYTES,
) -> Iterator[list[Record]]:
    """Group records into batches, in order, one batch per call.

    Args:
        records: Records to send.
        limit_records: Limit on the records of a batch.
        limit_bytes: Size limit of the request, after base64.
    """
    batch: list[Record] = []
    batch_bytes = ENVELOPE_BYTES
    for record in records:
        size = request_bytes(record)
        if batch and (len(batch) == limit_records or batch_bytes + size > limit_bytes):
            yield batch
            batch, batch_bytes = [], ENVELOPE_BYTES
        batch.append(record)
        batch_bytes += size
    if batch:
        yield batch


def request_bytes(record: Record) -> int:
    """Return the size of a record in a request: base64 encodes every 3 bytes as 4."""
    return (len(record.data) + 2) // 3 * 4 + RECORD_ENVELOPE_BYTES


def send(
    client: FirehoseClient,
    stream: str,
    packed: Iterable[Record | OversizedEvent],
    counts: Counts,
    *,
    report: Callable[[str], object],
    advance: Callable[[int], object] = lambda _: None,
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Send all records to the stream, in order.

    Args:
        client: Firehose client.
        stream: Name of the delivery stream.
        packed: Records, and oversized events, which are counted as failed.
        counts: Counts, to which the events are added.
        report: Callback with a message for each oversized event.
        advance: Callback with the number of events, accepted or failed, of each batch.
        pause: Function that waits a number of seconds before a retry.

    Raises:
        ClientError: If a whole call fails with an error that is not transient. Its events are
            counted as failed.
        BotoCoreError: If there is no response to a call. Its events are counted as failed.
    """

    def records() -> Iterator[Record]:
        for item in packed:
            if isinstance(item, Record):
                yield item
            else:
                counts.add_failed(TOO_LARGE, 1)
                report(_oversize_message(item))

    for batch in batches(records()):
        _put(client, stream, batch, counts, pause)
        advance(sum(record.events for record in batch))


def _oversize_message(event: OversizedEvent) -> str:
    excerpt = event.excerpt.decode(errors="replace")
    return (
        f"Not sent: an event of {event.size_bytes:,} bytes; the limit of a record is "
        f"{RECORD_LIMIT_BYTES:,}. The event begins with {excerpt!r}."
    )


def _put(
    client: FirehoseClient,
    stream: str,
    batch: list[Record],
    counts: Counts,
    pause: Callable[[float], object],
) -> None:
    """Send a batch, and retry its failed records up to `MAX_ATTEMPTS`."""
    pending = batch
    failed: list[tuple[Record, str]] = []
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            pause(backoff_seconds(attempt))
            counts.retried += len(pending)
        try:
            codes = _put_once(client, stream, pending)
        except (BotoCoreError, ClientError) as error:
            counts.add_failed(_code(error), sum(record.events for record in pending))
            raise
        failed = []
        for record, code in zip(pending, codes, strict=True):
            if code:
                failed.append((record, code))
            else:
                counts.add_accepted(record)
        if not failed:
            return
        pending = [record for record, _ in failed]
    for record, code in failed:
        counts.add_failed(code, record.events)


def _put_once(client: FirehoseClient, stream: str, records: list[Record]) -> list[str | None]:
    """Make one call, and return the error code of each record, or None for an accepted one."""
    try:
        response = client.put_record_batch(
            DeliveryStreamName=stream, Records=[{"Data": record.data} for record in records]
        )
    except ClientError as error:
        if _code(error) not in TRANSIENT:
            raise
        return [_code(error)] * len(records)
    # A response with status 200 can hold failed records; the results have the order of the request.
    return [entry.get("ErrorCode") for entry in response["RequestResponses"]]


def _code(error: BotoCoreError | ClientError) -> str:
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code", "ClientError")
    return type(error).__name__


def backoff_seconds(attempt: int) -> float:
    """Return the seconds to wait before retry `attempt`, from 1: exponential, with full jitter."""
    return random.uniform(0, min(BACKOFF_LIMIT_SECONDS, BACKOFF_BASE_SECONDS * 2**attempt))  # noqa: S311 - jitter, not a secret
