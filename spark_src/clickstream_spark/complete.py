"""Accepted events to table rows, in Spark SQL: ids, derived columns, hashes.

The writer adds the lineage columns.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - usual name in PySpark code

from clickstream.contract import Protection
from clickstream.contract.model import LINEAGE
from clickstream_spark.columns import (
    DAY,
    DETAIL,
    EVENT,
    EXTRA,
    KIND,
    OBJECT,
    POSITION,
    REASON,
    RECORDS,
    SEQUENCE,
    TEXT,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from clickstream_spark.convert import ConversionRules


def complete(validated: DataFrame, rules: ConversionRules) -> DataFrame:
    """Add ids, derived columns, hashes and `DAY`.

    Returns:
        The columns of the events table without lineage, which are null for quarantined lines, and
        `OBJECT`, `KIND`, `SEQUENCE`, `POSITION`, `RECORDS`, `TEXT`, `REASON`, `DETAIL`, `DAY`.

    Raises:
        ValueError: If the contract hashes a column and there is no key.
    """
    contract = rules.contract
    rows = _with_ids(validated, contract.primary_key)
    for column in contract.derived_columns:
        rows = rows.withColumn(column.name, F.expr(rules.derivations[column.name]))
    rows = _with_hashes(rows, rules)
    accepted = f"`{KIND}` = {EVENT} AND `{REASON}` IS NULL"
    day = f"CASE WHEN {accepted} THEN date_format(`{contract.event_time}`, 'yyyy-MM-dd') END"
    internal = [OBJECT, KIND, SEQUENCE, POSITION, RECORDS, TEXT, REASON, DETAIL]
    stored = [column.name for column in contract.table_columns if column not in LINEAGE]
    names = [*internal, *stored, EXTRA]
    return rows.select(*(F.col(f"`{name}`") for name in names), F.expr(day).alias(DAY))


def _with_ids(events: DataFrame, key: str | None) -> DataFrame:
    """Fill the primary key of events that have none."""
    if not key:
        return events
    # 128 bits of the SHA-256 of the event's text: the same id when the event is resent
    digest = f"substring(sha2(CAST(`{TEXT}` AS BINARY), 256), 1, 32)"
    return events.withColumn(key, F.expr(f"coalesce(`{key}`, {digest})"))


def _with_hashes(events: DataFrame, rules: ConversionRules) -> DataFrame:
    columns = rules.contract.columns
    hashed = [column.name for column in columns if column.protection is Protection.HASH]
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
