"""The contract as far as Firehose's own conversion can honour it.

Firehose reads one JSON key into each column of a Glue table, and nothing else: it derives, hashes
and fills in nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clickstream.contract.model import Column, Contract, ContractError, PartitionKey, Protection

if TYPE_CHECKING:
    from collections.abc import Sequence

ARRIVAL_PARTITION = PartitionKey("p_date", "%Y-%m-%d", "Date of arrival at Firehose, in UTC.")
EPOCH_MS_FROM = 10**11  # as the converter has it: larger numbers are milliseconds
EPOCH_MS_END = 253_402_300_800_000  # the year 10000, whose dates have five digits
SLICES = {"%Y": "[0:4]", "%m": "[5:7]", "%d": "[8:10]", "%Y-%m-%d": ""}
"""Where the parts of a date stand in its ISO 8601 text, as jq takes them."""


def delivered_columns(contract: Contract) -> tuple[Column, ...]:
    """Return the columns of the table that Firehose writes, in order: those that are read from the event and stored.

    Raises:
        ContractError: If a column is to be hashed, is named as the arrival partition, or is read
            from a key that differs from another column's by case alone.
    """
    hashed = [column.name for column in contract.columns if column.protection is Protection.HASH]
    if hashed:
        msg = f"{contract.table}: Firehose cannot hash {', '.join(hashed)}. Set the protection to drop, or convert by the function."
        raise ContractError(msg)
    columns = tuple(column for column in contract.input_columns if column.stored)
    if any(column.name == ARRIVAL_PARTITION.name for column in columns):
        msg = f"{contract.table}: the column {ARRIVAL_PARTITION.name!r} has the name of the partition by arrival. Rename it."
        raise ContractError(msg)
    _check_case(contract)
    return columns


def _check_case(contract: Contract) -> None:
    """Refuse keys that Firehose, which lowers their case, takes for one: what is to be dropped would be stored."""
    readers: dict[str, str] = {}
    for column in contract.input_columns:
        for source in column.sources:
            if readers.setdefault(source.lower(), column.name) != column.name:
                msg = (
                    f"{contract.table}: {source!r}, read into {column.name!r}, and a key of {readers[source.lower()]!r} differ by case alone, "
                    "which Firehose does not tell. Rename one, or convert by the function."
                )
                raise ContractError(msg)


def json_keys(columns: Sequence[Column]) -> dict[str, str]:
    """Return the JSON key of each column that is not read from one of its own name; the first of several.

    Keys are in lower case, as the deserializer sees them.
    """
    return {
        column.name: column.sources[0].lower()
        for column in columns
        if column.sources[0].lower() != column.name
    }


def event_date_query(contract: Contract) -> str:
    """Return the jq expression that gives the partition keys of an event, as Firehose's metadata extraction takes it.

    It is an error in jq, with which Firehose sets the record aside, where the time is none, or is
    not written as OpenX reads it: ``2026-11-26T10:00:00Z`` or ``2026-11-26 10:00:00``, or epoch
    seconds or milliseconds.
    """
    key = next(column for column in contract.columns if column.name == contract.event_time).sources[
        0
    ]
    number = f'type == "number" and . >= 0 and . < {EPOCH_MS_END}'
    instant = f"if . >= {EPOCH_MS_FROM} then . / 1000 else . end"
    # Without regular expressions: what of jq's regex flavour Firehose's implementation has is not
    # documented.
    text = 'type == "string" and .[4:5] == "-" and .[7:8] == "-" and (.[10:11] == " " or (.[10:11] == "T" and .[-1:] == "Z"))'
    problem = json.dumps(f"{key} is missing, or no time that Firehose reads")
    date = f'.[{json.dumps(key)}] | if {number} then ({instant} | floor | strftime("%Y-%m-%d")) elif {text} then .[0:10] else error({problem}) end'
    return (
        "{"
        + ",".join(
            f"{partition.name}:({date}){SLICES[partition.date_format]}"
            for partition in contract.partition_keys
        )
        + "}"
    )
