"""Names of columns and of the fields of nested columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.contract import aws_limits
from clickstream.contract.model import LINEAGE
from clickstream.contract.odcs.file import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from open_data_contract_standard.model import SchemaProperty

    from clickstream.contract.odcs.file import ContractFile


def check_names(file: ContractFile, properties: list[SchemaProperty]) -> None:
    """Reject invalid, reserved and repeated names of columns.

    Raises:
        ContractError: If a name is rejected.
    """
    repeated = repeated_name(column_name(file, prop) for prop in properties)
    if repeated:
        raise file.error(repeated, "two columns have this name", "Rename one")


def column_name(file: ContractFile, prop: SchemaProperty) -> str:
    """Return the name of a column.

    Raises:
        ContractError: If the name is missing, reserved, or not valid in Glue.
    """
    name = prop.name or ""
    if not name:
        raise file.error(None, "a column has no name", "Give every entry of `properties` a `name`")
    check_name(file, name, name)
    if name in {column.name for column in LINEAGE}:
        raise file.error(
            name,
            "the name is reserved for a lineage column, which the converter adds",
            "Rename the column",
        )
    return name


def check_name(file: ContractFile, place: str, name: str) -> None:
    """Reject the name of a column, or of a field, that Glue would change or reject.

    Args:
        file: Contract file.
        place: Name of the column, or path of the field in its column, for the message.
        name: Name.

    Raises:
        ContractError: If the name is rejected.
    """
    if not NAME.fullmatch(name):
        raise file.error(
            place,
            "the name is not valid in Glue",
            "Use lower-case letters, digits and underscores; name the JSON key in "
            "transformSourceObjects",
        )
    if len(name) > aws_limits.GLUE_NAME_BYTES:
        raise file.error(
            place,
            f"the name has {len(name)} characters",
            f"Use {aws_limits.GLUE_NAME_BYTES} or fewer, the limit of Glue",
        )


def repeated_name(names: Iterable[str]) -> str | None:
    """Return the first name, in alphabetical order, that is repeated."""
    listed = list(names)
    return min((name for name in listed if listed.count(name) > 1), default=None)
