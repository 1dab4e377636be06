"""Validation of events against the contract and the time window."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from clickstream.contract import Column, ColumnType, Contract
from clickstream.records.decode import Reason
from converter.cast import cast
from converter.plain import typed

if TYPE_CHECKING:
    from converter.convert import ConversionRules, Source

SHOWN = 100  # characters of a wrong value that the detail of a quarantined line quotes
REASON, DETAIL = ":reason", ":detail"  # no column of a contract can have a colon in its name
MILLISECONDS = pl.Datetime("ms")


class ValidationRule(NamedTuple):
    """Rule that events are validated against."""

    reason: Reason
    """Reason for which a violating event is quarantined."""
    violated: pl.Expr
    """Whether an event violates the rule."""
    detail: pl.Expr
    """Description of the violation."""


def add_timestamps(events: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add the typed values of the timestamp columns; the reader gives all other types."""
    columns = [column for column in contract.input_columns if column.type is ColumnType.TIMESTAMP]
    return events.with_columns(
        cast(events[column.name], column).alias(typed(column.name)) for column in columns
    )


def validate(
    events: pl.DataFrame, rules: list[ValidationRule]
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Split events into accepted and rejected ones.

    Args:
        events: Events with their typed values.
        rules: The first rule that an event violates gives its reason and detail.

    Returns:
        The accepted events, and the rejected ones with `REASON` and `DETAIL`, None if all are
        accepted.
    """
    any_violated = events.select(
        rule.violated.any().alias(str(number)) for number, rule in enumerate(rules)
    ).row(0)
    rules = [rule for rule, violated in zip(rules, any_violated, strict=True) if violated]
    if not rules:
        return events, None
    reason = pl.coalesce(
        pl.when(rule.violated).then(pl.lit(str(rule.reason))) for rule in rules
    ).alias(REASON)
    detail = pl.coalesce(pl.when(rule.violated).then(rule.detail) for rule in rules).alias(DETAIL)
    validated = events.with_columns(reason, detail)
    rejected = pl.col(REASON).is_not_null()
    return validated.filter(~rejected), validated.filter(rejected)


def validation_rules(source: Source, rules: ConversionRules) -> list[ValidationRule]:
    """Return the validation rules for the events of one object, in order of precedence."""
    columns = rules.contract.input_columns
    required = [_required(column) for column in columns if column.required]
    # Dropped columns are not validated, although derived columns may use them.
    types = [
        _type(column)
        for column in columns
        if column.stored and column.type is not ColumnType.STRING
    ]
    return [*required, *types, _time_window(source, rules)]


def _required(column: Column) -> ValidationRule:
    # a value that Polars read with its type has no text
    names = [column.name]
    if column.type is not ColumnType.STRING:
        names.append(typed(column.name))
    absent = pl.all_horizontal(pl.col(name).is_null() for name in names)
    return ValidationRule(Reason.MISSING_FIELD, absent, pl.lit(f"{column.name} is required"))


def _type(column: Column) -> ValidationRule:
    text = pl.col(column.name)
    wrong = text.is_not_null() & pl.col(typed(column.name)).is_null()
    detail = (
        pl.lit(f"{column.name}: ") + text.str.slice(0, SHOWN) + pl.lit(f" is not a {column.type}")
    )
    return ValidationRule(Reason.WRONG_TYPE, wrong, detail)


def _time_window(source: Source, rules: ConversionRules) -> ValidationRule:
    name = rules.contract.event_time
    event_time = pl.col(typed(name))
    earliest = datetime.combine(rules.earliest, time.min)
    latest = source.arrived.astimezone(UTC).replace(tzinfo=None) + rules.max_future
    too_early = event_time < pl.lit(earliest, MILLISECONDS)
    too_late = event_time > pl.lit(latest, MILLISECONDS)
    window = f"{earliest.isoformat()} and {latest.isoformat(timespec='seconds')}"
    detail = (
        pl.lit(f"{name}: ")
        + event_time.dt.to_string("iso:strict")
        + pl.lit(f" is not between {window}")
    )
    return ValidationRule(Reason.OUTSIDE_TIME_WINDOW, too_early | too_late, detail)
