"""Reader of any event, member by member, with every value as its JSON text.

It reads the events that `structs` does not: with undeclared members, with numbers in text columns,
or with texts in number columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clickstream.contract.data_types import ColumnType
from clickstream.records.batch import EventBatch, Events, ReadColumn
from clickstream.records.json_text import (
    NULL,
    decode_members,
    object_text,
    text_of,
    without_restricted,
)
from clickstream.records.shape import CAST_TYPES
from clickstream.records.values import UndeclaredMemberError, WrongTypeError, read_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import msgspec

    from clickstream.records.shape import Member, ObjectShape, Path, Shape, Source

Rest = dict[str, "bytes | Rest"]
"""Members that no column holds, as JSON texts, in objects."""


@dataclass
class MemberRow:
    """One event."""

    values: list[Any]
    texts: list[str | None]
    extra: str | None
    undeclared: list[Path]
    """Members in `extra`, or the objects and arrays that hold them."""
    unfit: list[int]
    """Sources whose values do not have the JSON type of their column."""


@dataclass
class _Event:
    """Members of an event that were found."""

    found: dict[int, bytes] = field(default_factory=dict[int, bytes])
    """Values by their sources."""
    rest: Rest = field(default_factory=dict[str, "bytes | Rest"])

    def keep(self, path: Path, value: bytes) -> None:
        """Put a value that no column holds into `rest`, below its path."""
        rest = self.rest
        for name in path[:-1]:
            inside = rest.setdefault(name, {})
            if isinstance(inside, bytes):  # the whole object is kept
                return
            rest = inside
        rest[path[-1]] = value


class MemberReader:
    """Reader of events, member by member."""

    def __init__(self, shape: Shape) -> None:
        """Read the columns of `shape`."""
        self._shape = shape

    def read(self, text: bytes) -> MemberRow:
        """Read an event.

        Raises:
            msgspec.DecodeError: If the text is no JSON object.
            UnicodeDecodeError: If the text is not UTF-8.
            RecursionError: If the event is nested too deep.
        """
        members = decode_members(text)
        if not text.isascii():
            text.decode()
        event = _Event()
        self._collect(self._shape.root, members, event)
        row = MemberRow([], [], None, [], [])
        for numbers in self._shape.sources_of:
            self._add_column(numbers, event, row)
        if event.rest:
            row.extra = _rest_text(event.rest).decode()
            row.undeclared = list(_paths(event.rest))
        return row

    def _collect(
        self, shape: ObjectShape, members: Mapping[str, msgspec.Raw], event: _Event
    ) -> None:
        """Find the sources in an object, and keep its undeclared members."""
        for name, raw in members.items():
            member = shape.members.get(name)
            value = bytes(raw)
            if member is None:
                if not shape.stored:
                    event.keep((*shape.path, name), value)
            elif value != NULL:
                self._collect_member(shape, member, (*shape.path, name), value, event)

    def _collect_member(
        self, shape: ObjectShape, member: Member, path: Path, value: bytes, event: _Event
    ) -> None:
        whole = value
        if member.inside and member.inside.restricted.members:
            whole = without_restricted(value, member.inside.restricted)
        if member.source is not None:
            event.found[member.source] = whole
        if member.inside and value.startswith(b"{"):
            self._collect(member.inside, decode_members(value), event)
        elif member.inside and member.source is None and not shape.stored:
            event.keep(path, whole)  # no object, although columns are read from inside it

    def _add_column(self, numbers: Sequence[int], event: _Event, row: MemberRow) -> None:
        """Add the value of a column to `row`: the first of its sources that is present."""
        present = [number for number in numbers if number in event.found]
        value, text = None, None
        if present:
            source, found = self._shape.sources[present[0]], event.found[present[0]]
            value, text = _read(source, found, event)
            if not _has_json_type(source.data_type.kind, found):
                row.unfit.append(present[0])
        for number in present[1:]:
            source = self._shape.sources[number]
            # `extra` must not hold a restricted value under another name
            if not source.protection and number not in self._shape.stored:
                event.keep(source.path, event.found[number])
        row.values.append(value)
        row.texts.append(text)


def _read(source: Source, value: bytes, event: _Event) -> tuple[Any, str | None]:
    """Return a value and its text, one of which is None."""
    if source.data_type.kind is ColumnType.STRING:
        return text_of(value), None
    if source.data_type.kind in CAST_TYPES:
        return None, text_of(value)
    try:
        return read_value(value, source.data_type), None
    except UndeclaredMemberError:
        if not source.hidden:
            event.keep(source.path, value)
    except WrongTypeError:
        return None, text_of(value)
    try:
        return read_value(value, source.data_type, undeclared=True), None
    except WrongTypeError:
        return None, text_of(value)


def _has_json_type(kind: ColumnType, value: bytes) -> bool:
    """Return whether `structs` reads a value of this type as it is."""
    match kind:
        case ColumnType.STRING:
            return value.startswith(b'"')
        case ColumnType.BIGINT:
            return value.removeprefix(b"-").isdigit()
        case ColumnType.TIMESTAMP:
            return value.startswith(b'"') or value.removeprefix(b"-").isdigit()
        case ColumnType.BOOLEAN:
            return value in {b"true", b"false"}
        case ColumnType.DOUBLE:
            return not value.startswith(b'"')
        case _:
            return True


def _rest_text(rest: Rest) -> bytes:
    return object_text(
        {
            name: value if isinstance(value, bytes) else _rest_text(value)
            for name, value in rest.items()
        }
    )


def _paths(rest: Rest, parent: Path = ()) -> Iterator[Path]:
    """Yield the paths of the values in `rest`."""
    for name, value in rest.items():
        if isinstance(value, bytes):
            yield (*parent, name)
        else:
            yield from _paths(value, (*parent, name))


def batch_of(rows: Sequence[tuple[int, bytes, MemberRow]], columns: int) -> EventBatch:
    """Return a batch of events that were read one by one.

    Args:
        rows: Position, text and row of each event.
        columns: Number of input columns.
    """
    return EventBatch(
        Events([position for position, _, _ in rows], [text for _, text, _ in rows]),
        [
            ReadColumn(
                [row.values[column] for _, _, row in rows],
                [row.texts[column] for _, _, row in rows],
            )
            for column in range(columns)
        ],
        [row.extra for _, _, row in rows],
    )
