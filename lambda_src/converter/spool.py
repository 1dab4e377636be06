"""Rows that are set aside on disk as they come, and given back day after day: an external sort by date."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

DAY = ":day"  # no column of a contract can have a colon in its name
PIECE_ROWS = 1 << 10  # of one file: little, since one of each sorted run is in memory at a time
GROUP_ROWS = 1 << 15  # given back together, unless one day has more


class Spool:
    """Keeps rows that have a column `DAY`."""

    def __init__(self, directory: Path) -> None:
        """Keep them in `directory`."""
        self._directory = directory
        self._pieces: deque[tuple[date, Path]] = deque()
        self._held: list[pl.DataFrame] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Set rows aside; any number at a time."""
        for piece in rows.sort(DAY, maintain_order=True).iter_slices(PIECE_ROWS):
            path = self._directory / f"rows-{len(self._pieces):06d}.arrow"
            piece.write_ipc(path, compression="lz4")
            self._pieces.append((piece[DAY][0], path))

    def groups(self) -> Iterator[Iterator[pl.DataFrame]]:
        """Yield all rows, in groups of whole days, each group in frames of bounded size. Take each group whole before the next."""
        self._pieces = deque(sorted(self._pieces))
        while self._pieces or self._held:
            yield self._group()

    def _group(self) -> Iterator[pl.DataFrame]:
        """Read pieces until enough rows are of days that no later piece has."""
        given, begun = 0, None
        while self._pieces:
            following = self._pieces[0][0]
            height = sum(frame.height for frame in self._held)
            whole = sum(int((frame[DAY] < following).sum()) for frame in self._held)
            if given + whole >= GROUP_ROWS and begun != following:
                if whole:
                    yield self._take(pl.col(DAY) < following)
                return
            if height >= 2 * GROUP_ROWS:  # a day that would fill the memory is given before it is whole, and the group goes on with it
                begun = following
                yield (part := self._take(pl.col(DAY) <= following))
                given += part.height
            _, path = self._pieces.popleft()
            self._held.append(pl.read_ipc(path))
            path.unlink()
        yield self._take(pl.lit(value=True))

    def _take(self, ready: pl.Expr) -> pl.DataFrame:
        held = pl.concat(self._held)
        self._held = [rest] if (rest := held.filter(~ready)).height else []
        return held.filter(ready)
