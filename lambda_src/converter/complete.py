"""Accepted events to table rows: ids, derived columns, hashes and lineage."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import Contract, Protection, polars_schema
from clickstream.records.arrays import BLANK
from clickstream.records.shape import TEXT_TYPES
from converter.columns import ROW, typed

if TYPE_CHECKING:
    from converter.convert import ConversionRules, Source
    from converter.read import EventChunk


def complete(
    events: pl.DataFrame,
    chunk: EventChunk,
    source: Source,
    rules: ConversionRules,
    now: pl.Expr,
) -> pl.DataFrame:
    """Return the rows of the events table: ids added, columns derived, restricted columns hashed.

    Args:
        events: Accepted events with their typed values.
        chunk: Chunk of the events.
        source: Raw object that the events come from.
        rules: Contract, and the key of hashed columns.
        now: Value of `ingested_at`.

    Raises:
        ValueError: If the contract hashes a column and there is no key.
    """
    contract = rules.contract
    values = [
        pl.col(typed(column.name)).alias(column.name)
        for column in contract.input_columns
        if column.type not in TEXT_TYPES
    ]
    identified = _with_ids(events, chunk, contract).lazy()
    sourced = identified.with_columns(
        *values, ingested_at=now, source_object=pl.lit(source.address)
    )
    derived = polars_schema.derive(sourced, contract)
    rows = derived.select(polars_schema.schema(contract.table_columns).names()).collect()
    hashed = [
        _hashed(rows[column.name], rules.protection_key)
        for column in contract.columns
        if column.protection is Protection.HASH
    ]
    return rows.with_columns(hashed) if hashed else rows


def _with_ids(events: pl.DataFrame, chunk: EventChunk, contract: Contract) -> pl.DataFrame:
    """Fill the primary key of events that have none."""
    key = contract.primary_key
    if not key or not events[key].null_count():
        return events
    keys: list[tuple[str | None, int]] = events.select(key, ROW).rows()
    ids = [
        _digest(chunk.texts[row].strip(BLANK)) if value is None else value for value, row in keys
    ]
    return events.with_columns(pl.Series(key, ids, pl.String))


def _digest(text: bytes) -> str:
    """Return 128 bits of the SHA-256 of an event's text: the same id when the event is resent."""
    return hashlib.sha256(text).hexdigest()[:32]


def _hashed(values: pl.Series, key: bytes | None) -> pl.Series:
    if not key:
        msg = f"column {values.name!r} is to be hashed, but the function has no protection key"
        raise ValueError(msg)
    hashes = {
        value: hmac.digest(key, value.encode(), "sha256").hex()
        for value in values.unique().drop_nulls().to_list()
    }
    return pl.Series(values.name, [hashes.get(value) for value in values.to_list()], pl.String)
