"""Dialect of the statements that the local Athena parses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.parsers.trino import TrinoParser

if TYPE_CHECKING:
    from collections.abc import Callable

AS_WRITTEN = (
    "DATE_FORMAT",
    "DATE_PARSE",
    "FROM_BASE",
    "JSON_EXTRACT",
    "JSON_EXTRACT_SCALAR",
    "JSON_FORMAT",
    "REPEAT",
    "TRANSFORM_VALUES",
)
"""Functions that sqlglot would translate otherwise."""


# Texts, names and comments, or a number with a base or with underscores.
NUMBER = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|(?<![\w.$])(?P<number>0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d+(?:_\d+)+)(?![\w.])""",
    re.DOTALL,
)


def decimal_numbers(sql: str) -> str:
    """Return a statement with `0xFF` and `1_000` as `255` and `1000`, which sqlglot reads."""

    def replaced(match: re.Match[str]) -> str:
        number = match["number"]
        return match[0] if number is None else str(int(number, 0 if number[1] in "xXoObB" else 10))

    return NUMBER.sub(replaced, sql)


def _as_written(name: str) -> Callable[[list[exp.Expr]], exp.Expr]:
    return lambda arguments: exp.Anonymous(this=name, expressions=arguments)


class AthenaQuery(Trino):
    """Trino's SQL, with JSON paths and array subscripts as they are written."""

    INDEX_OFFSET = 0

    class Parser(TrinoParser):
        """Parser that keeps functions which sqlglot would change."""

        FUNCTIONS: ClassVar[dict[str, Any]] = {
            **cast("dict[str, Any]", TrinoParser.FUNCTIONS),
            **{name: _as_written(name) for name in AS_WRITTEN},
        }
