"""Bytes to texts by the exact decoder, on nothing but the standard library: for lines that are not plain, and where Polars is not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from clickstream.records.decode import CutOffError, Piece, Reason, decode, dump
from clickstream.records.unpack import ObjectTooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clickstream.contract import Column, Contract

FIRST_CHUNK = 1 << 18  # bytes: little, since the later ones profit from what it teaches
CHUNK = 1 << 22  # bytes read at a time: larger ones are hardly faster, and memory grows with them
# bytes of one value or line: it has to be held whole, and decoded it takes about twenty times as
# much
LONGEST_VALUE = 1 << 26
# how Python's surrogateescape marks a byte that is not UTF-8
NOT_UTF8 = re.compile("[\udc80-\udcff]")


class Unpacked(Protocol):
    """An object's text, in pieces, and when they are taken what was wrong with the rest."""

    problem: str | None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the text."""
        ...


Row = list[Any]
"""Position, text, the unknown fields as JSON or None, and a text or None per input column, in the order of `Spread.columns`."""


@dataclass(frozen=True)
class Spread:
    """What decoded pieces hold."""

    rows: list[Row]
    """Every event."""
    broken: list[Piece]
    """The pieces that are no events."""
    unknown: Counter[str] = field(default_factory=Counter[str])
    """The events that have a field that the contract does not name, by its name."""


Held = TypeVar("Held")


def chunks(unpacked: Unpacked) -> Iterator[tuple[bytes, bool]]:
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


def read_chunks(
    parts: Iterator[tuple[bytes, bool]], read: Callable[[bytes, int, bool], tuple[Held, int, int]]
) -> Iterator[tuple[Held, bytes, int, bool]]:
    """Read chunk after chunk; what is left of one, because a value goes on, is read together with the next.

    Args:
        parts: See `chunks`.
        read: Takes a chunk, the number of its first line, and whether more is to come; returns what
            it holds, and how many of its bytes and lines that is.

    Yields:
        What `read` returned, of which bytes, the number of their first line, and whether they are
        the last.

    Raises:
        ObjectTooLargeError: If one value or line is longer than `LONGEST_VALUE`.
    """
    held: list[bytes] = []
    size, line, wanted = 0, 1, 0
    for part, last in parts:
        held.append(part)
        size += len(part)
        if size < wanted and not last:
            continue
        text = b"".join(held) if len(held) > 1 else part
        result, taken, lines = read(text, line, not last)
        yield result, text, line, last
        held = [text[taken:]] if taken < size else []
        size, line = size - taken, line + lines
        if size >= LONGEST_VALUE:
            msg = f"line {line} begins a value that is longer than {LONGEST_VALUE} bytes; send events one by one, or in shorter arrays"
            raise ObjectTooLargeError(msg)
        # a value that goes on: ask for twice as much, so that time stays linear
        wanted = min(2 * size, LONGEST_VALUE)


def read_exactly(unpacked: Unpacked, contract: Contract) -> Iterator[Spread]:
    """Yield an object's events and broken pieces, in order, about `CHUNK` bytes at a time, with no help of Polars.

    Raises:
        ObjectTooLargeError: If the object or one value in it is longer than its limit.
    """
    spreader = Spreader(contract)

    def read(chunk: bytes, first: int, more: bool) -> tuple[Spread, int, int]:  # noqa: FBT001 - called by position, by `read_chunks` alone
        pieces, taken, lines = decode_chunk(chunk, first, set(), more=more)
        return spreader.spread(pieces), taken, lines

    for spread, text, line, last in read_chunks(chunks(unpacked), read):
        told = last and unpacked.problem
        yield (
            replace(spread, broken=with_problem(spread.broken, text, line, told))
            if told
            else spread
        )


def decode_chunk(
    chunk: bytes, first: int, taken: set[int], *, more: bool
) -> tuple[list[Piece], int, int]:
    """Decode the lines of a chunk that are not taken, by their numbers from 1; return the pieces, and how many bytes and lines were read.

    The pieces' positions count from `first`. A value that goes on over taken lines takes them back:
    they are removed from the set. With `more` to come, a value that is cut off is left.
    """
    starts = _line_starts(chunk)
    count = len(starts) - 1
    pieces: list[Piece] = []
    line = 1
    while line <= count:
        if line in taken:
            line += 1
            continue
        reach = 1
        while True:
            # Up to a taken line, which shows whether the value before it has ended. If it has not,
            # look twice as far.
            end = next((number for number in range(line + reach, count) if number in taken), count)
            within = {number - line + 1 for number in range(line, end + 1) if number in taken}
            found, cut = _decode_lines(
                chunk[starts[line - 1] : starts[end]],
                first + line - 1,
                within,
                more=more or end < count,
            )
            if not cut or end == count:
                break
            reach = 2 * (end - line + 1)
        taken.difference_update(range(line, end + 1))
        taken.update(number + line - 1 for number in within)
        pieces += found
        if cut:
            return pieces, starts[line - 1] + cut[0], line - 1 + cut[1]
        line = end + 1
    return pieces, len(chunk), count


def _line_starts(chunk: bytes) -> list[int]:
    """Return where each line begins, and the chunk's length."""
    starts, start = [0], 0
    while start := chunk.find(b"\n", start) + 1:
        starts.append(start)
    return starts if chunk.endswith(b"\n") else [*starts, len(chunk)]


def _decode_lines(
    lines: bytes, first: int, taken: set[int], *, more: bool
) -> tuple[list[Piece], tuple[int, int] | None]:
    """Decode whole lines; return the pieces, and how many bytes and lines were read if a value is cut off."""
    pieces: list[Piece] = []
    try:
        text = lines.decode()
        utf8 = True
    except UnicodeDecodeError:
        text = lines.decode("utf-8", "surrogateescape")
        utf8 = False
    try:
        for piece in decode(text, taken, more=more):
            pieces.append(_placed(piece if utf8 else _legible(piece), first))  # noqa: PERF401 - what came before a value that is cut off is kept
    except CutOffError as cut:
        return pieces, (len(text[: cut.offset].encode("utf-8", "surrogateescape")), cut.line - 1)
    return pieces, None


def _placed(piece: Piece, first: int) -> Piece:
    return piece if first == 1 else replace(piece, position=piece.position + first - 1)


def _legible(piece: Piece) -> Piece:
    """Set a piece aside that has bytes that are not UTF-8, and make them legible."""
    if not NOT_UTF8.search(piece.text):
        return piece
    text = piece.text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Piece(
        piece.position,
        text,
        None,
        Reason.MALFORMED_JSON,
        "not UTF-8; the bytes that are not stand as \\xNN",
    )


def with_problem(broken: list[Piece], chunk: bytes, line: int, problem: str) -> list[Piece]:
    """Say of the last piece what broke the object there, or of a piece of its own if the last one is whole."""
    if (
        broken
        and broken[-1].reason is Reason.MALFORMED_JSON
        and not chunk.endswith(b"\n")
        and chunk.rstrip().endswith(broken[-1].text.encode())
    ):
        return [*broken[:-1], replace(broken[-1], detail=f"{problem}; {broken[-1].detail}")]
    # What did not come out is not counted, but that something did not is.
    return [*broken, Piece(line + chunk.count(b"\n"), "", None, Reason.MALFORMED_JSON, problem)]


class Spreader:
    """Spreads decoded events over a contract's input columns."""

    def __init__(self, contract: Contract) -> None:
        """Order the columns: those with one JSON key first."""
        self._single = [
            column.sources[0] for column in contract.input_columns if len(column.sources) == 1
        ]
        self._several = [column for column in contract.input_columns if len(column.sources) > 1]
        self.columns = [
            column.name
            for column in sorted(contract.input_columns, key=lambda column: len(column.sources) > 1)
        ]
        """The input columns' names, in the order of a row's texts."""

    def spread(self, pieces: list[Piece]) -> Spread:
        """Return pieces as rows and broken ones. An event that is nested too deep to be written as text is broken."""
        result = Spread([], [piece for piece in pieces if piece.event is None])
        for piece in pieces:
            if piece.event is None:
                continue
            try:
                result.rows.append(self._row(piece.position, piece.text, piece.event))
            except RecursionError:
                result.broken.append(
                    Piece(
                        piece.position, piece.text, None, Reason.MALFORMED_JSON, "nested too deep"
                    )
                )
            else:
                result.unknown.update(piece.event.keys())
        return result

    def _row(self, position: int, text: str, event: dict[str, Any]) -> Row:
        """Return an event as a row; `event` is left with what is unknown to the contract."""
        # A comprehension, since this is where the time goes.
        row: Row = [
            value if (value := event.pop(key, None)) is None or type(value) is str else dump(value)
            for key in self._single
        ]
        row += [_first_source(event, column) for column in self._several]
        return [position, text, dump(dict(sorted(event.items()))) if event else None, *row]


def _first_source(event: dict[str, Any], column: Column) -> str | None:
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
