"""Settings of the canary in the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from canary.settings import CanarySettings, EventsTable
from clickstream.contract.firehose_conversion import ARRIVAL_PARTITION
from clickstream.contract.model import PartitionKey

if TYPE_CHECKING:
    from datetime import datetime

EVENT_KEYS = (PartitionKey("year", "%Y"), PartitionKey("month", "%m"), PartitionKey("day", "%d"))
ARRIVAL_KEYS = (ARRIVAL_PARTITION,)


def settings(keys: tuple[PartitionKey, ...] = EVENT_KEYS, **event: Any) -> CanarySettings:
    return CanarySettings(
        stream="in",
        workgroup="catalog",
        lake_bucket="lake",
        prefix="events/",
        table=EventsTable("lake_db", "clickstream_events", "event_type", "event_time", keys),
        event=event,
    )


class FakeS3:
    """S3 with files of the lake, and the prefixes that were listed."""

    def __init__(self, files: dict[str, datetime], page: int = 2) -> None:
        """Hold files by key, with their times of modification; `page` of them are in a page."""
        self.files, self.page, self.listed = files, page, list[str]()

    def get_paginator(self, operation: str) -> FakeS3:
        """Return the paginator of a listing."""
        assert operation == "list_objects_v2"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> list[dict[str, Any]]:
        """Return the pages of a listing; an empty one has no contents."""
        assert Bucket == "lake"
        self.listed.append(Prefix)
        found = [
            {"Key": key, "LastModified": modified}
            for key, modified in self.files.items()
            if key.startswith(Prefix)
        ]
        pages = [found[start : start + self.page] for start in range(0, len(found), self.page)]
        return [{"Contents": page} for page in pages] or [{}]
