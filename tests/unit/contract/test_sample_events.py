"""Sample events: repeatable, and as the contract would have them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickstream.contract import ContractError
from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import SPAN_DAYS, sample_events
from tests.paths import CLICKSTREAM, SONG_PLAYS
from tests.unit.contract.files import column, edited
from tests.unit.converter.fakes import ARRIVED, converted_bytes

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize("path", [CLICKSTREAM, SONG_PLAYS], ids=lambda path: path.name)
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
