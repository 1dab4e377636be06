"""Conversion of one raw object to table rows and quarantined lines, without S3 and Lambda."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import Contract, polars_schema
from clickstream.contract.model import QUARANTINE_COLUMNS
from clickstream.records.unpack import Unpacked
from converter.complete import complete
from converter.plain import BLANKS, POSITION, TEXT
from converter.prefetch import prefetch
from converter.read import read_events
from converter.validate import (
    DETAIL,
    MILLISECONDS,
    REASON,
    add_timestamps,
    validate,
    validation_rules,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from clickstream.records.decode import JsonRecord
    from clickstream.records.naming import Readable


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
    protection_key: bytes | None = field(default=None, repr=False)
    """HMAC key of hashed columns; None if the contract hashes none."""


@dataclass(frozen=True)
class ConvertedChunk:
    """Rows and quarantined lines converted from one chunk of a raw object."""

    rows: pl.DataFrame
    """Rows of the events table: the contract's table columns, in order."""
    quarantine: pl.DataFrame
    """Rows of the quarantine table: `QUARANTINE_COLUMNS`, in order."""
    lines: int
    """Lines read, which equals the number of rows in both frames."""
    unknown_fields: Counter[str]
    """Number of events by the name of a field that the contract does not declare."""


def convert(stream: Readable, source: Source, rules: ConversionRules) -> Iterator[ConvertedChunk]:
    """Convert a raw object chunk by chunk, so that memory does not grow with its size.

    Raises:
        ObjectTooLargeError: If the object unpacks to more than the limit.
        ReconciliationError: If a line was lost or doubled.
    """
    now = pl.lit(datetime.now(UTC).replace(tzinfo=None), MILLISECONDS)
    checks = validation_rules(source, rules)
    for chunk in prefetch(read_events(Unpacked(stream, rules.max_unpacked), rules.contract)):
        events = add_timestamps(chunk.events, rules.contract)
        accepted, rejected = validate(events, checks)
        rows = complete(accepted, source, rules, now)
        quarantine = _quarantine(chunk.invalid, rejected, source, now)
        lines = chunk.events.height + len(chunk.invalid)
        if rows.height + quarantine.height != lines:
            msg = (
                f"{source.address}: {lines} lines in, "
                f"but {rows.height} rows + {quarantine.height} quarantined"
            )
            raise ReconciliationError(msg)
        yield ConvertedChunk(rows, quarantine, lines, chunk.unknown_fields)


def _quarantine(
    invalid: list[JsonRecord], rejected: pl.DataFrame | None, source: Source, now: pl.Expr
) -> pl.DataFrame:
    """Return the rows of the quarantine table: invalid records and rejected events, in order."""
    schema = polars_schema.schema(QUARANTINE_COLUMNS)
    if not invalid and rejected is None:
        return schema.to_frame()
    lines = pl.DataFrame(
        [(record.text, str(record.reason), record.detail, record.position) for record in invalid],
        schema={name: schema[name] for name in ("line", "reason", "detail", "position")},
        orient="row",
    )
    if rejected is not None:
        selected = rejected.select(
            line=pl.col(TEXT).str.strip_chars(BLANKS),
            reason=REASON,
            detail=DETAIL,
            position=pl.col(POSITION).cast(schema["position"]),
        )
        lines.extend(selected)
    return (
        lines.sort("position", maintain_order=True)
        .with_columns(source_object=pl.lit(source.address), ingested_at=now)
        .select(schema.names())
    )
