"""Completion at the prompt: of SQL, and of commands with their first argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from sqlglot import TokenType

from clickstream.cli.sql_prompt.statement_text import (
    COMMAND_PREFIX,
    referenced,
    statement_at,
    tokens_of,
)
from clickstream.cli.sql_prompt.words import KEYWORDS, functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sqlglot.tokenizer_core import Token

    from clickstream.cli.sql_prompt.catalog import Catalog, Column

    Arguments = Mapping[str, Callable[[], Iterable[str]] | str]

WORD = re.compile(r"\w*\Z")
BEFORE_TABLE = {"from", "join", "into", "table", "describe", "view"}
"""Words that the name of a table follows."""
FILE = "FILE"
"""Argument that is a path."""


class PromptCompleter(Completer):
    """Completer of the prompt's text."""

    def __init__(self, catalog: Catalog, arguments: Arguments) -> None:
        """Create a completer.

        Args:
            catalog: Tables of the database.
            arguments: Values of the first argument, or `FILE`, by command.
        """
        self._catalog = catalog
        self._arguments = arguments
        self._paths = PathCompleter(expanduser=True)

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Yield the completions of the word before the cursor."""
        before = document.text_before_cursor
        if before.lstrip().startswith(COMMAND_PREFIX):
            yield from self._of_command(before.lstrip(), complete_event)
        else:
            yield from self._of_sql(document.text, document.cursor_position)

    def _of_command(self, before: str, event: CompleteEvent) -> Iterator[Completion]:
        command, space, argument = before.partition(" ")
        if not space:
            yield from _matching(command, self._arguments, "command")
            return
        values = self._arguments.get(command, ())
        if values == FILE:
            yield from self._paths.get_completions(Document(argument), event)
        elif callable(values):
            yield from _matching(argument, values(), "")

    def _of_sql(self, text: str, cursor: int) -> Iterator[Completion]:
        word = WORD.findall(text[:cursor])[0]
        tokens = tokens_of(text[:cursor])
        if tokens is None or (word and (not tokens or tokens[-1].end != cursor - 1)):
            return  # in a string or comment
        earlier = tokens[:-1] if word else tokens
        names = referenced(statement_at(text, cursor), self._catalog.tables)
        if earlier and earlier[-1].token_type is TokenType.DOT:
            qualifier = earlier[-2].text.lower() if len(earlier) > 1 else ""
            yield from self._after_dot(word, names.get(qualifier))
            return
        if _expects_table(earlier):
            yield from _matching(word, self._catalog.tables, "table")
            return
        columns = _distinct(self._columns(set(names.values()) or self._catalog.tables))
        yield from _matching(word, columns, "column")
        yield from _matching(word, functions(), "function", suffix="(")
        lower = word.islower()
        keywords = (keyword.lower() if lower else keyword for keyword in KEYWORDS)
        yield from _matching(word, keywords, "keyword")
        yield from _matching(word, self._catalog.tables, "table")

    def _after_dot(self, word: str, table: str | None) -> Iterator[Completion]:
        """Complete the column of a table, or the table of a database."""
        if table is None:
            yield from _matching(word, self._catalog.tables, "table")
        else:
            yield from _matching(word, _distinct(self._columns([table])), "column")

    def _columns(self, tables: Iterable[str]) -> Iterator[Column]:
        for table in tables:
            yield from self._catalog.tables[table].columns


def _expects_table(earlier: list[Token]) -> bool:
    """Return whether the word after the tokens is the name of a table."""
    return bool(earlier) and earlier[-1].text.lower() in BEFORE_TABLE


def _distinct(columns: Iterable[Column]) -> list[str]:
    return sorted({column.name for column in columns})


def _matching(
    word: str, candidates: Iterable[str], kind: str, *, suffix: str = ""
) -> Iterator[Completion]:
    """Yield the candidates that begin with a word, in any case."""
    for candidate in candidates:
        if candidate.lower().startswith(word.lower()):
            yield Completion(
                candidate + suffix,
                start_position=-len(word),
                display=candidate,
                display_meta=kind,
            )
