"""Reader of log lines: the entries of a time range, and those that are new since the last read.

All lines of the range are read, and selected here: only so a line can be related to its invocation.
The logs have a few lines per raw object, so an hour of 100 million events a day is some megabytes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from clickstream.cli.logs.entries import Entry, Level, parse, relate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mypy_boto3_logs import CloudWatchLogsClient

OVERLAP = timedelta(seconds=60)  # CloudWatch Logs may show a line seconds after its time
POLL_SECONDS = 2.0  # FilterLogEvents is limited to 5 requests per second and account
NO_GROUP = "ResourceNotFoundException"


@dataclass(frozen=True)
class Log:
    """Entries of several log groups, by time."""

    entries: list[Entry]
    missing: Mapping[str, str]
    """Log groups that do not exist, by source: nothing was logged yet."""


def read(
    client: CloudWatchLogsClient, groups: Mapping[str, str], start: datetime | None = None
) -> Log:
    """Return all entries since a time, each with its request.

    Args:
        client: CloudWatch Logs client.
        groups: Log groups by source.
        start: Time of the first entries. Default: all of the log.
    """
    entries: list[Entry] = []
    missing: dict[str, str] = {}
    for source, group in groups.items():
        try:
            entries += relate(list(_entries(client, source, group, start)))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != NO_GROUP:
                raise
            missing[source] = group
    return Log(sorted(entries, key=lambda entry: entry.time), missing)


def _entries(
    client: CloudWatchLogsClient, source: str, group: str, start: datetime | None
) -> Iterator[Entry]:
    paginator = client.get_paginator("filter_log_events")
    if start is None:
        pages = paginator.paginate(logGroupName=group)
    else:
        pages = paginator.paginate(logGroupName=group, startTime=int(start.timestamp() * 1000))
    for page in pages:
        for event in page["events"]:
            if entry := parse(source, event):
                yield entry


@dataclass
class Selection:
    """Condition on entries: severity, raw object, request."""

    errors: bool = False
    """Whether only warnings, errors and failures of Lambda itself are selected."""
    raw_object: str | None = None
    """s3:// address, key, or end of a key, such as the file name."""
    request: str | None = None
    """Id of an invocation or of a Glue run."""
    _requests: set[str] = field(default_factory=set[str])
    """Requests that handled the raw object."""

    def select(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the entries that fulfil the condition.

        For a raw object these are the lines that name it, and the lines of the same invocations
        that name no object, such as a timeout.
        """
        entries = list(entries)
        if self.raw_object is not None:
            self._requests |= {
                entry.request
                for entry in entries
                if entry.request and not is_run(entry) and self._names_object(entry)
            }
        return [entry for entry in entries if self._fits(entry)]

    def _fits(self, entry: Entry) -> bool:
        if self.errors and entry.level < Level.WARNING:
            return False
        if self.request is not None and entry.request != self.request:
            return False
        if self.raw_object is None:
            return True
        return self._names_object(entry) or (not entry.objects and entry.request in self._requests)

    def _names_object(self, entry: Entry) -> bool:
        return self.raw_object is not None and any(
            matches(address, self.raw_object) for address in entry.objects
        )


def is_run(entry: Entry) -> bool:
    """Return whether an entry is of a Glue run, which handles many raw objects."""
    return bool(entry.request) and entry.stream.startswith(str(entry.request))


def matches(address: str, wanted: str) -> bool:
    """Return whether an s3:// address is the wanted one, or ends with the wanted part of a key."""
    return address == wanted or address.endswith(f"/{wanted.lstrip('/')}")


def follow(
    read_since: Callable[[datetime], Log],
    start: datetime,
    *,
    pause: Callable[[float], object],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Log]:
    """Yield the log since a time, then its new entries, again and again.

    Args:
        read_since: Function that reads the log since a time.
        start: Time of the first entries.
        pause: Function that waits a number of seconds.
        now: Clock.
    """
    seen: Counter[tuple[str, str, datetime, str]] = Counter()
    while True:
        until = now()
        log = read_since(start)
        counts: Counter[tuple[str, str, datetime, str]] = Counter()
        fresh: list[Entry] = []
        for entry in log.entries:
            counts[entry.key] += 1
            if counts[entry.key] > seen[entry.key]:
                fresh.append(entry)
        yield Log(fresh, log.missing)
        # The next range begins later, so entries of former ranges alone cannot come again.
        seen, start = counts, max(start, until - OVERLAP)
        pause(POLL_SECONDS)
