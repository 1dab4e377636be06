"""Search of the raw zone for the object that contains a text."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from clickstream.cli.events import GZIP_MAGIC
from clickstream.cli.missing_objects import Period, RawObject, list_raw_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mypy_boto3_s3 import S3Client

CHUNK_BYTES = 1 << 20
GZIP_WINDOW = zlib.MAX_WBITS | 16
# The date in a key is that of the first record in Firehose's buffer, which it keeps for 15 minutes
# at most. The clock of this machine may differ from that of S3.
BUFFER = timedelta(minutes=15)
CLOCK_DIFFERENCE = timedelta(minutes=1)


@dataclass
class RawSearch:
    """Search for the raw object that contains a text. Each object is read once."""

    client: S3Client
    bucket: str
    text: bytes
    since: datetime
    """Time at which the text was sent."""
    read: set[str] = field(default_factory=set[str])
    """Keys of the objects that were read."""

    def find(self) -> RawObject | None:
        """Return the object, if it was delivered by now."""
        period = Period((self.since - BUFFER).date(), datetime.now(UTC).date())
        for raw in list_raw_objects(self.client, self.bucket, period):
            if raw.key in self.read or raw.modified < self.since - CLOCK_DIFFERENCE:
                continue
            self.read.add(raw.key)
            body = self.client.get_object(Bucket=self.bucket, Key=raw.key)["Body"]
            if contains(body.iter_chunks(CHUNK_BYTES), self.text):
                return raw
        return None


def contains(chunks: Iterable[bytes], text: bytes) -> bool:
    """Return whether a body, plain or gzip, contains a text."""
    end = b""
    for chunk in _unpacked(chunks):
        window = end + chunk
        if text in window:
            return True
        end = window[-len(text) :]
    return False


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a body unpacked. A gzip stream ends where it is broken."""
    decompressor = None
    for number, chunk in enumerate(chunks):
        if number == 0 and chunk.startswith(GZIP_MAGIC):
            decompressor = zlib.decompressobj(GZIP_WINDOW)
        if decompressor is None:
            yield chunk
            continue
        rest = chunk
        while rest:
            try:
                yield decompressor.decompress(rest)
            except zlib.error:
                return
            rest = decompressor.unused_data
            if decompressor.eof:
                decompressor = zlib.decompressobj(GZIP_WINDOW)
