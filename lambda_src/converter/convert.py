"""Conversion of one raw object to table rows and quarantined lines, without S3 and Lambda."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import Contract, polars_schema
from clickstream.contract.model import QUARANTINE_COLUMNS
from clickstream.records.arrays import BLANK
from clickstream.records.chunks import read_events
from clickstream.records.lines import legible
from clickstream.records.unpack import Unpacked
from converter.columns import DETAIL, REASON, ROW
from converter.complete import complete
from converter.dates import DateLimit
from converter.prefetch import prefetch
from converter.read import event_chunks
from converter.validate import MILLISECONDS, validate, validation_rules

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from clickstream.records.naming import Readable
    from converter.read import EventChunk


class ReconciliationError(AssertionError):
    """Lines in differ from rows + quarantined lines: a defect of the converter.

    Nothing of the object is written.
    """


@dataclass(frozen=True)
class Source:
    """Raw object that is converted."""

    address: str
    """s3://bucket/key"""
    arrived: datetime
    """Time of arrival in the raw zone, not of the conversion, so a replay gives the same rows."""


@dataclass(frozen=True)
class ConversionRules:
    """Settings that are the same for every object of a deployment."""

    contract: Contract
    earliest: date
    """First UTC date of the time window."""
    max_future: timedelta
    """End of the time window, relative to the arrival of the object."""
    max_unpacked: int
    """Maximum size of an unpacked object in bytes."""
    max_event: int
    """Maximum size of an event in bytes. A larger one is quarantined."""
    protection_key: bytes | None = field(default=None, repr=False)
    """HMAC key of hashed columns; None if the contract hashes none."""


@dataclass(frozen=True)
class ConvertedChunk:
    """Rows and quarantined records converted from one chunk of a raw object."""

    rows: pl.DataFrame
    """Rows of the events table: the contract's table columns, in order."""
    quarantine: pl.DataFrame
    """Rows of the quarantine table: `QUARANTINE_COLUMNS`, in order."""
    lines: int
    """Records read, which equals the rows and the sum of the quarantined `records`."""
    unknown_fields: Counter[str]
    """Number of events by the path of a member that the contract does not declare."""


def convert(stream: Readable, source: Source, rules: ConversionRules) -> Iterator[ConvertedChunk]:
    """Convert a raw object chunk by chunk, so that memory does not grow with its size.

    Raises:
        ObjectTooLargeError: If the object unpacks to more than the limit.
        ReconciliationError: If a record was lost or doubled.
    """
    now = pl.lit(datetime.now(UTC).replace(tzinfo=None), MILLISECONDS)
    checks = validation_rules(source, rules)
    dates = DateLimit(rules.contract)
    read = read_events(Unpacked(stream, rules.max_unpacked), rules.contract, rules.max_event)
    for chunk in prefetch(event_chunks(read, rules.contract)):
        accepted, rejected = validate(chunk.events, checks)
        accepted, of_other_dates = dates.split(accepted)
        rows = complete(accepted, chunk, source, rules, now)
        quarantine = _quarantine(chunk, [rejected, of_other_dates], source, now)
        quarantined = int(quarantine["records"].sum())
        if rows.height + quarantined != chunk.lines:
            msg = (
                f"{source.address}: {chunk.lines} lines in, "
                f"but {rows.height} rows + {quarantined} quarantined"
            )
            raise ReconciliationError(msg)
        yield ConvertedChunk(rows, quarantine, chunk.lines, chunk.unknown_fields)


def _quarantine(
    chunk: EventChunk, rejected: list[pl.DataFrame], source: Source, now: pl.Expr
) -> pl.DataFrame:
    """Return the rows of the quarantine table: invalid records and rejected events, in order."""
    rows: list[tuple[object, ...]] = [
        (item.text, str(item.reason), item.detail, item.position, item.records)
        for item in chunk.invalid
    ]
    for events in filter(len, rejected):
        told: list[tuple[int, str, str]] = events.select(ROW, REASON, DETAIL).rows()
        rows += [
            (legible(chunk.texts[row].strip(BLANK)), reason, detail, chunk.positions[row], 1)
            for row, reason, detail in told
        ]
    schema = polars_schema.schema(QUARANTINE_COLUMNS)
    if not rows:
        return schema.to_frame()
    read = {name: schema[name] for name in ("line", "reason", "detail", "position", "records")}
    return (
        pl.DataFrame(rows, schema=read, orient="row")
        .sort("position", maintain_order=True)
        .with_columns(source_object=pl.lit(source.address), ingested_at=now)
        .select(schema.names())
    )
