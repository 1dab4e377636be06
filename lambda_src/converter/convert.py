"""One raw object to rows and quarantined lines: the whole of the conversion, without S3 or Lambda."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import Column, ColumnType, Contract, Protection, polars_schema
from clickstream.contract.model import QUARANTINE_COLUMNS
from clickstream.records.decode import Piece, Reason
from clickstream.records.unpack import Unpacked
from converter.ahead import ahead
from converter.cast import cast
from converter.plain import BLANKS, POSITION, TEXT, typed
from converter.stretches import read_stretches

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from clickstream.records.naming import Readable

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
    unknown: Counter[str]
    """The events that have a field that the contract does not name, by its name."""


Fault = tuple[Reason, pl.Expr, pl.Expr]
"""Why an event is not taken, whether that is so, and the words for it."""


def convert(stream: Readable, source: Source, rules: Rules) -> Iterator[Conversion]:
    """Convert an object, stretch by stretch, so that memory does not grow with it.

    Raises:
        ObjectTooLargeError: If it unpacks past the limit.
        AccountingError: If a line would be lost or doubled.
    """
    now = pl.lit(datetime.now(UTC).replace(tzinfo=None), MILLISECONDS)
    faults = _faults(source, rules)
    for stretch in ahead(read_stretches(Unpacked(stream, rules.max_unpacked), rules.contract)):
        accepted, rejected = _judge(stretch.events, rules.contract, faults)
        rows = _finish(accepted, source, rules, now)
        quarantine = _quarantine(stretch.broken, rejected, source, now)
        lines = stretch.events.height + len(stretch.broken)
        if rows.height + quarantine.height != lines:
            msg = f"{source.address}: {lines} lines in, but {rows.height} rows + {quarantine.height} quarantined"
            raise AccountingError(msg)
        yield Conversion(rows, quarantine, lines, stretch.unknown)


def _judge(
    events: pl.DataFrame, contract: Contract, faults: list[Fault]
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Cast the texts to the contract's types; return the events that are taken, and those that are not, if any, with `REASON` and `DETAIL`."""
    times = [column for column in contract.input_columns if column.type is ColumnType.TIMESTAMP]
    events = events.with_columns(
        cast(events[column.name], column).alias(typed(column.name)) for column in times
    )
    found = events.select(
        fault.any().alias(str(number)) for number, (_, fault, _) in enumerate(faults)
    ).row(0)
    faults = [fault for fault, some in zip(faults, found, strict=True) if some]
    if not faults:
        return events, None
    reason = pl.coalesce(pl.when(fault).then(pl.lit(str(why))) for why, fault, _ in faults)
    detail = pl.coalesce(pl.when(fault).then(words) for _, fault, words in faults)
    judged = events.with_columns(reason.alias(REASON), detail.alias(DETAIL))
    return judged.filter(pl.col(REASON).is_null()), judged.filter(pl.col(REASON).is_not_null())


def _faults(source: Source, rules: Rules) -> list[Fault]:
    """Return all faults; the first that an event has counts."""
    # Dropped columns are cast too: derived ones may be made of them. A wrong value there is
    # nobody's loss.
    columns = rules.contract.input_columns
    faults: list[Fault] = [
        (
            Reason.MISSING_FIELD,
            pl.all_horizontal(pl.col(name).is_null() for name in _names(column)),
            pl.lit(f"{column.name} is required"),
        )
        for column in columns
        if column.required
    ]
    faults += [
        (
            Reason.WRONG_TYPE,
            pl.col(column.name).is_not_null() & pl.col(typed(column.name)).is_null(),
            _not_a(column),
        )
        for column in columns
        if column.stored and column.type is not ColumnType.STRING
    ]
    return [*faults, (Reason.OUTSIDE_TIME_WINDOW, *_outside_window(rules.contract, source, rules))]


def _names(column: Column) -> list[str]:
    """Return where a value may stand: as text, or where Polars read it as what it is, typed alone."""
    return [column.name] if column.type is ColumnType.STRING else [column.name, typed(column.name)]


def _outside_window(contract: Contract, source: Source, rules: Rules) -> tuple[pl.Expr, pl.Expr]:
    """Return whether an event's time is outside the window, and the words that say so."""
    event_time = pl.col(typed(contract.event_time))
    earliest = datetime.combine(rules.earliest, time.min)
    latest = source.arrived.astimezone(UTC).replace(tzinfo=None) + rules.max_future
    words = pl.lit(
        f" is not between {earliest.isoformat()} and {latest.isoformat(timespec='seconds')}"
    )
    outside = (event_time < pl.lit(earliest, MILLISECONDS)) | (
        event_time > pl.lit(latest, MILLISECONDS)
    )
    return outside, pl.lit(f"{contract.event_time}: ") + event_time.dt.to_string(
        "iso:strict"
    ) + words


def _not_a(column: Column) -> pl.Expr:
    return (
        pl.lit(f"{column.name}: ")
        + pl.col(column.name).str.slice(0, SHOWN)
        + pl.lit(f" is not a {column.type}")
    )


def _finish(events: pl.DataFrame, source: Source, rules: Rules, now: pl.Expr) -> pl.DataFrame:
    """Give the accepted events the table's columns: typed, identified, derived, protected, with lineage."""
    contract = rules.contract
    if contract.primary_key and events[contract.primary_key].null_count():
        digests = [
            _digest(text.strip(BLANKS)) if key is None else key
            for key, text in events.select(contract.primary_key, TEXT).iter_rows()
        ]
        events = events.with_columns(pl.Series(contract.primary_key, digests, pl.String))
    values = [
        pl.col(typed(column.name)).alias(column.name)
        for column in contract.input_columns
        if column.type is not ColumnType.STRING
    ]
    complete = polars_schema.derive(
        events.lazy().with_columns(*values, ingested_at=now, source_object=pl.lit(source.address)),
        contract,
    )
    rows = complete.select(polars_schema.schema(contract.table_columns).names()).collect()
    hashed = [
        _hashed(rows[column.name], rules.protection_key)
        for column in contract.columns
        if column.protection is Protection.HASH
    ]
    return rows.with_columns(hashed) if hashed else rows


def _digest(text: str) -> str:
    """Return an id for an event that has none: 128 bits of the SHA-256 of its text, so that a resend has the same."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _hashed(values: pl.Series, key: bytes | None) -> pl.Series:
    if not key:
        msg = f"column {values.name!r} is to be hashed, but the function has no protection key"
        raise ValueError(msg)
    known = {
        value: hmac.digest(key, value.encode(), "sha256").hex()
        for value in values.unique().drop_nulls().to_list()
    }
    return pl.Series(values.name, [known.get(value) for value in values.to_list()], pl.String)


def _quarantine(
    broken: list[Piece], rejected: pl.DataFrame | None, source: Source, now: pl.Expr
) -> pl.DataFrame:
    schema = polars_schema.schema(QUARANTINE_COLUMNS)
    if not broken and rejected is None:
        return schema.to_frame()
    lines = pl.DataFrame(
        [(piece.text, str(piece.reason), piece.detail, piece.position) for piece in broken],
        schema={name: schema[name] for name in ("line", "reason", "detail", "position")},
        orient="row",
    )
    if rejected is not None:
        position = pl.col(POSITION).cast(schema["position"])
        lines.extend(
            rejected.select(
                line=pl.col(TEXT).str.strip_chars(BLANKS),
                reason=REASON,
                detail=DETAIL,
                position=position,
            )
        )
    return (
        lines.sort("position", maintain_order=True)
        .with_columns(source_object=pl.lit(source.address), ingested_at=now)
        .select(schema.names())
    )
