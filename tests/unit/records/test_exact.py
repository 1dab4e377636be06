"""Decoding of a chunk's remaining lines equals decoding of the whole text."""

from __future__ import annotations

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickstream.records.decode import CutOffError, JsonRecord, decode
from clickstream.records.exact import decode_chunk

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

Left = tuple[list[JsonRecord], int, int, set[int]]


def of_the_whole(text: str, taken: set[int], *, more: bool) -> Left:
    records: list[JsonRecord] = []
    try:
        records.extend(decode(text, taken, more=more))
    except CutOffError as cut:
        # What was decoded before the cut: `extend` keeps it.
        return (
            records,
            len(text[: cut.offset].encode()),
            cut.line - 1,
            {line for line in taken if line < cut.line},
        )
    return records, len(text.encode()), text.count("\n") + (not text.endswith("\n")), taken


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
    records, read, count = decode_chunk(text.encode(), 1, kept, more=more)
    assert (records, read, count, {line for line in kept if line <= count}) == of_the_whole(
        text, set(taken), more=more
    )


def test_positions_count_from_where_the_chunk_begins() -> None:
    values = [json.dumps({"a": [{"b": number}] * 3}, indent=1) for number in range(50)]
    records, _, lines = decode_chunk("\n".join(values).encode(), 11, set(), more=False)
    assert [record.text for record in records] == values
    assert [record.position for record in records] == [
        11 + number * lines // 50 for number in range(50)
    ], "each value has as many lines as the others"
