"""The fast reader and the exact reader give the same values for any input."""

from __future__ import annotations

import gzip
import io
import json
import math
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from clickstream.contract.odcs import read_contract
from clickstream.records import exact as exact_module
from clickstream.records import unpack as unpack_module
from clickstream.records.decode import decode, dump
from clickstream.records.exact import RowBuilder, read_exactly
from clickstream.records.unpack import ObjectTooLargeError, Unpacked
from converter import plain as plain_module
from converter.cast import cast
from converter.plain import EXTRA, POSITION, TEXT, PlainReader, natives, typed
from converter.read import EventChunk, read_events
from tests.paths import CLICKSTREAM

CONTRACT = read_contract(CLICKSTREAM)
KEYS = [
    "event_id",
    "event_type",
    "event_time",
    "timestamp",
    "user_id",
    "quantity",
    "product_price",
    "email",
    "unknown",
    'quo"te',
    "page_url",
]


def read(body: bytes, chunk: int, worth_learning: int = plain_module.WORTH_LEARNING) -> EventChunk:
    """Read an object in chunks of about `chunk` bytes, and concatenate the results."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact_module, "CHUNK", chunk)
        patch.setattr(plain_module, "WORTH_LEARNING", worth_learning)
        patch.setattr(unpack_module, "READ_BYTES", min(chunk, unpack_module.READ_BYTES))
        parts = list(read_events(Unpacked(io.BytesIO(body), 1 << 30), CONTRACT))
    unknown = sum((part.unknown_fields for part in parts), Counter[str]())
    return EventChunk(
        pl.concat([part.events for part in parts]),
        [record for part in parts for record in part.invalid],
        unknown,
    )


def expected(body: bytes) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """Read an object with the exact decoder alone, row by row."""
    rows: list[dict[str, Any]] = []
    broken: list[tuple[int, str]] = []
    for record in decode(body.decode()):
        if record.event is None:
            broken.append((record.position, record.text))
            continue
        event = dict(record.event)
        row: dict[str, Any] = {POSITION: record.position, TEXT: record.text}
        for column in CONTRACT.input_columns:
            present = [key for key in column.sources if event.get(key) is not None]
            row[column.name] = (
                None
                if not present
                else event[present[0]]
                if type(event[present[0]]) is str
                else dump(event[present[0]])
            )
            for key in column.sources:
                if key in event and (key in present[:1] or event[key] is None or column.protection):
                    del event[key]
        rows.append(row | {EXTRA: dump(dict(sorted(event.items()))) if event else None})
    return rows, broken


def values(events: pl.DataFrame) -> pl.DataFrame:
    """Cast the remaining texts, since two texts such as 0.0 and 0 may be the same value."""
    cast_values = [cast(events[column.name], column) for column in CONTRACT.input_columns]
    native = [
        pl.coalesce(typed(column.name), column.name).alias(column.name)
        for column in natives(CONTRACT.input_columns)
    ]
    present = [
        typed(column.name)
        for column in natives(CONTRACT.input_columns)
        if typed(column.name) in events.columns
    ]
    events = events.with_columns(cast_values)
    return (
        (events.with_columns(native) if present else events)
        .drop(present)
        .with_columns(pl.col(POSITION).cast(pl.Int64), pl.col(TEXT).str.strip_chars(" \t\r"))
    )


def check(body: bytes, chunk: int, worth_learning: int = plain_module.WORTH_LEARNING) -> EventChunk:
    result = read(body, chunk, worth_learning)
    rows, broken = expected(body)
    schema = {
        name: kind for name, kind in result.events.schema.items() if not name.startswith(typed(""))
    }
    assert_frame_equal(
        values(result.events),
        values(pl.DataFrame(rows, schema=schema)),
        check_exact=True,
        check_column_order=False,
    )
    assert [(record.position, record.text) for record in result.invalid] == broken
    return result


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            "007",
            "1.10",
            "true",
            "null",
            '":',
            "\\",
            '"',
            "😀",
            "東京",
            "\u2028",
            "\x00",
            "2025-11-26T10:00:00Z",
            "{}",
            "[1]",
        ]
    ),
)
nested = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)
events = st.dictionaries(st.sampled_from(KEYS), nested, max_size=6)
styles = st.sampled_from(
    [
        {"separators": (",", ":")},
        {"separators": (", ", ": ")},
        {"separators": (" , ", " : "), "ensure_ascii": False},
        {"ensure_ascii": False},
        {"indent": 2},
        {"indent": 0},
        {"indent": "\t", "ensure_ascii": False},
    ]
)


def render(event: dict[str, Any], style: dict[str, Any]) -> str:
    return json.dumps(event, **style)


rendered = st.builds(render, events, styles)
other = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "oops",
            "x^",
            "x\x01",
            '{"event_type": "cut',
            '{"a":',
            "}",
            "]",
            "[",
            '{"event_type":"x"},',
            "42",
            "{'a': 1}",
            '{"event_type":"\\ud800"}',
            "\ufeff{}",
            "{}",
        ]
    ),
    st.lists(events, max_size=3).map(json.dumps),
    st.lists(events, max_size=3).map(lambda items: json.dumps(items, indent=1)),
    st.lists(rendered, min_size=2, max_size=3).map("".join),
    st.sampled_from(
        ["1.10", "1e5", "-0", "1E400", "12345678901234567890123", "0.1000000000000000055"]
    ).map('{{"quantity":{0},"user_id":{0}}}'.format),
    st.sampled_from(
        [
            '{"user_id":"a","user_id":"b"}',
            '{"user_id" :"a"}',
            ' {"user_id":"a"} ',
            '{"user_id":"a"}\r',
            '{"\\u0075ser_id":"a"}',
        ]
    ),
)


@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(rendered | other, max_size=8),
    chunk=st.sampled_from([1, 30, 200, 1 << 22]),
    worth_learning=st.sampled_from([1, 32]),
)
@example(lines=["[", '{"event_type":"a"},', '{"event_type":"b"}', "]"], chunk=1, worth_learning=32)
@example(
    lines=['{"quantity":9007199254740993.0}', '{"event_time":1.7641152e9}'],
    chunk=1 << 22,
    worth_learning=32,
)
@example(lines=['{"event_type":"a"}', "oops", "  {}"], chunk=20, worth_learning=32)
@example(lines=["x^", '{"event_type":"a"}'], chunk=1 << 22, worth_learning=32)
def test_both_readers_agree_on_everything_in_chunks_of_any_size(
    lines: list[str], chunk: int, worth_learning: int
) -> None:
    check("\n".join(lines).encode(), chunk, worth_learning)


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(
        st.tuples(rendered | other, st.sampled_from(["utf-8", "utf-8", "latin-1", "utf-16-le"])),
        max_size=8,
    ),
    chunk=st.sampled_from([30, 1 << 22]),
)
@example(
    lines=[
        ('{"event_type":"é"}', "latin-1"),
        ('{"event_type":"\ufffd"}', "utf-8"),
        ("{}", "utf-8"),
    ],
    chunk=1 << 22,
)
@example(lines=[('{"event_type":"é"}', "latin-1"), ("x^", "utf-8"), ("{}", "utf-8")], chunk=1 << 22)
def test_both_readers_agree_on_lines_in_different_encodings(
    lines: list[tuple[str, str]], chunk: int
) -> None:
    body = b"\n".join(line.encode(encoding, "replace") for line, encoding in lines)
    result = read(body, chunk)
    chunks = list(read_exactly(Unpacked(io.BytesIO(body), 1 << 30), CONTRACT))
    schema = {
        name: result.events.schema[name]
        for name in (POSITION, TEXT, EXTRA, *RowBuilder(CONTRACT).columns)
    }
    rows = pl.DataFrame(
        [row for decoded in chunks for row in decoded.rows], schema=schema, orient="row"
    )
    assert_frame_equal(
        values(result.events), values(rows), check_exact=True, check_column_order=False
    )
    assert result.invalid == [record for decoded in chunks for record in decoded.invalid]


def test_invalid_utf8_in_one_line_leaves_the_others_to_the_fast_reader() -> None:
    body = b'{"event_type":"a"}\n{"event_type":"\xe9"}\n{"event_type":"\xc3\xa9"}\n'
    plain, _, _ = PlainReader(CONTRACT).read(body, 1)
    assert plain[POSITION].to_list() == [1, 3], (
        "a wrong encoding of one producer does not slow down the events of others"
    )


# A few lines of one producer: every one has the same shape, and what the first chunk teaches holds
# for most of the others.
shapes = st.lists(
    st.tuples(st.sampled_from([*KEYS, "ctx", "campaign"]), scalars),
    max_size=4,
    unique_by=lambda member: member[0],
).map(dict)


@settings(max_examples=300, deadline=None)
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
def test_both_readers_agree_after_the_fast_reader_has_adapted(
    shape: dict[str, Any], changes: list[dict[str, Any]], style: dict[str, Any], chunk: int
) -> None:
    events = [shape, *(shape | change for change in changes), shape]
    result = check(
        "\n".join(render(event, style) for event in events).encode(), chunk, worth_learning=1
    )
    extras = [json.loads(extra) for extra in result.events[EXTRA].drop_nulls()]
    assert result.unknown_fields == Counter(name for extra in extras for name in extra), (
        "every unknown field is counted"
    )


@settings(max_examples=100, deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False))
@example(number=5e-324)
@example(number=1.7976931348623157e308)
@example(number=-0.0)
def test_doubles_keep_every_bit(number: float) -> None:
    (price,) = read(json.dumps({"product_price": number}).encode(), 1 << 22).events[
        typed("product_price")
    ]
    assert math.copysign(1, price) == math.copysign(1, number)
    assert price == number


@pytest.mark.parametrize("packed", [False, True])
def test_an_object_of_many_chunks_is_read_as_one(packed: bool) -> None:
    lines = [
        json.dumps({"event_type": str(number), "extra_field": number})
        if number % 7 == 0
        else json.dumps({"event_type": str(number)})
        for number in range(2000)
    ]
    body = "\n".join(lines).encode()
    texts = read(gzip.compress(body) if packed else body, 1000)
    assert texts.events["event_type"].to_list() == [str(number) for number in range(2000)]
    assert texts.events[POSITION].to_list() == list(range(1, 2001))
    assert texts.events[EXTRA].drop_nulls().len() == math.ceil(2000 / 7)


def test_an_event_over_many_lines_and_chunks_is_one_event() -> None:
    event = {"event_type": "x", "unknown": ["a long value"] * 200}
    body = f'{{"event_type":"a"}}\n{json.dumps(event, indent=1)}\n{{"event_type":"b"}}\n'.encode()
    texts = read(body, 64)
    assert texts.events["event_type"].to_list() == ["a", "x", "b"]
    assert texts.invalid == []


@pytest.mark.parametrize(
    "body",
    [
        "[" + ",".join(['{"event_type":"x"}'] * 200) + "]",
        '[\n{"event_type":"x"}' + ',\n{"event_type":"x"}' * 200 + "\n]",
    ],
)
def test_a_value_over_the_limit_is_refused_with_its_line(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact_module, "LONGEST_VALUE", 1000)
    monkeypatch.setattr(unpack_module, "READ_BYTES", 100)
    with pytest.raises(
        ObjectTooLargeError,
        match="line 2 begins a value that is longer than 1000 bytes; send events one by one",
    ):
        read(f'{{"event_type":"a"}}\n{body}\n'.encode(), 50)


def test_lines_may_exceed_the_limit_of_a_value_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_module, "LONGEST_VALUE", 1000)
    monkeypatch.setattr(unpack_module, "READ_BYTES", 100)
    assert read(b'{"event_type":"x"}\n' * 500, 50).events.height == 500
