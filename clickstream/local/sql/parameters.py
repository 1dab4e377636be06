"""Parameters of a statement: `?` replaced by Athena's ExecutionParameters.

A parameter is a constant in SQL: a text has its own quotes.
https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PIECE = re.compile(
    r"""(?P<skipped>--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`)|(?P<parameter>\?)""",
    re.DOTALL,
)


class ParameterError(ValueError):
    """Parameters that do not fit the statement, in Athena's words where it has some."""


def substitute(sql: str, parameters: Sequence[str]) -> str:
    """Return a statement with its parameters in place of `?`.

    Args:
        sql: Statement in Athena SQL.
        parameters: Constants in SQL, in the order of the question marks.

    Raises:
        ParameterError: If there are more or fewer parameters than question marks, or a parameter
            is no constant.
    """
    expected = sum(1 for _ in _marks(sql))
    if expected != len(parameters):
        msg = f"INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected {expected} but found {len(parameters)}"
        raise ParameterError(msg)
    pieces: list[str] = []
    end = 0
    for mark, parameter in zip(_marks(sql), parameters, strict=True):
        _check_constant(parameter)
        pieces += [sql[end:mark], parameter.strip()]
        end = mark + 1
    return "".join([*pieces, sql[end:]])


def _marks(sql: str) -> Iterator[int]:
    for piece in PIECE.finditer(sql):
        if piece["parameter"]:
            yield piece.start()


def _check_constant(parameter: str) -> None:
    """Refuse a column, a query, and text that would continue the statement."""
    has_comment = any(piece[0].startswith(("--", "/*")) for piece in PIECE.finditer(parameter))
    try:
        expression = None if has_comment else sqlglot.parse_one(f"({parameter})", read="athena")
    except SqlglotError:
        expression = None
    if not isinstance(expression, exp.Paren) or expression.find(exp.Column, exp.Query):
        msg = f"INVALID_PARAMETER_USAGE: the execution parameter {parameter!r} is no constant in SQL. Write a text with quotes: {_quoted(parameter)}"
        raise ParameterError(msg)


def _quoted(parameter: str) -> str:
    return "'" + parameter.replace("'", "''") + "'"
