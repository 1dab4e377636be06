"""JSON paths of the columns of a contract file: parsed, and checked against each other."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from clickstream.contract.data_types import FLAT_TYPES, ColumnType, DataType
from clickstream.contract.paths import parse_path, path_text

if TYPE_CHECKING:
    from clickstream.contract.model import Column
    from clickstream.contract.odcs.file import ContractFile


def read_sources(file: ContractFile, name: str, sources: list[str] | None) -> tuple[str, ...]:
    """Return the JSON paths of a column; its name if the file has none.

    Raises:
        ContractError: If a path does not parse.
    """
    for source in sources or []:
        try:
            parse_path(source)
        except ValueError as error:
            raise file.error(
                name, f"transformSourceObjects: {error}", "Correct the path"
            ) from error
    return tuple(sources or [name])


def check_sources(file: ContractFile, columns: tuple[Column, ...]) -> None:
    """Reject a JSON path whose value another column holds too.

    Such a column would be empty, or would store a value that the other one protects. The members of
    a JSON column are no such values: its text holds only those that no restricted column has.

    Raises:
        ContractError: If there is such a path.
    """
    for outer, inner in permutations(columns, 2):
        for path in inner.paths:
            for outer_path in outer.paths:
                if path[: len(outer_path)] == outer_path:
                    _check_path(file, inner, path, outer, outer_path)


def _check_path(
    file: ContractFile, inner: Column, path: tuple[str, ...], outer: Column, at: tuple[str, ...]
) -> None:
    """Reject a path at or below the path of another column, if the other column holds its value."""
    if path == at:
        raise file.error(
            inner.name,
            f"the JSON path {path_text(path)!r} is already read into column {outer.name!r}",
            "Keep the path in the transformSourceObjects of one column",
        )
    holder, in_array = _holder(outer.data_type, path[len(at) :])
    if holder is None and inner.stored and in_array:
        raise file.error(
            inner.name,
            f"the JSON path {path_text(path)!r} goes through an array of column {outer.name!r}, "
            "and a column holds the value of one path",
            f"Declare the field in `items` of {outer.name!r}, or drop its values",
        )
    if holder is None or holder.kind is ColumnType.JSON:
        return
    if holder.kind in FLAT_TYPES and holder is outer.data_type:
        problem = f"column {outer.name!r} reads the object around it as a {outer.athena_type}"
        remedy = f"Use `physicalType: json` for {outer.name!r}, or remove one of the paths"
    else:
        problem = f"column {outer.name!r}, of type {outer.type}, holds the value too"
        remedy = (
            f"Leave the field out of the description of {outer.name!r}, use `physicalType: json` "
            "for it, or remove the path"
        )
    raise file.error(inner.name, f"the JSON path {path_text(path)!r}: {problem}", remedy)


def _holder(data_type: DataType, rest: tuple[str, ...]) -> tuple[DataType | None, bool]:
    """Return the part of a type that holds the value at a path below it.

    The second value is whether the path goes through an array. The first is None if no part holds
    the value: a struct has no field of that key.
    """
    in_array = False
    while data_type.kind in {ColumnType.ARRAY, ColumnType.STRUCT}:
        if data_type.items:
            in_array = True
            data_type = data_type.items
        elif not rest:
            break
        else:
            inner = next((field for field in data_type.fields if field.key == rest[0]), None)
            if inner is None:
                return None, in_array
            data_type, rest = inner.data_type, rest[1:]
    return data_type, in_array
