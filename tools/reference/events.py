"""Generator of `reference/events.md`: the columns of the default contract."""

from clickstream.contract.markdown_table import markdown_table
from clickstream.contract.odcs import read_contract
from tools.reference.text import ROOT, page, prose

CONTRACT = "contracts/clickstream.odcs.yaml"
INTRODUCTION = f"""
Columns of the events table of the default contract, `{CONTRACT}`, in the order of the table.
[Change the contract](../guides/change-contract.md) describes how to write another contract.
"""


def generate() -> str:
    """Return the page."""
    contract = read_contract(ROOT / CONTRACT)
    return page(
        "Events table",
        prose(INTRODUCTION),
        prose(f"Table `{contract.table}`: {contract.description}"),
        markdown_table(contract),
    )
