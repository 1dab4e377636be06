"""Types of columns: Glue's and Trino's to DuckDB's, and DuckDB's to those that Athena reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from duckdb import sqltypes as duckdb_types

DUCKDB = {
    "boolean": "BOOLEAN", "tinyint": "TINYINT", "smallint": "SMALLINT", "int": "INTEGER", "integer": "INTEGER",
    "bigint": "BIGINT", "float": "FLOAT", "real": "FLOAT", "double": "DOUBLE", "date": "DATE",
    "timestamp": "TIMESTAMP", "string": "VARCHAR", "varchar": "VARCHAR", "char": "VARCHAR", "binary": "BLOB",
    "varbinary": "BLOB",
}  # fmt: skip
"""Type of DuckDB by the name of the Glue type."""

ATHENA = {
    "boolean": "boolean", "tinyint": "tinyint", "smallint": "smallint", "integer": "integer", "bigint": "bigint",
    "hugeint": "bigint", "utinyint": "smallint", "usmallint": "integer", "uinteger": "bigint", "ubigint": "bigint",
    "float": "float", "double": "double", "decimal": "decimal", "varchar": "varchar", "blob": "varbinary",
    "date": "date", "time": "time", "timestamp": "timestamp", "timestamp_ms": "timestamp",
    "timestamp_s": "timestamp", "timestamp_ns": "timestamp", "timestamp with time zone": "timestamp with time zone",
    "interval": "interval day to second", "list": "array", "array": "array", "struct": "row", "map": "map",
    "json": "json", "null": "unknown",
}  # fmt: skip
"""Type in Athena's column information by the name of DuckDB's type."""

GLUE = {
    **{kind: kind for kind in ("boolean", "tinyint", "smallint", "bigint", "float", "double")},
    "date": "date", "timestamp": "timestamp", "integer": "int", "varchar": "string", "varbinary": "binary",
}  # fmt: skip
"""Glue type by Athena's type, for scalar types."""


class ColumnTypeError(ValueError):
    """Type without a counterpart."""


def to_duckdb(glue_type: str) -> str:
    """Return a Glue type as a type of DuckDB.

    Raises:
        ColumnTypeError: If Glue has no such type.
    """
    text = glue_type.strip()
    outer = re.fullmatch(r"(array|map|struct)\s*<(.*)>", text, re.IGNORECASE | re.DOTALL)
    if outer is None:
        name, _, arguments = text.lower().partition("(")
        if name == "decimal":
            return f"DECIMAL({arguments}" if arguments else "DECIMAL(10, 0)"
        if name in DUCKDB:
            return DUCKDB[name]
        msg = f"the local Athena has no type {glue_type!r}"
        raise ColumnTypeError(msg)
    parts = _split(outer[2])
    match outer[1].lower():
        case "array":
            return f"{to_duckdb(parts[0])}[]"
        case "map":
            return f"MAP({to_duckdb(parts[0])}, {to_duckdb(parts[1])})"
        case _:
            fields = (part.partition(":") for part in parts)
            members = (f'"{name.strip()}" {to_duckdb(kind)}' for name, _, kind in fields)
            return f"STRUCT({', '.join(members)})"


def _split(text: str) -> list[str]:
    """Split at the commas outside of brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "<(") - (character in ">)")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def to_athena(kind: duckdb_types.DuckDBPyType) -> str:
    """Return the type that Athena reports for a column of a result, such as bigint or array."""
    name = str(kind).lower()  # the id of JSON is varchar
    return ATHENA.get(name) or ATHENA.get(kind.id.lower(), "varchar")


def digits(kind: duckdb_types.DuckDBPyType) -> tuple[int, int] | None:
    """Return precision and scale of a decimal; None for another type."""
    if kind.id.lower() != "decimal":
        return None
    found = cast("dict[str, int]", dict(kind.children))
    return found["precision"], found["scale"]


def to_trino(kind: duckdb_types.DuckDBPyType) -> str:
    """Return a type of DuckDB as Trino writes it, such as ``array(varchar)``."""
    name = to_athena(kind)
    if name in {"array", "map", "row"}:
        members = [(member, to_trino(child)) for member, child in _children(kind).items()]
        parts = [f'"{member}" {text}' if name == "row" else text for member, text in members]
        return f"{name}({', '.join(parts)})"
    if name == "decimal":
        return str(kind).lower()
    return {"timestamp": "timestamp(3)", "float": "real"}.get(name, name)


def to_glue(kind: duckdb_types.DuckDBPyType) -> str:
    """Return a type of DuckDB as Glue writes it, such as ``array<string>``.

    Raises:
        ColumnTypeError: If Glue has no such type.
    """
    match to_athena(kind):
        case "array":
            return f"array<{to_glue(_children(kind)['child'])}>"
        case "map":
            members = _children(kind)
            return f"map<{to_glue(members['key'])},{to_glue(members['value'])}>"
        case "row":
            fields = (f"{name}:{to_glue(member)}" for name, member in _children(kind).items())
            return f"struct<{','.join(fields)}>"
        case "decimal":
            return str(kind).lower().replace(" ", "")
        case name if name in GLUE:
            return GLUE[name]
        case name:
            msg = f"NOT_SUPPORTED: Unsupported Hive type: {name}"
            raise ColumnTypeError(msg)


def _children(kind: duckdb_types.DuckDBPyType) -> dict[str, duckdb_types.DuckDBPyType]:
    children = cast("list[tuple[str, duckdb_types.DuckDBPyType]]", kind.children)
    return {name: child for name, child in children if name != "size"}  # an array's size
