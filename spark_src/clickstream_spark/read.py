"""Raw objects to rows, on the workers, chunk by chunk.

Spark's own readers are not used: they give no digest of an object's bytes, which names its files,
and hold an object in memory as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from clickstream.records.chunks import read_events
from clickstream.records.naming import DigestingStream, arrival_date, output_stem
from clickstream.records.unpack import Unpacked
from clickstream_spark.report import ReadSummary
from clickstream_spark.rows import RowBatches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import timedelta

    from mypy_boto3_s3 import S3Client

    from clickstream.contract import Contract
    from clickstream_spark.arrow import RecordBatch

GONE = {"NoSuchKey", "NoSuchVersion", "404"}
RETRIES = Config(retries={"mode": "standard", "max_attempts": 5})
OBJECTS_SCHEMA = "number bigint, bucket string, key string, version string"


@dataclass(frozen=True)
class RawObject:
    """Raw object, as an S3 notification or a listing identifies it."""

    bucket: str
    key: str
    """Key in S3, not URL-encoded."""
    version: str | None = None

    @property
    def address(self) -> str:
        """Address of the object, s3://bucket/key."""
        return f"s3://{self.bucket}/{self.key}"


@cache
def s3_client(region: str) -> S3Client:
    """Return the S3 client of this worker.

    The region is given, since the environment of a worker may have none.
    """
    return boto3.client("s3", region_name=region, config=RETRIES)


@dataclass(frozen=True)
class ReadLimits:
    """Limits on the raw objects and on their events."""

    max_unpacked: int
    """Maximum size of an unpacked object in bytes."""
    max_event: int
    """Maximum size of an event in bytes."""
    max_future: timedelta
    """End of the time window, relative to the arrival of the object."""


def reader(
    contract: Contract, region: str, limits: ReadLimits
) -> Callable[[Iterable[RecordBatch]], Iterable[RecordBatch]]:
    """Return the function that Spark runs over batches of `OBJECTS_SCHEMA`.

    An object that cannot be read does not fail the others: its summary has the error, and the
    writer drops the rows that were read before.
    """

    def read(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        for batch in batches:
            for row in cast("list[dict[str, Any]]", batch.to_pylist()):
                raw = RawObject(row["bucket"], row["key"], row["version"])
                yield from _ObjectReader(row["number"], raw, limits, contract).batches(region)

    return read


class _ObjectReader:
    """Reader of one raw object."""

    def __init__(self, number: int, raw: RawObject, limits: ReadLimits, contract: Contract) -> None:
        self.raw, self.limits, self.contract = raw, limits, contract
        self.rows = RowBatches(number, contract)

    def batches(self, region: str) -> Iterator[RecordBatch]:
        """Yield the rows of the object's records, then the row of its summary."""
        source = self.raw.address
        try:
            response = _get(self.raw, region)
            arrived: datetime = response["LastModified"].astimezone(UTC).replace(tzinfo=None)
            stream = DigestingStream(response["Body"])
            unpacked = Unpacked(stream, self.limits.max_unpacked)
            for read in read_events(unpacked, self.contract, self.limits.max_event):
                yield from self.rows.of_read(read, arrived + self.limits.max_future)
            summary = ReadSummary(
                source,
                output_stem(self.raw.key, stream.content()),
                arrival_date(self.raw.key, arrived.date()).isoformat(),
                self.rows.lines,
            )
        except Exception as error:  # noqa: BLE001 - any error fails this object alone; raised, it would fail the whole round
            if _is_gone(error):
                summary = ReadSummary(source, gone=True)
            else:
                summary = ReadSummary(source, problem=f"{type(error).__name__}: {error}")
        yield self.rows.of_summary(summary)


def _is_gone(error: Exception) -> bool:
    return isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in GONE


def _get(raw: RawObject, region: str) -> dict[str, Any]:
    version: dict[str, Any] = {"VersionId": raw.version} if raw.version else {}
    response = s3_client(region).get_object(Bucket=raw.bucket, Key=raw.key, **version)
    return cast("dict[str, Any]", response)
