"""Members of an event that a contract reads, as a tree of objects.

Both readers of events, `structs` and `members`, follow this tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clickstream.contract.data_types import ColumnType
from clickstream.contract.model import Protection

if TYPE_CHECKING:
    from clickstream.contract import Column, Contract
    from clickstream.contract.data_types import DataType

Path = tuple[str, ...]
TEXT_TYPES = frozenset({ColumnType.STRING, ColumnType.JSON})
"""Types whose values are texts."""
CAST_TYPES = frozenset(
    {ColumnType.BIGINT, ColumnType.BOOLEAN, ColumnType.DOUBLE, ColumnType.TIMESTAMP}
)
"""Types that the engines cast from texts, in Polars and in Spark SQL. `values` reads the others."""


@dataclass(frozen=True)
class Source:
    """Path that a column is read from."""

    path: Path
    column: int
    """Position of the column in the input columns of the contract."""
    data_type: DataType
    protection: Protection | None

    @property
    def hidden(self) -> bool:
        """Whether the value is dropped or hashed, so that no other column may hold it."""
        return self.protection in {Protection.DROP, Protection.HASH}


@dataclass
class Member:
    """Member of an object: a source, an object with further members, or both."""

    source: int | None = None
    """Position in `Shape.sources`; None if no column is read from the whole value."""
    inside: ObjectShape | None = None
    """Members of the value; None if no column is read from inside the value."""


@dataclass
class ObjectShape:
    """Object, and its members that the contract reads."""

    path: Path
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    stored: bool = False
    """Whether a column holds the whole object, so that its undeclared members are not lost."""
    restricted: Restricted = field(default_factory=lambda: Restricted({}))
    """Members that are dropped or hashed, and that no column with the whole object may hold."""


@dataclass(frozen=True)
class Restricted:
    """Restricted members of a value by name. None means the member as a whole."""

    members: dict[str, Restricted | None]


class Shape:
    """Sources of a contract's input columns, and the tree of objects that holds them."""

    def __init__(self, contract: Contract) -> None:
        """Follow the paths of all input columns of `contract`."""
        self.columns: tuple[Column, ...] = contract.input_columns
        self.sources: list[Source] = []
        self.root = ObjectShape(())
        self.stored: set[int] = set()
        """Sources inside an object that another column holds as a whole."""
        for index, column in enumerate(self.columns):
            for path in column.paths:
                self._add(path, index, column)
        self._complete(self.root, stored=False)
        self.sources_of = [
            [number for number, source in enumerate(self.sources) if source.column == index]
            for index in range(len(self.columns))
        ]
        """Positions of the sources of each column, in order of precedence."""

    def _add(self, path: Path, index: int, column: Column) -> None:
        shape = self.root
        for depth, name in enumerate(path[:-1], 1):
            member = shape.members.setdefault(name, Member())
            member.inside = member.inside or ObjectShape(path[:depth])
            shape = member.inside
        shape.members.setdefault(path[-1], Member()).source = len(self.sources)
        self.sources.append(Source(path, index, column.data_type, column.protection))

    def _complete(self, shape: ObjectShape, *, stored: bool) -> None:
        """Set `stored` and `restricted` of an object and of the objects inside it."""
        restricted: dict[str, Restricted | None] = {}
        for name, member in shape.members.items():
            source = None if member.source is None else self.sources[member.source]
            if stored and member.source is not None:
                self.stored.add(member.source)
            if member.inside:
                self._complete(member.inside, stored=stored or source is not None)
                if member.inside.restricted.members:
                    restricted[name] = member.inside.restricted
            if source and source.hidden:
                restricted[name] = None
        shape.stored, shape.restricted = stored, Restricted(restricted)
