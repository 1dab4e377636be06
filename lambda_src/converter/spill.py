"""Spill file of an external sort by date: sorted runs of rows on disk, merged day by day."""

from __future__ import annotations

from collections import Counter, deque
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

DAY = ":day"  # no column of a contract can have a colon in its name
BLOCK_ROWS = 1 << 10  # unit of reading; small, since one block of each sorted run is in memory
GROUP_ROWS = 1 << 15  # minimum size of a group of days, except the last
MAX_BUFFERED_ROWS = 1 << 17  # exceeded only if more sorted runs than that overlap


class SpillFile:
    """Rows with a column `DAY`, spilled to disk and read back in order of their days."""

    def __init__(self, file: BinaryIO) -> None:
        """Spill to an empty file that is open for writing and reading."""
        self._file = file
        self._blocks: deque[tuple[date, int, int]] = deque()
        """First day, offset and size of each block that was not read back yet."""
        self._buffered: list[pl.DataFrame] = []
        self._buffered_rows: Counter[date] = Counter()

    def add(self, run: pl.DataFrame) -> None:
        """Append a run of rows that are sorted by `DAY`."""
        for block in run.iter_slices(BLOCK_ROWS):
            offset = self._file.tell()
            content = block.write_ipc_stream(None, compression="lz4").getvalue()
            self._blocks.append((block[DAY][0], offset, self._file.write(content)))

    def frames(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Yield all rows in order of their days, in frames of bounded size.

        Yields:
            A frame, and whether it ends a group of days. No day is in two groups.
        """
        self._blocks = deque(sorted(self._blocks))
        while self._blocks or self._buffered:
            yield from self._group()

    def _group(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Read blocks until enough rows are of days that no later block has; yield those rows."""
        yielded, begun = 0, None
        while self._blocks:
            first_day, offset, size = self._blocks[0]
            if begun != first_day and (
                last := self._last_day(GROUP_ROWS - yielded, before=first_day)
            ):
                yield self._take(last), True
                return
            if self._buffered_rows.total() >= MAX_BUFFERED_ROWS:  # one day may exceed the memory
                part = self._take(first_day)
                yielded, begun = yielded + part.height, first_day
                yield part, False
            self._blocks.popleft()
            self._file.seek(offset)
            block = pl.read_ipc_stream(self._file.read(size))
            self._buffered.append(block)
            self._buffered_rows.update(dict(block[DAY].value_counts().iter_rows()))
        yield self._take(self._last_day(GROUP_ROWS) or max(self._buffered_rows)), True

    def _last_day(self, wanted: int, before: date = date.max) -> date | None:
        """Return the first day up to which `wanted` rows are buffered, if it is before `before`."""
        rows = 0
        for day in sorted(self._buffered_rows):
            rows += self._buffered_rows[day]
            if rows >= wanted or day >= before:
                return day if day < before else None
        return None

    def _take(self, last: date) -> pl.DataFrame:
        """Remove the rows up to a day from the buffer and return them."""
        buffered = pl.concat(self._buffered)
        later = buffered.filter(pl.col(DAY) > last)
        self._buffered = [later] if later.height else []
        self._buffered_rows = Counter(
            {day: rows for day, rows in self._buffered_rows.items() if day > last}
        )
        return buffered.filter(pl.col(DAY) <= last)
