"""Decoding of the lines that are not taken equals decoding of the whole text."""

from __future__ import annotations

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickstream.records.decode import Budget, CutOffError, JsonRecord, decode
from clickstream.records.lines import decode_lines, legible

EVENTS = ['{"a":1}', ' {"b":"é"}', '{"c":"}{"}\t', "{}"]
OTHERS = [
    "",
    " ",
    "oops",
    '{"a": "cut',
    '{"a":',
    '{"a":1},',
    '{"a":[',
    '"b":2}',
    "}",
    "]",
    "[",
    " ]",
    "\t}",
    '"x',
    "4",
    "{}{}",
    '{"a":}{"b":1}',
    "tru",
    '{"a":"\\ud800"}',
    "\ufeff",
]

Left = tuple[list[JsonRecord], bytes, int, set[int]]
"""Records, rest, lines that were read, and those of them that are taken."""


def of_the_whole(text: str, taken: set[int], *, more: bool) -> Left:
    records: list[JsonRecord] = []
    try:
        records.extend(decode(text, taken, more=more))
    except CutOffError as cut:
        # `extend` keeps the records before the error
        lines = cut.line - 1
        return records, text[cut.offset :].encode(), lines, {n for n in taken if n <= lines}
    return records, b"", text.count("\n"), taken


@settings(max_examples=500, deadline=None)
@given(
    lines=st.lists(st.sampled_from(EVENTS) | st.sampled_from(OTHERS), max_size=24),
    taken=st.sets(st.integers(1, 24)),
    ended=st.booleans(),
    more=st.booleans(),
)
@example(lines=['{"a":', "{}", "{}"], taken={2, 3}, ended=True, more=False)
@example(lines=['{"a":', "{}", "}"], taken={2}, ended=True, more=True)
@example(lines=["[", "{}", '{"a":1}', "[", "{}", "]"], taken={2, 3, 5}, ended=False, more=True)
@example(lines=["oops", " {}", " {}", "{}"], taken={2, 3, 4}, ended=True, more=False)
def test_lines_between_taken_ones_are_decoded_as_in_the_full_text(
    lines: list[str],
    taken: set[int],
    ended: bool,
    more: bool,
) -> None:
    # only events are read otherwise
    taken = {line for line in taken if line <= len(lines) and lines[line - 1] in EVENTS}
    text = "\n".join(lines) + "\n" * ended
    kept = set(taken)
    decoded = decode_lines(text.encode().split(b"\n"), 1, kept, Budget(), more=more)
    if decoded.rest:
        kept = {line for line in kept if line <= decoded.lines}
    assert (decoded.records, decoded.rest, decoded.lines, kept) == of_the_whole(
        text, set(taken), more=more
    )


def test_positions_count_from_where_the_chunk_begins() -> None:
    values = [json.dumps({"a": [{"b": number}] * 3}, indent=1) for number in range(50)]
    lines = "\n".join(values).encode().split(b"\n")
    decoded = decode_lines(lines, 11, set(), Budget(), more=False)
    assert [record.text for record in decoded.records] == values
    assert [record.position for record in decoded.records] == [
        11 + number * len(lines) // 50 for number in range(50)
    ], "each value has as many lines as the others"


def test_a_record_that_is_not_utf8_is_invalid() -> None:
    lines = [b'{"a":1}', b'{"a":"\xff"}', b"oops \xc3"]
    records = decode_lines(lines, 1, set(), Budget(), more=False).records
    assert [(record.text, str(record.reason)) for record in records] == [
        ('{"a":1}', "None"),
        ('{"a":"\\xff"}', "malformed_json"),
        ("oops \\xc3", "malformed_json"),
    ]
    assert {record.detail for record in records[1:]} == {
        "not UTF-8; invalid bytes are shown as \\xNN"
    }


def test_an_array_keeps_its_bytes_for_its_elements() -> None:
    array = b'[{"a":"\xff"},\n{"a":1}]'
    (record,) = decode_lines(array.split(b"\n"), 1, set(), Budget(), more=False).records
    assert record.reason is None, "only the elements that are not UTF-8 are invalid"
    assert record.text.encode("utf-8", "surrogateescape") == array


def test_legible_text_has_hex_escapes_for_bytes_that_are_not_utf8() -> None:
    assert legible("é\xff".encode() + b"\xff\x00") == "éÿ\\xff\x00"
