"""Who turns JSON into Parquet, and what follows from it for the events table."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clickstream.contract import Column, Contract
from clickstream.contract.firehose import ARRIVAL_PARTITION, delivered_columns
from clickstream.contract.model import PartitionKey


class Conversion(StrEnum):
    """Who turns JSON into Parquet."""

    FUNCTION = "function"
    """The Polars function: derived columns, hashes, a quarantine with reasons, files that a replay overwrites."""
    FIREHOSE = "firehose"
    """The delivery stream itself: no function and no queue, and only what its deserializer can do."""


class DeliveryPartition(StrEnum):
    """The date that a stream which converts partitions by."""

    ARRIVAL = "arrival"
    """The date of arrival, as `p_date`."""
    EVENT = "event"
    """The event's own, as the contract has it, by dynamic partitioning."""


@dataclass(frozen=True)
class TableShape:
    """The events table: what its files hold, and how they are told apart."""

    columns: Sequence[Column]
    keys: Sequence[PartitionKey]


def events_table(
    contract: Contract, conversion: Conversion, partition: DeliveryPartition
) -> TableShape:
    """Return the shape of the events table.

    Raises:
        ContractError: If Firehose is to convert and cannot honour the contract.
    """
    if conversion is Conversion.FUNCTION:
        return TableShape(contract.table_columns, contract.partition_keys)
    keys = (
        (ARRIVAL_PARTITION,) if partition is DeliveryPartition.ARRIVAL else contract.partition_keys
    )
    return TableShape(delivered_columns(contract), keys)
