"""Partition keys of a contract file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickstream.contract.model import PARTITION_FORMATS, Column, ColumnType, PartitionKey
from clickstream.contract.odcs.file import EXAMPLE
from clickstream.contract.odcs.names import column_name

if TYPE_CHECKING:
    from open_data_contract_standard.model import SchemaProperty

    from clickstream.contract.odcs.file import ContractFile

PARTITION_LOGIC = re.compile(r"STRFTIME\(\s*(\w+)\s*,\s*'([^']*)'\s*\)", re.IGNORECASE)


def read_partitions(
    file: ContractFile, props: list[SchemaProperty], columns: tuple[Column, ...]
) -> tuple[tuple[PartitionKey, ...], str]:
    """Return the partition keys, in the order of their positions, and the event time column's name.

    Raises:
        ContractError: If there is no partition key, or if the keys are not made from the date of
            one timestamp column that is required and stored.
    """
    if not props:
        raise file.error(
            None,
            "no column is partitioned",
            f"Partition by event date, as year, month and day in {EXAMPLE}",
        )
    keys: list[PartitionKey] = []
    times: set[str] = set()
    for prop in sorted(props, key=lambda prop: prop.partitionKeyPosition or 0):
        key, time = _partition(file, prop)
        keys.append(key)
        times.add(time)
    event_time = next((column for column in columns if column.name in times), None)
    if len(times) != 1 or event_time is None or not _is_event_time(event_time):
        raise file.error(
            props[0].name,
            f"the partition keys are derived from {', '.join(sorted(times))}",
            "Derive all of them from one timestamp column that is required and stored",
        )
    _check_days_are_distinct(file, keys)
    return tuple(keys), event_time.name


def _partition(file: ContractFile, prop: SchemaProperty) -> tuple[PartitionKey, str]:
    """Return a partition key and the name of the column that it is derived from."""
    logic = PARTITION_LOGIC.fullmatch((prop.transformLogic or "").strip())
    if not logic or logic[2] not in PARTITION_FORMATS:
        formats = ", ".join(PARTITION_FORMATS)
        raise file.error(
            prop.name,
            f"transformLogic {prop.transformLogic!r} of a partition key is not an event date",
            f"Use STRFTIME(<timestamp column>, '<one of {formats}>')",
        )
    if prop.physicalType != "string":
        raise file.error(
            prop.name,
            f"physicalType of a partition key is {prop.physicalType!r}",
            "Use `physicalType: string`",
        )
    description = " ".join((prop.description or "").split())
    return PartitionKey(column_name(file, prop), logic[2], description), logic[1]


def _is_event_time(column: Column) -> bool:
    return column.type is ColumnType.TIMESTAMP and column.required and column.stored


def _check_days_are_distinct(file: ContractFile, keys: list[PartitionKey]) -> None:
    """Reject partition keys that put two dates into one partition."""
    formats = {key.date_format for key in keys}
    if "%Y-%m-%d" not in formats and not {"%Y", "%m", "%d"} <= formats:
        raise file.error(
            keys[0].name,
            f"the partition keys have the formats {', '.join(sorted(formats))}, which put several "
            "dates into one partition",
            "Partition by %Y, %m and %d, or by %Y-%m-%d",
        )
