"""Billed quantity of a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clickstream.cost.prices import PriceKey


@dataclass(frozen=True)
class Usage:
    """Billed quantity of a month."""

    service: str
    item: str
    """Name of the billed item, such as `raw objects written`."""
    key: PriceKey
    quantity: float
    """Units of the price."""
