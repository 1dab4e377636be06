"""Rows that are set aside on disk as they come, and given back day after day: an external sort by date."""

from __future__ import annotations

from collections import Counter, deque
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

DAY = ":day"  # no column of a contract can have a colon in its name
PIECE_ROWS = 1 << 10  # read at once: few, since one of each sorted run is held at a time
GROUP_ROWS = 1 << 15  # given back together, unless one day has more
MOST_HELD = 1 << 17  # rows, unless that many sorted runs overlap


class Spool:
    """Keeps rows that have a column `DAY`."""

    def __init__(self, file: BinaryIO) -> None:
        """Keep them in an empty file that is open to write and read."""
        self._file = file
        self._pieces: deque[tuple[date, int, int]] = deque()
        self._held: list[pl.DataFrame] = []
        self._rows: Counter[date] = Counter()

    def add(self, rows: pl.DataFrame) -> None:
        """Set rows aside that are sorted by `DAY`."""
        for piece in rows.iter_slices(PIECE_ROWS):
            start = self._file.tell()
            self._pieces.append(
                (
                    piece[DAY][0],
                    start,
                    self._file.write(piece.write_ipc_stream(None, compression="lz4").getvalue()),
                )
            )

    def frames(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Yield all rows, day after day, in frames of bounded size, and whether each ends a group: no day is in two groups."""
        self._pieces = deque(sorted(self._pieces))
        while self._pieces or self._held:
            yield from self._group()

    def _group(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Read pieces until enough rows are of days that no later piece has; give those."""
        given, begun = 0, None
        while self._pieces:
            following, start, size = self._pieces[0]
            if begun != following and (
                last := self._last_day(GROUP_ROWS - given, before=following)
            ):
                yield self._take(last), True
                return
            if self._rows.total() >= MOST_HELD:  # one day may be more than there is room for
                part = self._take(following)
                given, begun = given + part.height, following
                yield part, False
            self._pieces.popleft()
            self._file.seek(start)
            piece = pl.read_ipc_stream(self._file.read(size))
            self._held.append(piece)
            self._rows.update(dict(piece[DAY].value_counts().iter_rows()))
        yield self._take(self._last_day(GROUP_ROWS) or max(self._rows)), True

    def _last_day(self, wanted: int, before: date = date.max) -> date | None:
        """Return the day up to which at least `wanted` of the held rows lie, None if that is not `before`."""
        rows = 0
        for day in sorted(self._rows):
            rows += self._rows[day]
            if rows >= wanted or day >= before:
                return day if day < before else None
        return None

    def _take(self, last: date) -> pl.DataFrame:
        """Take the held rows up to a day."""
        held = pl.concat(self._held)
        self._held = [rest] if (rest := held.filter(pl.col(DAY) > last)).height else []
        self._rows = Counter({day: rows for day, rows in self._rows.items() if day > last})
        return held.filter(pl.col(DAY) <= last)
