"""Data types of columns: `physicalType`, and the description of nested columns.

The fields of a struct are its `properties`, the elements of an array its `items`, and the values of
a map the `value` of its `map`. A complete Hive type in `physicalType`, such as
``map<string,double>``, needs no description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.contract.data_types import ColumnType, DataType, Field
from clickstream.contract.odcs.hive_types import FORMS, parse_type
from clickstream.contract.odcs.names import check_name, repeated_name
from clickstream.contract.paths import parse_path

if TYPE_CHECKING:
    from open_data_contract_standard.model import SchemaProperty

    from clickstream.contract.odcs.file import ContractFile

KEYS = {None, "string"}
"""Physical types of the keys of a map."""


def read_type(file: ContractFile, prop: SchemaProperty, place: str) -> DataType:
    """Return the data type of a column, or of a part of a nested column.

    Args:
        file: Contract file.
        prop: Entry of the file.
        place: Name of the column, or path of the part in its column, for the messages.

    Raises:
        ContractError: If the type is missing or not supported, if `physicalType` contradicts the
            description of the parts, or if a part has a field that only a column can have.
    """
    described = _described(file, prop, place)
    if described is None:
        return _physical_type(file, prop, place)
    if prop.physicalType not in {None, described.kind.value}:
        physical = _physical_type(file, prop, place)
        if physical != described and physical.athena_type != described.athena_type:
            raise file.error(
                place,
                f"physicalType is {prop.physicalType!r}, but the description of the parts is "
                f"{described.athena_type}",
                f"Use `physicalType: {described.kind}`, or remove `properties`, `items` and `map`",
            )
    return described


def _physical_type(file: ContractFile, prop: SchemaProperty, place: str) -> DataType:
    problem = f"physicalType {prop.physicalType!r} is not supported"
    remedy = f"Use one of {FORMS}, or describe the parts in `properties`, `items` or `map`"
    if prop.physicalType is None:
        raise file.error(place, problem, remedy)
    try:
        data_type = parse_type(prop.physicalType)
    except ValueError as error:
        raise file.error(place, f"{problem}: {error}", remedy) from error
    _check_structs(file, data_type, place)
    return data_type


def _check_structs(file: ContractFile, data_type: DataType, place: str) -> None:
    """Check the structs of a Hive type."""
    if data_type.items:
        _check_structs(file, data_type.items, f"{place}.items")
    _check_fields(file, place, data_type.fields)
    for field in data_type.fields:
        _check_structs(file, field.data_type, f"{place}.{field.name}")


def _described(file: ContractFile, prop: SchemaProperty, place: str) -> DataType | None:
    """Return the type that the description of the parts gives; None if there is none."""
    parts = {"properties": prop.properties, "items": prop.items, "map": prop.map}
    given = [name for name, part in parts.items() if part]
    if len(given) > 1:
        raise file.error(
            place,
            f"the column has {' and '.join(f'`{name}`' for name in given)}",
            "Keep `properties` for a struct, `items` for an array, or `map` for a map",
        )
    if prop.properties:
        fields = tuple(_field(file, inner, place) for inner in prop.properties)
        _check_fields(file, place, fields)
        return DataType(ColumnType.STRUCT, fields)
    if prop.items:
        items = _part(file, prop.items, f"{place}.items")
        return DataType(ColumnType.ARRAY, items=items)
    if prop.map:
        key, value = prop.map.key, prop.map.value
        if value is None or (key and key.physicalType not in KEYS):
            raise file.error(
                place,
                "the map has no `value`, or keys that are not strings",
                "Describe the values in `value` of `map`, and use `physicalType: string` for `key`",
            )
        return DataType(ColumnType.MAP, items=_part(file, value, f"{place}.value"))
    return None


def _check_fields(file: ContractFile, place: str, fields: tuple[Field, ...]) -> None:
    """Reject invalid and repeated names and keys of the fields of a struct."""
    for field in fields:
        check_name(file, f"{place}.{field.name}", field.name)
    repeated = repeated_name(field.name for field in fields)
    if repeated:
        raise file.error(place, f"two fields have the name {repeated!r}", "Rename one")
    repeated = repeated_name(field.key for field in fields)
    if repeated:
        raise file.error(
            place,
            f"two fields are read from the JSON key {repeated!r}",
            "Keep one of the fields",
        )


def _field(file: ContractFile, prop: SchemaProperty, place: str) -> Field:
    """Return a field of the struct at `place`."""
    name = prop.name or ""
    if not name:
        raise file.error(place, "a field has no name", "Give every entry of `properties` a `name`")
    inner = f"{place}.{name}"
    sources = prop.transformSourceObjects or []
    try:
        path = parse_path(sources[0]) if sources else (name,)
    except ValueError as error:
        raise file.error(inner, f"transformSourceObjects: {error}", "Correct the path") from error
    if len(sources) > 1 or len(path) != 1:
        raise file.error(
            inner,
            f"transformSourceObjects is {sources!r}, and a field is read from one JSON key of its "
            "object",
            r"Name one key; write \. for a dot inside it",
        )
    return Field(name, _part(file, prop, inner), path[0])


def _part(file: ContractFile, prop: SchemaProperty, place: str) -> DataType:
    """Return the type of a part of a nested column, without the fields of a column."""
    custom = {item.property for item in prop.customProperties or []}
    unsupported = {
        "classification: restricted": (prop.classification or "").lower() == "restricted",
        "protection": "protection" in custom,
        "required": prop.required,
        "primaryKey": prop.primaryKey,
        "partitioned": prop.partitioned,
        "transformLogic": prop.transformLogic,
        "sortKeyPosition": "sortKeyPosition" in custom,
        "eventType": "eventType" in custom,
    }
    for name, present in unsupported.items():
        if present:
            raise file.error(
                place,
                f"a part of a nested column cannot have `{name}`",
                "Remove it; leave a restricted field out, and declare a column with its path",
            )
    return read_type(file, prop, place)
