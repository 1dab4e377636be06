"""Missing raw objects: raw objects without output in the lake, found by two listings.

The name of a lake file begins with the digest of its raw object's key. Listings of the lake and of
the raw zone therefore show which raw objects were converted, without reading an object. Memory: 8
bytes per lake file for its digest, and one page of the raw zone's listing.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef

RAW_PREFIX = "raw/"
QUARANTINE_PREFIX = "quarantine/"
OUTPUT_PREFIXES = ("events/", QUARANTINE_PREFIX)
OUTPUT_NAME = re.compile(r"([0-9a-f]{16})-[0-9a-f]{32}\.parquet")
DAY_LAYOUT = (re.compile(r"year=\d{4}/"), re.compile(r"month=\d{2}/"), re.compile(r"day=\d{2}/"))
KEY_DIGEST_DIGITS = 16  # 64 bits: among 100 million keys, two share a digest with chance 1 in 3,700
PARTS = 256  # sorted one at a time, so that sorting needs little memory beside the digests
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RawObject:
    """Raw object, as S3 lists it."""

    key: str
    size: int
    etag: str
    modified: datetime
    """Time of its upload; Firehose never overwrites an object."""


@dataclass
class Counts:
    """Counts of raw objects.

    Every one is in `converted`, `quarantined`, `recent` or `missing`.
    """

    raw: int = 0
    converted: int = 0
    quarantined: int = 0
    """Raw objects with quarantined lines, if they are to be converted again."""
    recent: int = 0
    """Raw objects without output, younger than the grace period."""
    missing: int = 0
    """Raw objects without output, older than the grace period."""
    sent: int = 0
    """Objects whose notification the queue accepted."""

    @property
    def to_send(self) -> int:
        """Number of raw objects that are to be converted."""
        return self.missing + self.quarantined


@dataclass(frozen=True)
class Period:
    """Range of arrival dates, in UTC, both ends included."""

    first: date = date.min
    last: date = date.max

    @property
    def is_unlimited(self) -> bool:
        """Whether the period contains every date."""
        return self == Period()

    def __contains__(self, day: date) -> bool:
        """Return whether the period contains a date."""
        return self.first <= day <= self.last


def key_digest(raw_key: str) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a raw object's key.

    The names of the files that a converter writes begin with them.
    """
    return hashlib.sha256(raw_key.encode()).hexdigest()[:KEY_DIGEST_DIGITS]


class DigestSet:
    """Set of key digests, 8 bytes each. Add all digests, call `sort`, then look up."""

    def __init__(self) -> None:
        """Create an empty set."""
        self._parts = [array("Q") for _ in range(PARTS)]

    def add(self, digest: str) -> None:
        """Add a digest. A repeated digest takes another 8 bytes until `sort`."""
        number = int(digest, 16)
        self._parts[number % PARTS].append(number)

    def sort(self) -> None:
        """Sort the digests and remove duplicates."""
        for index, part in enumerate(self._parts):
            self._parts[index] = array("Q", sorted(set(part)))

    def __len__(self) -> int:
        """Return the number of digests."""
        return sum(len(part) for part in self._parts)

    def __contains__(self, digest: str) -> bool:
        """Return whether a digest is in the set. Valid only if `sort` was called after `add`."""
        number = int(digest, 16)
        part = self._parts[number % PARTS]
        position = bisect_left(part, number)
        return position < len(part) and part[position] == number


@dataclass
class LakeFiles:
    """Files of the lake's tables."""

    digests: DigestSet = field(default_factory=DigestSet)
    """Key digests of the raw objects that have output."""
    unattributed: int = 0
    """Number of Parquet files without a key digest in the name: their raw objects are unknown."""
    unattributed_example: str = ""
    unattributed_newest: datetime = LONG_AGO
    quarantine_keys: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Keys of the files of quarantined lines, by the key digest of their raw object."""

    def add(self, key: str, modified: datetime) -> None:
        """Add a file."""
        name = key.rpartition("/")[2]
        if match := OUTPUT_NAME.fullmatch(name):
            self.digests.add(match[1])
        elif name.endswith(".parquet"):
            self.unattributed += 1
            if modified >= self.unattributed_newest:
                self.unattributed_example, self.unattributed_newest = key, modified

    def add_quarantine_key(self, key: str) -> None:
        """Keep the key of a file of quarantined lines, if its name has a key digest."""
        if match := OUTPUT_NAME.fullmatch(key.rpartition("/")[2]):
            self.quarantine_keys.setdefault(match[1], []).append(key)


def list_lake_files(
    client: S3Client,
    bucket: str,
    *,
    advance: Callable[[int], object],
    quarantine_keys: bool = False,
) -> LakeFiles:
    """List the files of the lake's tables.

    Args:
        client: S3 client.
        bucket: Name of the lake bucket.
        advance: Callback with the number of files of each page.
        quarantine_keys: Whether the keys of the files of quarantined lines are kept, which takes
            some 200 bytes of memory for each.
    """
    files = LakeFiles()
    for prefix in OUTPUT_PREFIXES:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for entry in page.get("Contents", []):
                key = entry.get("Key", "")
                files.add(key, _modified(entry))
                if quarantine_keys and prefix == QUARANTINE_PREFIX:
                    files.add_quarantine_key(key)
            advance(page.get("KeyCount", 0))
    files.digests.sort()
    return files


def list_raw_objects(client: S3Client, bucket: str, period: Period) -> Iterator[RawObject]:
    """Yield the raw objects that arrived in a period, page by page.

    The arrival date is in the key (`year=/month=/day=`). For another key it is the date of the
    upload.
    """
    if period.is_unlimited:
        return _list(client, bucket, RAW_PREFIX)
    return _list_period(client, bucket, RAW_PREFIX, DAY_LAYOUT, period)


def _list_period(
    client: S3Client, bucket: str, prefix: str, layout: tuple[re.Pattern[str], ...], period: Period
) -> Iterator[RawObject]:
    """Descend the year, month and day prefixes, and list only the days of the period."""
    for page in client.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, Delimiter="/"
    ):
        objects = (_raw_object(entry) for entry in page.get("Contents", []))
        yield from _uploaded_in(objects, period)
        for common in page.get("CommonPrefixes", []):
            child = common.get("Prefix", "")
            if not layout[0].fullmatch(child.removeprefix(prefix)):
                yield from _uploaded_in(_list(client, bucket, child), period)
            elif layout[1:]:
                yield from _list_period(client, bucket, child, layout[1:], period)
            elif (day := _day(child)) is None:
                yield from _uploaded_in(_list(client, bucket, child), period)
            elif day in period:
                yield from _list(client, bucket, child)


def _day(prefix: str) -> date | None:
    """Return the date of a day prefix, or None if there is no such date."""
    parts = prefix.removeprefix(RAW_PREFIX).rstrip("/").split("/")
    try:
        return date(*(int(part.partition("=")[2]) for part in parts))
    except ValueError:
        return None


def _uploaded_in(objects: Iterable[RawObject], period: Period) -> Iterator[RawObject]:
    return (raw for raw in objects if raw.modified.astimezone(UTC).date() in period)


def _list(client: S3Client, bucket: str, prefix: str) -> Iterator[RawObject]:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            yield _raw_object(entry)


def _raw_object(entry: ObjectTypeDef) -> RawObject:
    return RawObject(
        entry.get("Key", ""),
        entry.get("Size", 0),
        entry.get("ETag", "").strip('"'),
        _modified(entry),
    )


def _modified(entry: ObjectTypeDef) -> datetime:
    return entry.get("LastModified", LONG_AGO)


def missing_objects(
    objects: Iterable[RawObject], files: LakeFiles, newest: datetime, counts: Counts
) -> Iterator[RawObject]:
    """Yield the raw objects without output, and those in `files.quarantine_keys`.

    Args:
        objects: Raw objects.
        files: Files of the lake's tables.
        newest: Latest upload of a missing object; a later one counts as recent.
        counts: Counts, to which every raw object is added.
    """
    for raw in objects:
        counts.raw += 1
        digest = key_digest(raw.key)
        if digest in files.quarantine_keys:
            counts.quarantined += 1
            yield raw
        elif digest in files.digests:
            counts.converted += 1
        elif raw.modified > newest:
            counts.recent += 1
        else:
            counts.missing += 1
            yield raw
