"""Generator of `reference/events.md`: the columns of the shipped contracts of events."""

from clickstream.contract.markdown_table import markdown_table
from clickstream.contract.odcs import read_contract
from tools.reference.text import ROOT, page, prose

CONTRACT = "contracts/clickstream.odcs.yaml"
NESTED_CONTRACTS = ("contracts/segment.odcs.yaml", "contracts/ga4.odcs.yaml")
INTRODUCTION = f"""
Columns of the events table of the default contract, `{CONTRACT}`, in the order of the table.
[Change the contract](../guides/change-contract.md) describes how to write another contract. The
columns of two contracts of nested events follow.
"""


def generate() -> str:
    """Return the page."""
    return page(
        "Events table",
        prose(INTRODUCTION),
        *_table(CONTRACT),
        *(part for path in NESTED_CONTRACTS for part in (f"## `{path}`\n", *_table(path))),
    )


def _table(path: str) -> tuple[str, str]:
    contract = read_contract(ROOT / path)
    return prose(f"Table `{contract.table}`: {contract.description}"), markdown_table(contract)
