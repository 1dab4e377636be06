"""Statements of `clickstream query`: splitting, values of parameters, and plans."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from clickstream.cli.errors import CliError
from clickstream.cli.statements import Statement, bind, literal, read_sql, split

if TYPE_CHECKING:
    from pathlib import Path

RANGE = """-- parameter: from, first date, default 1 day before to
-- parameter: to, last date
SELECT 1 FROM t WHERE d BETWEEN ? AND ?"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1", ("SELECT 1",)),
        ("SELECT 1;\n", ("SELECT 1",)),
        ("SELECT 1; SELECT 2 ;;", ("SELECT 1", "SELECT 2")),
        (
            "SELECT ';', \"a;b\" -- c;\n/* ; */ FROM t",
            ("SELECT ';', \"a;b\" -- c;\n/* ; */ FROM t",),
        ),
        (
            "-- first\nSELECT 'ü';-- second\nSELECT 2",
            ("-- first\nSELECT 'ü'", "-- second\nSELECT 2"),
        ),
        ("SELECT 1; -- the end", ("SELECT 1",)),
        ("SELECT 'x; SELECT 2", ("SELECT 'x; SELECT 2",)),
    ],
)
def test_semicolons_outside_of_strings_and_comments_separate_statements(
    text: str, expected: tuple[str, ...]
) -> None:
    assert split(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the SQL is empty"),
        (" \n", "the SQL is empty"),
        (";;", "the SQL has only comments or semicolons"),
        ("-- nothing\n;", "the SQL has only comments or semicolons"),
    ],
)
def test_a_text_without_a_statement_is_refused_in_words(text: str, problem: str) -> None:
    with pytest.raises(CliError, match=f"{problem}: there is no statement to run"):
        split(text)


def test_sql_is_read_from_a_file_or_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.sql").write_text("\ufeffSELECT 'ü'", encoding="utf-8")
    assert read_sql(str(tmp_path / "a.sql")) == "SELECT 'ü'", "without a byte order mark"
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT 2"))
    assert read_sql("-") == "SELECT 2"


def test_a_file_that_cannot_be_read_is_an_error_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(CliError, match=r"cannot read the SQL file .*none\.sql: No such file"):
        read_sql(str(tmp_path / "none.sql"))
    (tmp_path / "latin.sql").write_bytes(b"SELECT '\xfc'")
    with pytest.raises(CliError, match=r"latin\.sql is not UTF-8"):
        read_sql(str(tmp_path / "latin.sql"))


def test_declared_parameters_are_given_by_name() -> None:
    assert bind([RANGE], ["to=2026-03-01"]) == [Statement(RANGE, ("'2026-02-28'", "'2026-03-01'"))]


def test_a_relative_date_counts_from_today_in_utc() -> None:
    (statement,) = bind([RANGE], ["from=7 days ago", "to=yesterday"])
    today = datetime.now(UTC).date()
    assert statement.values in {
        tuple(f"'{day - timedelta(days=ago)}'" for ago in (7, 1))
        for day in (today, today - timedelta(days=1))  # midnight may pass in between
    }


@pytest.mark.parametrize(
    ("given", "problem", "remedy"),
    [
        ([], "the parameter to has no value", "Give --param to="),
        (["to"], "--param to has no value", "name=value"),
        (["to="], "--param to= has no value", "name=value"),
        (["till=2026-01-01"], "the query report has no parameter 'till'", "from (first date"),
        (["to=2026-01-32"], "the parameter to is '2026-01-32', which is not a date", "2026-11-01"),
        (["to=2026-01-01", "to=2026-01-02"], "the parameter to is given twice", "Give it once"),
        (["from=2026-01-02", "to=2026-01-01"], "which is after to, 2026-01-01", "in order"),
    ],
)
def test_a_value_that_does_not_fit_is_an_error_that_names_the_parameter(
    given: list[str], problem: str, remedy: str
) -> None:
    with pytest.raises(CliError) as caught:
        bind([RANGE], given, name="report")
    assert problem in caught.value.message
    assert remedy in caught.value.remedy


def test_declarations_that_do_not_fit_the_question_marks_are_an_error() -> None:
    with pytest.raises(CliError, match=r"the SQL declares 2 parameters, and has 1 `\?`"):
        bind([RANGE.replace("? AND ?", "? AND 'x'")], ["to=2026-03-01"])


def test_other_values_are_taken_in_the_order_of_the_question_marks() -> None:
    first, second = "SELECT ? FROM t WHERE a = ?", "SELECT '?' FROM t WHERE b = ?"
    assert bind([first, second], ["1", "Köln", "'2026'"]) == [
        Statement(first, ("1", "'Köln'")),
        Statement(second, ("'2026'",)),
    ]
    assert bind([first.replace("?", "1")], []) == [Statement("SELECT 1 FROM t WHERE a = 1")]


@pytest.mark.parametrize("given", [[], ["1"], ["1", "2", "3"]])
def test_each_question_mark_needs_one_value(given: list[str]) -> None:
    with pytest.raises(CliError, match=rf"has 2 `\?`, and {len(given)} values are given"):
        bind(["SELECT 1 FROM t WHERE a = ? AND b = ?"], given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", "5"),
        ("-1.5e3", "-1.5e3"),
        ("NULL", "NULL"),
        ("true", "true"),
        ("'it''s'", "'it''s'"),
        ("DATE '2026-11-01'", "DATE '2026-11-01'"),
        ("2026-11-01", "'2026-11-01'"),
        ("it's", "'it''s'"),
        ("1 OR 1 = 1", "'1 OR 1 = 1'"),
        ("'a' OR 'b'", "'''a'' OR ''b'''"),
        ("", "''"),
    ],
)
def test_text_is_quoted_and_a_literal_is_not(text: str, expected: str) -> None:
    assert literal(text) == expected


def test_the_plan_is_asked_for_with_the_values_in_the_statement() -> None:
    sql = "-- why?\nSELECT '?' FROM t WHERE a = ? AND b = ?"
    explained = Statement(sql, ("1", "'?'")).explained()
    assert explained == Statement("EXPLAIN -- why?\nSELECT '?' FROM t WHERE a = 1 AND b = '?'"), (
        "Athena takes parameters only for statements that read or write data"
    )
