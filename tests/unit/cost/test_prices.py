"""File of prices: complete, dated, with sources; errors of a file of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from clickstream.cost.prices import (
    DEFAULT_FILE,
    Price,
    PriceError,
    PriceKey,
    Tier,
    read_prices,
)

if TYPE_CHECKING:
    from pathlib import Path

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")


def test_every_price_has_a_source_of_aws_and_the_file_a_date() -> None:
    prices = read_prices()
    assert prices.region == "us-east-1"
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", prices.date), "prices are of a month"
    assert set(prices.by_key) == set(PriceKey), "every billed unit has a price"
    for key, price in prices.by_key.items():
        assert re.fullmatch(r"https://aws\.amazon\.com/[a-z0-9-]+/pricing/", price.source), key
        assert all(tier.price > 0 for tier in price.tiers), key
        falling = [tier.price for tier in price.tiers]
        assert falling == sorted(falling, reverse=True), f"{key}: more units are not dearer"


def test_units_fill_the_tiers_in_order() -> None:
    # 500 * $3 + 300 * $2 + 200 * $1, for 1,000 units each
    price = Price("units", 1000, (Tier(500, 3), Tier(800, 2), Tier(float("inf"), 1)), "https://a")
    assert price.cost(1000) == pytest.approx(2.3)
    assert price.cost(500) == pytest.approx(1.5)
    assert price.unit_price(1000) == pytest.approx(2.3)
    assert price.unit_price(0) == 3, "nothing is billed, at the price of the first unit"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('date = "2026-11"', 'date = ""', "date is ''; allowed: a text"),
        ("[prices.kms_keys]", "[prices.kms_key]", "has no price for kms_keys"),
        ("[prices.secrets]", "[prices.spare]\n[prices.secrets]", "prices for spare, which nothing"),
        ("price = 0.40", "price = -1", "price is -1; allowed: a number from 0"),
        ("price = 0.40", 'price = "0.40"', "price is '0.40'; allowed: a number from 0"),
        ("price = 0.40", "", "price is None; allowed: a number from 0"),
        ("per = 10_000", "per = 0", "per is 0; allowed: a whole number from 1"),
        ("up_to = 10_000,", "", "allowed: growing ones, and none for the last tier"),
        ('source = "https://aws.amazon.com/kms/pricing/"', "", "source is ''; allowed: the URL"),
        ("region =", "region", "cannot be read as TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    path = tmp_path / "own.toml"
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PriceError) as error:
        read_prices(path)
    assert problem in str(error.value)
    assert "own.toml" in str(error.value), "the error names the file"
    assert str(DEFAULT_FILE) in str(error.value), "and one of the right form"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match=r"none\.toml cannot be read"):
        read_prices(tmp_path / "none.toml")
