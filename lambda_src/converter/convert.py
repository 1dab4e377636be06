"""One raw object to rows and quarantined lines: the whole of the conversion, without S3 or Lambda."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING

import polars as pl

from contract import Column, ColumnType, Contract, Protection, frames
from contract.model import QUARANTINE_COLUMNS
from converter.cast import cast
from converter.decode import Piece, Reason
from converter.texts import POSITION, TEXT, read_texts
from converter.unpack import Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = 100  # characters of a wrong value that a quarantine row's detail quotes
REASON, DETAIL = ":reason", ":detail"  # no column of a contract can have a colon in its name
MILLISECONDS = pl.Datetime("ms")


class AccountingError(AssertionError):
    """Lines in are not rows plus quarantined: a defect of the converter. The object is not written."""


@dataclass(frozen=True)
class Source:
    """The raw object that is being converted."""

    address: str
    """s3://bucket/key"""
    arrived: datetime
    """When it was written to the raw zone. Part of the object, so that a replay gives the same result."""


@dataclass(frozen=True)
class Rules:
    """What holds for every object of a deployment."""

    contract: Contract
    earliest: date
    """Events before this UTC date are outside the time window."""
    max_future: timedelta
    """Events later than the object's arrival by more than this are outside it too."""
    max_unpacked: int
    """Bytes that one object may unpack to."""
    protection_key: bytes | None = field(default=None, repr=False)
    """The HMAC key for hashed columns; None if the contract hashes none."""


@dataclass(frozen=True)
class Conversion:
    """What a stretch of an object came to."""

    rows: pl.DataFrame
    """The contract's table columns, in order."""
    quarantine: pl.DataFrame
    """`QUARANTINE_COLUMNS`, in order."""
    lines: int
    """Pieces in the stretch; always the heights of the two frames together."""


def convert(stream: IO[bytes], source: Source, rules: Rules) -> Iterator[Conversion]:
    """Convert an object, stretch by stretch, so that memory does not grow with it.

    Raises
    ------
    ObjectTooLargeError
        If it unpacks past the limit.
    AccountingError
        If a line would be lost or doubled.
    """
    now = pl.lit(datetime.now(UTC).replace(tzinfo=None), MILLISECONDS)
    for texts in read_texts(Unpacked(stream, rules.max_unpacked), rules.contract):
        events = _judge(texts.events, source, rules)
        rejected = events.filter(pl.col(REASON).is_not_null())
        rows = _finish(events.filter(pl.col(REASON).is_null()), source, rules, now)
        quarantine = _quarantine(texts.broken, rejected, source, now)
        lines = texts.events.height + len(texts.broken)
        if rows.height + quarantine.height != lines:
            msg = f"{source.address}: {lines} lines in, but {rows.height} rows + {quarantine.height} quarantined"
            raise AccountingError(msg)
        yield Conversion(rows, quarantine, lines)


def _judge(events: pl.DataFrame, source: Source, rules: Rules) -> pl.DataFrame:
    """Cast the texts to the contract's types and add `reason` and `detail`, null for the rows that are taken."""
    contract = rules.contract
    columns = contract.input_columns
    # Dropped columns are cast too: derived ones may be made of them. A wrong value there is nobody's loss.
    typed = events.with_columns(cast(column).alias(_typed(column)) for column in columns)
    faults: list[tuple[Reason, pl.Expr, pl.Expr]] = [
        (Reason.MISSING_FIELD, pl.col(column.name).is_null(), pl.lit(f"{column.name} is required")) for column in columns if column.required
    ]
    faults += [
        (Reason.WRONG_TYPE, pl.col(column.name).is_not_null() & pl.col(_typed(column)).is_null(), _not_a(column))
        for column in columns
        if column.stored and column.type is not ColumnType.STRING
    ]
    faults.append((Reason.OUTSIDE_TIME_WINDOW, *_outside_window(contract, source, rules)))
    reason = pl.coalesce(pl.when(fault).then(pl.lit(str(why))) for why, fault, _ in faults)
    detail = pl.coalesce(pl.when(fault).then(words) for _, fault, words in faults)
    return typed.with_columns(reason.alias(REASON), detail.alias(DETAIL))


def _typed(column: Column) -> str:
    return f"typed:{column.name}"


def _outside_window(contract: Contract, source: Source, rules: Rules) -> tuple[pl.Expr, pl.Expr]:
    """Return whether an event's time is outside the window, and the words that say so."""
    event_time = pl.col(f"typed:{contract.event_time}")
    earliest = datetime.combine(rules.earliest, time.min)
    latest = source.arrived.astimezone(UTC).replace(tzinfo=None) + rules.max_future
    words = pl.lit(f" is not between {earliest.isoformat()} and {latest.isoformat(timespec='seconds')}")
    outside = (event_time < pl.lit(earliest, MILLISECONDS)) | (event_time > pl.lit(latest, MILLISECONDS))
    return outside, pl.lit(f"{contract.event_time}: ") + event_time.dt.to_string("iso:strict") + words


def _not_a(column: Column) -> pl.Expr:
    return pl.lit(f"{column.name}: ") + pl.col(column.name).str.slice(0, SHOWN) + pl.lit(f" is not a {column.type}")


def _finish(events: pl.DataFrame, source: Source, rules: Rules, now: pl.Expr) -> pl.DataFrame:
    """Give the accepted events the table's columns: typed, identified, derived, protected, with lineage."""
    contract = rules.contract
    rows = events.with_columns(
        *(pl.col(_typed(column)).alias(column.name) for column in contract.input_columns),
        ingested_at=now,
        source_object=pl.lit(source.address),
    )
    if contract.primary_key and rows[contract.primary_key].null_count():
        digests = [_digest(text) if key is None else key for key, text in zip(rows[contract.primary_key], rows[TEXT], strict=True)]
        rows = rows.with_columns(pl.Series(contract.primary_key, digests, pl.String))
    rows = frames.derive(rows, contract)
    for column in contract.columns:
        if column.protection is Protection.HASH:
            rows = rows.with_columns(_hashed(rows[column.name], rules.protection_key))
    return rows.select(frames.schema(contract.table_columns).names())


def _digest(text: str) -> str:
    """Return an id for an event that has none: 128 bits of the SHA-256 of its text, so that a resend has the same."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _hashed(values: pl.Series, key: bytes | None) -> pl.Series:
    if not key:
        msg = f"column {values.name!r} is to be hashed, but the function has no protection key"
        raise ValueError(msg)
    known = {value: hmac.digest(key, value.encode(), "sha256").hex() for value in values.unique().drop_nulls()}
    return pl.Series(values.name, [known.get(value) for value in values], pl.String)


def _quarantine(broken: list[Piece], rejected: pl.DataFrame, source: Source, now: pl.Expr) -> pl.DataFrame:
    schema = frames.schema(QUARANTINE_COLUMNS)
    pieces = pl.DataFrame(
        [(piece.text, str(piece.reason), piece.detail, piece.position) for piece in broken],
        schema={name: schema[name] for name in ("line", "reason", "detail", "position")},
        orient="row",
    )
    rejected = rejected.select(line=TEXT, reason=REASON, detail=DETAIL, position=POSITION)
    return (
        pl.concat([pieces, rejected])
        .sort("position", maintain_order=True)
        .with_columns(source_object=pl.lit(source.address), ingested_at=now)
        .select(schema.names())
    )
