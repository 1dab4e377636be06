"""Firehose conversion of a contract: delivered columns, JSON keys and the query of partition keys.

Firehose record format conversion reads one JSON key of the event itself into each column of a Glue
table, with the OpenX JSON SerDe. It cannot derive, hash or default a column.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clickstream.contract.data_types import ColumnType, DataType
from clickstream.contract.model import Column, Contract, PartitionKey, Protection
from clickstream.contract.paths import path_text

if TYPE_CHECKING:
    from collections.abc import Sequence

ARRIVAL_PARTITION = PartitionKey("p_date", "%Y-%m-%d", "Date of arrival at Firehose, in UTC.")
EPOCH_MS_FROM = 10**11  # the converter's threshold: a larger number is in milliseconds
EPOCH_MS_END = 253_402_300_800_000  # the year 10000, whose dates have five digits
SLICES = {"%Y": "[0:4]", "%m": "[5:7]", "%d": "[8:10]", "%Y-%m-%d": ""}
"""jq slice of each date format in the ISO 8601 text of a date."""
UNSUPPORTED = {
    ColumnType.DECIMAL: "which the SerDe does not read",
    # https://github.com/rcongiu/Hive-JSON-Serde/issues/204
    ColumnType.JSON: "and the SerDe turns the numbers of a nested value into strings",
    ColumnType.MAP: "and Firehose lowers the case of the map's keys",
}
"""Types that Firehose does not store as they are sent, with the reason."""


def delivered_columns(contract: Contract) -> tuple[Column, ...]:
    """Return the columns of the table that Firehose writes: those read from the event and stored.

    Raises:
        ContractError: If a column is hashed, has the name of the arrival partition, is read from a
            nested member or from a key that differs from another column's key by case alone, or is
            of a type that Firehose does not store as it is sent.
    """
    hashed = [column.name for column in contract.columns if column.protection is Protection.HASH]
    if hashed:
        raise contract.error(
            None,
            f"the protection of {', '.join(hashed)} is 'hash', and Firehose cannot hash",
            "Set the protection to drop, or use the engine lambda or spark",
        )
    columns = tuple(column for column in contract.input_columns if column.stored)
    if any(column.name == ARRIVAL_PARTITION.name for column in columns):
        raise contract.error(
            ARRIVAL_PARTITION.name,
            "the partition by arrival at Firehose has this name",
            "Rename the column",
        )
    for column in columns:
        _check_path(contract, column)
        _check_type(contract, column.name, column.data_type)
    _check_case(contract)
    return columns


def _check_path(contract: Contract, column: Column) -> None:
    """Reject a column that is read from a member of a nested object."""
    if len(column.paths[0]) > 1:
        raise contract.error(
            column.name,
            f"the JSON path {column.sources[0]!r} leads into an object, and Firehose reads the "
            "event's own keys",
            "Read the object into a struct, or use the engine lambda or spark",
        )


def _check_type(contract: Contract, place: str, data_type: DataType) -> None:
    """Reject a type, or a part of it, that Firehose does not store as it is sent."""
    if reason := UNSUPPORTED.get(data_type.kind):
        raise contract.error(
            place,
            f"the type is {data_type.kind}, {reason}",
            "Use another type, or use the engine lambda or spark",
        )
    if data_type.items:
        _check_type(contract, f"{place}.items", data_type.items)
    for field in data_type.fields:
        inner = f"{place}.{field.name}"
        if field.key.lower() != field.name:
            raise contract.error(
                inner,
                f"the field is read from the JSON key {field.key!r}, and Firehose reads fields from "
                "the key of their name, in any case",
                "Rename the field or the key, or use the engine lambda or spark",
            )
        _check_type(contract, inner, field.data_type)


def _check_case(contract: Contract) -> None:
    """Reject keys of two columns that differ by case alone.

    Firehose lowers the case of keys, so it would store the values of a dropped column in the other.
    """
    readers: dict[str, str] = {}
    for column in contract.input_columns:
        for path in column.paths:
            text = path_text(path)
            reader = readers.setdefault(text.lower(), column.name)
            if reader != column.name:
                raise contract.error(
                    column.name,
                    f"the JSON key {text!r} and a key of column {reader!r} differ by case alone, "
                    "and Firehose ignores case",
                    "Rename one key, or use the engine lambda or spark",
                )


def json_keys(columns: Sequence[Column]) -> dict[str, str]:
    """Return the JSON key of each column whose key differs from its name.

    Firehose reads the first of several keys. Keys are in lower case, as its deserializer has them.
    """
    keys = {column.name: column.paths[0][0].lower() for column in columns}
    return {name: key for name, key in keys.items() if key != name}


def event_date_query(contract: Contract) -> str:
    """Return the jq query of an event's partition keys, for Firehose's metadata extraction.

    The query fails for an event without a valid time, and Firehose then delivers the record to its
    error prefix. A valid time has a form that the OpenX deserializer reads:
    ``2026-11-26T10:00:00Z``, ``2026-11-26 10:00:00``, or epoch seconds or milliseconds.
    """
    time_column = next(column for column in contract.columns if column.name == contract.event_time)
    key = time_column.paths[0][0]
    number = f'type == "number" and . >= 0 and . < {EPOCH_MS_END}'
    instant = f"if . >= {EPOCH_MS_FROM} then . / 1000 else . end"
    # No regular expressions: AWS does not document which of jq's Firehose supports.
    text = (
        'type == "string" and .[4:5] == "-" and .[7:8] == "-" '
        'and (.[10:11] == " " or (.[10:11] == "T" and .[-1:] == "Z"))'
    )
    problem = json.dumps(f"{key} is missing, or no time that Firehose reads")
    date = (
        f".[{json.dumps(key)}] | if {number} then "
        f'({instant} | floor | strftime("%Y-%m-%d")) '
        f"elif {text} then .[0:10] else error({problem}) end"
    )
    members = ",".join(
        f"{partition.name}:({date}){SLICES[partition.date_format]}"
        for partition in contract.partition_keys
    )
    return "{" + members + "}"
