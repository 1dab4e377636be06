"""Data types of columns, and of the fields, elements and values inside nested columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

MAX_PRECISION = 38  # digits of a decimal in Athena, Polars and Spark


class ColumnType(StrEnum):
    """Kind of a data type, by its Athena (Hive) name. `JSON` has the Athena type string.

    JSON, Polars, Parquet, Glue and Spark have an equivalent of each of these types.
    """

    BIGINT = "bigint"
    INTEGER = "int"
    BOOLEAN = "boolean"
    DOUBLE = "double"
    DECIMAL = "decimal"
    STRING = "string"
    TIMESTAMP = "timestamp"
    DATE = "date"
    ARRAY = "array"
    MAP = "map"
    STRUCT = "struct"
    JSON = "json"
    """Text of any JSON value, such as an object whose members vary."""


NESTED_TYPES = frozenset({ColumnType.ARRAY, ColumnType.MAP, ColumnType.STRUCT, ColumnType.JSON})
"""Types whose values contain other values."""

FLAT_TYPES = frozenset(ColumnType) - NESTED_TYPES
"""Types of a single value."""


@dataclass(frozen=True)
class DataType:
    """Data type: a kind, and the parts that the kind needs."""

    kind: ColumnType
    fields: tuple[Field, ...] = ()
    """Fields of a struct, in order."""
    items: DataType | None = None
    """Type of the elements of an array, or of the values of a map. A map's keys are strings."""
    precision: int = 0
    """Digits of a decimal."""
    scale: int = 0
    """Digits of a decimal after the point."""

    def __post_init__(self) -> None:
        """Check that the parts are those of the kind.

        Raises:
            ValueError: If a part is missing, or is not a part of the kind.
        """
        least = int(self.kind is ColumnType.DECIMAL)
        problem = ""
        if bool(self.fields) != (self.kind is ColumnType.STRUCT):
            problem = f"fields of a {self.kind}: {self.fields!r}. A struct has fields"
        elif (self.items is not None) != (self.kind in {ColumnType.ARRAY, ColumnType.MAP}):
            problem = f"items of a {self.kind}: {self.items!r}. An array or a map has items"
        elif not least <= self.precision <= MAX_PRECISION * least:
            problem = (
                f"precision of a {self.kind}: {self.precision}. A decimal has 1 to {MAX_PRECISION}"
            )
        elif not 0 <= self.scale <= self.precision:
            problem = f"scale of a {self.kind}: {self.scale}. Use 0 to the precision"
        if problem:
            raise ValueError(problem)

    @property
    def athena_type(self) -> str:
        """Type in Athena and Glue, such as ``array<struct<sku:string,price:double>>``."""
        match self.kind:
            case ColumnType.STRUCT:
                fields = ",".join(
                    f"{field.name}:{field.data_type.athena_type}" for field in self.fields
                )
                return f"struct<{fields}>"
            case ColumnType.ARRAY:
                return f"array<{self._items_type}>"
            case ColumnType.MAP:
                return f"map<string,{self._items_type}>"
            case ColumnType.DECIMAL:
                return f"decimal({self.precision},{self.scale})"
            case ColumnType.JSON:
                return ColumnType.STRING.value
            case _:
                return self.kind.value

    def spark_type(self, timestamp: str = "timestamp_ntz") -> str:
        """Return the type in Spark's DDL.

        Args:
            timestamp: Type of timestamps. The default has no zone, as Hive's timestamp. Spark's
                plain ``timestamp`` is an instant, and is written as one.
        """
        match self.kind:
            case ColumnType.TIMESTAMP:
                return timestamp
            case ColumnType.STRUCT:
                fields = ",".join(
                    f"`{field.name}`:{field.data_type.spark_type(timestamp)}"
                    for field in self.fields
                )
                return f"struct<{fields}>"
            case ColumnType.ARRAY | ColumnType.MAP if self.items:
                keys = "string," if self.kind is ColumnType.MAP else ""
                return f"{self.kind}<{keys}{self.items.spark_type(timestamp)}>"
            case _:
                return self.athena_type

    @property
    def _items_type(self) -> str:
        return self.items.athena_type if self.items else ""


@dataclass(frozen=True)
class Field:
    """Field of a struct."""

    name: str
    """Name in the table: lower-case, as Athena has it."""
    data_type: DataType
    key: str = ""
    """Name of the JSON member, as it is sent; default the name."""

    def __post_init__(self) -> None:
        """Fill in the default key."""
        object.__setattr__(self, "key", self.key or self.name)


class FieldFields(TypedDict):
    """JSON form of a field."""

    name: str
    data_type: DataTypeFields
    key: str


class DataTypeFields(TypedDict):
    """JSON form of a data type."""

    kind: str
    fields: list[FieldFields]
    items: DataTypeFields | None
    precision: int
    scale: int


def data_type_of(form: DataTypeFields) -> DataType:
    """Return a data type from its JSON form."""
    return DataType(
        kind=ColumnType(form["kind"]),
        fields=tuple(
            Field(field["name"], data_type_of(field["data_type"]), field["key"])
            for field in form["fields"]
        ),
        items=data_type_of(form["items"]) if form["items"] else None,
        precision=form["precision"],
        scale=form["scale"],
    )
