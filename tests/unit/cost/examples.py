"""Example of a stack and a workload, whose quantities can be computed by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clickstream.cli.stack_settings import defaults
from clickstream.cost.estimate import Estimate, estimate
from clickstream.cost.prices import PriceKey, read_prices
from clickstream.cost.settings import StackSettings, read_settings
from clickstream.cost.workload import Workload
from tests.paths import ROOT

PRICES = read_prices()
DEFAULTS = read_settings(defaults(ROOT).by_key, hashes_columns=False)
WORKLOAD = Workload(events_per_day=864_000, bytes_per_event=1023, quarantined_share=0)
"""Ten events of 1 KB, with their newline, in a second: 884,736,000 bytes in a day."""


def settings(**changes: Any) -> StackSettings:
    return replace(DEFAULTS, **changes)


def workload(**changes: Any) -> Workload:
    return replace(WORKLOAD, **changes)


def estimated(used: Workload = WORKLOAD, **changes: Any) -> Estimate:
    return estimate(settings(**changes), used, PRICES)


def quantity(found: Estimate, item: str) -> float:
    """Return the quantity of the line of an item; zero without such a line."""
    return sum(line.usage.quantity for line in found.lines if line.usage.item == item)


def dollars(found: Estimate, item: str) -> float:
    """Return the cost of the line of an item; zero without such a line."""
    return sum(line.dollars for line in found.lines if line.usage.item == item)


def total(found: Estimate, key: PriceKey) -> float:
    """Return the quantity of all lines of a price."""
    return sum(line.usage.quantity for line in found.lines if line.usage.key is key)


def near(value: float) -> Any:
    """Return a value that is equal to one computed by hand, with four digits."""
    return pytest.approx(value, rel=5e-4)
