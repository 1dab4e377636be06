"""What an event is, as code.

`model` is the contract itself and its JSON form, with no import beyond the standard library: the
function's archive carries it. `odcs` reads contract files; `frames`, `glue`, `firehose`, `samples`
and `markdown` are projections of the model.
"""

from clickstream.contract.model import Column, ColumnType, Contract, ContractError, Protection

__all__ = ["Column", "ColumnType", "Contract", "ContractError", "Protection"]
