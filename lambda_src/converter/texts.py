"""Bytes of JSON to frames of texts: a String column per input column of the contract.

Most lines are plain: one event on one line, nothing in it that the contract does not name. Polars reads those, and it is
proven line by line that it read them exactly; every other line is decoded in Python. Both ways give the same texts.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from contract import Column, ColumnType, Contract
from converter.decode import CutOffError, Piece, Reason, decode, dump
from converter.unpack import ObjectTooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.unpack import Unpacked

POSITION, TEXT = ":position", ":text"  # no column of a contract can have a colon in its name
EXTRA = "extra"  # reserved in contracts
CHUNK = 1 << 22  # bytes read at a time: larger ones are hardly faster, and memory grows with them
LONGEST_VALUE = 1 << 26  # bytes of one value or line: it has to be held whole, and decoded it takes about twenty times as much
BLANKS = " \t\r"
NOT_UTF8 = re.compile("[\udc80-\udcff]")  # how Python's surrogateescape marks a byte that is not UTF-8


@dataclass(frozen=True)
class Texts:
    """What a stretch of an object holds."""

    events: pl.DataFrame
    """Every event: `POSITION`, `TEXT`, `EXTRA`, and the contract's input columns, all texts."""
    broken: list[Piece]
    """The pieces that are no events."""


def read_texts(unpacked: Unpacked, contract: Contract) -> Iterator[Texts]:
    """Yield an object's texts, in order, about `CHUNK` bytes at a time.

    Raises
    ------
    ObjectTooLargeError
        If one value or line is longer than `LONGEST_VALUE`.
    """
    reader = _Reader(contract)
    held, line, wanted = bytearray(), 1, CHUNK
    for piece in unpacked:
        held += piece
        cut = held.rfind(b"\n") + 1 if len(held) >= wanted else 0
        if cut:
            chunk = bytes(held[:cut])
            texts, read = reader.read(chunk, line, more=True)
            yield texts
            line += chunk.count(b"\n", 0, read)
            del held[:read]
        if len(held) >= wanted >= LONGEST_VALUE:
            msg = f"line {line} begins a value that is longer than {LONGEST_VALUE} bytes; send events one by one, or in shorter arrays"
            raise ObjectTooLargeError(msg)
        if cut or len(held) >= wanted:  # a value that goes on: ask for twice as much, so that time stays linear
            wanted = min(max(CHUNK, 2 * len(held)), LONGEST_VALUE)
    texts, _ = reader.read(bytes(held), line, more=False)
    yield _with_problem(texts, bytes(held), line, unpacked.problem) if unpacked.problem else texts


def _with_problem(texts: Texts, chunk: bytes, line: int, problem: str) -> Texts:
    """Say of the last piece what broke the object there, or of a piece of its own if the last one is whole."""
    broken = texts.broken
    if broken and broken[-1].reason is Reason.MALFORMED_JSON and not chunk.endswith(b"\n") and chunk.rstrip().endswith(broken[-1].text.encode()):
        broken = [*broken[:-1], replace(broken[-1], detail=f"{problem}; {broken[-1].detail}")]
    else:  # what did not come out is not counted, but that something did not is
        broken = [*broken, Piece(line + chunk.count(b"\n"), "", None, Reason.MALFORMED_JSON, problem)]
    return replace(texts, broken=broken)


class _Reader:
    """Reads chunks of whole lines."""

    def __init__(self, contract: Contract) -> None:
        columns = contract.input_columns
        self.single = [column.sources[0] for column in columns if len(column.sources) == 1]
        self.several = [column for column in columns if len(column.sources) > 1]
        keys = [key for column in columns for key in column.sources]
        self.keys = pl.Schema(dict.fromkeys(keys, pl.String()))
        self.exact = _exactly_read(columns, keys)
        ordered = sorted(columns, key=lambda column: len(column.sources) > 1)  # as `_spread` takes them
        texts = [pl.coalesce(column.sources).alias(column.name) for column in ordered]
        self.spread = [POSITION, TEXT, pl.lit(None, pl.String).alias(EXTRA), *texts]
        self.schema = {POSITION: pl.Int64, TEXT: pl.String, EXTRA: pl.String, **{column.name: pl.String for column in ordered}}

    def read(self, chunk: bytes, first: int, *, more: bool) -> tuple[Texts, int]:
        """Return a chunk's texts, and how many of its bytes they are: with `more` to come, a value that is cut off is left."""
        plain = self._plain(chunk)
        if plain.height and plain.height == _lines(chunk):
            return Texts(plain.with_columns(pl.col(POSITION) + (first - 1)).select(self.spread), []), len(chunk)
        taken = {int(line) for line in plain[POSITION]}
        pieces, read, end = _decode(chunk, taken, more=more)
        events, too_deep = self._spread([piece for piece in pieces if piece.event is not None])
        broken = [replace(piece, position=piece.position + first - 1) for piece in (*(piece for piece in pieces if piece.event is None), *too_deep)]
        if plain.height:
            kept = plain.filter(pl.col(POSITION).is_in(list(taken)) & (pl.col(POSITION) < end))
            events = pl.concat([kept.select(self.spread), events]).sort(POSITION, maintain_order=True)
        return Texts(events.with_columns(pl.col(POSITION) + (first - 1)), broken), read

    def _plain(self, chunk: bytes) -> pl.DataFrame:
        """Return the lines that are proven to be read exactly: `POSITION` from 1, `TEXT`, and a text per JSON key."""
        empty = pl.DataFrame(schema={POSITION: pl.Int64, TEXT: pl.String, **self.keys})
        chunk = b"\n" + chunk  # line 0: Polars unpacks what begins like gzip, zlib or zstd, and `x^` is how zlib begins
        try:
            lines = pl.read_lines(io.BytesIO(chunk), name=TEXT, row_index_name=POSITION)
        except pl.exceptions.ComputeError:  # a byte that is not UTF-8
            return empty
        if lines.is_empty() or not (rows := _rows(lines, chunk, self.keys)):
            return empty
        lines, parsed = rows
        return pl.concat([lines.select(pl.col(POSITION).cast(pl.Int64), pl.col(TEXT).str.strip_chars(BLANKS)), parsed], how="horizontal").filter(self.exact)

    def _spread(self, pieces: list[Piece]) -> tuple[pl.DataFrame, list[Piece]]:
        """Spread decoded events over the columns; return those too that are nested too deep to be written as text."""
        rows: list[list[Any]] = []
        too_deep: list[Piece] = []
        for piece in pieces:
            event = piece.event or {}
            try:
                # A comprehension, since this is where lines that are not plain spend their time.
                row = [value if (value := event.pop(key, None)) is None or type(value) is str else dump(value) for key in self.single]
                row += [_first(event, column) for column in self.several]
                rows.append([piece.position, piece.text, dump(event) if event else None, *row])
            except RecursionError:
                too_deep.append(Piece(piece.position, piece.text, None, Reason.MALFORMED_JSON, "nested too deep"))
        data: list[list[Any]] = [list(values) for values in zip(*rows, strict=True)] if rows else [[] for _ in self.schema]
        return pl.DataFrame(dict(zip(self.schema, data, strict=True)), schema=self.schema), too_deep


def _lines(chunk: bytes) -> int:
    return chunk.count(b"\n") + (not chunk.endswith(b"\n"))


def _rows(lines: pl.DataFrame, chunk: bytes, keys: pl.Schema) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Return the lines that are one JSON object each, and what Polars reads of them, or None if it cannot be told."""
    try:
        parsed = pl.read_ndjson(chunk, schema=keys)
    except pl.exceptions.ComputeError:
        text = pl.col(TEXT).str.strip_chars(BLANKS)
        lines = lines.filter(text.str.starts_with("{") & text.str.ends_with("}") & text.str.json_path_match("$").is_not_null())
        if lines.is_empty():
            return None
        try:
            parsed = pl.read_ndjson("\n".join(lines[TEXT].to_list()).encode(), schema=keys)
        except pl.exceptions.ComputeError:
            return None
    else:
        lines = lines.filter(pl.col(TEXT).str.strip_chars(BLANKS) != "")
    return (lines, parsed) if lines.height == parsed.height else None


def _exactly_read(columns: tuple[Column, ...], keys: list[str]) -> pl.Expr:
    """Return the proof that Polars' reader lost and changed nothing of a line that it read.

    * As many `":` as there are values: each value has its key's, so there is no other key, no repeated or nested one, no null.
    * That holds as long as no space stands between a key and its colon.
    * No half of a surrogate pair, which the reader turns into NUL.
    * No number or word in a column of text, and no list at all: the reader writes `1.10` as `1.1`, and lists with spaces.
    * No fraction in a column of integers, and no exponent at all: the reader makes a double of it, and writes all its digits.
    * No column under two of its names: the second is unknown to the contract.
    """
    line = pl.col(TEXT)
    of_text = "|".join(re.escape(key) for column in columns if column.type is ColumnType.STRING for key in column.sources)
    of_integers = "|".join(re.escape(key) for column in columns if column.type is ColumnType.BIGINT for key in column.sources)
    bare = line.str.contains(rf'"(?:{of_text})":\s*[^"\s]') if of_text else pl.lit(value=False)
    fraction = line.str.contains(rf'"(?:{of_integers})":\s*-?\d+[.eE]') if of_integers else pl.lit(value=False)
    twice = pl.any_horizontal(
        pl.lit(value=False), *(pl.sum_horizontal(pl.col(key).is_not_null() for key in column.sources) > 1 for column in columns if len(column.sources) > 1)
    )
    complete = line.str.count_matches('":', literal=True) == pl.sum_horizontal(pl.col(key).is_not_null() for key in keys)
    odd = line.str.contains(r"\\u[dD]") | line.str.contains(r'"\s+:') | line.str.contains(r'":\s*\[') | line.str.contains(r'":\s*-?[\d.]+[eE]')
    return complete & ~(twice | bare | fraction | odd)


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
