"""Reader of the events whose members all have the types of the contract, which most events are.

`msgspec` decodes such an event in a microsecond, into a struct that is compiled from the contract.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec.structs import astuple

from clickstream.contract.data_types import ColumnType
from clickstream.records.batch import EventBatch, Events, EventsOfText, ReadColumn, is_null
from clickstream.records.json_text import NULL, object_key, object_text, text_of, without_restricted
from clickstream.records.values import read_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clickstream.records.shape import Member, ObjectShape, Path, Shape, Source

ABSENT = msgspec.Raw(b"")
UNSUPPORTED_NAME = re.compile(r'["\\\x00-\x1f]')
"""Characters that msgspec does not support in the name of a member of a struct."""
JSON_TYPES: dict[ColumnType, Any] = {
    ColumnType.STRING: str,
    ColumnType.BIGINT: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)],
    ColumnType.BOOLEAN: bool,
    ColumnType.DOUBLE: float,
    ColumnType.TIMESTAMP: str | int,
}
"""Types that msgspec reads. All others are read as JSON text first."""
ERRORS = (msgspec.DecodeError, ValueError, RecursionError)
"""Errors of a text that `members` has to read, or that is no event."""

Column = tuple[Any, ...]
Spread = Callable[[Column, "_Found"], None]


@dataclass
class _Found:
    """Columns of a batch, by source."""

    values: dict[int, Sequence[Any]] = field(default_factory=dict[int, "Sequence[Any]"])
    texts: dict[int, Sequence[str | None]] = field(
        default_factory=dict[int, "Sequence[str | None]"]
    )
    undeclared: list[tuple[Path, Column]] = field(default_factory=list[tuple["Path", Column]])
    misfits: set[int] = field(default_factory=set[int])
    """Positions of events that `members` has to read."""


@dataclass(frozen=True)
class Adaptation:
    """Members of many events that are read as JSON text, since they do not have a type."""

    sources: frozenset[int] = frozenset()
    """Sources whose values do not have the type of the column, such as numbers in text columns."""
    undeclared: frozenset[Path] = frozenset()
    """Members that the contract does not declare."""


@dataclass(frozen=True)
class StructBatch:
    """Decoded events as columns."""

    events: EventBatch
    misfits: set[int]
    """Events that `members` has to read. If there are any, the columns are not those of events."""
    undeclared: Counter[Path]
    """Number of events with an undeclared member."""


class StructReader:
    """Reader of the events of a contract by structs."""

    def __init__(self, shape: Shape, adaptation: Adaptation) -> None:
        """Compile the structs."""
        self._shape = shape
        self._root = _ObjectReader(shape.root, shape.sources, adaptation)
        self.decode = self._root.decode
        """Decoder of an event; it raises one of `ERRORS` for any other text."""
        self.decode_all = self._root.decode_all
        """Decoder of a text of events, with white space between them or none."""

    def batch(self, structs: Sequence[Any], events: Events | EventsOfText) -> StructBatch:
        """Return decoded events as columns.

        Args:
            structs: Results of `decode` or `decode_all`.
            events: Line numbers and texts of the events.
        """
        found = _Found()
        self._root.spread(tuple(structs), found)
        columns = [self._column(numbers, found) for numbers in self._shape.sources_of]
        extras, counts = _extras(found, len(structs))
        return StructBatch(EventBatch(events, columns, extras), found.misfits, counts)

    def _column(self, numbers: Sequence[int], found: _Found) -> ReadColumn:
        """Return a column: of each event the first of the column's sources that is present."""
        first, *others = numbers
        values, texts = found.values.get(first), found.texts.get(first)
        for number in others:
            values = _first_present(values, found.values.get(number))
            texts = _first_present(texts, found.texts.get(number))
        if others:
            found.misfits.update(_with_several(numbers, found))
        return ReadColumn(values, texts)


def _first_present(
    first: Sequence[Any] | None, second: Sequence[Any] | None
) -> Sequence[Any] | None:
    if first is None or second is None:
        return second if first is None else first
    if is_null(second):
        return first
    return [other if value is None else value for value, other in zip(first, second, strict=True)]


def _with_several(numbers: Iterable[int], found: _Found) -> set[int]:
    """Return the events with several of the sources; all but one of them belong to `extra`."""
    columns = [found.values.get(number, found.texts.get(number)) for number in numbers]
    used = [column for column in columns if column is not None and not is_null(column)]
    if len(used) <= 1:
        return set()
    present = [len(values) - values.count(None) for values in zip(*used, strict=True)]
    return {index for index, count in enumerate(present) if count > 1}


def _extras(found: _Found, events: int) -> tuple[Sequence[str | None] | None, Counter[Path]]:
    """Return the undeclared members of each event, and the number of events by member."""
    counts = +Counter(
        {path: sum(raw is not ABSENT for raw in column) for path, column in found.undeclared}
    )
    if not found.undeclared:
        return None, counts
    extras: list[str | None] = []
    for index, text in enumerate(_objects(found.undeclared, events)):
        try:
            extras.append(text.decode() if text else None)
        except UnicodeDecodeError:
            extras.append(None)
            found.misfits.add(index)
    return extras, counts


def _objects(undeclared: Sequence[tuple[Path, Column]], events: int) -> Iterator[bytes | None]:
    """Yield the object with the undeclared members of each event; None if it has none."""
    if all(len(path) == 1 for path, _ in undeclared):
        # Members in the order of `object_text`. To sort columns is cheaper than to sort members.
        sorted_columns = sorted(undeclared, key=itemgetter(0))
        openings = [object_key(path[0]) + b":" for path, _ in sorted_columns]
        for raws in zip(*[column for _, column in sorted_columns], strict=True):
            members = [
                opening + bytes(raw)
                for opening, raw in zip(openings, raws, strict=True)
                if raw is not ABSENT
            ]
            yield b"{" + b",".join(members) + b"}" if members else None
        return
    for index in range(events):
        present = {
            path: bytes(column[index]) for path, column in undeclared if column[index] is not ABSENT
        }
        yield _nested(present) if present else None


def _nested(members: dict[Path, bytes]) -> bytes:
    """Return the object with these members, each below its path."""
    level: dict[str, bytes] = {path[0]: value for path, value in members.items() if len(path) == 1}
    for name in {path[0] for path in members if len(path) > 1}:
        inside = {path[1:]: value for path, value in members.items() if path[0] == name}
        level[name] = _nested(inside)
    return object_text(level)


class _ObjectReader:
    """Struct of an object, and the functions that put its members into columns."""

    def __init__(
        self, shape: ObjectShape, sources: Sequence[Source], adaptation: Adaptation
    ) -> None:
        self._sources, self._adaptation = sources, adaptation
        fields: list[tuple[str, Any, Any]] = []
        names: dict[str, str] = {}
        self._spread_member: list[Spread] = []
        # `members` reads the others: a member that is declared, but of no use in many events, such
        # as the second source of a column, and names that msgspec does not support.
        undeclared = sorted(
            path
            for path in adaptation.undeclared
            if path[:-1] == shape.path
            and path[-1] not in shape.members
            and not UNSUPPORTED_NAME.search(path[-1])
        )
        supported = {
            name: member
            for name, member in shape.members.items()
            if not UNSUPPORTED_NAME.search(name)
        }
        for name, member in supported.items():
            kind, default, spread = self._member(member)
            names[name] = f"f{len(fields)}"
            fields.append((names[name], kind, default))
            self._spread_member.append(spread)
        for path in undeclared:
            names[path[-1]] = f"f{len(fields)}"
            fields.append((names[path[-1]], msgspec.Raw, ABSENT))
            self._spread_member.append(_undeclared(path))
        self.struct = msgspec.defstruct(
            "Event",
            fields,
            rename={member: name for name, member in names.items()},
            # the undeclared members of a stored object are in the column that holds it
            forbid_unknown_fields=not shape.stored or len(supported) < len(shape.members),
            frozen=True,
            gc=False,
        )
        self.empty = self.struct()
        decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(self.struct)
        self.decode, self.decode_all = decoder.decode, decoder.decode_lines

    def _member(self, member: Member) -> tuple[Any, Any, Spread]:
        """Return the type and the default of a member, and the function that spreads it."""
        if member.inside and member.source is None:
            inside = _ObjectReader(member.inside, self._sources, self._adaptation)
            return inside.struct | None, inside.empty, inside.spread_optional
        number = member.source
        if number is None:
            msg = "a member of a shape is a source, or has members"
            raise TypeError(msg)
        source = self._sources[number]
        kind = source.data_type.kind
        if member.inside:
            inside = _ObjectReader(member.inside, self._sources, self._adaptation)
            return msgspec.Raw, ABSENT, _whole(number, source, member.inside, inside)
        if number in self._adaptation.sources:
            return msgspec.Raw, ABSENT, _json_texts(number, kind)
        if kind is ColumnType.TIMESTAMP:
            return JSON_TYPES[kind] | None, None, _timestamps(number)
        if kind in JSON_TYPES:
            return JSON_TYPES[kind] | None, None, _typed(number)
        return msgspec.Raw, ABSENT, _python_values(number, source)

    def spread(self, structs: Column, found: _Found) -> None:
        """Put the members of the structs into columns."""
        columns = zip(*map(astuple, structs), strict=True)
        for spread, column in zip(self._spread_member, columns, strict=bool(structs)):
            spread(column, found)

    def spread_optional(self, structs: Column, found: _Found) -> None:
        """Put the members of structs into columns; None stands for a struct without members."""
        present = tuple([self.empty if struct is None else struct for struct in structs])
        self.spread(present, found)


def _typed(number: int) -> Spread:
    def spread(column: Column, found: _Found) -> None:
        found.values[number] = column

    return spread


def _timestamps(number: int) -> Spread:
    def spread(column: Column, found: _Found) -> None:
        found.texts[number] = column
        if int in set(map(type, column)):
            found.texts[number] = [None if value is None else str(value) for value in column]

    return spread


def _undeclared(path: Path) -> Spread:
    def spread(column: Column, found: _Found) -> None:
        found.undeclared.append((path, column))

    return spread


def _json_texts(number: int, kind: ColumnType) -> Spread:
    def read(raw: msgspec.Raw) -> str | None:
        value = bytes(raw)
        return None if value == NULL else text_of(value)

    def spread(column: Column, found: _Found) -> None:
        into = found.values if kind is ColumnType.STRING else found.texts
        into[number] = _read_each(read, column, found)

    return spread


def _python_values(number: int, source: Source) -> Spread:
    def read(raw: msgspec.Raw) -> object:
        return read_value(bytes(raw), source.data_type)

    def spread(column: Column, found: _Found) -> None:
        found.values[number] = _read_each(read, column, found)

    return spread


def _read_each(read: Callable[[msgspec.Raw], object], column: Column, found: _Found) -> list[Any]:
    """Read the values of a column; an event whose value cannot be read is a misfit."""
    values: list[Any] = []
    for index, raw in enumerate(column):
        value = None
        if raw is not ABSENT:
            try:
                value = read(raw)
            except ERRORS:
                found.misfits.add(index)
        values.append(value)
    return values


def _whole(number: int, source: Source, shape: ObjectShape, inside: _ObjectReader) -> Spread:
    """Spread an object that a column holds as a whole, and that others are read from."""
    restricted = shape.restricted
    as_sent = source.data_type.kind is ColumnType.JSON and not restricted.members

    def read(raw: msgspec.Raw) -> tuple[Any, Any]:
        if (value := bytes(raw)) == NULL:
            return None, inside.empty
        struct = inside.decode(value)
        if restricted.members:
            value = without_restricted(value, restricted)
        return read_value(value, source.data_type), struct

    def read_all(column: Column) -> tuple[list[Any], list[Any]] | None:
        """Read a column that has an object in every event, in a third of the time of `read`."""
        values = list(map(bytes, column))
        try:
            structs = inside.decode_all(b"\n".join(values))
            return ([value.decode() for value in values], structs) if all(values) else None
        except ERRORS:
            return None

    def spread(column: Column, found: _Found) -> None:
        if as_sent and (all_read := read_all(column)):
            found.values[number], structs = all_read
        else:
            pairs = [pair or (None, inside.empty) for pair in _read_each(read, column, found)]
            found.values[number] = [value for value, _ in pairs]
            structs = [struct for _, struct in pairs]
        inside.spread(tuple(structs), found)

    return spread
