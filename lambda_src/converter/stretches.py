"""Bytes of JSON to stretches of events: frames with a text per input column of the contract, and what is no event.

Polars reads the plain lines (`plain`), Python the others (`decode`). Both ways give the same.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from converter.ahead import ahead
from converter.decode import CutOffError, Piece, Reason, decode, dump
from converter.plain import EXTRA, POSITION, TEXT, PlainReader, with_values
from converter.unpack import ObjectTooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract import Column, Contract
    from converter.unpack import Unpacked

FIRST_CHUNK = 1 << 18  # bytes: little, since the later ones profit from what it teaches
CHUNK = 1 << 22  # bytes read at a time: larger ones are hardly faster, and memory grows with them
LONGEST_VALUE = 1 << 26  # bytes of one value or line: it has to be held whole, and decoded it takes about twenty times as much
NOT_UTF8 = re.compile("[\udc80-\udcff]")  # how Python's surrogateescape marks a byte that is not UTF-8


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
    """Yield what an object holds, in order, about `CHUNK` bytes at a time.

    Raises
    ------
    ObjectTooLargeError
        If one value or line is longer than `LONGEST_VALUE`.
    """
    reader = _Reader(contract)
    held: list[bytes] = []
    size, line, wanted = 0, 1, 0
    for chunk, last in ahead(_chunks(unpacked)):
        held.append(chunk)
        size += len(chunk)
        if size < wanted and not last:
            continue
        text = b"".join(held) if len(held) > 1 else chunk
        stretch, read, lines = reader.read(text, line, more=not last)
        yield _with_problem(stretch, text, line, unpacked.problem) if last and unpacked.problem else stretch
        held = [text[read:]] if read < size else []
        size, line = size - read, line + lines
        if size >= LONGEST_VALUE:
            msg = f"line {line} begins a value that is longer than {LONGEST_VALUE} bytes; send events one by one, or in shorter arrays"
            raise ObjectTooLargeError(msg)
        wanted = min(2 * size, LONGEST_VALUE)  # a value that goes on: ask for twice as much, so that time stays linear


def _chunks(unpacked: Unpacked) -> Iterator[tuple[bytes, bool]]:
    """Yield the text in chunks of whole lines, and whether each is the last; that one, and one that is too long anyway, may end within a line."""
    held: list[bytes] = []
    size, wanted = 0, min(FIRST_CHUNK, CHUNK)
    for piece in unpacked:
        held.append(piece)
        size += len(piece)
        end = len(piece) if size >= LONGEST_VALUE else piece.rfind(b"\n") + 1
        if size >= wanted and end:
            held[-1] = piece[:end]
            yield b"".join(held), False
            held = [piece[end:]]
            size, wanted = len(held[0]), CHUNK
    yield b"".join(held), True


def _with_problem(stretch: Stretch, chunk: bytes, line: int, problem: str) -> Stretch:
    """Say of the last piece what broke the object there, or of a piece of its own if the last one is whole."""
    broken = stretch.broken
    if broken and broken[-1].reason is Reason.MALFORMED_JSON and not chunk.endswith(b"\n") and chunk.rstrip().endswith(broken[-1].text.encode()):
        broken = [*broken[:-1], replace(broken[-1], detail=f"{problem}; {broken[-1].detail}")]
    else:  # what did not come out is not counted, but that something did not is
        broken = [*broken, Piece(line + chunk.count(b"\n"), "", None, Reason.MALFORMED_JSON, problem)]
    return replace(stretch, broken=broken)


class _Reader:
    """Reads chunks of whole lines."""

    def __init__(self, contract: Contract) -> None:
        self.plain = PlainReader(contract)
        self.single = [(column.name, column.sources[0]) for column in contract.input_columns if len(column.sources) == 1]
        self.several = [column for column in contract.input_columns if len(column.sources) > 1]
        self.columns = contract.input_columns

    def read(self, chunk: bytes, first: int, *, more: bool) -> tuple[Stretch, int, int]:
        """Return what a chunk holds, and how many of its bytes and lines that is: with `more` to come, a value that is cut off is left."""
        plain, unknown, lines = self.plain.read(chunk, first)
        if lines is not None:
            return Stretch(plain, [], unknown), len(chunk), lines
        taken = {position - first + 1 for position in plain[POSITION].to_list()}
        decoded, read, end = _decode(chunk, taken, more=more)
        pieces = [replace(piece, position=piece.position + first - 1) for piece in decoded]
        events, too_deep, others = self._spread([piece for piece in pieces if piece.event is not None])
        self.plain.learn(others)
        kept = [line + first - 1 for line in taken if line < end]
        plain = plain if len(kept) == plain.height else plain.filter(pl.col(POSITION).is_in(kept))
        events = pl.concat([plain, events]).sort(POSITION, maintain_order=True) if events.height else plain
        return Stretch(events, [*(piece for piece in pieces if piece.event is None), *too_deep], unknown + others), read, end - 1

    def _spread(self, pieces: list[Piece]) -> tuple[pl.DataFrame, list[Piece], Counter[str]]:
        """Spread decoded events over the columns; return those too that are nested too deep to be written, and the unknown fields."""
        rows: list[tuple[Any, ...]] = []
        too_deep: list[Piece] = []
        unknown: Counter[str] = Counter()
        for piece in pieces:
            event = piece.event or {}
            try:
                # A comprehension, since this is where lines that are not plain spend their time.
                row = [value if (value := event.pop(key, None)) is None or type(value) is str else dump(value) for _, key in self.single]
                row += [_first(event, column) for column in self.several]
                rows.append((piece.position, piece.text, dump(dict(sorted(event.items()))) if event else None, *row))
                unknown.update(event.keys())
            except RecursionError:
                too_deep.append(Piece(piece.position, piece.text, None, Reason.MALFORMED_JSON, "nested too deep"))
        schema = self.plain.schema
        named = [POSITION, TEXT, EXTRA, *(name for name, _ in self.single), *(column.name for column in self.several)]
        frame = pl.DataFrame(rows, schema={name: schema[name] for name in named}, orient="row")
        return with_values(frame, self.columns).select(schema.names()), too_deep, unknown


def _lines(chunk: bytes) -> int:
    return chunk.count(b"\n") + (not chunk.endswith(b"\n"))


def _decode(chunk: bytes, taken: set[int], *, more: bool) -> tuple[list[Piece], int, int]:
    """Decode the lines that are not taken; return the pieces, how many bytes were read, and the line where reading ended."""
    pieces: list[Piece] = []
    try:
        text = chunk.decode()
        utf8 = True
    except UnicodeDecodeError:
        text = chunk.decode("utf-8", "surrogateescape")
        utf8 = False
    read, end = len(chunk), _lines(chunk) + 1
    try:
        for piece in decode(text, taken, more=more):
            pieces.append(piece if utf8 else _legible(piece))  # noqa: PERF401 - what came before a value that is cut off is kept
    except CutOffError as cut:
        read, end = len(text[: cut.offset].encode("utf-8", "surrogateescape")), cut.line
    return pieces, read, end


def _legible(piece: Piece) -> Piece:
    """Set a piece aside that has bytes that are not UTF-8, and make them legible."""
    if not NOT_UTF8.search(piece.text):
        return piece
    text = piece.text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Piece(piece.position, text, None, Reason.MALFORMED_JSON, "not UTF-8; the bytes that are not stand as \\xNN")


def _first(event: dict[str, Any], column: Column) -> str | None:
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
