"""Filter patterns of CloudWatch Logs."""

from __future__ import annotations

import json

import pytest

from clickstream.local.emulator.log_patterns import PatternError, compile_pattern

EVENT = json.dumps(
    {
        "level": "ERROR",
        "message": 'a "quoted" text',
        "n": 3,
        "ok": False,
        "none": None,
        "a-b": {"list": [{"c": "x"}]},
    }
)


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("", True),
        ("ERROR", True),
        ("error", False),
        ("ERROR text", True),
        ("ERROR absent", False),
        ("?absent ?ERROR", True),
        ("?absent ?other", False),
        ("ERROR ?absent", True),
        ("ERROR -text", False),
        ("-absent", True),
        ('"level\\": \\"ERROR"', True),
        ('"text level"', False),
        ("%ERR[A-Z]+%", True),
        ("%^ERR%", False),
    ],
)
def test_terms_match_anywhere_in_the_line(pattern: str, matches: bool) -> None:
    assert compile_pattern(pattern)(EVENT) is matches


@pytest.mark.parametrize(
    ("condition", "matches"),
    [
        ('$.level = "ERROR"', True),
        ("$.level = ERROR", True),
        ('$.level = "error"', False),
        ('$.level != "INFO"', True),
        ('$.level = "ERR*"', True),
        ("$.level = %^ERR%", True),
        ('$.message = "*\\"quoted\\"*"', True),
        ("$.n = 3", True),
        ("$.n = 3.0", True),
        ("$.n > 3", False),
        ("$.n >= 3", True),
        ("$.n < 4 && $.n > 2", True),
        ("$.n <= 2 || $.level = ERROR", True),
        ("($.n = 1 || $.n = 3) && $.ok IS FALSE", True),
        ("$.ok IS TRUE", False),
        ("$.none IS NULL", True),
        ("$.absent NOT EXISTS", True),
        ("$.level NOT EXISTS", False),
        ("$.absent = 1", False),
        ("$.a-b.list[0].c = x", True),
        ("$['a-b'].list[1].c = x", False),
    ],
)
def test_a_condition_is_on_the_members_of_a_json_event(condition: str, matches: bool) -> None:
    assert compile_pattern(f"{{ {condition} }}")(EVENT) is matches


def test_a_line_that_is_not_json_matches_no_condition() -> None:
    assert not compile_pattern("{ $.absent NOT EXISTS }")("text")


@pytest.mark.parametrize(
    "pattern",
    [
        "[ip, user]",
        "{ $.a = 1",
        "{ }",
        "{ a = 1 }",
        "{ $.a }",
        "{ $.a = }",
        "{ $.a IN [1] }",
        "{ $.a > x }",
        "{ ($.a = 1 }",
        "{ $.a = 1 $.b = 2 }",
        "{ $.a IS }",
        "{ $.a && $.b }",
    ],
)
def test_a_pattern_that_is_not_valid_or_not_supported_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError, match="filter pattern"):
        compile_pattern(pattern)
