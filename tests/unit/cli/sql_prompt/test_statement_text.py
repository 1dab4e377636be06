"""Text at the prompt: its end, the statement at the cursor, and the tables in it."""

from __future__ import annotations

import pytest

from clickstream.cli.sql_prompt.statement_text import is_complete, referenced, statement_at


@pytest.mark.parametrize(
    "text", ["", " \n", "SELECT 1;", "SELECT 1; ", "SELECT\n1;\n-- done", "\\help", " \\run a"]
)
def test_enter_ends_a_command_a_statement_with_its_semicolon_and_an_empty_line(text: str) -> None:
    assert is_complete(text)


@pytest.mark.parametrize(
    "text", ["SELECT 1", "SELECT ';", "SELECT 1 -- ;", "SELECT 1 /* ;", "SELECT 1; SELECT 2", "--"]
)
def test_enter_continues_a_statement_without_its_semicolon(text: str) -> None:
    assert not is_complete(text)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("SELECT |1", "SELECT 1"),
        ("SELECT 1; SELECT |2; SELECT 3", " SELECT 2"),
        ("SELECT ';|' FROM a; SELECT 2", "SELECT ';' FROM a"),
        ("SELECT 'a|", "SELECT 'a"),
    ],
)
def test_semicolons_separate_the_statement_at_the_cursor(text: str, statement: str) -> None:
    assert statement_at(text.replace("|", ""), text.index("|")) == statement


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("SELECT * FROM events WHERE a = 1", {"events": "events"}),
        ("SELECT * FROM Events AS e", {"events": "events", "e": "events"}),
        ("SELECT * FROM db.events E", {"events": "events", "e": "events"}),
        (
            "SELECT * FROM events a JOIN sessions b ON",
            {"events": "events", "a": "events", "sessions": "sessions", "b": "sessions"},
        ),
        ("SELECT 'x' FROM other", {}),
    ],
)
def test_the_tables_of_a_statement_are_known_by_name_and_alias(
    statement: str, names: dict[str, str]
) -> None:
    assert referenced(statement, {"events", "sessions"}) == names
