"""Members of an event that a contract reads."""

from __future__ import annotations

from clickstream.records.shape import ObjectShape, Restricted, Shape
from tests.unit.converter.nested_contract import NESTED

SHAPE = Shape(NESTED)


def inside(*path: str) -> ObjectShape:
    """Return the object at a path."""
    shape = SHAPE.root
    for name in path:
        found = shape.members[name].inside
        assert found, f"{path} is an object"
        shape = found
    return shape


def test_every_path_of_an_input_column_is_a_source() -> None:
    paths = [(path, column) for column in NESTED.input_columns for path in column.paths]
    assert [(source.path, SHAPE.columns[source.column]) for source in SHAPE.sources] == paths


def test_the_sources_of_a_column_are_in_order_of_precedence() -> None:
    assert [
        tuple(SHAPE.sources[number].path for number in numbers) for numbers in SHAPE.sources_of
    ] == [column.paths for column in NESTED.input_columns]


def test_members_are_a_source_an_object_or_both() -> None:
    members = SHAPE.root.members
    assert members["context"].source is not None, "a column holds the whole object"
    assert members["context"].inside, "and others are read from it"
    assert members["meta"].source is None
    assert members["labels"].inside is None


def test_a_json_column_stores_the_undeclared_members_of_its_object() -> None:
    assert inside("context").stored
    assert inside("context", "page").stored, "and those of the objects inside"
    assert inside("address").stored, "and so does a struct column"
    assert not inside("meta").stored
    stored = {SHAPE.sources[number].path for number in SHAPE.stored}
    assert stored == {
        path
        for source in SHAPE.sources
        if len(path := source.path) > 1 and path[0] in {"context", "address", "items"}
    }


def test_restricted_members_are_known_at_every_object_around_them() -> None:
    assert inside("context").restricted == Restricted(
        {
            "ip": None,
            "user": Restricted({"email": None}),
            "devices": Restricted({"serial": None}),
        }
    )
    assert SHAPE.root.restricted.members["secret"] is None
    assert "page" not in inside("context").restricted.members
