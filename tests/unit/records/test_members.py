"""Events read member by member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from clickstream.records.batch import Events
from clickstream.records.members import MemberReader, MemberRow, batch_of
from clickstream.records.shape import Shape
from clickstream.records.structs import ERRORS, Adaptation, StructReader
from tests.unit.converter.nested_contract import NESTED

if TYPE_CHECKING:
    from clickstream.contract import Contract

NAMES = [column.name for column in NESTED.input_columns]


def row_of(text: str, contract: Contract = NESTED) -> MemberRow:
    return MemberReader(Shape(contract)).read(text.encode())


def values(text: str, contract: Contract = NESTED) -> dict[str, Any]:
    """Return the values of the columns that are not null; texts that do not fit in brackets."""
    row = row_of(text, contract)
    names = [column.name for column in contract.input_columns]
    found = dict(zip(names, row.values, strict=True)) | {
        name: [text] for name, text in zip(names, row.texts, strict=True) if text is not None
    }
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    "number",
    ["1.10", "12345678901234567890123456789", "-0", "1E+2", "0.10000000000000000555", "9" * 5000],
)
def test_a_number_keeps_its_digits(clickstream: Contract, number: str) -> None:
    assert values(f'{{"user_id":{number}}}', clickstream) == {"user_id": number}
    assert row_of(f'{{"x":[{number}]}}', clickstream).extra == f'{{"x":[{number}]}}'


@pytest.mark.parametrize("escape", [r"\ud800", r"\udc00", r"\udfff\ud800", r"\uD83Dx"])
@pytest.mark.parametrize("event", ['{{"user_id":"{}"}}', '{{"x":"{}"}}', '{{"{}":1}}'])
def test_half_of_a_surrogate_pair_is_refused(
    clickstream: Contract, escape: str, event: str
) -> None:
    with pytest.raises(ERRORS):
        row_of(event.format(escape), clickstream)


def test_a_surrogate_pair_is_a_character(clickstream: Contract) -> None:
    assert values(r'{"user_id":"\ud83d\ude00 \\ud800"}', clickstream) == {
        "user_id": "😀 \\ud800"
    }, "and an escaped backslash is no escape"


def test_the_last_of_two_equal_keys_counts(clickstream: Contract) -> None:
    text = r'{"user_id":"a","x":1,"\u0075ser_id":"b","x":2}'
    assert values(text, clickstream) == {"user_id": "b"}, "as in Python's json"
    assert row_of(text, clickstream).extra == '{"x":2}'


@pytest.mark.parametrize("text", ["1", "[]", '"x"', "null", "[{}]"])
def test_json_that_is_no_object_is_a_validation_error(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        row_of(text)


@pytest.mark.parametrize("text", [b'{"x":"\xff"}', b'{"\xff":1}', b'{"context":{"a":"\xff"}}'])
def test_text_that_is_not_utf8_is_refused(text: bytes) -> None:
    with pytest.raises(ERRORS):
        MemberReader(Shape(NESTED)).read(text)


def test_undeclared_members_are_kept_below_their_paths() -> None:
    row = row_of('{"z":1,"login":{"kind":"a","note":[1.0]},"meta":{"b":{"c":null}}}')
    assert row.extra == '{"login":{"note":[1.0]},"meta":{"b":{"c":null}},"z":1}', "sorted by name"
    assert set(row.undeclared) == {("z",), ("login", "note"), ("meta", "b")}


def test_undeclared_members_of_a_json_column_are_only_in_the_column() -> None:
    row = row_of('{"context":{"a":1,"page":{"url":"u","b":2}}}')
    assert row.extra is None
    found = values('{"context":{"a":1,"page":{"url":"u","b":2}}}')
    assert found == {"context": '{"a":1,"page":{"url":"u","b":2}}', "page_url": "u"}


def test_a_second_source_is_undeclared() -> None:
    row = row_of('{"meta":{"id":"a"},"id":"b"}')
    assert values('{"meta":{"id":"a"},"id":"b"}') == {"event_id": "a"}
    assert (row.extra, row.undeclared) == ('{"id":"b"}', [("id",)])


def test_a_second_source_that_is_restricted_is_dropped(clickstream: Contract) -> None:
    restricted = [column for column in clickstream.input_columns if column.protection]
    assert restricted, "the contract has restricted columns"
    for column in restricted:
        assert row_of(f'{{"{column.sources[0]}":"secret"}}', clickstream).extra is None


def test_the_undeclared_members_of_a_restricted_struct_are_dropped() -> None:
    row = row_of('{"secret":{"city":"a","other":"b"}}')
    assert (row.extra, row.undeclared) == (None, []), "`extra` has no part of a restricted value"


def test_a_struct_with_an_undeclared_member_is_kept_as_a_whole_too() -> None:
    text = '{"address":{"city":"a","geo":{"lat":1,"z":[2]},"street":"hidden"}}'
    assert values(text) == {
        "address": {"city": "a", "geo": {"lat": 1.0, "lon": None}},
        "street": "hidden",
    }
    assert row_of(text).extra == '{"address":{"city":"a","geo":{"lat":1,"z":[2]}}}', (
        "nothing undeclared is lost, and nothing restricted is kept"
    )


def test_a_value_of_another_type_is_a_text() -> None:
    found = values('{"clicks":"many","total":"1.2345","day":[1],"address":"x","tags":{"a":1}}')
    assert found == {
        "clicks": ["many"],
        "total": ["1.2345"],
        "day": ["[1]"],
        "address": ["x"],
        "tags": ['{"a":1}'],
    }, "validation quarantines the event with it"


def test_sources_whose_values_do_not_have_the_json_type_are_unfit(clickstream: Contract) -> None:
    shape = Shape(clickstream)
    row = row_of('{"user_id":1,"quantity":"2","product_price":"x","city":"a"}', clickstream)
    assert {shape.sources[number].path for number in row.unfit} == {
        ("user_id",),
        ("quantity",),
        ("product_price",),
    }, "the reader adapts to them when they are frequent"


def test_a_batch_has_a_value_per_event_and_column() -> None:
    rows = [(number, b"text", row_of(f'{{"clicks":{number}}}')) for number in (3, 5)]
    batch = batch_of(rows, len(NAMES))
    assert (list(batch.events.split.positions), list(batch.events.split.texts)) == (
        [3, 5],
        [b"text"] * 2,
    )
    assert batch.columns[NAMES.index("clicks")].values == [3, 5]


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "\x00"])
def test_structs_leave_members_with_unsupported_names_to_this_reader(name: str) -> None:
    sent = msgspec.json.encode({name: 1, "clicks": 2})
    structs = StructReader(Shape(NESTED), Adaptation(undeclared=frozenset({(name,), ("b",)})))
    with pytest.raises(ERRORS):
        structs.decode(sent)
    assert structs.decode(b'{"clicks":2,"b":1}'), "the other members are in the structs"
    assert MemberReader(Shape(NESTED)).read(sent).undeclared == [(name,)]


def test_structs_leave_declared_members_with_unsupported_names_to_this_reader() -> None:
    sent = b'{"login":{"to\\"ken":"a","kind":"b"}}'
    with pytest.raises(ERRORS):
        StructReader(Shape(NESTED), Adaptation()).decode(sent)
    row = MemberReader(Shape(NESTED)).read(sent)
    assert row.values[NAMES.index("token")] == "a"
    assert row.extra is None


def test_a_declared_member_stays_declared_when_it_is_often_of_no_use() -> None:
    structs = StructReader(Shape(NESTED), Adaptation(undeclared=frozenset({("id",)})))
    text = b'{"id":"a long text"}'
    batch = structs.batch([structs.decode(text)], Events([1], [text]))
    assert batch.events.columns[NAMES.index("event_id")].values == ["a long text"], (
        "events that have only the second source are read from it"
    )
    assert batch.undeclared == {}
