"""Items to the delivery stream, and those that no record can hold into the raw zone themselves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from api_source import documents
from api_source.errors import DeliveryError
from clickstream.delivery.sender import RECORD_LIMIT_BYTES, Counts, pack, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_s3 import S3Client

    from api_source.deadline import Deadline

FETCHED_AT = "fetched_at"
"""The field that an item without it gets: when it was fetched, in UTC."""


@dataclass(frozen=True)
class Sink:
    """Where items go."""

    firehose: FirehoseClient
    stream: str
    s3: S3Client
    raw_bucket: str
    raw_prefix: str
    """Ends with a slash; the converter is told of all objects below it."""
    deadline: Deadline
    on_oversize: Callable[[str, int], object]
    """Told of each item that is too large for a record: its object's key, and its size in bytes."""
    counts: Counts = field(default_factory=Counts)
    """What became of the items that went to the stream."""

    def put(self, items: Iterable[object], fetched: datetime) -> None:
        """Put items, in order, each an event.

        Raises:
            DeliveryError: If the stream has not taken all of them, after trying again. Those that
                it took stay.
        """
        events = self._fitting(event(item, fetched) for item in items)
        send(
            self.firehose,
            self.stream,
            pack(events),
            self.counts,
            report=str,
            pause=self.deadline.pause,
        )
        if self.counts.failed:
            msg = f"the stream {self.stream} has not taken {self.counts.failed_events} events: {self.counts.failed}; the next run fetches them again"
            raise DeliveryError(msg)

    def _fitting(self, events: Iterable[bytes]) -> Iterator[bytes]:
        for text in events:
            if len(text) < RECORD_LIMIT_BYTES:  # a newline follows
                yield text
            else:
                self._put_object(text)

    def _put_object(self, text: bytes) -> None:
        # Named by the content: a run that is made again puts the same object again.
        key = f"{self.raw_prefix}{datetime.now(UTC):year=%Y/month=%m/day=%d}/api-source-{hashlib.sha256(text).hexdigest()[:32]}.json"
        self.s3.put_object(
            Bucket=self.raw_bucket, Key=key, Body=text, ContentType="application/json"
        )
        self.on_oversize(key, len(text))


def event(item: object, fetched: datetime) -> bytes:
    """Return an item as an event: an object gets the time unless it has one; anything else is sent as it is, to be quarantined with a reason."""
    if isinstance(item, dict) and item.get(FETCHED_AT) is None:  # pyright: ignore[reportUnknownMemberType] - JSON
        item = {
            **cast("dict[str, Any]", item),
            FETCHED_AT: fetched.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
    return documents.dump(cast("object", item)).encode()
