"""Random values of data types, in the form that a producer sends."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from clickstream.contract.data_types import ColumnType, DataType

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from datetime import datetime

LONGEST = 3  # elements of an array, entries of a map
HIGHEST = 500  # of numbers with a fraction


def random_value(data_type: DataType, rng: random.Random, end: datetime) -> object:
    """Return a random value of a type. Times inside it are `end`."""
    if data_type.items:
        values = [
            random_value(data_type.items, rng, end) for _ in range(rng.randrange(1, LONGEST + 1))
        ]
        if data_type.kind is ColumnType.ARRAY:
            return values
        return {f"key_{number}": value for number, value in enumerate(values, 1)}
    if data_type.fields:
        return {field.key: random_value(field.data_type, rng, end) for field in data_type.fields}
    values_of: dict[ColumnType, Callable[[], object]] = {
        ColumnType.BIGINT: lambda: rng.randrange(1, 100),
        ColumnType.INTEGER: lambda: rng.randrange(1, 100),
        ColumnType.BOOLEAN: lambda: rng.random() < 0.5,  # noqa: PLR2004 - a fair coin
        ColumnType.DOUBLE: lambda: round(rng.uniform(1, HIGHEST), 2),
        ColumnType.DECIMAL: lambda: _decimal(data_type, rng),
        ColumnType.TIMESTAMP: lambda: iso_text(end),
        ColumnType.DATE: lambda: end.date().isoformat(),
        ColumnType.JSON: dict,
    }
    return values_of.get(
        data_type.kind, lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4))
    )()


def _decimal(data_type: DataType, rng: random.Random) -> float:
    whole_digits = data_type.precision - data_type.scale
    return round(rng.uniform(0, min(HIGHEST, 10**whole_digits - 1)), data_type.scale)


def iso_text(time: datetime) -> str:
    """Return a time in UTC as ISO 8601 with milliseconds."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
