"""Validation of events against the contract and the time window, in Spark SQL.

The Lambda converter has the same rules, with the same texts, in `converter.validate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F  # noqa: N812 - usual name in PySpark code

from clickstream.records.decode import Reason
from clickstream.records.shape import CAST_TYPES, TEXT_TYPES
from clickstream_spark.columns import DETAIL, EVENT, KIND, LATEST, REASON, text_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from clickstream.contract import Column
    from clickstream_spark.convert import ConversionRules

SHOWN = 100  # characters of a wrong value that the detail of a quarantined line quotes


class ValidationRule(NamedTuple):
    """Rule that events are validated against."""

    reason: Reason
    """Reason for which a violating event is quarantined."""
    violated: str
    """SQL: whether an event violates the rule."""
    detail: str
    """SQL: description of the violation."""


def validate(typed: DataFrame, rules: ConversionRules) -> DataFrame:
    """Set `REASON` and `DETAIL` of the events that violate a rule; the first such rule counts.

    Args:
        typed: Rows with the typed values of all input columns.
        rules: Contract and time window.
    """
    checks = validation_rules(rules)
    reason = ", ".join(
        f"CASE WHEN {rule.violated} THEN {_literal(rule.reason)} END" for rule in checks
    )
    detail = ", ".join(f"CASE WHEN {rule.violated} THEN {rule.detail} END" for rule in checks)
    is_event = f"CASE WHEN `{KIND}` = {EVENT}"
    return typed.withColumns(
        {
            REASON: F.expr(f"{is_event} THEN coalesce({reason}) ELSE `{REASON}` END"),
            DETAIL: F.expr(f"{is_event} THEN coalesce({detail}) ELSE `{DETAIL}` END"),
        }
    )


def validation_rules(rules: ConversionRules) -> list[ValidationRule]:
    """Return the validation rules in order of precedence."""
    columns = rules.contract.input_columns
    required = [_required(column) for column in columns if column.required]
    # Dropped columns are not validated, although derived columns may use them.
    types = [_type(column) for column in columns if column.stored and column.type not in TEXT_TYPES]
    return [*required, *types, _time_window(rules)]


def _required(column: Column) -> ValidationRule:
    names = [text_of(column.name)] if column.type not in TEXT_TYPES else []
    if column.type not in CAST_TYPES:  # a value that fits its type has no text
        names.append(column.name)
    absent = " AND ".join(f"`{name}` IS NULL" for name in names)
    return ValidationRule(Reason.MISSING_FIELD, absent, _literal(f"{column.name} is required"))


def _type(column: Column) -> ValidationRule:
    text = f"`{text_of(column.name)}`"
    wrong = f"{text} IS NOT NULL AND `{column.name}` IS NULL"
    detail = _concat(
        _literal(f"{column.name}: "),
        f"substring({text}, 1, {SHOWN})",
        _literal(f" is not a {column.data_type.athena_type}"),
    )
    return ValidationRule(Reason.WRONG_TYPE, wrong, detail)


def _time_window(rules: ConversionRules) -> ValidationRule:
    name, earliest = rules.contract.event_time, f"{rules.earliest.isoformat()}T00:00:00"
    outside = f"`{name}` < TIMESTAMP_NTZ '{earliest}' OR `{name}` > `{LATEST}`"
    detail = _concat(
        _literal(f"{name}: "),
        f"date_format(`{name}`, \"yyyy-MM-dd'T'HH:mm:ss.SSS\")",
        _literal(f" is not between {earliest} and "),
        f"date_format(`{LATEST}`, \"yyyy-MM-dd'T'HH:mm:ss\")",
    )
    return ValidationRule(Reason.OUTSIDE_TIME_WINDOW, outside, detail)


def _concat(*parts: str) -> str:
    return " || ".join(parts)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
