"""Contract files made by editing the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from clickstream.contract import ContractError
from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Document = dict[str, Any]
    Change = Callable[[Document], object]


def edited(directory: Path, *changes: Change) -> Path:
    """Write the clickstream contract with changes."""
    document: Document = yaml.safe_load(CLICKSTREAM.read_text(encoding="utf-8"))
    for change in changes:
        change(document)
    path = directory / "edited.odcs.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def properties(document: Document) -> list[dict[str, Any]]:
    """Return the columns of the only table."""
    return document["schema"][0]["properties"]


def column(name: str, /, **fields: object) -> Change:
    """Return the change that sets fields of a column; a field that is None is removed."""

    def change(document: Document) -> None:
        found = next(prop for prop in properties(document) if prop["name"] == name)
        found.update(fields)
        for field in [field for field, value in found.items() if value is None]:
            del found[field]

    return change


def protected(name: str, protection: str) -> Change:
    """Return the change that makes a column restricted."""
    return column(
        name,
        classification="restricted",
        customProperties=[{"property": "protection", "value": protection}],
    )


def added(name: str, /, **fields: object) -> Change:
    """Return the change that adds a column at the end; a string if nothing else is said."""
    return lambda document: properties(document).append(
        {"name": name, "logicalType": "string", "physicalType": "string", **fields}
    )


def without(*names: str) -> Change:
    """Return the change that removes columns."""

    def change(document: Document) -> None:
        document["schema"][0]["properties"] = [
            prop for prop in properties(document) if prop["name"] not in names
        ]

    return change


def assert_column_rejected(path: Path, name: str, problem: str, remedy: str) -> None:
    """Assert that a contract is rejected for a column, with its value and the remedy."""
    with pytest.raises(ContractError) as rejection:
        read_contract(path)
    message = str(rejection.value)
    assert message.startswith(f"{path}, column {name!r}: "), (
        "the message starts with the file and the column"
    )
    assert problem in message, "the message names the problem and the value"
    assert remedy in message.removeprefix(str(path)), "the message names the remedy"
