"""Sink of items: sends them to the delivery stream, and writes oversized ones to the raw zone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from api_source import lossless_json
from api_source.errors import DeliveryError
from clickstream.delivery.sender import RECORD_LIMIT_BYTES, Counts, pack, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_s3 import S3Client

    from api_source.deadline import Deadline

FETCHED_AT = "fetched_at"
"""Field with the UTC time of the request, added to items that do not have it."""


@dataclass(frozen=True)
class Sink:
    """Delivery stream, and the raw zone for items above the size limit of a record."""

    firehose: FirehoseClient
    stream: str
    s3: S3Client
    raw_bucket: str
    raw_prefix: str
    """Prefix of the raw zone, with a final slash. The converter converts all objects under it."""
    deadline: Deadline
    on_oversize: Callable[[str, int], object]
    """Callback for each oversized item, with the key of its object and its size in bytes."""
    counts: Counts = field(default_factory=Counts)
    """Counts of the items that were sent to the stream."""

    def put(self, items: Iterable[object], fetched: datetime) -> None:
        """Send items, in order, each as one event.

        Args:
            items: Items of one page.
            fetched: Time of the request.

        Raises:
            DeliveryError: If the stream did not accept all of them, after retries.
        """
        events = self._without_oversized(to_event(item, fetched) for item in items)
        send(
            self.firehose,
            self.stream,
            pack(events),
            self.counts,
            report=str,
            pause=self.deadline.pause,
        )
        if self.counts.failed:
            msg = (
                f"the stream {self.stream} did not accept {self.counts.failed_events} events: "
                f"{self.counts.failed}; the next run fetches them again"
            )
            raise DeliveryError(msg)

    def _without_oversized(self, events: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the events that fit into a record; write the others to the raw zone."""
        for event in events:
            if len(event) < RECORD_LIMIT_BYTES:  # less, because a newline follows
                yield event
            else:
                self._put_object(event)

    def _put_object(self, event: bytes) -> None:
        # The key is made from the content, so that a repeated run overwrites the object.
        digest = hashlib.sha256(event).hexdigest()[:32]
        directory = f"{self.raw_prefix}{datetime.now(UTC):year=%Y/month=%m/day=%d}"
        key = f"{directory}/api-source-{digest}.json"
        self.s3.put_object(
            Bucket=self.raw_bucket, Key=key, Body=event, ContentType="application/json"
        )
        self.on_oversize(key, len(event))


def to_event(item: object, fetched: datetime) -> bytes:
    """Return an item as an event.

    An object gets the field `fetched_at` unless it has one. Any other item is sent unchanged, and
    the converter quarantines it.
    """
    if isinstance(item, dict) and item.get(FETCHED_AT) is None:  # pyright: ignore[reportUnknownMemberType] - JSON
        item = {
            **cast("dict[str, Any]", item),
            FETCHED_AT: fetched.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
    return lossless_json.dump(cast("object", item)).encode()
