"""JSON paths of columns, checked against the other columns of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clickstream.contract.odcs import read_contract
from tests.unit.contract.files import added, assert_column_rejected, edited

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"physicalType": "string"}
PAGE = {"physicalType": "struct", "properties": [{"name": "url", **TEXT}]}
CONTEXT: dict[str, Any] = {
    "physicalType": "struct",
    "properties": [
        {"name": "page", **PAGE},
        {"name": "more", "physicalType": "json"},
        {"name": "os", **TEXT, "transformSourceObjects": ["OS"]},
    ],
}
PRODUCTS: dict[str, Any] = {
    "physicalType": "array",
    "items": {"properties": [{"name": "sku", **TEXT}]},
}
RESTRICTED = {"classification": "restricted"}


def with_columns(directory: Path, outer: dict[str, Any], path: str, **fields: object) -> Path:
    """Write a contract with a column `outer`, and a column `inner` that is read from `path`."""
    return edited(
        directory,
        added("outer", **{**outer, "transformSourceObjects": ["outer"]}),
        added("inner", **{**TEXT, **fields, "transformSourceObjects": [path]}),
    )


@pytest.mark.parametrize(
    ("outer", "path", "fields"),
    [
        ({"physicalType": "json"}, "outer.page.url", {}),
        ({"physicalType": "json"}, "outer.ip", RESTRICTED),
        ({"physicalType": "json", **RESTRICTED}, "outer.id", {}),
        ({"physicalType": "json"}, "outer.page", {"physicalType": "json"}),
        ({"physicalType": "json"}, "outer.products.email", RESTRICTED),
        (CONTEXT, "outer.ip", RESTRICTED),
        (CONTEXT, "outer.page.referrer", {}),
        (CONTEXT, "outer.more.url", {}),
        (CONTEXT, "outer.os", {}),
        (PRODUCTS, "outer.email", RESTRICTED),
        (TEXT, r"outer\.page", {}),
        (TEXT, "outerwear.page", {}),
    ],
)
def test_a_path_is_read_if_no_other_column_holds_its_value(
    tmp_path: Path, outer: dict[str, Any], path: str, fields: dict[str, Any]
) -> None:
    contract = read_contract(with_columns(tmp_path, outer, path, **fields))
    assert contract.columns[-1].sources == (path,)


@pytest.mark.parametrize(
    ("outer", "path", "message"),
    [
        (TEXT, "outer", ("is already read into column 'outer'", "Keep the path in")),
        (
            {"physicalType": "bigint"},
            "outer.ip",
            (
                "the JSON path 'outer.ip': column 'outer' reads the object around it as a bigint",
                "Use `physicalType: json` for 'outer'",
            ),
        ),
        (CONTEXT, "outer.page", ("column 'outer', of type struct, holds the value too", "Leave")),
        (CONTEXT, "outer.page.url", ("of type struct, holds the value", "out of the description")),
        (CONTEXT, "outer.OS", ("of type struct, holds the value too", "or remove the path")),
        (PRODUCTS, "outer.sku", ("'outer', of type array, holds the value", "Leave the field")),
        (
            {"physicalType": "map<string,string>"},
            "outer.ip",
            ("column 'outer', of type map, holds the value too", "use `physicalType: json` for it"),
        ),
    ],
)
@pytest.mark.parametrize("fields", [{}, RESTRICTED], ids=["stored", "restricted"])
def test_a_path_is_rejected_if_another_column_holds_its_value(
    tmp_path: Path,
    outer: dict[str, Any],
    path: str,
    message: tuple[str, str],
    fields: dict[str, Any],
) -> None:
    assert_column_rejected(with_columns(tmp_path, outer, path, **fields), "inner", *message)


@pytest.mark.parametrize("protection", ["hash", "keep"])
def test_only_dropped_values_are_found_in_the_elements_of_an_array(
    tmp_path: Path, protection: str
) -> None:
    path = with_columns(
        tmp_path,
        PRODUCTS,
        "outer.email",
        **RESTRICTED,
        customProperties=[{"property": "protection", "value": protection}],
    )
    assert_column_rejected(
        path,
        "inner",
        "'outer.email' goes through an array of column 'outer'",
        "Declare the field in `items` of 'outer', or drop its values",
    )


@pytest.mark.parametrize("path", ["a..b", "a\\"])
def test_a_path_that_does_not_parse_is_rejected(tmp_path: Path, path: str) -> None:
    assert_column_rejected(
        with_columns(tmp_path, TEXT, path),
        "inner",
        f"transformSourceObjects: {path!r} has a",
        "Correct the path",
    )
