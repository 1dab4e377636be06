"""Bytes to texts by the exact decoder alone, on nothing but the standard library: what runs where Polars is not.

Every event becomes a row of texts, every other piece stays a piece: the same as `texts` gives, which reads the plain lines faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from converter.decode import CutOffError, Piece, Reason, decode, dump
from converter.unpack import ObjectTooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract import Column, Contract
    from converter.unpack import Unpacked

CHUNK = 1 << 22  # bytes decoded at a time
LONGEST_VALUE = 1 << 26  # bytes of one value or line: it has to be held whole, and decoded it takes about twenty times as much
NOT_UTF8 = re.compile("[\udc80-\udcff]")  # how Python's surrogateescape marks a byte that is not UTF-8

Row = list[Any]
"""Position, text, the unknown fields as JSON or None, and a text or None per input column, in the order of `Spread.columns`."""


@dataclass(frozen=True)
class Stretch:
    """What a stretch of an object holds."""

    rows: list[Row]
    """Every event."""
    broken: list[Piece]
    """The pieces that are no events."""


def read_exactly(unpacked: Unpacked, contract: Contract) -> Iterator[Stretch]:
    """Yield an object's events and broken pieces, in order, about `CHUNK` bytes at a time.

    Raises
    ------
    ObjectTooLargeError
        If the object or one value in it is longer than its limit.
    """
    spread = Spread(contract)
    held, line, wanted = bytearray(), 1, CHUNK
    for part in unpacked:
        held += part
        cut = held.rfind(b"\n") + 1 if len(held) >= wanted else 0
        if cut:
            chunk = bytes(held[:cut])
            pieces, read = decode_chunk(chunk, line, more=True)
            yield spread.stretch(pieces)
            line += chunk.count(b"\n", 0, read)
            del held[:read]
        if len(held) >= wanted >= LONGEST_VALUE:
            msg = f"line {line} begins a value that is longer than {LONGEST_VALUE} bytes; send events one by one, or in shorter arrays"
            raise ObjectTooLargeError(msg)
        if cut or len(held) >= wanted:  # a value that goes on: ask for twice as much, so that time stays linear
            wanted = min(max(CHUNK, 2 * len(held)), LONGEST_VALUE)
    chunk = bytes(held)
    stretch = spread.stretch(decode_chunk(chunk, line, more=False)[0])
    yield replace(stretch, broken=with_problem(stretch.broken, chunk, line, unpacked.problem)) if unpacked.problem else stretch


def decode_chunk(chunk: bytes, first: int, *, more: bool) -> tuple[list[Piece], int]:
    """Return the pieces of a chunk whose first line has the number `first`, and how many of its bytes they are.

    With `more` to come, a value that is cut off is left.
    """
    pieces: list[Piece] = []
    try:
        text = chunk.decode()
        utf8 = True
    except UnicodeDecodeError:
        text = chunk.decode("utf-8", "surrogateescape")
        utf8 = False
    read = len(chunk)
    try:
        for piece in decode(text, more=more):
            pieces.append(_placed(piece if utf8 else legible(piece), first))  # noqa: PERF401 - what came before a value that is cut off is kept
    except CutOffError as cut:
        read = len(text[: cut.offset].encode("utf-8", "surrogateescape"))
    return pieces, read


def _placed(piece: Piece, first: int) -> Piece:
    return piece if first == 1 else replace(piece, position=piece.position + first - 1)


def legible(piece: Piece) -> Piece:
    """Set a piece aside that has bytes that are not UTF-8, and make them legible."""
    if not NOT_UTF8.search(piece.text):
        return piece
    text = piece.text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Piece(piece.position, text, None, Reason.MALFORMED_JSON, "not UTF-8; the bytes that are not stand as \\xNN")


def with_problem(broken: list[Piece], chunk: bytes, line: int, problem: str) -> list[Piece]:
    """Say of the last piece what broke the object there, or of a piece of its own if the last one is whole."""
    if broken and broken[-1].reason is Reason.MALFORMED_JSON and not chunk.endswith(b"\n") and chunk.rstrip().endswith(broken[-1].text.encode()):
        return [*broken[:-1], replace(broken[-1], detail=f"{problem}; {broken[-1].detail}")]
    # What did not come out is not counted, but that something did not is.
    return [*broken, Piece(line + chunk.count(b"\n"), "", None, Reason.MALFORMED_JSON, problem)]


class Spread:
    """Spreads decoded events over a contract's input columns."""

    def __init__(self, contract: Contract) -> None:
        """Order the columns: those with one JSON key first."""
        self._single = [column.sources[0] for column in contract.input_columns if len(column.sources) == 1]
        self._several = [column for column in contract.input_columns if len(column.sources) > 1]
        self.columns = [column.name for column in sorted(contract.input_columns, key=lambda column: len(column.sources) > 1)]
        """The input columns' names, in the order of a row's texts."""

    def stretch(self, pieces: list[Piece]) -> Stretch:
        """Return pieces as rows and broken ones. An event that is nested too deep to be written as text is broken."""
        rows: list[Row] = []
        broken = [piece for piece in pieces if piece.event is None]
        for piece in pieces:
            if piece.event is None:
                continue
            try:
                rows.append(self.row(piece.position, piece.text, piece.event))
            except RecursionError:
                broken.append(Piece(piece.position, piece.text, None, Reason.MALFORMED_JSON, "nested too deep"))
        return Stretch(rows, broken)

    def row(self, position: int, text: str, event: dict[str, Any]) -> Row:
        """Return an event as a row; `event` is left with what is unknown to the contract."""
        # A comprehension, since this is where the time goes.
        row: Row = [value if (value := event.pop(key, None)) is None or type(value) is str else dump(value) for key in self._single]
        row += [first_source(event, column) for column in self._several]
        return [position, text, dump(event) if event else None, *row]


def first_source(event: dict[str, Any], column: Column) -> str | None:
    """Take the first of a column's sources that is there, as text; what is left in the event is unknown to the contract."""
    found: object = None
    for key in column.sources:
        if event.get(key) is None:
            event.pop(key, None)  # a null holds nothing
        elif found is None:
            found = event.pop(key)
        elif column.protection:  # a restricted value must not slip into `extra` by its other name
            del event[key]
    return found if found is None or type(found) is str else dump(found)
