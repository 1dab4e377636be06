"""Casts to JSON: numbers and times in nested values as Trino writes them."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clickstream.local.sql.java_text import double_to_string
from clickstream.local.sql.json_values import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator


def cast_to_json(text: str, kind: str) -> str:
    """Return a value as Trino's cast to JSON writes it.

    Args:
        text: DuckDB's JSON of the value, with decimals as texts.
        kind: Type of the value in JSON: the name of a scalar, or a list of the name and the types
            of the parts.
    """
    return _written(json.loads(text), json.loads(kind))


def _written(value: Any, kind: Any) -> str:  # noqa: ANN401 - JSON
    name = kind if isinstance(kind, str) else kind[0]
    if value is None:
        return "null"
    match name:
        case "array":
            text = f"[{','.join(_written(item, kind[1]) for item in value)}]"
        case "map":
            members = sorted(value.items())  # Trino sorts the keys
            text = _object((key, _written(part, kind[1])) for key, part in members)
        case "row":
            pairs = zip(value.items(), kind[1:], strict=True)
            text = _object((key, _written(part, inner)) for (key, part), inner in pairs)
        case "decimal":
            text = format(Decimal(value), "f")
        case "double" if isinstance(value, int | float):
            number = double_to_string(float(value))
            text = number if math.isfinite(value) else quoted(number)
        case "timestamp":
            second, _, fraction = value.partition(".")
            digits = int(kind[1])
            text = quoted(f"{second}.{fraction[:digits]:0<{digits}}" if digits else second)
        case _:
            text = quoted(value)
    return text


def _object(members: Iterator[tuple[str, str]]) -> str:
    return f"{{{','.join(f'{quoted(key)}:{part}' for key, part in members)}}}"
