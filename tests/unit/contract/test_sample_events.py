"""Sample events: repeatable, and as the contract would have them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickstream.contract import ContractError
from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import SPAN_DAYS, sample_events
from tests.paths import CLICKSTREAM, GA4, SEGMENT, SONG_PLAYS
from tests.unit.contract.files import added, column, edited, without
from tests.unit.converter.fakes import ARRIVED, converted_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.contract.files import Change


def samples(
    path: Path, count: int = 100, *, seed: int = 0, until: datetime = ARRIVED
) -> list[dict[str, Any]]:
    return list(islice(sample_events(path, seed=seed, until=until), count))


def test_equal_seeds_give_equal_samples() -> None:
    assert samples(CLICKSTREAM, seed=5) == samples(CLICKSTREAM, seed=5), (
        "a demonstration can be repeated"
    )


def test_other_seeds_give_other_samples() -> None:
    assert samples(CLICKSTREAM, seed=5) != samples(CLICKSTREAM, seed=6)


@pytest.mark.parametrize(
    "path", [CLICKSTREAM, SONG_PLAYS, SEGMENT, GA4], ids=lambda path: path.name
)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers())
def test_every_sample_becomes_a_row(path: Path, seed: int) -> None:
    body = "\n".join(json.dumps(item) for item in samples(path, 50, seed=seed)).encode()
    conversion = converted_bytes(read_contract(path), body)
    assert conversion.quarantine.rows() == [], (
        "a sample that the converter refuses is no sample of the contract"
    )
    assert conversion.rows.height == 50, "every sample is a row"
    assert conversion.rows["extra"].null_count() == 50, (
        "a sample has no field that the contract does not name"
    )


def test_a_product_keeps_its_name_category_and_price() -> None:
    products: dict[str, set[tuple[Any, ...]]] = {}
    for item in samples(CLICKSTREAM, 500):
        if "product_id" in item:
            products.setdefault(item["product_id"], set()).add(
                (item["product_name"], item["product_category"], item["product_price"])
            )
    assert len(products) == 6, "every product is sampled"
    assert all(len(facts) == 1 for facts in products.values()), (
        "what is sampled with a column is aligned with it"
    )


def test_event_times_lie_in_the_days_before_the_end() -> None:
    times = [datetime.fromisoformat(item["event_time"]) for item in samples(CLICKSTREAM, 500)]
    assert ARRIVED - timedelta(days=SPAN_DAYS) <= min(times) <= max(times) <= ARRIVED, (
        "no sample is in the future, or too old"
    )
    assert len({time.date() for time in times}) > 1, "samples fill several partitions"


def test_times_are_epoch_milliseconds_if_the_examples_are_whole_numbers() -> None:
    times = [item["playedAt"] for item in samples(SONG_PLAYS)]
    assert all(type(time) is int for time in times), "the example says in which form times are sent"
    assert all(
        ARRIVED - timedelta(days=SPAN_DAYS) <= datetime.fromtimestamp(time / 1000, UTC) <= ARRIVED
        for time in times
    )


def test_the_end_may_be_given_in_any_zone() -> None:
    elsewhere = ARRIVED.astimezone(timezone(timedelta(hours=9)))
    assert samples(CLICKSTREAM, until=elsewhere) == samples(CLICKSTREAM), "sampled times are in UTC"


def test_a_field_may_be_in_no_sample(tmp_path: Path) -> None:
    path = edited(
        tmp_path, column("referrer", customProperties=[{"property": "sampleShare", "value": 0}])
    )
    assert all("referrer" not in item for item in samples(path)), "a share of 0 is none"


def test_a_field_is_in_its_share_of_the_samples() -> None:
    with_referrer = sum("referrer" in item for item in samples(CLICKSTREAM, 1000))
    assert 550 < with_referrer < 650, "the contract says 0.6"


@pytest.mark.parametrize("share", ["most", 1.5, -1, None])
def test_a_share_that_is_none_is_rejected(tmp_path: Path, share: object) -> None:
    path = edited(
        tmp_path, column("referrer", customProperties=[{"property": "sampleShare", "value": share}])
    )
    with pytest.raises(
        ContractError, match=r"column 'referrer': sampleShare is .* Use a number from 0 to 1"
    ) as rejection:
        samples(path, 1)
    assert str(rejection.value).startswith(str(path)), "the message starts with the file"


def sampled(directory: Path, *changes: Change) -> list[dict[str, Any]]:
    return samples(edited(directory, *changes), 20)


def test_a_value_is_placed_at_the_path_of_its_column(tmp_path: Path) -> None:
    change = added("page", transformSourceObjects=["context.page.url"], examples=["/"])
    for item in sampled(tmp_path, change):
        assert item["context"] == {"page": {"url": "/"}}, "objects around it are made"


def test_a_value_is_placed_inside_the_value_of_a_json_column(tmp_path: Path) -> None:
    inner = added("ip", transformSourceObjects=["context.ip"], examples=["192.0.2.1"])
    outer = added("context", physicalType="json", examples=[{"locale": "de"}])
    for changes in ([inner, outer], [outer, inner]):
        for item in sampled(tmp_path, *changes):
            assert item["context"] == {"locale": "de", "ip": "192.0.2.1"}, (
                "whatever the order of the columns"
            )


def test_a_value_below_an_array_is_placed_in_each_element(tmp_path: Path) -> None:
    outer = added("carts", physicalType="json", examples=[[{"id": 1}, {"id": 2}, "none"]])
    inner = added("email", transformSourceObjects=["carts.email"], examples=["a@example.org"])
    for item in sampled(tmp_path, without("email"), outer, inner):
        assert item["carts"] == [
            {"id": 1, "email": "a@example.org"},
            {"id": 2, "email": "a@example.org"},
            "none",
        ]


def test_an_event_lacks_the_field_whose_example_is_null(tmp_path: Path) -> None:
    items = sampled(tmp_path, column("city", examples=["Leeds", None], customProperties=None))
    assert {item.get("city", "none") for item in items} == {"Leeds", "none"}
    assert all("city" not in item or item["city"] for item in items), "no field is null"


def test_a_nested_column_without_examples_has_random_values_of_its_type(tmp_path: Path) -> None:
    data_type = (
        "struct<skus:array<string>,sums:map<string,decimal(4,2)>,count:int,seen:timestamp,"
        "day:date,more:json>"
    )
    for item in sampled(tmp_path, added("cart", physicalType=data_type)):
        cart = item["cart"]
        assert list(cart) == ["skus", "sums", "count", "seen", "day", "more"]
        assert all(isinstance(sku, str) for sku in cart["skus"])
        assert all(0 <= amount < 100 for amount in cart["sums"].values()), "four digits"
        assert (type(cart["count"]), cart["more"]) == (int, {})
        assert cart["seen"].startswith(cart["day"]), "times are those of the end"


@pytest.mark.parametrize(
    ("physical_type", "example", "pattern"),
    [
        ("timestamp", 1764151200123456, r"\d{16}"),
        ("timestamp", 1764151200123, r"\d{13}"),
        ("date", "20251126", r"\d{8}"),
        ("date", "2025-11-26", r"\d{4}-\d\d-\d\d"),
        ("date", None, r"\d{4}-\d\d-\d\d"),
    ],
)
def test_a_time_has_the_form_of_the_first_example(
    tmp_path: Path, physical_type: str, example: object, pattern: str
) -> None:
    change = added("seen", physicalType=physical_type, examples=[example])
    for item in sampled(tmp_path, change):
        assert re.fullmatch(pattern, str(item["seen"]))


def test_times_that_are_sampled_together_are_equal(tmp_path: Path) -> None:
    with_event_time = [{"property": "sampledWith", "value": "event_time"}]
    changes = [
        added("sent_at", physicalType="timestamp", customProperties=with_event_time),
        added("day_sent", physicalType="date", customProperties=with_event_time),
    ]
    for item in sampled(tmp_path, *changes):
        assert item["sent_at"] == item["event_time"]
        assert item["event_time"].startswith(item["day_sent"])
