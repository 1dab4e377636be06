"""Parameters of queries: declarations in comments, defaults, and values given by name."""

from __future__ import annotations

from datetime import date

import pytest

from clickstream.contract.query_parameters import (
    ParameterError,
    declared_parameters,
    placeholders,
    values_of,
)

TODAY = date(2026, 3, 1)
RANGE = declared_parameters(
    "-- parameter: from, first date, such as '2026-11-01', default 29 days before to\n"
    "-- parameter: to, last date, default today\n"
    "SELECT 1"
)


def test_a_declaration_has_a_name_a_description_and_a_default() -> None:
    assert [str(parameter) for parameter in RANGE] == [
        "from (first date, such as '2026-11-01', default 29 days before to)",
        "to (last date, default today)",
    ]


def test_comments_after_the_first_word_of_the_sql_declare_nothing() -> None:
    sql = "-- note: why\n-- parameter: a, first date\nSELECT 1\n-- parameter: b, other date"
    assert [parameter.name for parameter in declared_parameters(sql)] == ["a"]
    assert declared_parameters("SELECT 1") == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ("'2026-01-31'", "'2026-03-01'")),
        ({"to": "2025-12-31"}, ("'2025-12-02'", "'2025-12-31'")),
        ({"from": "2026-02-28"}, ("'2026-02-28'", "'2026-03-01'")),
        ({"from": "'2026-02-28'", "to": " 2026-02-28 "}, ("'2026-02-28'", "'2026-02-28'")),
        ({"from": "7 days ago", "to": "yesterday"}, ("'2026-02-22'", "'2026-02-28'")),
        ({"from": "1 day ago", "to": "today", "other": "x"}, ("'2026-02-28'", "'2026-03-01'")),
    ],
)
def test_values_are_dates_as_literals_in_the_order_of_the_parameters(
    given: dict[str, str], expected: tuple[str, str]
) -> None:
    assert values_of(RANGE, given, today=TODAY) == expected


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"to": "2026-02-30"}, "to is '2026-02-30', which is not a date"),
        ({"to": "last week"}, "to is 'last week', which is not a date"),
        ({"to": "3 days before from"}, "which is not a date"),
        ({"from": "2026-03-02"}, "from is 2026-03-02, which is after to, 2026-03-01"),
    ],
)
def test_a_value_that_is_no_date_or_out_of_order_is_an_error(
    given: dict[str, str], problem: str
) -> None:
    with pytest.raises(ParameterError, match=problem):
        values_of(RANGE, given, today=TODAY)


def test_a_parameter_without_a_default_must_be_given() -> None:
    parameters = declared_parameters("-- parameter: day, date of the report\nSELECT 1")
    with pytest.raises(ParameterError, match="the parameter day has no value"):
        values_of(parameters, {}, today=TODAY)
    assert values_of(parameters, {"day": "2026-01-01"}, today=TODAY) == ("'2026-01-01'",)


@pytest.mark.parametrize(
    ("comments", "problem"),
    [
        ("-- parameter: to", "has no name and description"),
        ("-- parameter: To, last date", "has no name and description"),
        ("-- parameter: to, last date, default tomorrow", "the default of 'to' is 'tomorrow'"),
        ("-- parameter: a, one\n-- parameter: a, two", "two parameters are named 'a'"),
        ("-- parameter: a, one, default 1 day before b", "the default of 'a' is '1 day before b'"),
        ("-- parameter: a, one, default 1 day before a", "the default of 'a' is '1 day before a'"),
        (
            "-- parameter: a, one, default 1 day before b\n-- parameter: b, two, default 1 day before c\n-- parameter: c, three",
            "the default of 'a' is '1 day before b'",
        ),
    ],
)
def test_a_declaration_that_cannot_be_used_is_an_error(comments: str, problem: str) -> None:
    with pytest.raises(ParameterError, match=problem):
        declared_parameters(f"{comments}\nSELECT 1")


def test_question_marks_in_strings_names_and_comments_are_no_parameters() -> None:
    sql = """SELECT 'é?', "a?" -- ?\n FROM t /* ? */ WHERE a = ? AND b IN (?, 'it''s?')"""
    assert [sql[position] for position in placeholders(sql)] == ["?", "?"]
    assert placeholders(sql) == [sql.index("= ?") + 2, sql.index("(?") + 1]
