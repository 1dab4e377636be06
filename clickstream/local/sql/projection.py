"""Partitions of a table: computed from its projection, as Athena does, or read from the catalog.

https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from clickstream.local.sql import catalog as glue
from clickstream.local.sql.store import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

UNITS = ("YEARS", "MONTHS", "WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS")
NOW = re.compile(
    rf"NOW\s*(?:([+-])\s*(\d+)\s*({'|'.join(UNITS)}|{'|'.join(u[:-1] for u in UNITS)}))?"
)
JAVA_DATE = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")
DIRECTIVES = {
    "yyyy": "%Y", "yy": "%y", "MM": "%m", "MMM": "%b", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S",
}  # fmt: skip
TEMPLATE_KEY = re.compile(r"\$\{([^}]+)\}")


class ProjectionError(ValueError):
    """Parameters from which Athena cannot compute partitions, in its words where it has some."""


@dataclass(frozen=True)
class Partition:
    """Partition of a table. A table without partition keys is one partition without values."""

    values: tuple[str, ...]
    location: str
    """s3:// address, with a slash at its end."""


def is_projected(table: glue.GlueTable) -> bool:
    """Return whether Athena computes the partitions, and ignores those in the catalog."""
    return glue.parameters(table).get("projection.enabled", "").lower() == "true"


def listed(table: glue.GlueTable, partitions: Sequence[glue.GluePartition]) -> list[Partition]:
    """Return the partitions of a table without projection.

    Args:
        table: Table.
        partitions: Partitions that are in the catalog.
    """
    keys = list(glue.partition_keys(table))
    if not keys:
        return [Partition((), folder(glue.location(table)))]
    found: list[Partition] = []
    for partition in partitions:
        values = tuple(partition["Values"])
        default = _default_location(table, keys, values)
        location = glue.storage(partition).get("Location") or default
        found.append(Partition(values, folder(location)))
    return found


def located(table: glue.GlueTable, combinations: Iterable[tuple[str, ...]]) -> list[Partition]:
    """Return the partitions of combinations of values.

    Args:
        table: Table with projection.
        combinations: Values in the order of the partition keys.
    """
    keys = list(glue.partition_keys(table))
    template = glue.parameters(table).get("storage.location.template") or _default_location(
        table, keys, [f"${{{key}}}" for key in keys]
    )
    texts = TEMPLATE_KEY.split(folder(template))
    numbers = [_number(name, keys) for name in texts[1::2]]
    return [
        Partition(
            values,
            texts[0]
            + "".join(
                values[number] + text for number, text in zip(numbers, texts[2::2], strict=True)
            ),
        )
        for values in combinations
    ]


def _number(name: str, keys: Sequence[str]) -> int:
    if name.lower() in keys:
        return keys.index(name.lower())
    msg = f"INVALID_TABLE_PROPERTY: storage.location.template has ${{{name}}}, which is no partition key; the keys are {', '.join(keys)}"
    raise ProjectionError(msg)


def _default_location(table: glue.GlueTable, keys: Sequence[str], values: Sequence[str]) -> str:
    path = "/".join(f"{key}={value}" for key, value in zip(keys, values, strict=True))
    return folder(glue.location(table)) + path


def key_values(table: glue.GlueTable, now: datetime) -> dict[str, list[str]]:
    """Return the projected values of each partition key.

    Args:
        table: Table with projection.
        now: Time in UTC that NOW in a range stands for.

    Raises:
        ProjectionError: If a parameter is missing or not valid.
    """
    settings = {key.lower(): value for key, value in glue.parameters(table).items()}
    return {key: _values(key, settings, now) for key in glue.partition_keys(table)}


def _values(key: str, settings: Mapping[str, str], now: datetime) -> list[str]:
    kind = settings.get(f"projection.{key}.type", "").lower()
    match kind:
        case "enum":
            return [value.strip() for value in _setting(key, "values", settings).split(",")]
        case "integer":
            return _integers(key, settings)
        case "date":
            return _dates(key, settings, now)
        case "injected":
            msg = f"NOT_SUPPORTED: the local Athena has no injected partition column; projection.{key}.type may be enum, integer or date"
        case _:
            msg = f"INVALID_TABLE_PROPERTY: projection.{key}.type is {kind!r}; allowed: enum, integer, date, injected"
    raise ProjectionError(msg)


def _setting(key: str, name: str, settings: Mapping[str, str], default: str = "") -> str:
    value = settings.get(f"projection.{key}.{name}", "").strip() or default
    if not value:
        msg = f"INVALID_TABLE_PROPERTY: Table property projection.{key}.{name} is missing"
        raise ProjectionError(msg)
    return value


def _bounds(key: str, settings: Mapping[str, str]) -> tuple[str, str]:
    text = _setting(key, "range", settings)
    low, comma, high = (part.strip() for part in text.partition(","))
    if not comma or not low or not high:
        msg = f"INVALID_TABLE_PROPERTY: projection.{key}.range is {text!r}; it has two bounds with a comma between"
        raise ProjectionError(msg)
    return low, high


def _whole(key: str, name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        msg = f"INVALID_TABLE_PROPERTY: projection.{key}.{name} has {text!r}, which is no whole number"
        raise ProjectionError(msg) from None


def _integers(key: str, settings: Mapping[str, str]) -> list[str]:
    low, high = (_whole(key, "range", bound) for bound in _bounds(key, settings))
    step = _whole(key, "interval", _setting(key, "interval", settings, "1"))
    digits = _whole(key, "digits", _setting(key, "digits", settings, "1"))
    return [f"{number:0{digits}d}" for number in range(low, high + 1, step)]


def _dates(key: str, settings: Mapping[str, str], now: datetime) -> list[str]:
    pattern = _setting(key, "format", settings)
    directives = _strftime(key, pattern)
    low, high = (_bound(key, bound, directives, now) for bound in _bounds(key, settings))
    step = _whole(key, "interval", _setting(key, "interval", settings, "1"))
    unit = _setting(key, "interval.unit", settings, _finest_unit(key, pattern)).upper()
    values: dict[str, None] = {}  # a unit finer than the pattern gives a value several times
    number = 0
    while (moment := _shift(key, low, number * step, unit)) <= high:
        values[moment.strftime(directives)] = None
        number += 1
    return list(values)


def _strftime(key: str, pattern: str) -> str:
    """Return a pattern of Java's DateTimeFormatter as strftime format."""
    directives = ""
    for token in JAVA_DATE.finditer(pattern):
        if token[1] is not None:
            directives += (token[1].replace("''", "'") or "'").replace("%", "%%")
        elif token[2] is None:
            directives += token[0].replace("%", "%%")
        elif token[0] in DIRECTIVES:
            directives += DIRECTIVES[token[0]]
        else:
            msg = f"NOT_SUPPORTED: projection.{key}.format is {pattern!r}; the local Athena knows {', '.join(DIRECTIVES)} in it, not {token[0]}"
            raise ProjectionError(msg)
    return directives


def _finest_unit(key: str, pattern: str) -> str:
    """Return the unit that Athena assumes for a pattern of days or months."""
    letters = set(re.sub(r"'[^']*'", "", pattern))
    if letters & set("Hms"):
        return ""
    if "d" in letters:
        return "DAYS"
    if "M" in letters:
        return "MONTHS"
    msg = f"INVALID_TABLE_PROPERTY: projection.{key}.interval.unit is missing, and {pattern!r} has neither days nor months"
    if "y" not in letters:
        raise ProjectionError(msg)
    return "YEARS"


def _bound(key: str, text: str, directives: str, now: datetime) -> datetime:
    relative = NOW.fullmatch(text.upper())
    if relative is None:
        try:
            return datetime.strptime(text, directives).replace(tzinfo=now.tzinfo)
        except ValueError:
            msg = f"INVALID_TABLE_PROPERTY: projection.{key}.range has {text!r}, which is neither NOW, NOW+1YEARS or the like, nor a date in the format of projection.{key}.format"
            raise ProjectionError(msg) from None
    if not relative[1]:
        return now
    unit = relative[3] if relative[3].endswith("S") else f"{relative[3]}S"
    return _shift(key, now, int(relative[1] + relative[2]), unit)


def _shift(key: str, moment: datetime, number: int, unit: str) -> datetime:
    unit = unit if unit.endswith("S") else f"{unit}S"
    if unit not in UNITS:
        msg = f"INVALID_TABLE_PROPERTY: projection.{key}.interval.unit is {unit!r}; allowed: {', '.join(UNITS)}"
        raise ProjectionError(msg)
    if unit not in {"YEARS", "MONTHS"}:
        return moment + timedelta(**{unit.lower(): number})
    months = moment.month - 1 + number * (12 if unit == "YEARS" else 1)
    year, month = moment.year + months // 12, months % 12 + 1
    first_of_next = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - only its date counts
    last_day = (first_of_next - timedelta(days=1)).day
    return moment.replace(year=year, month=month, day=min(moment.day, last_day))
