"""Texts of the elements of arrays, complete ones and cut ones."""

from __future__ import annotations

import pytest

from clickstream.records.decode import element_texts, leading_elements

A, B, C = '{"a":1}', '{"b":2}', '{"c":3}'


@pytest.mark.parametrize(
    "text",
    [
        f"[{A},{B},{C}]",
        f"[\n  {A},\n  {B},\n  {C}\n]\n",
        f"[{A},\n{B}\n,{C}]",
        f" [ {A} , {B} , {C} ] ",
    ],
)
def test_an_array_is_split_into_its_elements(text: str) -> None:
    assert element_texts(text) == [A, B, C]


def test_an_array_is_split_into_elements_of_any_kind() -> None:
    assert element_texts(f'[{A}, 7, "],", null, [{B},1],{C} ]') == [
        A,
        "7",
        '"],"',
        "null",
        f"[{B},1]",
        C,
    ]


@pytest.mark.parametrize(
    ("text", "elements", "rest", "ended"),
    [
        (f"{A},{B}]{C}", [A, B], C, True),
        (f"{A} ,\n {B}\n]\n", [A, B], "\n", True),
        (f'{A},{{"b":', [A], '{"b":', False),
        (f"{A},{B}", [A], B, False),
        (f"{A},{B},", [A, B], "", False),
        (f"{A},nope,{B}]", [A], f"nope,{B}]", False),
        (f"{A}{B}]", [], f"{A}{B}]", False),
        ("]", [], "", True),
        (f"{A},]", [A], "", True),
        ("", [], "", False),
        ("1" * 5, [], "1" * 5, False),
    ],
)
def test_the_elements_before_an_incomplete_or_invalid_one_are_split_off(
    text: str, elements: list[str], rest: str, ended: bool
) -> None:
    found, after, end = leading_elements(text)
    assert found == elements, "an element is complete before a comma or the closing bracket"
    assert (after.strip(), end) == (rest.strip(), ended)
