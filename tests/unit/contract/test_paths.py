"""Paths of JSON members: text form and parsed form."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickstream.contract.paths import parse_path, path_text


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("city", ("city",)),
        ("context.page.url", ("context", "page", "url")),
        (r"app\.version", ("app.version",)),
        (r"a\\b", ("a\\b",)),
        (r"a\\.b", ("a\\", "b")),
        ("$set.名前 1", ("$set", "名前 1")),
    ],
)
def test_a_dot_separates_names_unless_it_is_escaped(text: str, path: tuple[str, ...]) -> None:
    assert parse_path(text) == path
    assert path_text(path) == text, "the text form of a path is unique"


@given(st.lists(st.text(min_size=1), min_size=1).map(tuple))
def test_every_path_has_a_text_form(path: tuple[str, ...]) -> None:
    assert parse_path(path_text(path)) == path, "no name of a JSON member is out of reach"


@pytest.mark.parametrize("text", ["", ".", ".a", "a.", "a..b"])
def test_an_empty_name_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(repr(text))} has an empty name\. Write"):
        parse_path(text)


@pytest.mark.parametrize("text", ["a\\", r"a\b", r"a.\u002e"])
def test_a_backslash_that_escapes_neither_a_dot_nor_a_backslash_is_rejected(text: str) -> None:
    problem = f"{text!r} has a backslash before another character. Write "
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}"):
        parse_path(text)
