"""Conversion of one raw object in S3 to Parquet files in the lake."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from clickstream.contract.model import QUARANTINE_PARTITIONS, PartitionKey, partition_path
from clickstream.records.naming import DigestingStream, arrival_date, output_stem
from converter.convert import ConversionRules, Source, convert
from converter.scratch import scratch_directory
from converter.write import Compression, WrittenFiles, write_files

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

# a request takes tens of milliseconds, and an object may have hundreds of dates; botocore's pool
# has ten connections
CONCURRENT_PUTS = 8
GONE = {"NoSuchKey", "NoSuchVersion", "404"}


@dataclass(frozen=True)
class RawObject:
    """Raw object, as an S3 notification identifies it."""

    bucket: str
    key: str
    """Key in S3, not URL-encoded."""
    version: str | None = None

    @property
    def address(self) -> str:
        """Address of the object, s3://bucket/key."""
        return f"s3://{self.bucket}/{self.key}"


@dataclass(frozen=True)
class Lake:
    """Bucket, prefixes and compression of the files."""

    s3: S3Client
    bucket: str
    events_prefix: str
    quarantine_prefix: str
    compression: Compression


@dataclass(frozen=True)
class Report:
    """Result of the conversion of one raw object."""

    source: str
    """s3://bucket/key"""
    lines: int
    rows: int
    quarantined: dict[str, int]
    """Quarantined lines by reason."""
    rows_with_unknown_fields: int
    """Rows with fields that the contract does not declare."""
    unknown_fields: dict[str, int]
    """Number of events by the name of such a field."""
    files: list[str]
    """Keys of the files in the lake."""


def convert_object(raw: RawObject, lake: Lake, rules: ConversionRules) -> Report | None:
    """Convert a raw object and write its files. A second run overwrites the files of the first.

    Returns:
        None if the raw object does not exist any more.
    """
    response = _get(raw, lake.s3)
    if response is None:
        return None
    source = Source(raw.address, response["LastModified"])
    stream = DigestingStream(response["Body"])
    with scratch_directory() as scratch:
        chunks = convert(stream, source, rules)
        files = write_files(chunks, rules.contract, scratch, lake.compression)
        stem = output_stem(raw.key, stream.content())
        arrived = arrival_date(raw.key, source.arrived.astimezone(UTC).date())
        paths = _paths_by_key(files, lake, rules.contract.partition_keys, stem, arrived)
        with ThreadPoolExecutor(CONCURRENT_PUTS) as pool:
            for put in [pool.submit(_put, lake, key, path) for key, path in paths.items()]:
                put.result()
    return Report(
        source=source.address,
        lines=files.lines,
        rows=files.rows,
        quarantined=dict(files.quarantined.most_common()),
        rows_with_unknown_fields=files.rows_with_unknown_fields,
        unknown_fields=dict(files.unknown_fields.most_common()),
        files=list(paths),
    )


def _get(raw: RawObject, s3: S3Client) -> GetObjectOutputTypeDef | None:
    version = {"VersionId": raw.version} if raw.version else {}
    try:
        return s3.get_object(Bucket=raw.bucket, Key=raw.key, **version)  # pyright: ignore[reportArgumentType] - the stub does not know an optional key in **kwargs
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in GONE:
            return None
        raise


def _paths_by_key(
    files: WrittenFiles, lake: Lake, keys: tuple[PartitionKey, ...], stem: str, arrived: date
) -> dict[str, Path]:
    """Return the local files by their keys in the lake."""
    paths = {
        _key(lake.events_prefix, keys, day, stem): path
        for day, path in sorted(files.events.items())
    }
    if files.quarantine:
        key = _key(lake.quarantine_prefix, QUARANTINE_PARTITIONS, arrived, stem)
        paths[key] = files.quarantine
    return paths


def _key(prefix: str, keys: tuple[PartitionKey, ...], day: date, stem: str) -> str:
    return f"{prefix}{partition_path(keys, day)}/{stem}.parquet"


def _put(lake: Lake, key: str, path: Path) -> None:
    with path.open("rb") as body:
        lake.s3.put_object(
            Bucket=lake.bucket, Key=key, Body=body, ContentType="application/vnd.apache.parquet"
        )
