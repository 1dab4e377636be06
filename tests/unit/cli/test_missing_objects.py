"""Missing raw objects: listings of the lake and the raw zone, and the digest set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from clickstream.cli.missing_objects import (
    OUTPUT_PREFIXES,
    RAW_PREFIX,
    DigestSet,
    Period,
    key_digest,
    list_raw_objects,
)
from components.shared import layout
from tests.unit.cli.fakes import FakeS3

NOW = datetime.now(UTC)
DAY = "raw/year=2025/month=11/day=26/"
MANY = [f"{DAY}{number:02}.gz" for number in range(23)]


def test_the_prefixes_are_those_that_the_program_deploys() -> None:
    assert (RAW_PREFIX, *OUTPUT_PREFIXES) == (
        layout.RAW_PREFIX,
        layout.EVENTS_PREFIX,
        layout.QUARANTINE_PREFIX,
    )


def test_the_digest_of_a_key_is_that_of_its_utf_8_bytes() -> None:
    assert key_digest("raw/größe 1.gz") == "384b4105700ec9ed"


def test_a_period_takes_the_days_of_the_layout_and_other_keys_by_the_date_they_were_put() -> None:
    s3 = FakeS3()
    within = [
        f"{DAY}a.gz",
        f"{DAY}deeper/b.gz",
        "raw/c.gz",
        "raw/hand/d.gz",
        "raw/year=2025/e.gz",
        "raw/year=2025/month=11/f.gz",
        "raw/year=2025/month=13/day=01/g.gz",
        "raw/year=2024/hand/h.gz",
    ]
    put = datetime(2025, 11, 26, 23, 59, tzinfo=UTC)
    days = [
        "raw/year=2025/month=11/day=25/",
        "raw/year=2025/month=11/day=27/",
        "raw/year=2024/month=11/day=26/",
    ]
    s3.buckets["raw"] = (
        dict.fromkeys(within, put)
        | dict.fromkeys([f"{day}x.gz" for day in days], put)
        | {"raw/late.gz": put + timedelta(minutes=1)}
    )
    found = list_raw_objects(s3, "raw", Period(date(2025, 11, 26), date(2025, 11, 26)))  # type: ignore[arg-type] - a fake
    assert sorted(raw.key for raw in found) == sorted(within)
    assert not set(s3.listed) & set(days), "days outside the period are not listed"


def test_without_a_period_everything_below_raw_is_taken_in_one_listing() -> None:
    s3 = FakeS3()
    s3.buckets["raw"] = dict.fromkeys([*MANY, "raw/c.gz", "raw/hand/d.gz"], NOW)
    found = list_raw_objects(s3, "raw", Period())  # type: ignore[arg-type] - a fake
    assert [raw.key for raw in found] == ["raw/c.gz", "raw/hand/d.gz", *MANY]
    assert s3.listed == [RAW_PREFIX]


def test_digests_are_a_set_of_8_bytes_each() -> None:
    digests = DigestSet()
    names = [f"raw/{number}" for number in range(20_000)]
    for name in names * 2:
        digests.add(key_digest(name))
    digests.sort()
    assert len(digests) == len(names), "repetitions are dropped"
    assert all(key_digest(name) in digests for name in names)
    assert not any(key_digest(f"raw/{number}") in digests for number in range(20_000, 21_000))
    assert sum(part.itemsize * len(part) for part in digests._parts) == 8 * len(names)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - the test measures their memory
