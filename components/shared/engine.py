"""Engines that convert JSON into Parquet, and the shape of the events table that each writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clickstream.contract import Column, Contract
from clickstream.contract.firehose_conversion import ARRIVAL_PARTITION, delivered_columns
from clickstream.contract.model import PartitionKey


class Engine(StrEnum):
    """Service that converts raw JSON into Parquet."""

    LAMBDA = "lambda"
    """A Polars function, for each raw object within seconds of its arrival."""
    SPARK = "spark"
    """A Glue job, for batches of many raw objects. It writes the same files as the function."""
    FIREHOSE = "firehose"
    """The delivery stream, without derived columns, hashes and quarantine table."""


ENGINE = Engine.LAMBDA


class DeliveryPartition(StrEnum):
    """Date that a delivery stream with format conversion partitions by."""

    ARRIVAL = "arrival"
    """Date of arrival, as `p_date`."""
    EVENT = "event"
    """Date of the event, with the contract's partition keys, by dynamic partitioning."""


FIREHOSE_PARTITION = DeliveryPartition.ARRIVAL


@dataclass(frozen=True)
class TableShape:
    """Columns and partition keys of the events table."""

    columns: Sequence[Column]
    keys: Sequence[PartitionKey]


def events_table(contract: Contract, engine: Engine, partition: DeliveryPartition) -> TableShape:
    """Return the columns and partition keys of the events table that an engine writes.

    Args:
        contract: Contract of the events.
        engine: Engine that converts.
        partition: Date to partition by, for the engine `firehose` alone.

    Raises:
        ContractError: If the engine is Firehose, and Firehose does not support the contract.
    """
    if engine is not Engine.FIREHOSE:
        return TableShape(contract.table_columns, contract.partition_keys)
    by_arrival = partition is DeliveryPartition.ARRIVAL
    keys = (ARRIVAL_PARTITION,) if by_arrival else contract.partition_keys
    return TableShape(delivered_columns(contract), keys)
