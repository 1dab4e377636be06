"""Every text of a raw object is in an event or in an invalid record, however it is broken."""

from __future__ import annotations

import re
from itertools import count

from hypothesis import example, given, settings
from hypothesis import strategies as st

from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM
from tests.unit.records.reading import WHOLE, gathered, read

CONTRACT = read_contract(CLICKSTREAM)
MARK = re.compile(r"mark\d+mark")
PIECES = [
    '{"event_type":"#"}',
    '{"event_type":"#","unknown":{"a":["}{",null,"#"]}}',
    '{"event_type":"#",\n"user_id":"#"\n}',
    '{"quantity":"#","quantity":1}',
    '[{"event_type":"#"},{"event_type":"#"}]',
    '[null,{"event_type":[],"user_id":[[null,"}{","#"]],"quantity":"#"}]',
    '[\n{"event_type":"#"},\n7,\n"#"\n]',
    '[{"event_type":"#"},{"event_type":"#',
    '[{"event_type":"#"},oops #]',
    '{"event_type":"#',
    '{"a":}{"event_type":"#"}',
    '"#"',
    "oops #",
    "[",
    "[1,",
    "]",
    "}",
    "{",
    ",",
    '"',
]
"""Texts with a place for marks, `#`."""


def marked(pieces: list[tuple[str, str]]) -> str:
    """Return the pieces and the separators after them, with a different mark at each place."""
    numbers = count()
    text = "".join(piece + separator for piece, separator in pieces)
    return re.sub("#", lambda _: f"mark{next(numbers)}mark", text)


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n", "", ",", " ", ",\n"])),
        max_size=8,
    ),
    chunk=st.sampled_from([1, 20, 50, 120, 200, WHOLE]),
    frequent=st.sampled_from([1, 32]),
    runs=st.booleans(),
)
@example(pieces=[('[{"event_type":"#"},oops #]', "\n")], chunk=WHOLE, frequent=32, runs=True)
@example(
    pieces=[('[null,{"event_type":[],"user_id":[[null,"}{","#"]],"quantity":"#"}]', "\n")],
    chunk=50,
    frequent=32,
    runs=True,
)
def test_every_mark_is_in_an_event_or_in_an_invalid_record(
    pieces: list[tuple[str, str]], chunk: int, frequent: int, runs: bool
) -> None:
    text = marked(pieces)
    found = gathered(read(text.encode(), CONTRACT, chunk=chunk, frequent=frequent, runs=runs))
    texts = [event for _, event in found.texts] + [record.text for record in found.invalid]
    assert sorted(MARK.findall("\n".join(texts))) == sorted(MARK.findall(text)), (
        "nothing is lost, and nothing is read twice"
    )
