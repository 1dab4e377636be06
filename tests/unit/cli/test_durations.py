"""Durations are read from texts such as 1h, and shown in their largest units."""

from __future__ import annotations

from datetime import timedelta

import pytest
import typer

from clickstream.cli.durations import brief, parse_duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        (" 1h ", timedelta(hours=1)),
        ("455d", timedelta(days=455)),
    ],
)
def test_a_whole_number_and_a_unit_are_a_duration(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "1", "h", "0h", "-1h", "1.5h", "1w", "456d", "9" * 40 + "d"])
def test_other_texts_are_refused_with_the_text_and_the_form(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="Use a whole number and a unit") as caught:
        parse_duration(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_a_duration_is_shown_in_its_two_largest_units(seconds: float, expected: str) -> None:
    assert brief(seconds) == expected
