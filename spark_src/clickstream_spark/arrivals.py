"""Raw objects of a range of arrival dates, for a backfill, in rounds."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from clickstream_spark.read import RawObject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mypy_boto3_s3 import S3Client

# large enough to keep all workers busy, small enough that a run that dies repeats little
ROUND_OBJECTS = 1000


def list_arrivals(
    s3: S3Client, bucket: str, prefix: str, first: date, last: date
) -> Iterator[RawObject]:
    """Yield the raw objects below the arrival dates from `first` to `last`, in order."""
    pages = s3.get_paginator("list_objects_v2")
    day = first
    while day <= last:
        below = f"{prefix}year={day.year:04d}/month={day.month:02d}/day={day.day:02d}/"
        for page in pages.paginate(Bucket=bucket, Prefix=below):
            for entry in page.get("Contents", []):
                if "Key" in entry:
                    yield RawObject(bucket, entry["Key"])
        day += timedelta(days=1)


def split_into_rounds(
    objects: Iterator[RawObject], size: int = ROUND_OBJECTS
) -> Iterator[list[RawObject]]:
    """Yield raw objects in rounds of `size`."""
    while objects_of_round := list(islice(objects, size)):
        yield objects_of_round
