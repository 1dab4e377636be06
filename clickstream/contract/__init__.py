"""Data contract of an event type: its model, the reader of contract files, and its projections.

`model` holds the contract and its JSON form. It imports the standard library alone, because the
converter's package carries it. `odcs` reads contract files. The projections are `polars_schema`,
`glue_columns`, `firehose_conversion`, `spark_sql`, `sample_events` and `markdown_table`.
"""

from clickstream.contract.model import Column, ColumnType, Contract, ContractError, Protection

__all__ = ["Column", "ColumnType", "Contract", "ContractError", "Protection"]
