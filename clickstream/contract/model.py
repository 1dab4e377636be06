"""Data model of a contract: table, columns, partition keys, and the JSON form of them.

A deployment compiles the contract file into the JSON form (`Contract.to_json`). The converter and
the Spark job read the JSON form alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypedDict, cast

from clickstream.contract.data_types import ColumnType, DataType, DataTypeFields, data_type_of
from clickstream.contract.paths import parse_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class ContractError(ValueError):
    """Error in a contract. The message names the file, the column, the value and the remedy."""


def contract_error(file: str, column: str | None, problem: str, remedy: str) -> ContractError:
    """Return a `ContractError` in the form ``file, column 'name': problem. Remedy.``.

    Args:
        file: Path of the contract file.
        column: Name of the column with the error; None if the error is in no single column.
        problem: Text that names the field and its value.
        remedy: Text that says how to correct the file.
    """
    place = f"{file}, column {column!r}" if column else file
    return ContractError(f"{place}: {problem}. {remedy}.")


class Protection(StrEnum):
    """Protection of the values of a restricted column."""

    DROP = "drop"
    """The values are not stored, and the column is not in the table."""
    HASH = "hash"
    """The column holds the keyed HMAC-SHA256 of the value, in hex.

    Equal values have equal hashes, so the column can be joined on.
    """
    KEEP = "keep"
    """The values are stored unchanged."""


@dataclass(frozen=True)
class Column:
    """Column of a table."""

    name: str
    type: ColumnType
    description: str = ""
    required: bool = False
    sources: tuple[str, ...] = ()
    """JSON paths that the column is read from; the first that is present and not null wins.

    In the text form of `clickstream.contract.paths`. Empty for a derived column.
    """
    logic: str | None = None
    """SQL expression of a derived column, over the columns before it."""
    protection: Protection | None = None
    """Protection of a restricted column; None for any other column."""
    data_type: DataType = cast("DataType", None)  # noqa: RUF009 - a constant
    """Data type of the kind `type`. A flat type that has no parts is the default."""

    def __post_init__(self) -> None:
        """Fill in the default data type.

        Raises:
            ValueError: If the kind of the data type is not the type of the column.
        """
        data_type = cast("DataType | None", self.data_type) or DataType(self.type)
        if data_type.kind is not self.type:
            msg = (
                f"column {self.name!r}: the type is {self.type}, and the data type is "
                f"{data_type.athena_type}. Give the column the kind of its data type."
            )
            raise ValueError(msg)
        object.__setattr__(self, "data_type", data_type)

    @property
    def athena_type(self) -> str:
        """Type in Athena and Glue."""
        return self.data_type.athena_type

    @property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """Parsed `sources`."""
        return tuple(parse_path(source) for source in self.sources)

    @property
    def stored(self) -> bool:
        """Whether the column is in the table: true for all columns but dropped ones."""
        return self.protection is not Protection.DROP


@dataclass(frozen=True)
class PartitionKey:
    """Partition column: a zero-padded string made from the UTC date of the event."""

    name: str
    date_format: str
    """`strftime` format of the value, one of `PARTITION_FORMATS`."""
    description: str = ""


PARTITION_FORMATS = ("%Y", "%m", "%d", "%Y-%m-%d")
"""Date formats that Athena's partition projection can enumerate."""

LINEAGE = (
    Column(
        "ingested_at", ColumnType.TIMESTAMP, "Time at which the converter wrote the row, in UTC."
    ),
    Column("source_object", ColumnType.STRING, "Raw object that the row was read from (s3://)."),
    Column(
        "extra",
        ColumnType.STRING,
        "Fields that the contract does not declare, as a JSON object. Null if there are none.",
    ),
)
"""Lineage columns: the last columns of every table.

The converter fills them, so a contract must not declare them.
"""

QUARANTINE_COLUMNS = (
    Column(
        "line",
        ColumnType.STRING,
        "Text that is not a valid event. Bytes that are not UTF-8 are written as \\xNN.",
    ),
    Column("reason", ColumnType.STRING, "Reason of the quarantine, such as missing_field."),
    Column("detail", ColumnType.STRING, "Column and value, or the message of the parser."),
    Column(
        "position",
        ColumnType.BIGINT,
        "Number of the line of the unpacked object at which the text begins, from 1.",
    ),
    Column("source_object", ColumnType.STRING, "Raw object that holds the text (s3://)."),
    Column("ingested_at", ColumnType.TIMESTAMP, "Time of the quarantine, in UTC."),
    Column(
        "records",
        ColumnType.BIGINT,
        "Number of records in the text: 1, or more for a run of texts that are too short for an "
        "event.",
    ),
)
"""Columns of the quarantine table, the same for every contract."""

QUARANTINE_PARTITIONS = tuple(
    PartitionKey(name, date_format, f"{name.capitalize()} of the raw object's arrival, in UTC.")
    for name, date_format in (("year", "%Y"), ("month", "%m"), ("day", "%d"))
)
"""Partition keys of the quarantine table: the date on which the raw object arrived.

A quarantined line often has no event date.
"""


@dataclass(frozen=True)
class Contract:
    """Contract of one event type: table, columns and partition keys."""

    table: str
    version: str
    description: str
    columns: tuple[Column, ...]
    """Columns that the contract file declares, in the file's order, without the partition keys."""
    partition_keys: tuple[PartitionKey, ...]
    event_time: str
    """Name of the timestamp column whose UTC date gives the partition."""
    primary_key: str | None = None
    """Name of the primary key, a string column.

    Where an event has no value, the converter fills in a hash of the event's text.
    """
    sort_by: tuple[str, ...] = ()
    """Columns by which the rows of a file are sorted, before `event_time`.

    A query for one value of the first of them skips most row groups of a file.
    """
    event_type: str | None = None
    """Name of the string column that holds the type of the event; None if there is none."""
    file: str = field(default="", compare=False)
    """Path of the contract file, for error messages. Not part of the JSON form."""

    @property
    def table_columns(self) -> tuple[Column, ...]:
        """Columns of the Parquet files and of the Glue table: stored ones, then lineage columns."""
        return (*(column for column in self.columns if column.stored), *LINEAGE)

    @property
    def input_columns(self) -> tuple[Column, ...]:
        """Columns that are read from the event."""
        return tuple(column for column in self.columns if column.logic is None)

    @property
    def derived_columns(self) -> tuple[Column, ...]:
        """Columns that are computed, in order; each may use the ones before it."""
        return tuple(column for column in self.columns if column.logic is not None)

    @property
    def restricted_paths(self) -> tuple[tuple[str, ...], ...]:
        """JSON paths whose values no column may store unchanged, in the order of the columns.

        They are the paths of the columns that are dropped or hashed.
        """
        return tuple(
            path
            for column in self.columns
            if column.protection in {Protection.DROP, Protection.HASH}
            for path in column.paths
        )

    @property
    def hashes(self) -> bool:
        """Whether any column is hashed, which needs the protection key."""
        return any(column.protection is Protection.HASH for column in self.columns)

    def error(self, column: str | None, problem: str, remedy: str) -> ContractError:
        """Return a `ContractError` that names the file, or the table if the file is unknown."""
        return contract_error(self.file or f"table {self.table!r}", column, problem, remedy)

    def to_fields(self) -> dict[str, Any]:
        """Return the fields of the JSON form."""
        fields = asdict(self)
        del fields["file"]  # a path differs between machines, and the JSON form must not
        return fields

    def to_json(self) -> str:
        """Return the JSON form, which is equal for equal contracts."""
        return json.dumps(self.to_fields(), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Contract:
        """Return the contract that `to_json` serialized."""
        fields: dict[str, Any] = json.loads(text)
        fields["columns"] = columns_of(fields["columns"])
        fields["sort_by"] = tuple(fields["sort_by"])
        fields["partition_keys"] = tuple(PartitionKey(**key) for key in fields["partition_keys"])
        return cls(**fields)


class ColumnFields(TypedDict):
    """JSON form of a column."""

    name: str
    type: str
    description: str
    required: bool
    sources: list[str]
    logic: str | None
    protection: str | None
    data_type: DataTypeFields


def columns_of(columns: Iterable[ColumnFields]) -> tuple[Column, ...]:
    """Return columns from their JSON form."""
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
        data_type=data_type_of(fields["data_type"]),
    )


def partition_path(keys: tuple[PartitionKey, ...], day: date) -> str:
    """Return the Hive path of the partition of `day`, such as ``year=2025/month=11/day=26``."""
    # strftime("%Y") does not pad years before 1000 on every platform; isoformat always does.
    year, month, dom = day.isoformat().split("-")
    values = {"%Y": year, "%m": month, "%d": dom, "%Y-%m-%d": day.isoformat()}
    return "/".join(f"{key.name}={values[key.date_format]}" for key in keys)
