"""Events of a raw object equal those of a reference reader on Python's `json`."""

from __future__ import annotations

import gzip
import json
import math
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickstream.contract.odcs import read_contract
from clickstream.records.batch import Events
from clickstream.records.events import ReadText
from clickstream.records.members import MemberReader, batch_of
from clickstream.records.shape import TEXT_TYPES, Shape
from clickstream.records.structs import ERRORS, Adaptation, StructBatch, StructReader
from converter.cast import cast
from converter.columns import EXTRA, ROW, typed
from converter.read import event_chunks
from tests.paths import CLICKSTREAM
from tests.raw_texts import nested, no_events, render, scalars, spelled, styles
from tests.unit.records.reading import (
    WHOLE,
    Read,
    gathered,
    in_order,
    members,
    read,
    reference,
    semantic,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTRACT = read_contract(CLICKSTREAM)
POSITION = ":position"
KEYS = [
    "event_id",
    "event_type",
    "event_time",
    "timestamp",
    "event_timestamp",
    "user_id",
    "quantity",
    "product_price",
    "email",
    "unknown",
    'quo"te',
    "page_url",
]
CHUNKS = [1, 30, 200, WHOLE]


def frame(results: Sequence[ReadText]) -> pl.DataFrame:
    """Return the frames of the results, with the text of every event, by position and text.

    Events of one line or array have the same position.
    """
    parts = [
        chunk.events.with_columns(
            pl.Series(POSITION, [chunk.positions[row] for row in chunk.events[ROW]], pl.Int64),
            pl.Series(
                "text",
                [chunk.texts[row].decode().strip(" \t\r") for row in chunk.events[ROW]],
                pl.String,
            ),
        )
        for chunk in event_chunks(results, CONTRACT)
    ]
    return pl.concat(parts).sort(POSITION, "text", maintain_order=True)


def expected(text: str) -> tuple[dict[str, str | None], dict[str, Any] | None]:
    """Return the texts of the columns of an event, and its undeclared members."""
    sent = members(text)
    columns: dict[str, str | None] = {}
    for column in CONTRACT.input_columns:
        present = [key for key in column.sources if text_of(sent.get(key)) is not None]
        columns[column.name] = text_of(sent[present[0]]) if present else None
        for key in column.sources:
            if key in present[:1] or sent.get(key) == "null" or column.protection:
                sent.pop(key, None)
    return columns, {name: semantic(value) for name, value in sorted(sent.items())} or None


def check_values(events: pl.DataFrame) -> None:
    """Assert that the values of every event equal those of its text."""
    rows = [expected(text) for text in events["text"]]
    for column in CONTRACT.input_columns:
        texts = pl.Series(column.name, [columns[column.name] for columns, _ in rows], pl.String)
        if column.type in TEXT_TYPES:
            assert events[column.name].to_list() == texts.to_list(), "texts are as they were sent"
            continue
        values = cast(texts, column)
        found = events[typed(column.name)]
        assert list(map(repr, found.to_list())) == list(map(repr, values.to_list())), column.name
        wrong = texts.filter(values.is_null()).to_list()
        assert events[column.name].filter(values.is_null()).to_list() == wrong, (
            "a value of a wrong type is kept as its text"
        )
    extras = [extra and list(semantic(extra).items()) for extra in events[EXTRA]]
    assert extras == [extra and list(extra.items()) for _, extra in rows], (
        "undeclared members are kept as they were sent, sorted by name"
    )


def check(body: bytes, chunk: int, frequent: int) -> Read:
    """Assert that the events and invalid records of an object are those of the reference."""
    results = read(body, CONTRACT, chunk=chunk, frequent=frequent, runs=False)
    events, (texts, invalid) = frame(results), reference(body)
    assert events.select(POSITION, "text").rows() == texts, "every event is a row"
    found = gathered(results)
    assert in_order(found.invalid) == invalid, "every other text is an invalid record"
    check_values(events)
    extras = [json.loads(extra) for extra in events[EXTRA].drop_nulls()]
    names = [name for extra in extras for name in extra]
    assert found.unknown_fields == {
        name.replace("\\", r"\\").replace(".", r"\."): names.count(name) for name in names
    }, "every undeclared member is counted"
    return found


sent_events = st.dictionaries(st.sampled_from(KEYS), nested, max_size=6)
rendered = st.builds(render, sent_events, styles)
numbers = st.sampled_from(
    ["1.10", "1e5", "-0", "1E400", "12345678901234567890123", "0.1000000000000000055", "1" * 4500]
)
concatenated = st.lists(rendered, min_size=2, max_size=3).map("".join)
lines_without_arrays = (
    rendered
    | concatenated
    | no_events
    | spelled
    | numbers.map('{{"quantity":{0},"user_id":{0},"event_time":{0}}}'.format)
)
arrays = st.builds(render, st.lists(sent_events | scalars, max_size=3), styles)


def broken(array: str, cut: int, end: str) -> str:
    return array[: -1 - cut] + end


broken_arrays = st.builds(
    broken,
    arrays,
    st.integers(0, 40),
    st.sampled_from(["", "]", ",]", ",oops]", "] {}", "]" + '{"event_type":"a long text"}']),
)


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(lines_without_arrays, max_size=8),
    chunk=st.sampled_from(CHUNKS),
    frequent=st.sampled_from([1, 2, 32]),
)
@example(
    lines=['{"quantity":9007199254740993.0}', '{"event_time":1.7641152e9}'],
    chunk=WHOLE,
    frequent=32,
)
@example(lines=['{"event_type":"a"}', "oops", "  {}"], chunk=20, frequent=32)
@example(lines=["x^", '{"event_type":"a"}'], chunk=WHOLE, frequent=32)
def test_events_equal_the_reference_in_chunks_of_any_size(
    lines: list[str], chunk: int, frequent: int
) -> None:
    check("\n".join(lines).encode(), chunk, frequent)


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(
        lines_without_arrays | arrays | broken_arrays | st.sampled_from(["[", "[1,"]), max_size=8
    ),
    frequent=st.sampled_from([1, 32]),
)
@example(
    lines=['{"event_type":"x"}', '[{"event_type":"a long text"},{"event_type":"cut', "{}"],
    frequent=32,
)
@example(lines=["[", '{"event_type":"a"},', '{"event_type":"b"}', "]"], frequent=32)
@example(lines=["[" + '{"event_type":"a long text"},{"user_id":"\\udead"}]'], frequent=32)
def test_arrays_of_events_equal_the_reference(lines: list[str], frequent: int) -> None:
    check("\n".join(lines).encode(), WHOLE, frequent)


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(rendered | arrays, max_size=6),
    chunk=st.sampled_from(CHUNKS),
    frequent=st.sampled_from([1, 32]),
)
@example(lines=["{}", "[\n{}\n,\n{}]"], chunk=1, frequent=1)
def test_the_events_of_arrays_are_the_same_in_chunks_of_any_size(
    lines: list[str], chunk: int, frequent: int
) -> None:
    body = "\n".join(lines).encode()
    results = read(body, CONTRACT, chunk=chunk, frequent=frequent, runs=False)
    events, (texts, invalid) = frame(results), reference(body)
    assert sorted(events["text"]) == sorted(text for _, text in texts), "every event is a row"
    found = [(text, reason) for _, text, reason in in_order(gathered(results).invalid)]
    assert sorted(found) == sorted((text, reason) for _, text, reason in invalid), (
        "every other element is an invalid record"
    )
    for position, text in events.select(POSITION, "text").iter_rows():
        first = text.split("\n")[0]
        begin = sum(len(line) + 1 for line in body.decode().split("\n")[: position - 1])
        assert first in body.decode()[begin:], "the event is not before its position"
    check_values(events)


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(
        st.tuples(
            lines_without_arrays, st.sampled_from(["utf-8", "utf-8", "latin-1", "utf-16-le"])
        ),
        max_size=8,
    ),
    chunk=st.sampled_from([30, WHOLE]),
    frequent=st.sampled_from([1, 32]),
)
@example(
    lines=[
        ('{"event_type":"é"}', "latin-1"),
        ('{"event_type":"\ufffd"}', "utf-8"),
        ("{}", "utf-8"),
    ],
    chunk=WHOLE,
    frequent=32,
)
@example(
    lines=[('{"event_type":"é"}', "latin-1"), ("x^", "utf-8"), ("{}", "utf-8")],
    chunk=WHOLE,
    frequent=32,
)
def test_lines_in_different_encodings_equal_the_reference(
    lines: list[tuple[str, str]], chunk: int, frequent: int
) -> None:
    check(b"\n".join(line.encode(code, "replace") for line, code in lines), chunk, frequent)


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(st.tuples(rendered | arrays, st.sampled_from(["utf-8", "latin-1"])), max_size=6)
)
@example(lines=[("{}", "utf-8"), ('[\n{"event_type":"é and a long text"},\n{}]', "latin-1")])
def test_an_encoding_in_an_array_affects_only_its_own_elements(
    lines: list[tuple[str, str]],
) -> None:
    check(b"\n".join(line.encode(code, "replace") for line, code in lines), WHOLE, 32)


# Events of one producer: all have about the same members, so that the reader adapts to the first.
shapes = st.lists(
    st.tuples(st.sampled_from([*KEYS, "ctx", "f3", "campaign", "a.b"]), scalars),
    max_size=4,
    unique_by=lambda member: member[0],
).map(dict)


@settings(max_examples=200, deadline=None)
@given(
    shape=shapes,
    changes=st.lists(shapes, max_size=6),
    style=styles,
    chunk=st.sampled_from([1, 60, 300]),
)
@example(
    shape={"campaign": "a"},
    changes=[{"campaign": 1.10}, {"campaign": None}, {"campaign": "\\"}, {"ctx": {"campaign": 1}}],
    style={},
    chunk=1,
)
@example(
    shape={"quantity": "2"},
    changes=[{"user_id": 1}, {"quantity": 1}, {"quantity": 2.0}],
    style={},
    chunk=1,
)
@example(
    shape={"timestamp": 1764115200000},
    changes=[{"user_id": 7}, {"timestamp": "1764115200000", "user_id": 1}],
    style={},
    chunk=300,
)
@example(
    shape={"user_id": None},
    changes=[{"unknown": None}, {"user_id": "null"}, {"user_id": '":null'}],
    style={},
    chunk=300,
)
@example(
    shape={"timestamp": "2025-11-26T00:00:00Z"},
    changes=[{"event_time": "2025-11-27T00:00:00Z"}, {"f3": "a name of a struct's field"}],
    style={},
    chunk=1,
)
def test_events_equal_the_reference_after_the_reader_has_adapted(
    shape: dict[str, Any], changes: list[dict[str, Any]], style: dict[str, Any], chunk: int
) -> None:
    events = [shape, *(shape | change for change in changes), shape]
    check("\n".join(render(event, style) for event in events).encode(), chunk, 1)


SHAPE = Shape(CONTRACT)
adaptations = st.builds(
    Adaptation,
    st.frozensets(st.sampled_from(range(len(SHAPE.sources)))),
    st.frozensets(st.sampled_from([("unknown",), ('quo"te',), ("timestamp",), ("other",)])),
)


@settings(max_examples=100, deadline=None)
@given(events=st.lists(rendered | spelled, max_size=8), adaptation=adaptations)
def test_both_readers_agree_on_the_events_that_both_read(
    events: list[str], adaptation: Adaptation
) -> None:
    structs, reader = StructReader(SHAPE, adaptation), MemberReader(SHAPE)
    decoded: list[tuple[Any, bytes]] = []
    for event in events:
        try:
            decoded.append((structs.decode(event.encode()), event.encode()))
        except ERRORS:
            continue
    if not decoded:
        return

    def batch_structs() -> StructBatch:
        texts = [text for _, text in decoded]
        return structs.batch([struct for struct, _ in decoded], Events(range(len(texts)), texts))

    if misfits := batch_structs().misfits:
        decoded = [pair for number, pair in enumerate(decoded) if number not in misfits]
    rows = [(number, text, reader.read(text)) for number, (_, text) in enumerate(decoded)]
    if not rows:
        return
    batch = batch_structs()
    by_members = batch_of(rows, len(SHAPE.columns))
    first, second = (frame([ReadText([events])]).drop(ROW) for events in (batch.events, by_members))
    assert first[POSITION].to_list() == second[POSITION].to_list()
    for column in CONTRACT.input_columns:
        name = column.name if column.type in TEXT_TYPES else typed(column.name)
        assert list(map(repr, first[name])) == list(map(repr, second[name])), name
    assert first[EXTRA].to_list() == second[EXTRA].to_list(), "undeclared members are the same"
    assert not batch.undeclared or batch.undeclared.total() == sum(
        len(json.loads(extra)) for extra in first[EXTRA].drop_nulls()
    ), "every undeclared member is counted"


@settings(max_examples=100, deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False))
@example(number=5e-324)
@example(number=1.7976931348623157e308)
@example(number=-0.0)
def test_doubles_keep_every_bit(number: float) -> None:
    body = json.dumps({"product_price": number, "event_type": "x"}).encode()
    (price,) = frame(read(body, CONTRACT))[typed("product_price")]
    assert math.copysign(1, price) == math.copysign(1, number)
    assert price == number


@pytest.mark.parametrize("packed", [False, True])
def test_an_object_of_many_chunks_is_read_as_one(packed: bool) -> None:
    lines = [
        json.dumps({"event_type": str(number), "city": "Köln", "extra_field": number})
        if number % 7 == 0
        else json.dumps({"event_type": str(number), "city": "Köln"})
        for number in range(2000)
    ]
    body = "\n".join(lines).encode()
    events = frame(read(gzip.compress(body) if packed else body, CONTRACT, chunk=1000))
    assert events["event_type"].to_list() == [str(number) for number in range(2000)]
    assert events[POSITION].to_list() == list(range(1, 2001))
    assert events[EXTRA].drop_nulls().len() == math.ceil(2000 / 7)


def test_an_event_over_many_lines_and_chunks_is_one_event() -> None:
    event = {"event_type": "x", "unknown": ["a long value"] * 200}
    body = f'{{"event_type":"a"}}\n{json.dumps(event, indent=1)}\n{{"event_type":"b"}}\n'.encode()
    results = read(body, CONTRACT, chunk=64)
    assert frame(results)["event_type"].to_list() == ["a", "x", "b"]
    assert gathered(results).invalid == []
