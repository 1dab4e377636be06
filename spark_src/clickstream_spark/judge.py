"""Texts to typed, judged and finished rows, in Spark SQL: which lines are taken, which are not and why, and what the table gets.

What `converter.convert` does with Polars, step by step and word for word.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name that all of Spark's world has for it

from clickstream.contract import Column, ColumnType, Contract, Protection
from clickstream.contract.model import LINEAGE
from clickstream.records.decode import Reason
from clickstream_spark import casts
from clickstream_spark.rows import (
    DAY,
    DETAIL,
    EVENT,
    EXTRA,
    KIND,
    LATEST,
    OBJECT,
    POSITION,
    REASON,
    SEQUENCE,
    TEXT,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, timedelta

    from pyspark.sql import DataFrame

SHOWN = 100  # characters of a wrong value that a quarantine row's detail quotes


@dataclass(frozen=True)
class Rules:
    """What holds for every object of a run."""

    contract: Contract
    derivations: Mapping[str, str]
    """The Spark SQL of each derived column, from `clickstream.contract.spark_sql.derivations`."""
    earliest: date
    """Events before this UTC date are outside the time window."""
    max_future: timedelta
    """Events later than the object's arrival by more than this are outside it too."""
    max_unpacked: int
    """Bytes that one object may unpack to."""
    protection_key: bytes | None = field(default=None, repr=False)
    """The HMAC key for hashed columns; None if the contract hashes none."""


def judge(texts: DataFrame, rules: Rules) -> DataFrame:
    """Cast the texts, set aside the events that are not taken, and finish the others.

    Returns:
        DataFrame: The table's columns, which only events have that are taken, with `OBJECT`,
            `KIND`, `SEQUENCE`, `POSITION`, `TEXT`, `REASON`, `DETAIL`, and `DAY`, the UTC date of
            an event that is taken.
    """
    contract = rules.contract
    typed = reduce(add_typed, contract.input_columns, texts)
    faults = _faults(rules)
    reason = ", ".join(f"CASE WHEN {fault} THEN {_literal(why)} END" for why, fault, _ in faults)
    detail = ", ".join(f"CASE WHEN {fault} THEN {words} END" for _, fault, words in faults)
    judged = typed.withColumns(
        {
            REASON: F.expr(
                f"CASE WHEN `{KIND}` = {EVENT} THEN coalesce({reason}) ELSE `{REASON}` END"
            ),
            DETAIL: F.expr(
                f"CASE WHEN `{KIND}` = {EVENT} THEN coalesce({detail}) ELSE `{DETAIL}` END"
            ),
        }
    )
    finished = _finish(judged, rules)
    day = f"CASE WHEN `{KIND}` = {EVENT} AND `{REASON}` IS NULL THEN date_format(`{contract.event_time}`, 'yyyy-MM-dd') END"
    internal = [OBJECT, KIND, SEQUENCE, POSITION, TEXT, REASON, DETAIL]
    stored = [column.name for column in contract.table_columns if column not in LINEAGE]
    return finished.select(
        *(F.col(f"`{name}`") for name in (*internal, *stored, EXTRA)), F.expr(day).alias(DAY)
    )


def add_typed(frame: DataFrame, column: Column) -> DataFrame:
    """Add an input column's typed values, under its own name."""
    *steps, last = casts.cast(column.type, f"`{text_of(column.name)}`")
    before = ""
    for number, step in enumerate(steps):
        name = f":step:{number}:{column.name}"
        frame = frame.withColumn(name, F.expr(_filled(step, before)))
        before = f"`{name}`"
    return frame.withColumn(column.name, F.expr(_filled(last, before)))


def _filled(step: str, before: str) -> str:
    return (
        step.replace("{{", "\x00")
        .replace("}}", "\x01")
        .replace("{}", before)
        .replace("\x00", "{")
        .replace("\x01", "}")
    )


def _faults(rules: Rules) -> list[tuple[Reason, str, str]]:
    """Return why an event may not be taken, the SQL that says whether that is so, and the SQL of the words; the first one counts."""
    columns = rules.contract.input_columns
    faults = [
        (
            Reason.MISSING_FIELD,
            f"`{text_of(column.name)}` IS NULL",
            _literal(f"{column.name} is required"),
        )
        for column in columns
        if column.required
    ]
    faults += [
        (
            Reason.WRONG_TYPE,
            f"`{text_of(column.name)}` IS NOT NULL AND `{column.name}` IS NULL",
            _not_a(column),
        )
        for column in columns
        if column.stored and column.type is not ColumnType.STRING
    ]
    time, earliest = f"`{rules.contract.event_time}`", f"{rules.earliest.isoformat()}T00:00:00"
    outside = f"{time} < TIMESTAMP_NTZ '{earliest}' OR {time} > `{LATEST}`"
    between = _literal(f" is not between {earliest} and ")
    words = f"{_literal(f'{rules.contract.event_time}: ')} || date_format({time}, \"yyyy-MM-dd'T'HH:mm:ss.SSS\") || {between} || date_format(`{LATEST}`, \"yyyy-MM-dd'T'HH:mm:ss\")"
    return [*faults, (Reason.OUTSIDE_TIME_WINDOW, outside, words)]


def _not_a(column: Column) -> str:
    return f"{_literal(f'{column.name}: ')} || substring(`{text_of(column.name)}`, 1, {SHOWN}) || {_literal(f' is not a {column.type}')}"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _finish(events: DataFrame, rules: Rules) -> DataFrame:
    """Identify, derive and protect."""
    contract = rules.contract
    if contract.primary_key:
        # 128 bits of the SHA-256 of the event's text, so that a resend has the same.
        digest = f"substring(sha2(CAST(`{TEXT}` AS BINARY), 256), 1, 32)"
        events = events.withColumn(
            contract.primary_key, F.expr(f"coalesce(`{contract.primary_key}`, {digest})")
        )
    for column in contract.derived_columns:
        events = events.withColumn(column.name, F.expr(rules.derivations[column.name]))
    hashed = [column.name for column in contract.columns if column.protection is Protection.HASH]
    if not hashed:
        return events
    key = rules.protection_key
    if not key:
        msg = f"columns {', '.join(hashed)} are to be hashed, but the job has no protection key"
        raise ValueError(msg)

    @F.udf("string")
    def keyed_hash(value: str | None) -> str | None:
        return None if value is None else hmac.digest(key, value.encode(), "sha256").hex()

    return events.withColumns({name: keyed_hash(F.col(f"`{name}`")) for name in hashed})
