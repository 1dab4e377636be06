"""Data contract of an event type: its model, the reader of contract files, and its projections.

`model` holds the contract and its JSON form, `data_types` the types of columns, `paths` the JSON
paths. These three import the standard library alone, because the converter's package carries them.
`odcs` reads contract files. The projections are `polars_schema`, `glue_columns`,
`firehose_conversion`, `spark_sql`, `sample_events` and `markdown_table`.
"""

from clickstream.contract.data_types import (
    FLAT_TYPES,
    NESTED_TYPES,
    ColumnType,
    DataType,
    Field,
)
from clickstream.contract.model import Column, Contract, ContractError, Protection

__all__ = [
    "FLAT_TYPES",
    "NESTED_TYPES",
    "Column",
    "ColumnType",
    "Contract",
    "ContractError",
    "DataType",
    "Field",
    "Protection",
]
