"""The contract: one event type's columns, and where each comes from.

Deployments compile a contract file into the JSON form (`Contract.to_json`), which is all that the
function reads.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class ContractError(ValueError):
    """A contract that cannot be honoured. The message names the file, the column and the remedy."""


class ColumnType(StrEnum):
    """The column types that JSON, Polars, Parquet, Glue and Spark agree on, by their Athena (Hive) names."""

    BIGINT = "bigint"
    BOOLEAN = "boolean"
    DOUBLE = "double"
    STRING = "string"
    TIMESTAMP = "timestamp"


class Protection(StrEnum):
    """What becomes of a restricted column's values."""

    DROP = "drop"
    """The values are not stored, and the column is not in the table."""
    HASH = "hash"
    """The column holds the keyed HMAC-SHA256 of the value, in hex: equal values stay joinable, no value is readable."""
    KEEP = "keep"
    """The values are stored as they came."""


@dataclass(frozen=True)
class Column:
    """One column of the events table."""

    name: str
    type: ColumnType
    description: str = ""
    required: bool = False
    sources: tuple[str, ...] = ()
    """The JSON keys that the column is read from; the first that is present and not null wins. Empty if derived."""
    logic: str | None = None
    """The SQL expression over the other columns that a derived column is computed by."""
    protection: Protection | None = None
    """Set for restricted columns."""

    @property
    def stored(self) -> bool:
        """Whether the column is in the table: all are but dropped ones."""
        return self.protection is not Protection.DROP


@dataclass(frozen=True)
class PartitionKey:
    """A partition column: a zero-padded string made of the event's UTC date."""

    name: str
    date_format: str
    """Its `strftime` format, one of `PARTITION_FORMATS`."""
    description: str = ""


PARTITION_FORMATS = ("%Y", "%m", "%d", "%Y-%m-%d")
"""The date formats that both the converter can write and Athena's partition projection can enumerate."""

LINEAGE = (
    Column("ingested_at", ColumnType.TIMESTAMP, "When the converter wrote the row, in UTC."),
    Column(
        "source_object",
        ColumnType.STRING,
        "The raw object that the row came from, as an s3:// address.",
    ),
    Column(
        "extra",
        ColumnType.STRING,
        "The fields that the contract does not name, as a JSON object. Null if none.",
    ),
)
"""Columns that every table ends with. The converter fills them, so a contract may not declare them."""

QUARANTINE_COLUMNS = (
    Column(
        "line",
        ColumnType.STRING,
        "The text that was not taken. Bytes that are not UTF-8 stand as \\xNN.",
    ),
    Column("reason", ColumnType.STRING, "Why, as one of the converter's reasons."),
    Column("detail", ColumnType.STRING, "The column and value, or the parser's words."),
    Column(
        "position",
        ColumnType.BIGINT,
        "The line of the unpacked object that the text starts at, from 1.",
    ),
    Column("source_object", ColumnType.STRING, "The raw object, as an s3:// address."),
    Column("ingested_at", ColumnType.TIMESTAMP, "When the converter set it aside, in UTC."),
)
"""The quarantine table's columns, the same for every contract."""

QUARANTINE_PARTITIONS = tuple(
    PartitionKey(name, fmt, "Of the raw object's arrival, in UTC.")
    for name, fmt in (("year", "%Y"), ("month", "%m"), ("day", "%d"))
)
"""Lines in quarantine often have no event date, so they lie under the date that their object arrived."""


@dataclass(frozen=True)
class Contract:
    """One event type: its table, its columns in order, its partitions."""

    table: str
    version: str
    description: str
    columns: tuple[Column, ...]
    """What the contract file declares, less the partition columns, in the file's order."""
    partition_keys: tuple[PartitionKey, ...]
    event_time: str
    """The timestamp column whose UTC date the partitions are made of."""
    primary_key: str | None = None
    """A string column; where an event has none, the converter fills in a hash of the event's text."""
    sort_by: tuple[str, ...] = ()
    """The columns that rows are sorted by within a file, before `event_time`: queries for one value of the first skip most of the file."""

    @property
    def table_columns(self) -> tuple[Column, ...]:
        """The columns of the Parquet files and of the Glue table, in order: stored ones, then lineage."""
        return (*(column for column in self.columns if column.stored), *LINEAGE)

    @property
    def input_columns(self) -> tuple[Column, ...]:
        """The columns that are read from the event."""
        return tuple(column for column in self.columns if column.logic is None)

    @property
    def derived_columns(self) -> tuple[Column, ...]:
        """The columns that are computed, in order; each may use the ones before it."""
        return tuple(column for column in self.columns if column.logic is not None)

    @property
    def hashes(self) -> bool:
        """Whether any column needs the protection key."""
        return any(column.protection is Protection.HASH for column in self.columns)

    def to_json(self) -> str:
        """Return the JSON form, stable for equal contracts."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Contract:
        """Read what `to_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        fields["columns"] = columns_of(fields["columns"])
        fields["sort_by"] = tuple(fields["sort_by"])
        fields["partition_keys"] = tuple(PartitionKey(**key) for key in fields["partition_keys"])
        return cls(**fields)


class ColumnFields(TypedDict):
    """A column in the JSON form."""

    name: str
    type: str
    description: str
    required: bool
    sources: list[str]
    logic: str | None
    protection: str | None


def columns_of(columns: Iterable[ColumnFields]) -> tuple[Column, ...]:
    """Read columns from their JSON form."""
    return tuple(_column(fields) for fields in columns)


def _column(fields: ColumnFields) -> Column:
    return Column(
        name=fields["name"],
        type=ColumnType(fields["type"]),
        description=fields["description"],
        required=fields["required"],
        sources=tuple(fields["sources"]),
        logic=fields["logic"],
        protection=Protection(fields["protection"]) if fields["protection"] else None,
    )


def partition_path(keys: tuple[PartitionKey, ...], day: date) -> str:
    """Return the Hive path of `day`'s partition, such as ``year=2025/month=11/day=26``."""
    # strftime("%Y") does not pad years before 1000 on every platform; isoformat always does.
    year, month, dom = day.isoformat().split("-")
    values = {"%Y": year, "%m": month, "%d": dom, "%Y-%m-%d": day.isoformat()}
    return "/".join(f"{key.name}={values[key.date_format]}" for key in keys)
