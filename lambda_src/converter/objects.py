"""Raw objects in S3 to Parquet files in the lake."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Literal

import polars as pl
from botocore.exceptions import ClientError

from contract.model import QUARANTINE_PARTITIONS, PartitionKey, partition_path
from converter.convert import Conversion, Rules, Source, convert

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mypy_boto3_s3 import S3Client

Compression = Literal["zstd", "snappy"]
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
    files: list[str]
    """The keys written."""


def convert_object(raw: RawObject, lake: Lake, rules: Rules) -> Report | None:
    """Convert a raw object and write what it comes to. A second run overwrites the first one's files.

    Returns
    -------
    Report or None
        None if the object does not exist any more.
    """
    version = {"VersionId": raw.version} if raw.version else {}
    try:
        response = lake.s3.get_object(Bucket=raw.bucket, Key=raw.key, **version)  # pyright: ignore[reportArgumentType] - the stub does not know an optional key in **kwargs
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in GONE:
            return None
        raise
    source = Source(f"s3://{raw.bucket}/{raw.key}", response["LastModified"])
    conversion = convert(response["Body"].read(), source, rules)
    stem = output_stem(raw.key, response["ETag"])
    files = [_write(frame, key, lake) for key, frame in _outputs(conversion, stem, source.arrived.astimezone(UTC).date(), lake, rules)]
    reasons = conversion.quarantine["reason"].value_counts(sort=True)
    return Report(source.address, conversion.lines, conversion.rows.height, dict(reasons.iter_rows()), files)


def output_stem(key: str, etag: str) -> str:
    """Return the files' name, without suffix: a function of the raw object's key and content alone.

    A redelivery, a replay, or the same object put again gives the same name and so overwrites; other content under the
    same key gives another one. The entity tag is better for it than the version: S3 gives a copy of equal content a new version.
    """
    content = etag.strip('"')
    return hashlib.sha256(f"{key}\n{content}".encode()).hexdigest()[:32]


def _outputs(conversion: Conversion, stem: str, arrived: date, lake: Lake, rules: Rules) -> Iterator[tuple[str, pl.DataFrame]]:
    contract = rules.contract
    by_date = conversion.rows.group_by(pl.col(contract.event_time).dt.date(), maintain_order=True)
    for (day,), rows in by_date:
        yield _key(lake.events_prefix, contract.partition_keys, day, stem), rows  # pyright: ignore[reportArgumentType] - a group's key is untyped; this one is a date
    if conversion.quarantine.height:
        yield _key(lake.quarantine_prefix, QUARANTINE_PARTITIONS, arrived, stem), conversion.quarantine


def _key(prefix: str, keys: tuple[PartitionKey, ...], day: date, stem: str) -> str:
    return f"{prefix}{partition_path(keys, day)}/{stem}.parquet"


def _write(frame: pl.DataFrame, key: str, lake: Lake) -> str:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression=lake.compression, statistics=True)
    lake.s3.put_object(Bucket=lake.bucket, Key=key, Body=buffer.getvalue(), ContentType="application/vnd.apache.parquet")
    return key
