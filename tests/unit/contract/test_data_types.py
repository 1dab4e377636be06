"""Data types: their Athena types, their parts and their JSON form."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from clickstream.contract import (
    FLAT_TYPES,
    NESTED_TYPES,
    Column,
    ColumnType,
    Contract,
    DataType,
    Field,
    Protection,
)
from clickstream.contract.data_types import data_type_of

STRING = DataType(ColumnType.STRING)
MONEY = DataType(ColumnType.DECIMAL, precision=10, scale=2)
PRODUCT = DataType(ColumnType.STRUCT, (Field("sku", STRING, "SKU"), Field("price", MONEY)))
PRODUCTS = DataType(ColumnType.ARRAY, items=PRODUCT)
SCORES = DataType(ColumnType.MAP, items=DataType(ColumnType.DOUBLE))


@pytest.mark.parametrize(
    ("data_type", "name"),
    [
        (STRING, "string"),
        (DataType(ColumnType.INTEGER), "int"),
        (DataType(ColumnType.DATE), "date"),
        (DataType(ColumnType.JSON), "string"),
        (MONEY, "decimal(10,2)"),
        (PRODUCTS, "array<struct<sku:string,price:decimal(10,2)>>"),
        (SCORES, "map<string,double>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_athena_type_names_every_part(data_type: DataType, name: str) -> None:
    assert data_type.athena_type == name


@pytest.mark.parametrize("data_type", [STRING, MONEY, PRODUCTS, SCORES], ids=lambda kind: kind.kind)
def test_the_json_form_holds_the_whole_type(data_type: DataType) -> None:
    assert data_type_of(json.loads(json.dumps(asdict(data_type)))) == data_type


def test_the_key_of_a_field_is_its_name_unless_another_is_given() -> None:
    assert [field.key for field in PRODUCT.fields] == ["SKU", "price"]


def test_every_type_is_flat_or_nested() -> None:
    assert set(ColumnType) == FLAT_TYPES | NESTED_TYPES
    assert not FLAT_TYPES & NESTED_TYPES
    assert ColumnType.JSON in NESTED_TYPES, "its text holds other values"


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"kind": ColumnType.STRUCT}, "A struct has fields"),
        ({"kind": ColumnType.STRING, "fields": (Field("a", STRING),)}, "A struct has fields"),
        ({"kind": ColumnType.ARRAY}, "An array or a map has items"),
        ({"kind": ColumnType.JSON, "items": STRING}, "An array or a map has items"),
        ({"kind": ColumnType.DECIMAL}, "precision of a decimal: 0. A decimal has 1 to 38"),
        ({"kind": ColumnType.DECIMAL, "precision": 39}, "precision of a decimal: 39"),
        ({"kind": ColumnType.DOUBLE, "precision": 5}, "precision of a double: 5"),
        ({"kind": ColumnType.DECIMAL, "precision": 5, "scale": 6}, "scale of a decimal: 6"),
    ],
)
def test_a_type_with_wrong_parts_is_rejected(parts: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        DataType(**parts)  # pyright: ignore[reportArgumentType] - wrong parts on purpose


def test_a_flat_column_needs_no_data_type() -> None:
    column = Column("city", ColumnType.STRING)
    assert column.data_type == STRING
    assert column.athena_type == "string"


def test_a_column_is_of_the_kind_of_its_data_type() -> None:
    assert Column("products", ColumnType.ARRAY, data_type=PRODUCTS).data_type == PRODUCTS
    with pytest.raises(
        ValueError, match="'products': the type is struct, and the data type is arr"
    ):
        Column("products", ColumnType.STRUCT, data_type=PRODUCTS)


def test_the_paths_of_a_column_are_its_sources_parsed() -> None:
    column = Column("url", ColumnType.STRING, sources=("context.page.url", r"page\.url"))
    assert column.paths == (("context", "page", "url"), ("page.url",))


def test_the_restricted_paths_are_those_of_dropped_and_hashed_columns() -> None:
    columns = tuple(
        Column(name, ColumnType.STRING, sources=sources, protection=protection)
        for name, sources, protection in (
            ("ip", ("context.ip", "ip"), Protection.DROP),
            ("email", ("traits.email",), Protection.HASH),
            ("phone", ("traits.phone",), Protection.KEEP),
            ("city", ("city",), None),
        )
    )
    contract = Contract("events", "1", "", columns, (), "time")
    assert contract.restricted_paths == (("context", "ip"), ("ip",), ("traits", "email")), (
        "every path of a column whose values are not stored unchanged, and no other"
    )
