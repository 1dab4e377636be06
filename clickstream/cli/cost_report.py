"""Tables and JSON of a cost estimate."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from clickstream.cli.output import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from clickstream.cost.changes import Change
    from clickstream.cost.estimate import Estimate, Line
    from clickstream.cost.prices import Prices
    from clickstream.cost.settings import Engine

WHOLE_FROM = 100  # quantities from here on are shown as whole numbers
SIGNIFICANT = 3
CENT = 0.01


def line_table(estimate: Estimate, prices: Prices) -> Table:
    """Return the lines of an estimate, and their total."""
    rows: list[tuple[object, ...]] = [
        (
            line.usage.service,
            line.usage.item,
            f"{quantity(line.usage.quantity)} {line.price.unit}",
            _unit_price(line),
            money(line.dollars),
        )
        for line in estimate.lines
    ]
    rows.append(("total", None, None, None, money(estimate.total)))
    columns = ("service", "item", "quantity", "unit price", f"{prices.currency} a month")
    title = f"Engine {estimate.settings.engine}; prices of {prices.region}, {prices.date}"
    return table(columns, rows, title=title, numeric=(2, 3, 4))


def engine_table(estimates: Mapping[Engine, Estimate], prices: Prices) -> Table:
    """Return the cost by service, with a column for each engine."""
    totals = [estimate.by_service() for estimate in estimates.values()]
    services = list(dict.fromkeys(service for total in totals for service in total))
    rows: list[tuple[object, ...]] = [
        (service, *(money(total[service]) if service in total else None for total in totals))
        for service in services
    ]
    rows.append(("total", *(money(estimate.total) for estimate in estimates.values())))
    title = f"{prices.currency} a month; prices of {prices.region}, {prices.date}"
    columns = ("service", *estimates)
    return table(columns, rows, title=title, numeric=range(1, len(columns)))


def change_table(changes: Sequence[Change], prices: Prices) -> Table:
    """Return the changes that save most."""
    rows = [(change.change, money(change.saving), change.effect) for change in changes]
    columns = ("change", f"saves {prices.currency} a month", "effect")
    return table(columns, rows, title="Changes that would save most, each alone", numeric=(1,))


def as_json(
    estimate: Estimate,
    engines: Mapping[Engine, Estimate],
    changes: Sequence[Change],
    prices: Prices,
) -> dict[str, Any]:
    """Return an estimate as a JSON object, with the totals of the engines if there are any."""
    content: dict[str, Any] = {
        "region": prices.region,
        "currency": prices.currency,
        "prices_date": prices.date,
        "engine": estimate.settings.engine,
        "total": estimate.total,
        "lines": [_line(line) for line in estimate.lines],
        "changes": [asdict(change) for change in changes],
    }
    if engines:
        content["engines"] = {
            engine.value: {"total": compared.total, "services": compared.by_service()}
            for engine, compared in engines.items()
        }
    return content


def _line(line: Line) -> dict[str, Any]:
    return {
        "service": line.usage.service,
        "item": line.usage.item,
        "quantity": line.usage.quantity,
        "unit": line.price.unit,
        "unit_price": line.unit_price,
        "per": line.price.per,
        "cost": line.dollars,
        "source": line.price.source,
    }


def _unit_price(line: Line) -> str:
    per, units = line.price.per, line.price.unit
    unit = f"{per:,} {units}" if per > 1 else units.removesuffix("s")
    return f"{_decimal(line.unit_price)} / {unit}"


def _decimal(value: float) -> str:
    """Return a price without an exponent and without zeros at the end, but cents."""
    text = f"{value:.10f}".rstrip("0")
    whole, _, digits = text.partition(".")
    return f"{whole}.{digits:0<2}"


def quantity(value: float) -> str:
    """Return a quantity with three significant digits, or as a whole number."""
    if value >= WHOLE_FROM:
        return f"{value:,.0f}"
    return f"{float(f'{value:.{SIGNIFICANT}g}'):.6f}".rstrip("0").rstrip(".")


def money(value: float) -> str:
    """Return an amount with two digits."""
    return f"{value:,.2f}" if value >= CENT or not value else "< 0.01"
