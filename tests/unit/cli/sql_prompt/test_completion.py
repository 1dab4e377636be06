"""Completion of SQL and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from trino_query_parser.SqlBaseLexer import SqlBaseLexer

from clickstream.cli.sql_prompt.completion import FILE, PromptCompleter
from clickstream.cli.sql_prompt.words import KEYWORDS, functions

if TYPE_CHECKING:
    from pathlib import Path

    from clickstream.cli.sql_prompt.catalog import Catalog

DDL_WORDS = {
    "EXTERNAL", "LOCATION", "MSCK", "PARTITIONED", "REPAIR", "STORED", "TBLPROPERTIES", "UNLOAD", "VIEWS",
}  # fmt: skip
"""Keywords of Athena that Trino has not."""


@pytest.fixture
def completer(catalog: Catalog) -> PromptCompleter:
    arguments = {"\\run": lambda: ["funnel", "freshness"], "\\save": FILE, "\\quit": tuple}
    return PromptCompleter(catalog, arguments)


def completed(completer: PromptCompleter, text: str) -> dict[str, str]:
    """Return the texts after each completion at the `|`, with the kinds."""
    cursor = text.index("|")
    document = Document(text.replace("|", ""), cursor)
    found = completer.get_completions(document, CompleteEvent())
    return {
        document.text[: cursor + each.start_position] + each.text: each.display_meta_text
        for each in found
    }


@pytest.mark.parametrize("word", ["FROM", "from", "JOIN", "DESCRIBE", "DROP TABLE", "INSERT INTO"])
def test_only_tables_follow_these_words(completer: PromptCompleter, word: str) -> None:
    assert completed(completer, f"{word} click|") == {
        f"{word} clickstream_events": "table",
        f"{word} clickstream_events_quarantine": "table",
    }


def test_columns_are_those_of_the_tables_in_the_statement(completer: PromptCompleter) -> None:
    assert completed(completer, "SELECT visi|") == {"SELECT visitors": "column"}
    assert completed(completer, "SELECT visi| FROM clickstream_events") == {}, "no such column"
    assert completed(completer, "SELECT event_t| FROM clickstream_events") == {
        "SELECT event_type": "column"
    }
    assert completed(completer, "SELECT 1 FROM a_view; SELECT li|, 1") == {
        "SELECT 1 FROM a_view; SELECT line": "column",
        "SELECT 1 FROM a_view; SELECT listagg(": "function",
        "SELECT 1 FROM a_view; SELECT like": "keyword",
        "SELECT 1 FROM a_view; SELECT limit": "keyword",
    }, "a new statement has no table yet, so the columns of all"


def test_only_columns_of_the_table_follow_an_alias_and_a_dot(completer: PromptCompleter) -> None:
    text = "SELECT q.| FROM clickstream_events e JOIN clickstream_events_quarantine AS q ON true"
    assert completed(completer, text) == {"SELECT q.line": "column", "SELECT q.year": "column"}
    assert completed(completer, "SELECT * FROM lake.a|") == {"SELECT * FROM lake.a_view": "table"}


def test_functions_open_their_brackets_and_keywords_keep_the_case(
    completer: PromptCompleter,
) -> None:
    assert completed(completer, "SELECT approx_d|") == {"SELECT approx_distinct(": "function"}
    assert completed(completer, "SELECT distin|") == {"SELECT distinct": "keyword"}
    assert completed(completer, "SELECT DISTIN|") == {"SELECT DISTINCT": "keyword"}


@pytest.mark.parametrize("text", ["SELECT 'cou|", "SELECT 1 -- cou|", "SELECT /* cou|"])
def test_strings_and_comments_are_not_completed(completer: PromptCompleter, text: str) -> None:
    assert completed(completer, text) == {}


def test_commands_and_their_first_argument_are_completed(
    completer: PromptCompleter, tmp_path: Path
) -> None:
    assert completed(completer, "\\|") == dict.fromkeys(("\\run", "\\save", "\\quit"), "command")
    assert list(completed(completer, "\\run fu|")) == ["\\run funnel"]
    assert completed(completer, "\\quit |") == {}
    (tmp_path / "rows.csv").touch()
    assert list(completed(completer, f"\\save {tmp_path}/ro|")) == [f"\\save {tmp_path}/rows.csv"]


def test_keywords_are_those_of_trinos_grammar_and_of_athenas_ddl() -> None:
    grammar = {name.strip("'") for name in SqlBaseLexer.literalNames}
    words = {word for keyword in KEYWORDS for word in keyword.split()}
    assert words - grammar == DDL_WORDS | {"COALESCE"}, "a function to Trino's grammar"
    assert len(set(KEYWORDS)) == len(KEYWORDS)
    assert {"count", "approx_percentile", "date_trunc"} <= set(functions())
