"""Estimate: the usages of a month with their prices, for one stack or for each engine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clickstream.cost.services import usages
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.workload import flow_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickstream.cost.prices import Price, PriceKey, Prices
    from clickstream.cost.usage import Usage
    from clickstream.cost.workload import Workload

FIREHOSE_BUFFERING_MB, FIREHOSE_BUFFERING_SECONDS = 64, 60
"""Least buffering of a stream with format conversion: components/firehose_converter.py."""


@dataclass(frozen=True)
class Line:
    """Usage with its price."""

    usage: Usage
    price: Price
    unit_price: float
    """Average price of `price.per` units, since tiers may differ."""

    @property
    def dollars(self) -> float:
        """Cost of a month."""
        return self.usage.quantity * self.unit_price / self.price.per


@dataclass(frozen=True)
class Estimate:
    """Cost of a month, line by line."""

    settings: StackSettings
    lines: tuple[Line, ...]

    @property
    def total(self) -> float:
        """Cost of all lines."""
        return sum(line.dollars for line in self.lines)

    def by_service(self) -> dict[str, float]:
        """Return the cost of each service, in the order of the lines."""
        totals: dict[str, float] = defaultdict(float)
        for line in self.lines:
            totals[line.usage.service] += line.dollars
        return dict(totals)


def estimate(settings: StackSettings, workload: Workload, prices: Prices) -> Estimate:
    """Return the cost of a month."""
    found = usages(settings, workload, flow_of(settings, workload))
    return Estimate(settings, priced(found, prices))


def priced(found: Iterable[Usage], prices: Prices) -> tuple[Line, ...]:
    """Return usages with their prices. Usages with the same price fill its tiers together."""
    listed = list(found)
    quantities: dict[PriceKey, float] = defaultdict(float)
    for usage in listed:
        quantities[usage.key] += usage.quantity
    return tuple(
        Line(usage, price, price.unit_price(quantities[usage.key]))
        for usage in listed
        for price in (prices.by_key[usage.key],)
    )


def with_engine(settings: StackSettings, engine: Engine) -> StackSettings:
    """Return the settings with another engine, and what the engine requires.

    Firehose requires larger objects and Snappy, and has no daily models.
    """
    if engine != Engine.FIREHOSE:
        return replace(settings, engine=engine.value)
    return replace(
        settings,
        engine=engine.value,
        buffering_mb=max(settings.buffering_mb, FIREHOSE_BUFFERING_MB),
        buffering_seconds=max(settings.buffering_seconds, FIREHOSE_BUFFERING_SECONDS),
        parquet_compression="snappy",
        daily_models="",
    )


def by_engine(
    settings: StackSettings, workload: Workload, prices: Prices
) -> dict[Engine, Estimate]:
    """Return the estimate with each engine."""
    return {engine: estimate(with_engine(settings, engine), workload, prices) for engine in Engine}
