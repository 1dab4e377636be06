"""Raw objects in S3 to Parquet files in the lake."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from clickstream.contract.model import QUARANTINE_PARTITIONS, PartitionKey, partition_path
from clickstream.records.naming import DigestingStream, arrival_date, output_stem
from converter.convert import Rules, Source, convert
from converter.files import Compression, write_files
from converter.scratch import scratch_directory

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from mypy_boto3_s3 import S3Client

# a put waits tens of milliseconds, and an object may have hundreds of dates; botocore keeps ten
# connections
PUTS_AT_ONCE = 8
GONE = {"NoSuchKey", "NoSuchVersion", "404"}


@dataclass(frozen=True)
class RawObject:
    """A raw object, as an S3 event names it."""

    bucket: str
    key: str
    """Decoded: as S3 has it."""
    version: str | None = None


@dataclass(frozen=True)
class Lake:
    """Where the files go, and how they are written."""

    s3: S3Client
    bucket: str
    events_prefix: str
    quarantine_prefix: str
    compression: Compression


@dataclass(frozen=True)
class Report:
    """The account of one object."""

    source: str
    lines: int
    rows: int
    quarantined: dict[str, int]
    """Lines by reason."""
    extended: int
    """Rows with fields that the contract does not name."""
    unknown: dict[str, int]
    """Events that have such a field, by its name."""
    files: list[str]
    """The keys written."""


def convert_object(raw: RawObject, lake: Lake, rules: Rules) -> Report | None:
    """Convert a raw object and write what it comes to. A second run overwrites the first one's files.

    Returns:
        Report or None: None if the object does not exist any more.
    """
    version = {"VersionId": raw.version} if raw.version else {}
    try:
        response = lake.s3.get_object(Bucket=raw.bucket, Key=raw.key, **version)  # pyright: ignore[reportArgumentType] - the stub does not know an optional key in **kwargs
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in GONE:
            return None
        raise
    source = Source(f"s3://{raw.bucket}/{raw.key}", response["LastModified"])
    stream = DigestingStream(response["Body"])
    with scratch_directory() as scratch:
        files = write_files(
            convert(stream, source, rules), rules.contract, scratch, lake.compression
        )
        stem = output_stem(raw.key, stream.content())
        contents = {
            _key(lake.events_prefix, rules.contract.partition_keys, day, stem): path
            for day, path in sorted(files.events.items())
        }
        if files.quarantine:
            arrived = arrival_date(raw.key, source.arrived.astimezone(UTC).date())
            contents[_key(lake.quarantine_prefix, QUARANTINE_PARTITIONS, arrived, stem)] = (
                files.quarantine
            )
        with ThreadPoolExecutor(PUTS_AT_ONCE) as pool:
            for put in [pool.submit(_put, lake, key, path) for key, path in contents.items()]:
                put.result()
    return Report(
        source.address,
        files.lines,
        files.rows,
        dict(files.quarantined.most_common()),
        files.extended,
        dict(files.unknown.most_common()),
        list(contents),
    )


def _key(prefix: str, keys: tuple[PartitionKey, ...], day: date, stem: str) -> str:
    return f"{prefix}{partition_path(keys, day)}/{stem}.parquet"


def _put(lake: Lake, key: str, path: Path) -> None:
    with path.open("rb") as body:
        lake.s3.put_object(
            Bucket=lake.bucket, Key=key, Body=body, ContentType="application/vnd.apache.parquet"
        )
