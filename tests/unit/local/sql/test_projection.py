from datetime import UTC, datetime
from typing import Any

import pytest

from clickstream.local.sql.projection import (
    Partition,
    ProjectionError,
    is_projected,
    key_values,
    listed,
    located,
)
from tests.unit.local.sql import directory_lake as lake

NOW = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)


def projected(**settings: str) -> dict[str, Any]:
    parameters = {
        f"projection.k.{name.replace('_', '.')}": value for name, value in settings.items()
    }
    return lake.table("s3://lake/t", {}, ["k"], {"projection.enabled": "true", **parameters})


@pytest.mark.parametrize(
    ("settings", "values"),
    [
        ({"type": "enum", "values": "de, fr ,it"}, ["de", "fr", "it"]),
        ({"type": "integer", "range": "8,11"}, ["8", "9", "10", "11"]),
        ({"type": "integer", "range": "8,11", "digits": "2"}, ["08", "09", "10", "11"]),
        ({"type": "integer", "range": "0,10", "interval": "5"}, ["0", "5", "10"]),
        (
            {"type": "date", "format": "yyyy", "range": "2024,NOW+1YEARS", "interval_unit": "YEARS"},
            ["2024", "2025", "2026", "2027"],
        ),
        (
            {"type": "date", "format": "yyyy-MM-dd", "range": "NOW-2DAYS,NOW"},
            ["2026-02-26", "2026-02-27", "2026-02-28"],
        ),
        (
            {"type": "date", "format": "yyyy-MM-dd", "range": "2026-02-27,NOW+1DAY"},
            ["2026-02-27", "2026-02-28", "2026-03-01"],
        ),
        (
            {"type": "date", "format": "yyyy/MM", "range": "2025/11,NOW"},
            ["2025/11", "2025/12", "2026/01", "2026/02"],
        ),
        (
            {"type": "date", "format": "yyyyMMdd'T'HH", "range": "20260228T22,NOW", "interval": "1", "interval_unit": "HOURS"},
            ["20260228T22", "20260228T23"],
        ),
        (
            {"type": "date", "format": "yyyy-MM-dd", "range": "2026-01-01,2026-01-20", "interval": "1", "interval_unit": "WEEKS"},
            ["2026-01-01", "2026-01-08", "2026-01-15"],
        ),
        (
            {"type": "date", "format": "yyyy-MM", "range": "NOW-3MONTHS,NOW"},
            ["2025-11", "2025-12", "2026-01", "2026-02"],
        ),
    ],
)  # fmt: skip
def test_a_range_gives_the_values_of_its_key(settings: dict[str, str], values: list[str]) -> None:
    assert key_values(projected(**settings), NOW) == {"k": values}


def test_a_month_before_a_long_one_ends_with_its_own_last_day() -> None:
    end_of_march = datetime(2026, 3, 31, tzinfo=UTC)
    settings = {"type": "date", "format": "yyyy-MM-dd", "range": "NOW-1MONTHS,2026-03-01"}
    assert key_values(projected(**settings), end_of_march) == {"k": ["2026-02-28", "2026-03-01"]}


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, "projection.k.type is ''; allowed: enum, integer, date, injected"),
        ({"type": "injected"}, "no injected partition column"),
        ({"type": "enum"}, "projection.k.values is missing"),
        ({"type": "integer", "range": "1"}, "projection.k.range is '1'"),
        ({"type": "integer", "range": "a,3"}, "'a', which is no whole number"),
        ({"type": "date", "range": "2024,NOW"}, "projection.k.format is missing"),
        ({"type": "date", "format": "QQ", "range": "1,2"}, "not QQ"),
        ({"type": "date", "format": "yyyy-MM-dd", "range": "2024,NOW"}, "has '2024'"),
        (
            {"type": "date", "format": "HH", "range": "00,23"},
            "projection.k.interval.unit is missing",
        ),
        (
            {"type": "date", "format": "yyyy", "range": "2024,NOW", "interval_unit": "AGES"},
            "projection.k.interval.unit is 'AGES'",
        ),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named(settings: dict[str, str], reason: str) -> None:
    with pytest.raises(ProjectionError) as raised:
        key_values(projected(**settings), NOW)
    assert reason in str(raised.value)


def test_a_location_comes_from_the_template_or_from_the_keys() -> None:
    parameters = {"storage.location.template": "s3://lake/${k}/x"}
    templated = lake.table("s3://lake/t", {}, ["k"], parameters)
    assert located(templated, [("1",)]) == [Partition(("1",), "s3://lake/1/x/")]
    plain = lake.table("s3://lake/t", {}, ["k", "l"])
    assert located(plain, [("1", "2")]) == [Partition(("1", "2"), "s3://lake/t/k=1/l=2/")]


def test_a_template_with_another_name_is_refused() -> None:
    parameters = {"storage.location.template": "s3://lake/${kk}/"}
    with pytest.raises(ProjectionError, match=r"\$\{kk\}, which is no partition key"):
        located(lake.table("s3://lake/t", {}, ["k"], parameters), [("1",)])


def test_a_table_without_projection_has_the_partitions_of_the_catalog() -> None:
    table = lake.table("s3://lake/t", {}, ["k"])
    stored = [
        {"Values": ["1"], "StorageDescriptor": {"Location": "s3://other/one"}},
        {"Values": ["2"]},
    ]
    assert not is_projected(table)
    assert listed(table, stored) == [
        Partition(("1",), "s3://other/one/"),
        Partition(("2",), "s3://lake/t/k=2/"),
    ]
    assert listed(lake.table("s3://lake/t", {}), []) == [Partition((), "s3://lake/t/")]
