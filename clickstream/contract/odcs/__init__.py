"""Reader of contract files in the Open Data Contract Standard (ODCS), version 3.

https://bitol-io.github.io/open-data-contract-standard/. The reader rejects every field whose value
the pipeline cannot honour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.contract.model import Column, Contract
from clickstream.contract.odcs.columns import (
    read_column,
    read_event_type,
    read_primary_key,
    read_sort_columns,
)
from clickstream.contract.odcs.derivations import check_derivations
from clickstream.contract.odcs.file import ContractFile
from clickstream.contract.odcs.names import check_names
from clickstream.contract.odcs.partitions import read_partitions
from clickstream.contract.odcs.sources import check_sources

if TYPE_CHECKING:
    from pathlib import Path

    from open_data_contract_standard.model import SchemaObject

__all__ = ["TableDeclaration", "read_contract", "read_tables"]


def read_contract(path: Path) -> Contract:
    """Read and validate a contract file.

    Raises:
        ContractError: If the file is missing, is not a contract, or holds a value that cannot be
            honoured. The message names the file, the column, the value and the remedy.
    """
    file = ContractFile(path)
    parsed = file.parse()
    table = file.only_table(parsed)
    properties = table.properties or []
    check_names(file, properties)
    unpartitioned = [prop for prop in properties if not prop.partitioned]
    columns = tuple(read_column(file, prop) for prop in unpartitioned)
    partition_keys, event_time = read_partitions(
        file, [prop for prop in properties if prop.partitioned], columns
    )
    check_sources(file, columns)
    check_derivations(file, columns)
    return Contract(
        table=file.table_name(table.physicalName or table.name),
        version=parsed.version or "0",
        description=" ".join((table.description or "").split()),
        columns=columns,
        partition_keys=partition_keys,
        event_time=event_time,
        primary_key=read_primary_key(file, unpartitioned, columns),
        sort_by=read_sort_columns(file, unpartitioned, columns),
        event_type=read_event_type(file, unpartitioned, columns),
        file=str(path),
    )


@dataclass(frozen=True)
class TableDeclaration:
    """Table that a contract file declares: name, description and columns.

    The columns are not read from events. A daily model fills them.
    """

    name: str
    description: str
    columns: tuple[Column, ...]


def read_tables(path: Path) -> tuple[TableDeclaration, ...]:
    """Read and validate a contract file of several tables, in the file's order.

    Raises:
        ContractError: As in `read_contract`, and if two tables have one name, or if a column has a
            field that only the column of an event can have.
    """
    file = ContractFile(path)
    tables = tuple(
        TableDeclaration(
            file.table_name(table.physicalName or table.name),
            " ".join((table.description or "").split()),
            _declared_columns(file, table),
        )
        for table in file.parse().schema_ or []
    )
    names = [table.name for table in tables]
    if not names:
        raise file.error(None, "it declares no table", "Declare one table or more under `schema`")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise file.error(None, f"two tables have the name {repeated[0]!r}", "Rename one")
    return tables


def _declared_columns(file: ContractFile, table: SchemaObject) -> tuple[Column, ...]:
    properties = table.properties or []
    check_names(file, properties)
    for prop in properties:
        unsupported = {
            "partitioned": prop.partitioned,
            "transformLogic": prop.transformLogic,
            "transformSourceObjects": prop.transformSourceObjects,
            "classification: restricted": prop.classification == "restricted",
        }
        for field, present in unsupported.items():
            if present:
                raise file.error(
                    prop.name,
                    f"a column of a daily model cannot have `{field}`",
                    "Remove it; the query of the model computes the column",
                )
    return tuple(read_column(file, prop) for prop in properties)
