"""Columns of a contract file: names, types, JSON keys, protection, primary key and sort order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.contract import aws_limits
from clickstream.contract.model import LINEAGE, Column, ColumnType, Protection
from clickstream.contract.odcs.file import NAME

if TYPE_CHECKING:
    from open_data_contract_standard.model import SchemaProperty

    from clickstream.contract.odcs.file import ContractFile


def check_names(file: ContractFile, properties: list[SchemaProperty]) -> None:
    """Reject invalid, reserved and repeated names of columns.

    Raises:
        ContractError: If a name is rejected.
    """
    names = [column_name(file, prop) for prop in properties]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise file.error(repeated[0], "two columns have this name", "Rename one")


def column_name(file: ContractFile, prop: SchemaProperty) -> str:
    """Return the name of a column.

    Raises:
        ContractError: If the name is missing, reserved, or not valid in Glue.
    """
    name = prop.name or ""
    if not name:
        raise file.error(None, "a column has no name", "Give every entry of `properties` a `name`")
    if not NAME.fullmatch(name):
        raise file.error(
            name,
            "the name is not valid in Glue",
            "Use lower-case letters, digits and underscores; name the JSON key in "
            "transformSourceObjects",
        )
    if len(name) > aws_limits.GLUE_NAME_BYTES:
        raise file.error(
            name,
            f"the name has {len(name)} characters",
            f"Use {aws_limits.GLUE_NAME_BYTES} or fewer, the limit of Glue",
        )
    if name in {column.name for column in LINEAGE}:
        raise file.error(
            name,
            "the name is reserved for a lineage column, which the converter adds",
            "Rename the column",
        )
    return name


def read_column(file: ContractFile, prop: SchemaProperty) -> Column:
    """Return a column.

    Raises:
        ContractError: If the type is unknown, or if fields contradict each other.
    """
    name = column_name(file, prop)
    column_type = _type(file, prop)
    if prop.transformLogic and prop.transformSourceObjects:
        raise file.error(
            name,
            "the column has both transformLogic and transformSourceObjects",
            "Keep transformLogic for a derived column, transformSourceObjects for one that is read",
        )
    if prop.transformLogic and prop.required:
        raise file.error(
            name,
            "`required` is true, and a derived column cannot be required",
            "Remove `required`, or set it on the columns that the derivation uses",
        )
    return Column(
        name=name,
        type=column_type,
        description=" ".join((prop.description or "").split()),
        required=bool(prop.required),
        sources=() if prop.transformLogic else tuple(prop.transformSourceObjects or [name]),
        logic=prop.transformLogic,
        protection=_protection(file, prop, column_type),
    )


def _type(file: ContractFile, prop: SchemaProperty) -> ColumnType:
    try:
        return ColumnType(prop.physicalType or "")
    except ValueError as error:
        raise file.error(
            prop.name,
            f"physicalType {prop.physicalType!r} is not supported",
            f"Use one of {', '.join(ColumnType)}",
        ) from error


def _protection(
    file: ContractFile, prop: SchemaProperty, column_type: ColumnType
) -> Protection | None:
    value = _custom_property(prop, "protection")
    if (prop.classification or "").lower() != "restricted":
        if value is not None:
            raise file.error(
                prop.name,
                f"protection is {value!r}, but the column is not restricted",
                "Add `classification: restricted`, or remove the protection",
            )
        return None
    try:
        protection = Protection(str(value or Protection.DROP))
    except ValueError as error:
        raise file.error(
            prop.name,
            f"protection {value!r} is not supported",
            f"Use one of {', '.join(Protection)}",
        ) from error
    if protection is Protection.HASH and column_type is not ColumnType.STRING:
        raise file.error(
            prop.name,
            f"protection is 'hash', which needs physicalType string, not {column_type}",
            "Use `physicalType: string`, or the protection drop or keep",
        )
    return protection


def _custom_property(prop: SchemaProperty, name: str) -> object | None:
    return next(
        (custom.value for custom in prop.customProperties or [] if custom.property == name), None
    )


def check_sources(file: ContractFile, columns: tuple[Column, ...]) -> None:
    """Reject a JSON key that two columns are read from.

    One of the columns would be empty, or would store a value that the other one protects.

    Raises:
        ContractError: If there is such a key.
    """
    readers: dict[str, str] = {}
    for column in columns:
        for source in column.sources:
            reader = readers.setdefault(source, column.name)
            if reader != column.name:
                raise file.error(
                    column.name,
                    f"the JSON key {source!r} is already read into column {reader!r}",
                    "Keep the key in the transformSourceObjects of one column",
                )


def read_primary_key(
    file: ContractFile, props: list[SchemaProperty], columns: tuple[Column, ...]
) -> str | None:
    """Return the name of the primary key, if the contract has one.

    Raises:
        ContractError: If the primary key is not one string column that is read and stored.
    """
    keys = [prop for prop in props if prop.primaryKey]
    if not keys:
        return None
    if len(keys) > 1 or keys[0].physicalType != "string" or keys[0].transformLogic:
        raise file.error(
            keys[-1].name,
            f"primaryKey is set on {', '.join(prop.name or '' for prop in keys)}; it must be set "
            "on one string column that is read from the event",
            "Keep one such column",
        )
    key = next(column for column in columns if column.name == keys[0].name)
    if not key.stored:
        raise file.error(
            key.name,
            "the primary key is restricted and dropped",
            "Use the protection hash or keep",
        )
    return key.name


def read_sort_columns(
    file: ContractFile, props: list[SchemaProperty], columns: tuple[Column, ...]
) -> tuple[str, ...]:
    """Return the columns by which rows are sorted, in the order of `sortKeyPosition`.

    Raises:
        ContractError: If a position is not a whole number of its own, or its column is not stored.
    """
    positions: dict[int, str] = {}
    for prop, column in zip(props, columns, strict=True):
        position = _custom_property(prop, "sortKeyPosition")
        if position is None:
            continue
        if not isinstance(position, int) or position < 1 or position in positions:
            raise file.error(
                column.name,
                f"sortKeyPosition is {position!r}",
                "Use a whole number from 1 that no other column has",
            )
        if not column.stored:
            raise file.error(
                column.name,
                f"sortKeyPosition is {position!r}, but the column is not stored",
                "Remove sortKeyPosition",
            )
        positions[position] = column.name
    return tuple(positions[position] for position in sorted(positions))
