"""Text at the prompt: whether it is complete, and the tokens before the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import TokenType, tokenize
from sqlglot.errors import SqlglotError

from clickstream.contract.query_parameters import DIALECT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlglot.tokenizer_core import Token

COMMAND_PREFIX = "\\"


def tokens_of(text: str) -> list[Token] | None:
    """Return the tokens of a text, or None if a string or comment has no end."""
    try:
        return tokenize(text, read=DIALECT)
    except SqlglotError:
        return None


def is_complete(text: str) -> bool:
    r"""Return whether Enter ends the text: it is empty, a command, or ends with a semicolon.

    A semicolon in a string or comment does not end a statement. A command begins with `\`.
    """
    if not text.strip() or text.lstrip().startswith(COMMAND_PREFIX):
        return True
    tokens = tokens_of(text)
    return bool(tokens) and tokens[-1].token_type is TokenType.SEMICOLON


def statement_at(text: str, cursor: int) -> str:
    """Return the statement at the cursor.

    If the text has a string or comment without an end, return the text before the cursor.
    """
    tokens = tokens_of(text)
    if tokens is None:
        return text[:cursor]
    ends = [token.start for token in tokens if token.token_type is TokenType.SEMICOLON]
    begin = max((end + 1 for end in ends if end < cursor), default=0)
    return text[begin : min((end for end in ends if end >= cursor), default=len(text))]


def referenced(statement: str, tables: Collection[str]) -> dict[str, str]:
    """Return the tables of a statement by the names that it has for them.

    Args:
        statement: SQL statement.
        tables: Names of known tables.

    Returns:
        Names of tables, by the name and by the alias in the statement, in lower case.
    """
    found: dict[str, str] = {}
    tokens = tokens_of(statement) or []
    for index, token in enumerate(tokens):
        name = token.text.lower()
        if name not in tables:
            continue
        found[name] = name
        if alias := _alias(tokens[index + 1 : index + 3]):
            found[alias] = name
    return found


def _alias(following: Sequence[Token]) -> str:
    """Return the alias that the tokens after a table's name give it, or nothing."""
    after = [token for token in following if token.token_type is not TokenType.ALIAS]
    is_name = after and after[0].token_type in {TokenType.VAR, TokenType.IDENTIFIER}
    return after[0].text.lower() if is_name else ""
