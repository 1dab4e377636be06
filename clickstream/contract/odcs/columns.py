"""Columns of a contract file: types, JSON paths, protection, primary key and sort order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.contract.data_types import FLAT_TYPES, ColumnType
from clickstream.contract.model import Column, Protection
from clickstream.contract.odcs.names import column_name
from clickstream.contract.odcs.nested import read_type
from clickstream.contract.odcs.sources import read_sources

if TYPE_CHECKING:
    from open_data_contract_standard.model import SchemaProperty

    from clickstream.contract.odcs.file import ContractFile


def read_column(file: ContractFile, prop: SchemaProperty) -> Column:
    """Return a column.

    Raises:
        ContractError: If the type is unknown, or if fields contradict each other.
    """
    name = column_name(file, prop)
    data_type = read_type(file, prop, name)
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
    if prop.transformLogic and data_type.kind not in FLAT_TYPES:
        raise file.error(
            name,
            f"a derived column cannot be of type {data_type.kind}",
            f"Use one of {', '.join(sorted(FLAT_TYPES))}",
        )
    return Column(
        name=name,
        type=data_type.kind,
        description=" ".join((prop.description or "").split()),
        required=bool(prop.required),
        sources=()
        if prop.transformLogic
        else read_sources(file, name, prop.transformSourceObjects),
        logic=prop.transformLogic,
        protection=_protection(file, prop, data_type.kind),
        data_type=data_type,
    )


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


def read_event_type(
    file: ContractFile, props: list[SchemaProperty], columns: tuple[Column, ...]
) -> str | None:
    """Return the name of the column with the custom property `eventType`, if there is one.

    Raises:
        ContractError: If the value is not true, if several columns have it, or if the column is not
            a string column that is read from the event and stored unchanged.
    """
    found: list[str] = []
    for prop, column in zip(props, columns, strict=True):
        value = _custom_property(prop, "eventType")
        if value is None:
            continue
        if value is not True:
            raise file.error(
                column.name,
                f"eventType is {value!r}",
                "Use true, or remove the property from a column that is not the type of the event",
            )
        unchanged = column.protection in {None, Protection.KEEP}
        if column.type is not ColumnType.STRING or column.logic is not None or not unchanged:
            raise file.error(
                column.name,
                "eventType is set, and the column is not a string that is read from the event and "
                "stored unchanged",
                "Set eventType on such a column, or remove it",
            )
        found.append(column.name)
    if len(found) > 1:
        raise file.error(
            found[-1],
            f"eventType is set on {', '.join(found)}, and an event has one type",
            "Keep it on one column",
        )
    return found[0] if found else None


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
        if column.type not in FLAT_TYPES:
            raise file.error(
                column.name,
                f"sortKeyPosition is {position!r}, and rows cannot be sorted by a column of type {column.type}",
                "Remove sortKeyPosition",
            )
        positions[position] = column.name
    return tuple(positions[position] for position in sorted(positions))
