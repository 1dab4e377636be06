"""Statements of `clickstream query`: SQL text split at semicolons, with the values of its `?`."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import TokenType, tokenize
from sqlglot.errors import SqlglotError

from clickstream.cli.errors import CliError
from clickstream.contract.query_parameters import (
    DIALECT,
    ParameterError,
    declared_parameters,
    placeholders,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

STANDARD_INPUT = "-"
EXPLAIN = "EXPLAIN "
# A number, true, false, null, or text in single quotes with or without a type: DATE '2026-11-01'.
LITERAL = re.compile(
    r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?|true|false|null|([a-z]+\s*)?'([^']|'')*'", re.IGNORECASE
)


@dataclass(frozen=True)
class Statement:
    """SQL statement with the values of its `?`."""

    sql: str
    values: tuple[str, ...] = ()
    """SQL literals, in the order of the `?`."""

    def explained(self) -> Statement:
        """Return the statement that shows the plan of this one.

        The literals replace the `?`, because Athena takes execution parameters for SELECT, INSERT
        INTO, CTAS and UNLOAD alone:
        https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
        """
        parts: list[str] = []
        begin = 0
        for position, value in zip(_placeholders(self.sql), self.values, strict=True):
            parts += [self.sql[begin:position], value]
            begin = position + 1
        return Statement(EXPLAIN + "".join([*parts, self.sql[begin:]]))


def read_sql(path: str) -> str:
    """Return the SQL of a file, or of standard input if the path is `-`.

    Raises:
        CliError: If the file cannot be read, or is not UTF-8.
    """
    if path == STANDARD_INPUT:
        return sys.stdin.read()
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        msg = f"cannot read the SQL file {path}: {error.strerror}"
        raise CliError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"the SQL file {path} is not UTF-8: {error}"
        raise CliError(msg, "Save it as UTF-8.") from error


def split(text: str) -> tuple[str, ...]:
    """Return the statements of a text, which semicolons separate. Comments stay.

    A text with a string or comment that has no end is one statement, so that Athena reports the
    error.

    Raises:
        CliError: If the text has no statement.
    """
    try:
        tokens = tokenize(text, read=DIALECT)
    except SqlglotError:
        return (text.strip(),)
    found: list[str] = []
    begin, is_empty = 0, True
    for token in tokens:
        if token.token_type is not TokenType.SEMICOLON:
            is_empty = False
            continue
        if not is_empty:
            found.append(text[begin : token.start].strip())
        begin, is_empty = token.end + 1, True
    if not is_empty:
        found.append(text[begin:].strip())
    if not found:
        problem = "has only comments or semicolons" if text.strip() else "is empty"
        msg = f"the SQL {problem}: there is no statement to run"
        raise CliError(msg, "Give a statement, or the name of a query; --list shows the names.")
    return tuple(found)


def bind(statements: Sequence[str], given: Sequence[str], *, name: str = "") -> list[Statement]:
    """Return the statements with the values of their parameters.

    Args:
        statements: SQL statements.
        given: Values of `--param`. `name=value` if a statement declares parameters; otherwise, one
            value for each `?`, in order.
        name: Name of the deployed query, for messages.

    Raises:
        CliError: If a value has no parameter, a parameter no value, or a value is not valid.
    """
    try:
        declared = [declared_parameters(sql) for sql in statements]
        if not any(declared):
            return list(_by_position(statements, given))
        title = f"the query {name}" if name else "the SQL"
        known = [parameter for parameters in declared for parameter in parameters]
        named = _by_name(given, {each.name: str(each) for each in known}, title)
        today = datetime.now(UTC).date()
        bound = [
            Statement(sql, values_of(parameters, named, today=today))
            for sql, parameters in zip(statements, declared, strict=True)
        ]
    except ParameterError as error:
        message, _, remedy = str(error).partition(". ")
        raise CliError(message, f"{remedy}.") from error
    for statement in bound:
        count = len(_placeholders(statement.sql))
        if count != len(statement.values):
            msg = f"{title} declares {len(statement.values)} parameters, and has {count} `?`"
            raise CliError(msg, "Declare one parameter for each `?`, in their order.")
    return bound


def _by_name(given: Iterable[str], known: Mapping[str, str], title: str) -> dict[str, str]:
    """Return the values by the names of the parameters."""
    values: dict[str, str] = {}
    remedy = f"Parameters: {'; '.join(known.values())}."
    for text in given:
        name, separator, value = text.partition("=")
        if not separator or not value.strip():
            msg = f"--param {text} has no value"
            raise CliError(msg, f"Give it as name=value. {remedy}")
        if name not in known:
            msg = f"{title} has no parameter {name!r}"
            raise CliError(msg, remedy)
        if name in values:
            msg = f"the parameter {name} is given twice: {values[name]} and {value}"
            raise CliError(msg, "Give it once.")
        values[name] = value
    return values


def _by_position(statements: Sequence[str], given: Sequence[str]) -> Iterator[Statement]:
    """Yield the statements with the values of their `?`, in the order of the text."""
    counts = [len(_placeholders(sql)) if given or "?" in sql else 0 for sql in statements]
    if sum(counts) != len(given):
        msg = f"the SQL has {sum(counts)} `?`, and {len(given)} values are given by --param"
        raise CliError(msg, "Give one --param for each `?`, in order, such as --param 2026-11-01.")
    values = map(literal, given)
    for sql, count in zip(statements, counts, strict=True):
        yield Statement(sql, tuple(islice(values, count)))


def literal(text: str) -> str:
    """Return a value as an SQL literal: text that is no literal is quoted."""
    if LITERAL.fullmatch(text.strip()):
        return text.strip()
    quoted = text.replace("'", "''")
    return f"'{quoted}'"


def _placeholders(sql: str) -> list[int]:
    """Return the positions of the `?`; none for SQL with an unterminated string or comment."""
    try:
        return placeholders(sql)
    except ParameterError:
        return []
