"""Nested columns of contract files: honoured descriptions and rejected ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clickstream.contract import ColumnType, Contract, glue_columns, polars_schema
from clickstream.contract.markdown_table import markdown_table
from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM
from tests.unit.contract.files import added, assert_column_rejected, edited

if TYPE_CHECKING:
    from pathlib import Path

    from clickstream.contract import Column

TEXT = {"logicalType": "string", "physicalType": "string"}
PRODUCT: dict[str, Any] = {
    "logicalType": "object",
    "properties": [
        {"name": "sku", **TEXT, "transformSourceObjects": ["SKU"]},
        {"name": "price", "physicalType": "decimal(10,2)"},
        {"name": "labels", "map": {"key": TEXT, "value": {"physicalType": "bigint"}}},
    ],
}
PRODUCTS: dict[str, Any] = {"logicalType": "array", "physicalType": None, "items": PRODUCT}


def read_added(directory: Path, **fields: object) -> Column:
    """Return the column `nested` of a contract with it."""
    contract = read_contract(edited(directory, added("nested", **fields)))
    assert Contract.from_json(contract.to_json()) == contract, (
        "the converter reads what was checked at deployment"
    )
    return contract.columns[-1]


def test_a_description_of_the_parts_gives_the_type_of_a_column(tmp_path: Path) -> None:
    column = read_added(tmp_path, **PRODUCTS)
    assert column.type is ColumnType.ARRAY
    (item,) = glue_columns.columns([column])
    assert item["type"] == "array<struct<sku:string,price:decimal(10,2),labels:map<string,bigint>>>"
    product = column.data_type.items
    assert product is not None
    assert [field.key for field in product.fields] == ["SKU", "price", "labels"], (
        "a field is read from its JSON key"
    )


def test_polars_has_an_equivalent_of_every_part(tmp_path: Path) -> None:
    column = read_added(tmp_path, **PRODUCTS)
    assert polars_schema.schema([column])["nested"] == pl.List(
        pl.Struct(
            {
                "sku": pl.String(),
                "price": pl.Decimal(10, 2),
                "labels": pl.Map(pl.String(), pl.Int64()),
            }
        )
    )


@pytest.mark.parametrize(
    "name",
    [
        "int",
        "date",
        "decimal(38,0)",
        "map<string,double>",
        "array<struct<sku:string,prices:array<decimal(10,2)>>>",
    ],
)
def test_a_hive_type_needs_no_description(tmp_path: Path, name: str) -> None:
    column = read_added(tmp_path, physicalType=name)
    assert column.athena_type == name
    assert read_added(tmp_path, physicalType=name.replace(",", " , ")) == column, (
        "space between the parts is ignored"
    )


@pytest.mark.parametrize(
    "physical_type",
    ["array", "array<struct<sku:string,price:decimal(10,2),labels:map<string,bigint>>>"],
)
def test_a_physical_type_may_repeat_the_description(tmp_path: Path, physical_type: str) -> None:
    column = read_added(tmp_path, **{**PRODUCTS, "physicalType": physical_type})
    assert column == read_added(tmp_path, **PRODUCTS)


def test_a_json_column_is_a_string_in_the_table(tmp_path: Path) -> None:
    column = read_added(tmp_path, logicalType="object", physicalType="json")
    assert (column.type, column.athena_type) == (ColumnType.JSON, "string")
    assert polars_schema.schema([column]) == {"nested": pl.String()}


REJECTED = [
    pytest.param(
        {"physicalType": None, "logicalType": "object"},
        "nested",
        "physicalType None is not supported",
        "describe the parts in `properties`, `items` or `map`",
        id="an object without fields",
    ),
    pytest.param(
        {"physicalType": "struct", "properties": []},
        "nested",
        "'struct' is not supported: '' stands in the place of '<'",
        "struct<name:type,…>",
        id="a struct without fields",
    ),
    pytest.param(
        {"physicalType": "map<bigint,string>"},
        "nested",
        "'bigint' stands in the place of 'string'",
        "map<string,type>",
        id="keys that are numbers",
    ),
    pytest.param(
        {"physicalType": "decimal(39,2)"},
        "nested",
        "precision of a decimal: 39",
        "decimal(precision,scale)",
        id="more digits than a decimal has",
    ),
    pytest.param(
        {"physicalType": "decimal"},
        "nested",
        "'' stands in the place of '('",
        "decimal(precision,scale)",
        id="a decimal without precision",
    ),
    pytest.param(
        {"physicalType": "array<string>>"},
        "nested",
        "'>' stands in the place of ''",
        "array<type>",
        id="text after the type",
    ),
    pytest.param(
        {"physicalType": "array<string!>"},
        "nested",
        "it has a character that no type has",
        "array<type>",
        id="a character that no type has",
    ),
    pytest.param(
        {"physicalType": "struct<productId:string>"},
        "nested.productId",
        "the name is not valid in Glue",
        "transformSourceObjects",
        id="a field of a Hive type with upper-case letters",
    ),
    pytest.param(
        {"physicalType": "json", "properties": PRODUCT["properties"]},
        "nested",
        "physicalType is 'json', but the description of the parts is struct<",
        "Use `physicalType: struct`, or remove `properties`",
        id="a JSON column with fields",
    ),
    pytest.param(
        {**PRODUCTS, "physicalType": "array<string>"},
        "nested",
        "physicalType is 'array<string>', but the description of the parts is array<struct<",
        "Use `physicalType: array`",
        id="two different types",
    ),
    pytest.param(
        {**PRODUCTS, "properties": PRODUCT["properties"]},
        "nested",
        "the column has `properties` and `items`",
        "Keep `properties` for a struct",
        id="a struct and an array",
    ),
    pytest.param(
        {"physicalType": "map", "map": {"key": {"physicalType": "bigint"}, "value": TEXT}},
        "nested",
        "keys that are not strings",
        "`physicalType: string` for `key`",
        id="a description with keys that are numbers",
    ),
    pytest.param(
        {"physicalType": "map", "map": {"key": TEXT}},
        "nested",
        "the map has no `value`",
        "`value` of `map`",
        id="a map without values",
    ),
    pytest.param(
        {"physicalType": "struct", "properties": [{"name": "a", **TEXT}, {"name": "a", **TEXT}]},
        "nested",
        "two fields have the name 'a'",
        "Rename one",
        id="two fields of one name",
    ),
    pytest.param(
        {
            "physicalType": "struct",
            "properties": [
                {"name": "a", **TEXT},
                {"name": "b", **TEXT, "transformSourceObjects": ["a"]},
            ],
        },
        "nested",
        "two fields are read from the JSON key 'a'",
        "Keep one of the fields",
        id="two fields of one key",
    ),
    pytest.param(
        {"physicalType": "struct", "properties": [TEXT]},
        "nested",
        "a field has no name",
        "a `name`",
        id="a field without a name",
    ),
    pytest.param(
        {
            "physicalType": "struct",
            "properties": [{"name": "a", **TEXT, "transformSourceObjects": ["b.c"]}],
        },
        "nested.a",
        "transformSourceObjects is ['b.c'], and a field is read from one JSON key",
        r"write \. for a dot inside it",
        id="a field with a path",
    ),
    pytest.param(
        {
            "physicalType": "struct",
            "properties": [{"name": "a", **TEXT, "transformSourceObjects": ["b."]}],
        },
        "nested.a",
        "'b.' has an empty name",
        "Correct the path",
        id="a field with an invalid key",
    ),
    pytest.param(
        {"physicalType": "struct", "properties": [{"name": "a", "physicalType": "text"}]},
        "nested.a",
        "physicalType 'text' is not supported",
        "Use one of bigint",
        id="a field of an unknown type",
    ),
    pytest.param(
        {**PRODUCTS, "transformLogic": "city"},
        "nested",
        "a derived column cannot be of type array",
        "Use one of bigint",
        id="a derived column of a nested type",
    ),
    pytest.param(
        {**PRODUCTS, "customProperties": [{"property": "sortKeyPosition", "value": 2}]},
        "nested",
        "sortKeyPosition is 2, and rows cannot be sorted by a column of type array",
        "Remove sortKeyPosition",
        id="a nested sort key",
    ),
]


@pytest.mark.parametrize(("fields", "place", "problem", "remedy"), REJECTED)
def test_an_invalid_nested_column_is_rejected(
    tmp_path: Path, fields: dict[str, Any], place: str, problem: str, remedy: str
) -> None:
    assert_column_rejected(edited(tmp_path, added("nested", **fields)), place, problem, remedy)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("required", True),
        ("primaryKey", True),
        ("partitioned", True),
        ("transformLogic", "city"),
        ("classification", "Restricted"),
        ("customProperties", [{"property": "protection", "value": "drop"}]),
        ("customProperties", [{"property": "sortKeyPosition", "value": 2}]),
        ("customProperties", [{"property": "eventType", "value": True}]),
    ],
)
def test_what_only_a_column_has_is_rejected_in_its_parts(
    tmp_path: Path, field: str, value: object
) -> None:
    part = {"name": "ip", **TEXT, field: value}
    path = edited(tmp_path, added("nested", physicalType="struct", properties=[part]))
    assert_column_rejected(
        path, "nested.ip", "a part of a nested column cannot have `", "leave a restricted field out"
    )


def test_a_derived_column_that_uses_a_nested_one_is_rejected(tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        added("context", physicalType="json"),
        added("page", transformLogic="GET_JSON_OBJECT(context, '$.page')"),
    )
    assert_column_rejected(
        path,
        "page",
        "uses 'context', a column of type json",
        "Read the member into a column of its own, by a path such as "
        "`transformSourceObjects: [context.member]`",
    )


@pytest.mark.parametrize(
    ("name", "logic"),
    [("decimal(10,2)", "nested_input * 2"), ("int", "nested_input + 1"), ("date", "nested_input")],
)
def test_a_derived_column_may_use_every_flat_type(tmp_path: Path, name: str, logic: str) -> None:
    path = edited(
        tmp_path,
        added("nested_input", physicalType=name),
        added("derived", physicalType=name, transformLogic=logic),
    )
    assert read_contract(path).derived_columns[-1].athena_type == name


def test_a_contract_without_nested_columns_has_flat_types_alone() -> None:
    assert all(column.data_type.items is None for column in read_contract(CLICKSTREAM).columns)


def test_the_markdown_table_names_nested_types_as_code(tmp_path: Path) -> None:
    contract = read_contract(
        edited(
            tmp_path,
            added("tags", physicalType="array<string>", transformSourceObjects=["page.tags"]),
            added("context", physicalType="json"),
        )
    )
    table = markdown_table(contract)
    assert "| `tags` | `array<string>` | `page.tags` |" in table, "Markdown would read <…> as HTML"
    assert "| `context` | string, JSON | `context` |" in table
