"""Validation of events against the contract and the time window."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from clickstream.records.decode import Reason
from clickstream.records.shape import TEXT_TYPES
from converter.columns import DETAIL, REASON, typed

if TYPE_CHECKING:
    from clickstream.contract import Column
    from converter.convert import ConversionRules, Source

SHOWN = 100  # characters of a wrong value that the detail of a quarantined line quotes
MILLISECONDS = pl.Datetime("ms")


class ValidationRule(NamedTuple):
    """Rule that events are validated against."""

    reason: Reason
    """Reason for which a violating event is quarantined."""
    violated: pl.Expr
    """Whether an event violates the rule."""
    detail: pl.Expr
    """Description of the violation."""


def validate(
    events: pl.DataFrame, rules: list[ValidationRule]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split events into accepted and rejected ones.

    Args:
        events: Events with their typed values.
        rules: The first rule that an event violates gives its reason and detail.

    Returns:
        The accepted events, and the rejected ones with `REASON` and `DETAIL`.
    """
    any_violated = events.select(
        rule.violated.any().alias(str(number)) for number, rule in enumerate(rules)
    ).row(0)
    rules = [rule for rule, violated in zip(rules, any_violated, strict=True) if violated]
    if not rules:
        return events, reject(events.clear(), Reason.WRONG_TYPE, "")
    reason = pl.coalesce(
        pl.when(rule.violated).then(pl.lit(str(rule.reason))) for rule in rules
    ).alias(REASON)
    detail = pl.coalesce(pl.when(rule.violated).then(rule.detail) for rule in rules).alias(DETAIL)
    validated = events.with_columns(reason, detail)
    rejected = pl.col(REASON).is_not_null()
    return validated.filter(~rejected), validated.filter(rejected)


def reject(events: pl.DataFrame, reason: Reason, detail: str) -> pl.DataFrame:
    """Add the reason and its description to events."""
    return events.with_columns(pl.lit(str(reason)).alias(REASON), pl.lit(detail).alias(DETAIL))


def validation_rules(source: Source, rules: ConversionRules) -> list[ValidationRule]:
    """Return the validation rules for the events of one object, in order of precedence."""
    columns = rules.contract.input_columns
    required = [_required(column) for column in columns if column.required]
    # Dropped columns are not validated, although derived columns may use them.
    types = [_type(column) for column in columns if column.stored and column.type not in TEXT_TYPES]
    return [*required, *types, _time_window(source, rules)]


def _required(column: Column) -> ValidationRule:
    # a value that was read with its type has no text
    names = [column.name]
    if column.type not in TEXT_TYPES:
        names.append(typed(column.name))
    absent = pl.all_horizontal(pl.col(name).is_null() for name in names)
    return ValidationRule(Reason.MISSING_FIELD, absent, pl.lit(f"{column.name} is required"))


def _type(column: Column) -> ValidationRule:
    text = pl.col(column.name)
    wrong = text.is_not_null() & pl.col(typed(column.name)).is_null()
    detail = (
        pl.lit(f"{column.name}: ")
        + text.str.slice(0, SHOWN)
        + pl.lit(f" is not a {column.data_type.athena_type}")
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
