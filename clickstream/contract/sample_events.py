"""Sample events of a contract, in the form that a producer sends.

The values of a column come from the field `examples` of the contract file, or are random values of
the column's type. An event lacks the field where the example is null. A value is placed at the
first path of the column, inside the value of a JSON column if one is there. Custom properties
refine the values:

- `sampleShare`: share of the events that have the field, 0 to 1.
- `sampledWith`: name of another column. Equal positions of both `examples` are used together, so
  that a product id always has the same product name. Times that are sampled together are equal.
- `samplePattern` and `sampleCount`: numbered values, such as `s-{:04d}`, and their number.
"""

from __future__ import annotations

import random
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from clickstream.contract.data_types import ColumnType, DataType
from clickstream.contract.odcs.file import ContractFile
from clickstream.contract.odcs.nested import read_type
from clickstream.contract.paths import parse_path
from clickstream.contract.sample_values import iso_text, random_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from open_data_contract_standard.model import SchemaProperty

SPAN_DAYS = 3  # several partitions, but few enough to list
MICROSECONDS_FROM = 10**14  # an example from here on is an epoch in microseconds


@dataclass(frozen=True)
class SampleField:
    """JSON field of the sample events."""

    column: str
    """Name of the column that is read from the field."""
    path: tuple[str, ...]
    data_type: DataType
    examples: tuple[Any, ...]
    share: float
    group: str
    """Name of the column whose random choice the field shares; its own name if none."""
    pattern: str
    count: int


def sample_events(
    path: Path,
    *,
    seed: int = 0,
    until: datetime | None = None,
    days: int = SPAN_DAYS,
    columns: Collection[str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield sample events without end.

    Args:
        path: Path of a contract file that `clickstream.contract.odcs.read_contract` accepts.
        seed: Seed of the random values. Equal seeds and equal `until` give equal events.
        until: Latest event time, with its zone; default now.
        days: Days before it in which event times lie.
        columns: Names of the columns whose values are wanted; default all.

    Raises:
        ContractError: If a `sampleShare` is not a number from 0 to 1.
    """
    fields = sample_fields(path, columns)
    groups = Counter(field.group for field in fields)
    rng = random.Random(seed)  # noqa: S311 - sample data needs to be repeatable, not secret
    end = (until or datetime.now(UTC)).astimezone(UTC)
    while True:
        picks: dict[str, float] = {}
        shares: dict[str, float] = {}
        values: list[tuple[tuple[str, ...], object]] = []
        for field in fields:
            pick = picks.setdefault(field.group, rng.random())
            chance = shares.setdefault(field.group, rng.random())
            if chance < field.share:
                shared = groups[field.group] > 1
                values.append(
                    (field.path, sample_value(field, pick, rng, end, days, shared=shared))
                )
        yield event_of(values)


def sample_fields(path: Path, columns: Collection[str] | None = None) -> list[SampleField]:
    """Return the fields of the sample events of a contract file.

    Args:
        path: Path of the file.
        columns: Names of the columns; by default, all columns that are read.

    Raises:
        ContractError: If a `sampleShare` is not a number from 0 to 1.
    """
    file = ContractFile(path)
    properties = file.only_table(file.parse()).properties or []
    return [
        _field(file, prop)
        for prop in properties
        if not prop.transformLogic and (columns is None or prop.name in columns)
    ]


def event_of(values: list[tuple[tuple[str, ...], object]]) -> dict[str, Any]:
    """Return the event that has the values at their paths, without those that are null."""
    event: dict[str, Any] = {}
    for path, value in sorted(values, key=lambda item: len(item[0])):  # outer objects first
        if value is not None:
            _insert(event, path, deepcopy(value))
    return event


def _insert(parent: object, path: Sequence[str], value: object) -> None:
    """Put a value at a path below `parent`; below an array, into each element."""
    name, *rest = path
    if isinstance(parent, list):
        for element in cast("list[object]", parent):
            _insert(element, path, value)
    elif isinstance(parent, dict):
        members = cast("dict[str, object]", parent)
        if rest:
            _insert(members.setdefault(name, {}), rest, value)
        else:
            members[name] = value


def _field(file: ContractFile, prop: SchemaProperty) -> SampleField:
    name = prop.name or ""
    custom = {item.property: item.value for item in prop.customProperties or []}
    share = custom.get("sampleShare", 1)
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise file.error(name, f"sampleShare is {share!r}", "Use a number from 0 to 1")
    return SampleField(
        column=name,
        path=parse_path((prop.transformSourceObjects or [name])[0]),
        data_type=read_type(file, prop, name),
        examples=tuple(prop.examples or ()),
        share=share,
        group=str(custom.get("sampledWith") or name),
        pattern=str(custom.get("samplePattern") or ""),
        count=int(custom.get("sampleCount") or 1),
    )


def sample_value(
    field: SampleField,
    pick: float,
    rng: random.Random,
    end: datetime,
    days: int = SPAN_DAYS,
    *,
    shared: bool,
) -> object:
    """Return a value of a field.

    Args:
        field: Field.
        pick: Position among the examples, or of a time in the days before `end`, from 0 up to 1.
        rng: Generator of random values.
        end: Latest event time, in UTC.
        days: Days before `end` in which event times lie.
        shared: Whether other fields share `pick`, so that a time is chosen by it too.
    """
    if field.data_type.kind in {ColumnType.TIMESTAMP, ColumnType.DATE}:
        ago = pick if shared else rng.random()
        return _time(field, end - timedelta(seconds=round(ago * days * 86_400, 3)))
    if field.pattern:
        return field.pattern.format(int(pick * field.count))
    if field.examples:
        return field.examples[int(pick * len(field.examples))]
    return random_value(field.data_type, rng, end)


def _time(field: SampleField, time: datetime) -> int | str:
    """Return a time in the form of the first example.

    An integer is an epoch in milliseconds or microseconds, and eight digits are a date without
    hyphens. Without an example, the form is ISO 8601.
    """
    example = field.examples[0] if field.examples else None
    if isinstance(example, int):
        millis = int(time.timestamp() * 1000)
        return millis * 1000 if example >= MICROSECONDS_FROM else millis
    if field.data_type.kind is ColumnType.TIMESTAMP:
        return iso_text(time)
    basic = isinstance(example, str) and example.isdecimal()
    return time.strftime("%Y%m%d") if basic else time.date().isoformat()
