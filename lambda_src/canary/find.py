"""Search for canary events in the events table: in recent files first, then in all of two dates.

A query reads the end of every file of its partition. A date has a file for each raw object, so that
a query of a whole date each minute would cost more than the pipeline of a small lake. Athena reads
only the files that a condition on "$path" names: https://github.com/trinodb/trino/pull/27000.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from canary.statement import newest_events
from clickstream.contract.model import partition_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mypy_boto3_s3 import S3Client

    from canary.settings import CanarySettings

RECENT = timedelta(minutes=20)
"""Age of a file that is recent: more than 900 s, the longest time that Firehose buffers."""
MOST_PATHS = 1000
"""Paths in a statement, which has at most 262,144 bytes.

https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
"""


@dataclass(frozen=True)
class Search:
    """Search in the table of today and yesterday, in UTC.

    A canary event is in the partition of the date on which it was put: with `engine: firehose`, in
    that of its arrival, which may be a date later.
    """

    s3: S3Client
    settings: CanarySettings
    query: Callable[[str], list[str]]
    """Function that runs a SELECT and returns the texts of its first column."""

    def times(self, now: datetime) -> list[datetime]:
        """Return the times of the newest canary events that are rows; none if there are none.

        Those of the last `RECENT` are complete: such an event is in a file that is as recent.

        Raises:
            QueryError: If a query fails.
        """
        days = (now.date(), now.date() - timedelta(days=1))
        for day in days:
            paths = self._recent_files(day, now - RECENT)
            if paths and (found := self._query(day, paths)):
                return found
        for day in days:
            if found := self._query(day, []):
                return found
        return []

    def _query(self, day: date, paths: list[str]) -> list[datetime]:
        texts = self.query(newest_events(self.settings.table, day, paths))
        return [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in texts]

    def _recent_files(self, day: date, since: datetime) -> list[str]:
        """Return the S3 URIs of the recent files of a partition, the newest first."""
        bucket = self.settings.lake_bucket
        prefix = f"{self.settings.prefix}{partition_path(self.settings.table.keys, day)}/"
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        recent = [
            (entry["LastModified"], entry["Key"])
            for page in pages
            for entry in page.get("Contents", [])
            if "Key" in entry and "LastModified" in entry and entry["LastModified"] >= since
        ]
        return [f"s3://{bucket}/{key}" for _, key in sorted(recent, reverse=True)[:MOST_PATHS]]
