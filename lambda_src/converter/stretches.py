"""Bytes of JSON to stretches of events: frames with a text per input column of the contract, and what is no event.

Polars reads the plain lines (`plain`), Python the others (`exact`). Both ways give the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from clickstream.records.exact import Spreader, chunks, decode_chunk, read_chunks, with_problem
from converter.ahead import ahead
from converter.plain import EXTRA, POSITION, TEXT, PlainReader, with_values

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from clickstream.contract import Contract
    from clickstream.records.decode import Piece
    from clickstream.records.exact import Row
    from clickstream.records.unpack import Unpacked


@dataclass(frozen=True)
class Stretch:
    """Some lines of an object."""

    events: pl.DataFrame
    """Every event, with the columns of `PlainReader.schema`."""
    broken: list[Piece]
    """The pieces that are no events."""
    unknown: Counter[str]
    """The events that have a field that the contract does not name, by its name."""


def read_stretches(unpacked: Unpacked, contract: Contract) -> Iterator[Stretch]:
    """Yield what an object holds, in order, about `exact.CHUNK` bytes at a time.

    Raises:
        ObjectTooLargeError: If one value or line is longer than `exact.LONGEST_VALUE`.
    """
    for stretch, text, line, last in read_chunks(ahead(chunks(unpacked)), _Reader(contract).read):
        told = last and unpacked.problem
        yield (
            replace(stretch, broken=with_problem(stretch.broken, text, line, told))
            if told
            else stretch
        )


class _Reader:
    """Reads chunks of whole lines."""

    def __init__(self, contract: Contract) -> None:
        self.plain = PlainReader(contract)
        self.spreader = Spreader(contract)

    def read(self, chunk: bytes, first: int, more: bool) -> tuple[Stretch, int, int]:  # noqa: FBT001 - called by position, by `read_chunks` alone
        """Return what a chunk holds, and how many of its bytes and lines that is: with `more` to come, a value that is cut off is left."""
        plain, unknown, lines = self.plain.read(chunk, first)
        if lines is not None:
            return Stretch(plain, [], unknown), len(chunk), lines
        taken = {position - first + 1 for position in plain[POSITION].to_list()}
        pieces, read, lines = decode_chunk(chunk, first, taken, more=more)
        spread = self.spreader.spread(pieces)
        self.plain.learn(spread.unknown)
        kept = [line + first - 1 for line in taken if line <= lines]
        plain = plain if len(kept) == plain.height else plain.filter(pl.col(POSITION).is_in(kept))
        events = (
            pl.concat([plain, self._frame(spread.rows)]).sort(POSITION, maintain_order=True)
            if spread.rows
            else plain
        )
        return Stretch(events, spread.broken, unknown + spread.unknown), read, lines

    def _frame(self, rows: list[Row]) -> pl.DataFrame:
        schema = self.plain.schema
        texts = {name: schema[name] for name in (POSITION, TEXT, EXTRA, *self.spreader.columns)}
        return with_values(
            pl.DataFrame(rows, schema=texts, orient="row"), self.plain.columns
        ).select(schema.names())
