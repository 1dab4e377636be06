"""Types of literals."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.data_types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DAY_TO_SECOND,
    DOUBLE,
    INTEGER,
    UNKNOWN,
    UNSURE,
    VARBINARY,
    VARCHAR,
    YEAR_TO_MONTH,
    DataType,
    parse_type,
    timestamp,
)
from clickstream.local.sql.errors import AthenaError, ErrorName

if TYPE_CHECKING:
    from clickstream.local.sql.analyzer.expressions import Expressions, Handler
    from clickstream.local.sql.analyzer.names import Scope
    from clickstream.local.sql.syntax import Node

DATE_TEXT = re.compile(r"\s*[+-]?(\d{4,})-(\d{1,2})-(\d{1,2})\s*")
TIMESTAMP_TEXT = re.compile(
    r"[+-]?(\d{4,})-(\d{1,2})-(\d{1,2})(?: (?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*(\S.*)?)?"
)
INTEGER_MAX = 2**31 - 1
BIGINT_MAX = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1, 9999  # of Python's dates; Trino has more


def text_of(node: Node) -> str:
    """Return the text of a string literal."""
    return node.text[node.text.index("'") + 1 : -1].replace("''", "'")


def _null(_expressions: Expressions, _node: Node, _scope: Scope) -> DataType:
    return UNKNOWN


def _boolean(_expressions: Expressions, _node: Node, _scope: Scope) -> DataType:
    return BOOLEAN


def _binary(_expressions: Expressions, _node: Node, _scope: Scope) -> DataType:
    return VARBINARY


def _parameter(_expressions: Expressions, _node: Node, _scope: Scope) -> DataType:
    return UNSURE


def _string(_expressions: Expressions, node: Node, _scope: Scope) -> DataType:
    if node.children[0].kind != "BasicStringLiteral":
        return VARCHAR
    return DataType("varchar", (len(text_of(node)),))


def _number(_expressions: Expressions, node: Node, _scope: Scope) -> DataType:
    (literal,) = node.children
    text = literal.text.replace("_", "").replace(" ", "")
    if literal.kind == "DoubleLiteral":
        return DOUBLE
    if literal.kind == "DecimalLiteral":
        return _decimal(text)
    value = abs(int(text, 0 if text.lstrip("-")[:2].lower() in {"0x", "0o", "0b"} else 10))
    if value > BIGINT_MAX + text.startswith("-"):
        message = f"Invalid numeric literal: {literal.text}"
        raise AthenaError(ErrorName.SYNTAX_ERROR, message, 1, 1)  # Trino gives no other position
    return INTEGER if value <= INTEGER_MAX + text.startswith("-") else BIGINT


def _decimal(text: str) -> DataType:
    """Return the type of a decimal number: leading zeros are no digits."""
    whole, _, fraction = text.lstrip("+-").partition(".")
    return DataType("decimal", (max(len(whole.lstrip("0")) + len(fraction), 1), len(fraction)))


def _interval(_expressions: Expressions, node: Node, _scope: Scope) -> DataType:
    start = node.children[0].first("IntervalField")
    return YEAR_TO_MONTH if start and start.text.lower() in {"year", "month"} else DAY_TO_SECOND


def _typed(_expressions: Expressions, node: Node, _scope: Scope) -> DataType:
    """Return the type of a literal such as `DATE '2024-01-31'`."""
    name = " ".join(child.text for child in node.children[:-1]).lower()
    text = text_of(node.children[-1])
    if name == "timestamp":
        return _timestamp(node, text)
    if name == "interval":  # INTERVAL '1 day', and units other than those of the grammar
        raise node.error(ErrorName.TYPE_NOT_FOUND, f"Unknown resolvedType: {name}")
    try:
        kind = parse_type(name)
    except LookupError:
        raise node.error(ErrorName.TYPE_NOT_FOUND, f"Unknown resolvedType: {name}") from None
    if kind.base == "decimal":
        return _decimal(text)
    if kind == DATE:
        match = DATE_TEXT.fullmatch(text)
        if match is None or not _is_date(*match.groups()[:3]):
            raise node.error(ErrorName.INVALID_LITERAL, f"'{text}' is not a valid DATE literal")
    return kind


def _timestamp(node: Node, text: str) -> DataType:
    match = TIMESTAMP_TEXT.fullmatch(text)
    if match is None or not _is_date(*match.groups()[:3]):
        raise node.error(ErrorName.INVALID_LITERAL, f"'{text}' is not a valid TIMESTAMP literal")
    return timestamp(len(match[7] or ""), zone=match[8] is not None)


def _is_date(year: str, month: str, day: str) -> bool:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return True
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


HANDLERS: dict[str, Handler] = {
    "BinaryLiteral": _binary,
    "BooleanLiteral": _boolean,
    "IntervalLiteral": _interval,
    "NullLiteral": _null,
    "NumericLiteral": _number,
    "Parameter": _parameter,
    "StringLiteral": _string,
    "TypeConstructor": _typed,
}
"""Functions that return the type of a literal, by the kind of the node."""
