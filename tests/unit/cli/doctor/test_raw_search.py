"""Search for the raw object with the probe event."""

from __future__ import annotations

import gzip
import io
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.response import StreamingBody

from clickstream.cli.doctor.raw_search import CHUNK_BYTES, RawSearch, contains
from tests.unit.cli.fakes import FakeS3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MARKER = b"doctor-0b5f7c44"
NOW = datetime.now(UTC)
DAY = f"raw/{NOW:year=%Y/month=%m/day=%d}/"


@dataclass
class FakeRawZone(FakeS3):
    """Bucket of raw objects with bodies."""

    bodies: dict[str, bytes] = field(default_factory=dict[str, bytes])
    fetched: list[str] = field(default_factory=list[str])

    def put(self, key: str, body: bytes, modified: datetime = NOW) -> None:
        """Put an object."""
        self.buckets["raw"][key], self.bodies[key] = modified, body

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """Return an object."""
        assert Bucket == "raw"
        self.fetched.append(Key)
        body = self.bodies[Key]
        return {"Body": StreamingBody(io.BytesIO(body), len(body))}


def search(zone: FakeRawZone) -> RawSearch:
    return RawSearch(cast("S3Client", zone), "raw", MARKER, NOW)


def in_chunks(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@pytest.mark.parametrize("size", [2, 7, CHUNK_BYTES])
@pytest.mark.parametrize(
    "body",
    [
        b"before " + MARKER + b" after",
        gzip.compress(b"before " + MARKER, mtime=0),
        gzip.compress(b"another member", mtime=0) + gzip.compress(MARKER + b" after", mtime=0),
        gzip.compress(MARKER, mtime=0)[:-4],
    ],
    ids=["plain", "gzip", "two gzip members", "cut gzip"],
)
def test_a_text_is_found_wherever_the_chunks_end(body: bytes, size: int) -> None:
    assert contains(in_chunks(body, size), MARKER)


def test_a_text_across_two_large_chunks_is_found() -> None:
    noise = random.Random(0).randbytes(CHUNK_BYTES)  # noqa: S311 - bytes that do not compress
    assert contains(in_chunks(gzip.compress(noise + MARKER + noise), CHUNK_BYTES), MARKER)


@pytest.mark.parametrize(
    "body", [b"", b"doctor-0b5f7c4", gzip.compress(b"doctor", mtime=0), b"\x1f\x8bbroken"]
)
def test_a_body_without_the_text_does_not_contain_it(body: bytes) -> None:
    assert not contains(in_chunks(body, 5), MARKER)


def test_objects_delivered_after_the_event_was_sent_are_read_once_each() -> None:
    zone = FakeRawZone()
    zone.put(f"{DAY}old.gz", MARKER, NOW - timedelta(minutes=30))
    zone.put(f"{DAY}other.gz", gzip.compress(b"another event"))
    looking = search(zone)
    assert looking.find() is None
    zone.put(f"{DAY}probe.gz", gzip.compress(b"{}\n" + MARKER))
    found = looking.find()
    assert found is not None
    assert found.key == f"{DAY}probe.gz"
    assert zone.fetched == [f"{DAY}other.gz", f"{DAY}probe.gz"], (
        "older objects are not read, and none is read again"
    )
