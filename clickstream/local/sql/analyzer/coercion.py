"""Implicit and explicit conversions between Trino's types."""

from __future__ import annotations

from functools import reduce

from clickstream.local.sql.analyzer.data_types import (
    UNKNOWN,
    UNSURE,
    DataType,
)

MAX_DECIMAL_DIGITS = 38
MAX_CHARACTERS = 65_536  # of a char
DIGITS = {"tinyint": 3, "smallint": 5, "integer": 10, "bigint": 19}
"""Decimal digits of the whole number types."""
WIDER = {
    "tinyint": {"smallint", "integer", "bigint", "real", "double", "decimal"},
    "smallint": {"integer", "bigint", "real", "double", "decimal"},
    "integer": {"bigint", "real", "double", "decimal"},
    "bigint": {"real", "double", "decimal"},
    "decimal": {"real", "double"},
    "real": {"double"},
    "date": {"timestamp", "timestamp with time zone"},
    "time": {"time with time zone"},
    "timestamp": {"timestamp with time zone"},
    "varchar": {"char", "joniregexp", "re2jregexp", "jsonpath", "likepattern", "codepoints"},
    "char": {"joniregexp", "re2jregexp", "jsonpath", "likepattern", "codepoints"},
    "p4hyperloglog": {"hyperloglog"},
}
"""Types that a type converts to without a cast."""
NUMBERS = frozenset({*DIGITS, "decimal", "real", "double"})
TEXTS = frozenset({"varchar", "char"})
TIMESTAMPS = frozenset({"timestamp", "timestamp with time zone"})
TIMES = frozenset({"time", "time with time zone"})
INTERVALS = frozenset({"interval day to second", "interval year to month"})
NOT_ORDERABLE = frozenset({"map", "json", "hyperloglog", "tdigest", "qdigest", "geometry", "color"})
NESTED = frozenset({"array", "map", "row"})
CASTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(NUMBERS, NUMBERS | TEXTS | {"boolean", "json"}),
    "boolean": NUMBERS | TEXTS | {"json"},
    "varchar": NUMBERS
    | TEXTS
    | TIMESTAMPS
    | TIMES
    | {"boolean", "date", "json", "varbinary", "uuid", "ipaddress"},
    "char": TEXTS | {"varbinary"},
    "date": TEXTS | TIMESTAMPS | {"json"},
    "timestamp": TEXTS | TIMESTAMPS | TIMES | {"date", "json"},
    "timestamp with time zone": TEXTS | TIMESTAMPS | TIMES | {"date"},
    "time": TEXTS | TIMES | TIMESTAMPS,
    "time with time zone": TEXTS | TIMES | TIMESTAMPS,
    "json": NUMBERS | TEXTS | {"boolean", "date", "timestamp"},
    "interval day to second": TEXTS,
    "interval year to month": TEXTS,
    "uuid": TEXTS | {"varbinary"},
    "ipaddress": TEXTS | {"varbinary"},
}
"""Types that CAST converts a type to, besides its own."""
CAST_TYPES = frozenset(CASTS)


def is_orderable(kind: DataType) -> bool:
    """Return whether values of a type have an order."""
    return kind.base not in NOT_ORDERABLE and all(map(is_orderable, kind.types))


def common_type(first: DataType, second: DataType) -> DataType | None:
    """Return the type that values of both types convert to, or None."""
    found = _compatibility(first, second)
    return found[0] if found else None


def common_type_of_all(kinds: list[DataType]) -> DataType | None:
    """Return the type that values of all types convert to, or None."""
    return reduce(
        lambda found, kind: None if found is None else common_type(found, kind), kinds, UNKNOWN
    )


def can_coerce(source: DataType, target: DataType) -> bool:
    """Return whether a value converts to a type without a cast."""
    found = _compatibility(source, target)
    return found is not None and found[1]


def can_cast(source: DataType, target: DataType) -> bool:
    """Return whether CAST converts a value to a type."""
    if UNSURE in {source, target} or source in {target, UNKNOWN} or can_coerce(source, target):
        return True
    if source.base == target.base:
        return len(source.types) == len(target.types) and all(
            map(can_cast, source.types, target.types)
        )
    if NESTED & {source.base, target.base}:
        return _can_cast_nested(source.base, target.base)
    if source.base not in CAST_TYPES or target.base not in CAST_TYPES | {"varbinary"}:
        return True  # types that the table of casts does not have
    return target.base in CASTS[source.base]


def _can_cast_nested(source: str, target: str) -> bool:
    """Return whether CAST converts between an array, a map or a row, and another type."""
    return "json" in {source, target} or not {source, target} & (CAST_TYPES | NESTED - {source})


def _compatibility(source: DataType, target: DataType) -> tuple[DataType, bool] | None:
    """Return the common type, and whether the source converts to the target."""
    if source in {target, UNKNOWN}:
        return target, True
    if UNSURE in {source, target}:
        return UNSURE, True
    if target == UNKNOWN:
        return source, False
    if source.base == target.base:
        return _same_base(source, target)
    if target.base in WIDER.get(source.base, ()):
        return _compatibility(_widened(source, target), target)
    found = None
    if source.base in WIDER.get(target.base, ()):
        found = _compatibility(source, _widened(target, source))
    return (found[0], False) if found else None


def _same_base(source: DataType, target: DataType) -> tuple[DataType, bool] | None:
    if source.base == "row":
        return _rows(source, target)
    if source.types or target.types:
        if len(source.types) != len(target.types):
            return None
        parts = [_compatibility(*pair) for pair in zip(source.types, target.types, strict=True)]
        found = [part for part in parts if part]
        if len(found) < len(parts):
            return None
        common = DataType(source.base, tuple(part[0] for part in found))
        return common, all(part[1] for part in found)
    common = _widest(source, target)
    return common, common == target


def _rows(source: DataType, target: DataType) -> tuple[DataType, bool] | None:
    if len(source.types) != len(target.types):
        return None
    parts = [_compatibility(*pair) for pair in zip(source.types, target.types, strict=True)]
    found = [part for part in parts if part]
    if len(found) < len(parts):
        return None
    names = zip(source.names, target.names, strict=True)
    common = DataType(
        "row",
        tuple(part[0] for part in found),
        tuple(first if first == second else None for first, second in names),
    )
    return common, all(part[1] for part in found)


def _widest(first: DataType, second: DataType) -> DataType:
    """Return the common type of two types that differ in length or precision."""
    if not first.parameters or not second.parameters:
        return DataType(first.base)
    if first.base == "decimal":
        return _wider_decimal(first, second)
    return max(first, second, key=lambda kind: _number(kind, 0))


def _wider_decimal(first: DataType, second: DataType) -> DataType:
    scale = max(_number(first, 1), _number(second, 1))
    whole = max(_number(kind, 0) - _number(kind, 1) for kind in (first, second))
    return DataType("decimal", (min(MAX_DECIMAL_DIGITS, whole + scale), scale))


def _number(kind: DataType, index: int) -> int:
    value = kind.parameters[index]
    return value if isinstance(value, int) else 0


def _widened(source: DataType, target: DataType) -> DataType:
    """Return the source as a type with the target's base."""
    if target.base == "decimal":
        return DataType("decimal", (DIGITS[source.base], 0))
    if target.base in TIMESTAMPS | TIMES:
        precision = source.parameters if source.base != "date" else (0,)
        return DataType(target.base, precision)
    if target.base in TEXTS:
        return DataType(target.base, source.parameters or (MAX_CHARACTERS,))
    return DataType(target.base, target.parameters)


def decimal_of(kind: DataType) -> DataType | None:
    """Return the decimal type that holds a whole number or decimal type, or None."""
    if kind.base == "decimal":
        return kind
    return DataType("decimal", (DIGITS[kind.base], 0)) if kind.base in DIGITS else None
