"""Rows that are set aside on disk as they come, and given back day after day: an external sort by date."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import BinaryIO

DAY = ":day"  # no column of a contract can have a colon in its name
PIECE_ROWS = 1 << 11  # read at once: few, since one of each sorted run is held at a time
GROUP_ROWS = 1 << 15  # given back together, unless one day has more
MOST_HELD = 1 << 17  # rows, unless that many sorted runs overlap


class Spool:
    """Keeps rows that have a column `DAY`."""

    def __init__(self, file: BinaryIO) -> None:
        """Keep them in an empty file that is open to write and read."""
        self._file = file
        self._pieces: deque[tuple[date, int, int]] = deque()
        self._held: list[pl.DataFrame] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Set rows aside that are sorted by `DAY`."""
        for piece in rows.iter_slices(PIECE_ROWS):
            start = self._file.tell()
            self._pieces.append((piece[DAY][0], start, self._file.write(piece.write_ipc_stream(None, compression="lz4").getvalue())))

    def frames(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Yield all rows, day after day, in frames of bounded size, and whether each ends a group: no day is in two groups."""
        self._pieces = deque(sorted(self._pieces))
        while self._pieces or self._held:
            yield from self._group()

    def _group(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Read pieces until enough rows are of days that no later piece has; give those."""
        given, begun = 0, None
        while self._pieces:
            following = self._pieces[0][0]
            if begun != following and (last := self._last_day(pl.col(DAY) < following, GROUP_ROWS - given)):
                yield self._take(last), True
                return
            if sum(frame.height for frame in self._held) >= MOST_HELD:  # one day may be more than there is room for
                part = self._take(following)
                given, begun = given + part.height, following
                yield part, False
            _, start, size = self._pieces.popleft()
            self._file.seek(start)
            self._held.append(pl.read_ipc_stream(self._file.read(size)))
        if last := self._last_day(pl.lit(value=True), GROUP_ROWS) or self._last_day(pl.lit(value=True), 1):
            yield self._take(last), True

    def _last_day(self, ready: pl.Expr, wanted: int) -> date | None:
        """Return the day up to which at least `wanted` of the rows that are ready lie, or None if there are fewer."""
        if sum(frame.height for frame in self._held) < max(wanted, 1):
            return None
        days = pl.concat([frame.select(DAY) for frame in self._held]).filter(ready).to_series().sort()
        return days[max(wanted, 1) - 1] if days.len() >= max(wanted, 1) else None

    def _take(self, last: date) -> pl.DataFrame:
        """Take the held rows up to a day."""
        held = pl.concat(self._held)
        self._held = [rest] if (rest := held.filter(pl.col(DAY) > last)).height else []
        return held.filter(pl.col(DAY) <= last)
