"""Answers of Trino, with values as Athena's API returns them: texts, and None for null."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FIRST_EXPONENT, LAST_EXPONENT = -3, 6
"""Decimal exponents of the doubles that Java writes without an exponent."""


@dataclass(frozen=True)
class Answer:
    """Result of a statement."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    """Trino's types of the columns, such as `timestamp(3)` or `row(a bigint)`."""
    rows: tuple[tuple[str | None, ...], ...]


def answer_of(columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[object]]) -> Answer:
    """Return the answer of columns and rows as Trino's protocol has them."""
    signatures = [column["typeSignature"] for column in columns]
    return Answer(
        tuple(column["name"] for column in columns),
        tuple(column["type"] for column in columns),
        tuple(
            tuple(
                None if value is None else text_of(value, signature)
                for value, signature in zip(row, signatures, strict=True)
            )
            for row in rows
        ),
    )


def text_of(value: object, signature: Mapping[str, Any]) -> str:
    """Return a value as Athena writes it.

    Args:
        value: Value from the JSON of Trino's protocol.
        signature: Signature of its type, from the same JSON.
    """
    if value is None:
        return "null"
    kind, arguments = signature["rawType"], signature["arguments"]
    if kind in SCALARS:
        return SCALARS[kind](value)
    if kind in NESTED:
        return NESTED[kind](value, [argument["value"] for argument in arguments])
    return str(value)


def _boolean(value: Any) -> str:
    return "true" if value else "false"


def _varbinary(value: Any) -> str:
    return base64.b64decode(value).hex(" ")


def _array(value: list[object], kinds: list[Any]) -> str:
    return f"[{', '.join(text_of(each, kinds[0]) for each in value)}]"


def _map(value: dict[str, object], kinds: list[Any]) -> str:
    parts = (f"{text_of(key, kinds[0])}={text_of(each, kinds[1])}" for key, each in value.items())
    return f"{{{', '.join(parts)}}}"


def _row(value: list[object], fields: list[Any]) -> str:
    parts = (
        f"{(field.get('fieldName') or {'name': f'field{number}'})['name']}={text_of(each, field['typeSignature'])}"
        for number, (each, field) in enumerate(zip(value, fields, strict=True))
    )
    return f"{{{', '.join(parts)}}}"


def java_double(value: float | str) -> str:
    """Return a double as Java writes it, such as `1.0E7`."""
    value = float(value)  # the protocol has NaN and Infinity as texts
    if math.isnan(value) or math.isinf(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    sign, digits, shift = Decimal(repr(value)).normalize().as_tuple()
    exponent = len(digits) + int(shift) - 1
    if value == 0 or FIRST_EXPONENT <= exponent <= LAST_EXPONENT:
        return repr(value)
    first, *rest = map(str, digits)
    return f"{'-' if sign else ''}{first}.{''.join(rest) or '0'}E{exponent}"


SCALARS: dict[str, Callable[[Any], str]] = {
    "boolean": _boolean,
    "double": java_double,
    "real": java_double,
    "varbinary": _varbinary,
}
"""Texts of types whose values in the protocol are no texts, or another one."""
NESTED: dict[str, Callable[[Any, list[Any]], str]] = {"array": _array, "map": _map, "row": _row}
"""Texts of types with arguments: the types of the elements, keys and values, or fields."""
