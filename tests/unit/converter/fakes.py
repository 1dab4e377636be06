"""Fakes for the converter: rules, a source, and S3 in memory."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any, cast

import polars as pl
import pyarrow.parquet as pq
from botocore.exceptions import ClientError

from converter.convert import ConversionRules, ConvertedChunk, Source, convert
from converter.objects import Lake

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from clickstream.contract import Contract

ARRIVED = datetime(2025, 11, 26, 12, 0, tzinfo=UTC)
SOURCE = Source("s3://raw/raw/object.gz", ARRIVED)
MB = 1024 * 1024


def rules(contract: Contract, **changes: Any) -> ConversionRules:
    """Return rules with a window from 2025 to a day after arrival."""
    defaults: dict[str, Any] = {
        "earliest": date(2025, 1, 1),
        "max_future": timedelta(hours=24),
        "max_unpacked": MB,
        "max_event": MB,
        "protection_key": b"a key of 16 bytes",
    }
    return ConversionRules(contract, **{**defaults, **changes})


def event(**fields: object) -> dict[str, Any]:
    """Return an event that the clickstream contract accepts."""
    return {"event_type": "page_view", "event_time": "2025-11-26T10:00:00Z", **fields}


def converted(contract: Contract, *events: object, **changes: Any) -> ConvertedChunk:
    """Convert events, one per line; a string is a line as it is."""
    lines = [
        item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in events
    ]
    return converted_bytes(contract, "\n".join(lines).encode(), **changes)


def converted_bytes(
    contract: Contract, body: bytes, source: Source = SOURCE, **changes: Any
) -> ConvertedChunk:
    """Convert an object, and concatenate its chunks."""
    parts = list(convert(io.BytesIO(body), source, rules(contract, **changes)))
    unknown = sum((part.unknown_fields for part in parts), Counter[str]())
    return ConvertedChunk(
        pl.concat([part.rows for part in parts]),
        pl.concat([part.quarantine for part in parts]),
        sum(part.lines for part in parts),
        unknown,
    )


def only_row(contract: Contract, *events: object, **changes: Any) -> dict[str, Any]:
    """Convert events that give exactly one row, and return it."""
    conversion = converted(contract, *events, **changes)
    assert conversion.rows.height == 1, (
        f"one row was to come of it, not {conversion.quarantine.rows()} in quarantine"
    )
    return conversion.rows.row(0, named=True)


def only_quarantined(contract: Contract, *events: object, **changes: Any) -> dict[str, Any]:
    """Convert events that give exactly one quarantined line, and return it."""
    conversion = converted(contract, *events, **changes)
    assert (conversion.rows.height, conversion.quarantine.height) == (0, 1), (
        "exactly one line is quarantined"
    )
    return conversion.quarantine.row(0, named=True)


def parquet(body: bytes) -> Any:
    """Open a Parquet file with pyarrow, a reader that did not write it.

    The return type is Any, since the stubs of pyarrow are partial.
    """
    return pq.ParquetFile(io.BytesIO(body))


@dataclass
class FakeS3:
    """S3 in memory: raw objects by key and version, and the files that were written."""

    objects: dict[tuple[str, str | None], bytes] = field(
        default_factory=dict[tuple[str, str | None], bytes]
    )
    written: dict[str, bytes] = field(default_factory=dict[str, bytes])
    error: str = "NoSuchKey"
    """Error code for an object that does not exist."""
    etag: str = '"0123456789abcdef0123456789abcdef"'
    """Entity tag of every object, independent of its content."""
    modified: datetime = ARRIVED
    """Last modification of every object."""

    def get_object(self, *, Bucket: str, Key: str, VersionId: str | None = None) -> dict[str, Any]:
        """Return an object, or raise the error of botocore."""
        body = self.objects.get((Key, VersionId))
        if body is None:
            raise ClientError({"Error": {"Code": self.error, "Message": Bucket}}, "GetObject")
        return {"Body": io.BytesIO(body), "ETag": self.etag, "LastModified": self.modified}

    def put_object(self, *, Bucket: str, Key: str, Body: IO[bytes], ContentType: str) -> None:
        """Store an object."""
        assert (Bucket, ContentType) == ("lake", "application/vnd.apache.parquet"), (
            "only Parquet is written, and only to the lake"
        )
        self.written[Key] = Body.read()

    def lake(self) -> Lake:
        """Return a lake on this S3."""
        return Lake(cast("S3Client", self), "lake", "events/", "quarantine/", "zstd")
