"""Arrays of events, and events one after the other, split into texts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickstream.records.arrays import (
    ArrayPart,
    concatenated_events,
    elements_of,
    read_array,
    starts_array,
    step_elements,
)

A, B = b'{"a":"],[{"}', b'{"b":{"c":[1]}}'


@pytest.mark.parametrize("text", [b"[1]", b" \n[", b"\xef\xbb\xbf[{", b"[" * 100])
def test_a_text_that_begins_with_a_bracket_starts_an_array(text: bytes) -> None:
    assert starts_array(text)


@pytest.mark.parametrize("text", [b"", b" ", b"{[", b"x[", b'"['])
def test_any_other_text_starts_no_array(text: bytes) -> None:
    assert not starts_array(text)


def test_a_whole_array_is_read_with_its_end() -> None:
    text = b" [" + A + b" ,\n" + B + b"]\n "
    assert read_array(text, begun=False, more=True) == ArrayPart([A, B], len(text), ended=True)


def test_the_complete_elements_of_an_incomplete_array_are_read() -> None:
    text = b"[" + A + b"," + B + b" , " + A[:5]
    part = read_array(text, begun=False, more=True)
    assert part == ArrayPart([A, B], text.rindex(b",", 0, -5) + 1, ended=False), (
        "the part ends behind the last comma between two elements"
    )


def test_an_array_that_has_begun_is_read_from_an_element() -> None:
    assert read_array(A + b"," + B + b"]", begun=True, more=True) == ArrayPart(
        [A, B], len(A) + len(B) + 2, ended=True
    )
    assert read_array(b" ]", begun=True, more=False) == ArrayPart([], 2, ended=True)


@pytest.mark.parametrize("text", [b"[" + A + b"," + B, b"[nope]", b"[" + A + b"]]"])
def test_a_text_that_is_not_the_text_of_an_array_is_not_read(text: bytes) -> None:
    assert read_array(text, begun=False, more=False) is None


def test_elements_before_an_invalid_one_are_read_one_by_one() -> None:
    text = A + b"," + B + b",nope," + A + b"]"
    assert step_elements(text) == ArrayPart([A, B], len(A) + len(B) + 2, ended=False)
    assert step_elements(b"\xff," + A) == ArrayPart([], 0, ended=False)
    assert step_elements(b'"\xff",' + A + b"]x").size == len(A) + 5, "any bytes are kept"


def test_half_of_a_surrogate_pair_affects_only_its_own_element() -> None:
    half = b'{"b":"\\udead"}'
    assert elements_of(b"[" + A + b"," + half + b"," + B + b"]") == [A, half, B]


@pytest.mark.parametrize("end", [b"", b",", b",]", b",nope]", b',{"b":', b"]x", b"]" + B, b"][]"])
def test_no_element_is_taken_from_a_text_that_is_not_one_complete_array(end: bytes) -> None:
    with pytest.raises(ValueError, match=r"delimiter|value|data"):
        elements_of(b"[" + A + end)


def test_a_line_of_concatenated_events_is_split() -> None:
    assert concatenated_events(b" " + A + B + A + b"\r") == [A, B, A]
    assert concatenated_events(b'{"a":"}{"}') is None, "not inside of a string"
    assert concatenated_events(A) is None, "one event is no concatenation"
    assert concatenated_events(A + b'{"x":nope}' + B) is None
    assert concatenated_events(b'{"a":"}{"}' + B) is None, "it is left to the decoder"


values = st.recursive(
    st.none()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["},{", "]", "}{", '"', "\\"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(
    array=st.lists(values, min_size=1, max_size=5),
    cut=st.integers(0, 80),
    indent=st.none() | st.just(1),
)
def test_every_element_is_read_once_wherever_the_text_is_cut(
    array: list[object], cut: int, indent: int | None
) -> None:
    text = json.dumps(array, indent=indent).encode()
    first = read_array(text[: max(cut, 1)], begun=False, more=cut < len(text))
    found = [] if first is None else first.elements
    rest = text[1:] if first is None else text[first.size :]
    if not (first and first.ended):
        second = read_array(rest, begun=True, more=False)
        assert second, "the rest is the text of an array"
        assert second.ended
        found = found + second.elements
    assert [json.loads(element) for element in found] == array
