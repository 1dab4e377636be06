"""Checks of literal arguments whose values decide that a function fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.coercion import TIMES, TIMESTAMPS
from clickstream.local.sql.analyzer.data_types import DATE, DataType
from clickstream.local.sql.analyzer.literals import text_of
from clickstream.local.sql.analyzer.names import unwrap
from clickstream.local.sql.errors import AthenaError, ErrorName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.local.sql.analyzer.functions import Argument
    from clickstream.local.sql.syntax import Node

PATH_FUNCTIONS = frozenset({"json_extract", "json_extract_scalar", "json_size"})
QUOTED_KEY = re.compile(r'\[\s*"(?:[^"\\]|\\.)*"\s*\]')
UNIT_FUNCTIONS = frozenset({"date_add", "date_diff", "date_trunc"})
DATE_UNITS = frozenset({"day", "week", "month", "quarter", "year"})
TIME_UNITS = frozenset({"millisecond", "second", "minute", "hour"})


def check_arguments(name: str, nodes: Sequence[Node], kinds: Sequence[Argument]) -> None:
    """Refuse a literal argument that the function refuses when it runs.

    Args:
        name: Function.
        nodes: Arguments, which the function takes by their types.
        kinds: Types of the arguments.
    """
    message = None
    if name in PATH_FUNCTIONS:
        message = _path_error(_literal(nodes[1]))
    elif name in UNIT_FUNCTIONS:
        if _literal(nodes[0]) is None:
            unit = f"the unit of {name} is a text in quotes locally, such as 'day', not {nodes[0].text}"
            raise AthenaError(ErrorName.NOT_SUPPORTED, unit)
        message = _unit_error(_literal(nodes[0]), kinds[-1])
    elif name == "concat" and len(nodes) == 1:
        message = "There must be two or more concatenation arguments"
    if message is not None:
        raise AthenaError(ErrorName.INVALID_FUNCTION_ARGUMENT, message)


def _path_error(path: str | None) -> str | None:
    if path is None:
        return None
    rest = QUOTED_KEY.sub("", path)
    is_wrong = not path.startswith("$") or "[*]" in rest or "-" in rest
    return f"Invalid JSON path: '{path}'" if is_wrong else None


def _unit_error(unit: str | None, kind: Argument) -> str | None:
    if unit is None or not isinstance(kind, DataType):
        return None
    if kind == DATE:
        units, field = DATE_UNITS, "DATE"
    elif kind.base in TIMESTAMPS:
        units, field = DATE_UNITS | TIME_UNITS, "TIMESTAMP"
    elif kind.base in TIMES:
        units, field = TIME_UNITS, "TIME"
    else:
        return None
    return f"'{unit}' is not a valid {field} field" if unit.lower() not in units else None


def _literal(node: Node) -> str | None:
    """Return the text of a literal, or None for another expression."""
    node = unwrap(node)
    is_plain = node.kind == "StringLiteral" and node.children[0].kind == "BasicStringLiteral"
    return text_of(node) if is_plain else None
