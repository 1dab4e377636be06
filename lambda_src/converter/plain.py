"""Fast reader: Polars reads the plain lines of a chunk, proven to be read exactly.

A plain line is one event whose values all fit their columns as written. Most lines are plain; the
others are decoded in Python. Polars' reader would silently lose or change values of some of them.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import Column, ColumnType, Contract, polars_schema
from converter.cast import cast

if TYPE_CHECKING:
    from collections.abc import Iterable

POSITION, TEXT = ":position", ":text"  # no column of a contract can have a colon in its name
EXTRA = "extra"  # reserved in contracts
BLANKS = " \t\r"
STRIPPED = pl.col(TEXT).str.strip_chars(BLANKS)
NATIVE = (ColumnType.BIGINT, ColumnType.BOOLEAN, ColumnType.DOUBLE)
"""Types that Polars reads from JSON exactly. It raises an error for a value of another type."""
# undeclared fields that the reader extracts; each costs about a fortieth of a chunk's time
MAX_LEARNED = 16
# lines of one chunk with the field; decoding fewer is faster than searching every line for it
WORTH_LEARNING = 32
# a quote after one of these characters opens a string, and a quote before a colon closes it
KEY = r'[{,\s]"(?:%s)"\s*:\s*'
SURROGATE = r"\\u[dD]"  # an escape that may be half of a pair
REPLACEMENT = "\ufffd"  # replaces bytes that are not UTF-8
NOTHING = r"[^\s\S]"  # matches no text
EPOCH = r"[1-9]\d{0,17}\s*[,}]"  # a number that Polars reads into a text column without a change
SCALAR = r'("[^"\\]*"|[^"\s,{}\[\]]+)'


def typed(name: str) -> str:
    """Return the name of the column with the typed values of a column of texts."""
    return f"typed:{name}"


class PlainReader:
    """Reader of the plain lines of an object's chunks, which adapts to the chunks before."""

    def __init__(self, contract: Contract) -> None:
        """Read for `contract`."""
        self.columns = contract.input_columns
        self.keys = {key for column in self.columns for key in column.sources}
        self.native = True
        """Whether numbers are read as numbers; as texts, once one was not a number."""
        self.broken = False
        """Whether the last chunk had lines that are not JSON objects: the next is then filtered."""
        self.learned: list[str] = []
        """Fields that the contract does not declare and many events have."""

    @property
    def schema(self) -> pl.Schema:
        """Return the schema of the frames that `read` returns."""
        texts = {
            name: pl.String() for name in (TEXT, EXTRA, *(column.name for column in self.columns))
        }
        return pl.Schema(
            {POSITION: pl.get_index_type()}
            | texts
            | {
                typed(column.name): polars_schema.DTYPES[column.type]
                for column in natives(self.columns)
            }
        )

    def learn(self, unknown: Counter[str]) -> None:
        """Extract frequent undeclared fields from now on.

        Args:
            unknown: Number of lines of a chunk by undeclared field.
        """
        for name, lines in unknown.most_common():
            plainly_written = json.dumps(name, ensure_ascii=False) == f'"{name}"'
            if (
                lines >= WORTH_LEARNING
                and plainly_written
                and name not in self.keys
                and len(self.learned) < MAX_LEARNED
            ):
                self.learned = sorted({*self.learned, name})

    def read(self, chunk: bytes, first: int) -> tuple[pl.DataFrame, Counter[str], int | None]:
        """Read the plain lines of a chunk whose first line has the number `first`.

        Returns:
            The plain lines with the columns of `schema`, where the text of a `NATIVE` value that
            was read with its type is null; the number of them by learned field; and the number of
            all lines, None unless all other lines are blank.
        """
        # Polars decompresses data with the magic bytes of gzip, zlib (`x^`) or zstd, so a blank
        # line 0 is put before the chunk.
        guard = 0 if chunk.startswith(b"{") else 1
        chunk = b"\n" * guard + chunk
        lines, frame = self._parse(chunk, first - guard)
        if frame is None:
            return self.schema.to_frame(), Counter[str](), None
        if self.learned:
            frame = frame.with_columns(map(_scalar, self.learned))
        proven = _proven(frame, self.columns, self.learned, native=self.native)
        frame = frame if proven.all() else frame.filter(proven)
        unknown = Counter(
            {name: frame.height - frame[_scalar_name(name)].null_count() for name in self.learned}
        )
        others = lines.height - frame.height
        blank = others and lines.select((STRIPPED == "").sum()).item()
        return self._to_schema(frame), unknown, lines.height - guard if others == blank else None

    def _parse(self, chunk: bytes, first: int) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """Return all lines, and the lines of one JSON object with their values.

        The second frame is None if the values cannot be assigned to lines.
        """
        if not self.broken:
            with suppress(
                pl.exceptions.ComputeError
            ):  # in one pass, which succeeds for most chunks
                lines, parsed = pl.collect_all(
                    [_lines(chunk, first), self.members(chunk, native=self.native)]
                )
                return lines, _side_by_side(lines, parsed)
        sound = pl.lit(value=True)
        try:
            lines = _lines(chunk, first).collect()
        except pl.exceptions.ComputeError:  # a byte that is not UTF-8
            lines = _lines(chunk.decode("utf-8", "replace").encode(), first).collect()
            sound = ~pl.col(TEXT).str.contains(REPLACEMENT, literal=True)
        # The last condition is exact, but takes longer than all others, and most malformed lines
        # are truncated, which the one before detects.
        conditions = (
            sound,
            sound & STRIPPED.str.starts_with("{") & STRIPPED.str.ends_with("}"),
            sound & STRIPPED.str.json_path_match("$").is_not_null(),
        )
        for kept in conditions[1 if self.broken else 0 :]:
            some = lines.filter(kept)
            self.broken = some.height < lines.height
            parsed = self._attempt(some[TEXT]) if some.height else None
            if parsed is not None:
                return lines, _side_by_side(some, parsed)
        return lines, None

    def _attempt(self, lines: pl.Series) -> pl.DataFrame | None:
        # a blank line first, for the reason given in `read`
        chunk = b"\n".join([b"", *lines.cast(pl.Binary).to_list()])
        for native in (True, False) if self.native else (False,):
            with suppress(pl.exceptions.ComputeError):
                parsed = self.members(chunk, native=native).collect()
                self.native = native
                return parsed
        return None

    def members(self, chunk: bytes, *, native: bool) -> pl.LazyFrame:
        """Read a chunk by Polars, a column per JSON key.

        Args:
            chunk: Text of the chunk.
            native: Whether numbers and booleans are read with their types, or all values as texts.
        """
        types = {
            key: polars_schema.DTYPES[column.type]
            if native and column.type in NATIVE
            else pl.String()
            for column in self.columns
            for key in column.sources
        }
        return pl.scan_ndjson(chunk, schema=types)

    def _to_schema(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a parsed frame with the columns of `schema`."""
        first = {
            column.name: pl.coalesce(column.sources)
            if len(column.sources) > 1
            else pl.col(column.sources)
            for column in self.columns
        }
        values = (
            [first[column.name].alias(typed(column.name)) for column in natives(self.columns)]
            if self.native
            else []
        )
        if self.native:
            first |= {column.name: pl.lit(None, pl.String) for column in natives(self.columns)}
        texts = frame.select(
            POSITION,
            TEXT,
            _extra(self.learned),
            *(value.alias(name) for name, value in first.items()),
            *values,
        )
        return texts if self.native else with_values(texts, self.columns)


def with_values(texts: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
    """Add the `typed` columns of the `NATIVE` columns, cast from their texts."""
    return texts.with_columns(
        cast(texts[column.name], column).alias(typed(column.name)) for column in natives(columns)
    )


def natives(columns: Iterable[Column]) -> list[Column]:
    """Return the columns of a `NATIVE` type."""
    return [column for column in columns if column.type in NATIVE]


def _lines(chunk: bytes, first: int) -> pl.LazyFrame:
    return pl.scan_lines(
        io.BytesIO(chunk), name=TEXT, row_index_name=POSITION, row_index_offset=first
    )


def _side_by_side(lines: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame | None:
    """Join lines and their values, which blank lines have none of; None if the numbers differ."""
    if parsed.height != lines.height:
        lines = lines.filter(STRIPPED != "")
    return pl.concat([lines, parsed], how="horizontal") if parsed.height == lines.height else None


def _proven(
    frame: pl.DataFrame, columns: tuple[Column, ...], learned: list[str], *, native: bool
) -> pl.Series:
    """Return for each line whether Polars' reader is proven to have read it exactly.

    * The number of `":` equals the number of values and nulls. Each value accounts for one, so the
      line has no other key, and no repeated or nested one.
    * No space precedes a colon, since the count would miss that key. The line has no escape of half
      a surrogate pair, which the reader turns into NUL. One pattern finds both, since each pass
      over the lines takes time.
    * No column is present under two of its names, since the second belongs into `EXTRA`.
    * If numbers are read as numbers, the number of unquoted values equals the number of values in
      number columns. So no number is in a text column, where the reader writes `1.10` as `1.1`, and
      lists with spaces. If numbers are read as texts: see `_rewritten`.
    """
    line = pl.col(TEXT)
    keys = [key for column in columns for key in column.sources]
    scalars = [pl.col(_scalar_name(name)) for name in learned]
    numbers = [key for column in natives(columns) for key in column.sources] if native else []
    several = (
        _count(pl.col(key).is_not_null() for key in column.sources) > 1
        for column in columns
        if len(column.sources) > 1
    )
    # lazy, since only the lazy engine evaluates a repeated subexpression once
    counts = frame.lazy().select(
        TEXT,
        # a pattern, which is 50 % faster than literal=True
        members=line.str.count_matches('":'),
        values=_count(pl.col(key).is_not_null() for key in keys)
        + _count(scalar.is_not_null() for scalar in scalars),
        unquoted=line.str.count_matches(r'":\s*[^"\s]') if native else 0,
        numbers=_count(pl.col(key).is_not_null() for key in numbers)
        + _count(~scalar.str.starts_with('"') for scalar in scalars)
        if native
        else 0,
        marked=line.str.contains(rf"[{BLANKS}]:|{SURROGATE}"),
        lost=_any((*several, *(() if native else _rewritten(columns)))),
    )
    same = (pl.col("members") == pl.col("values")) & (pl.col("unquoted") == pl.col("numbers"))
    verdicts = counts.with_columns(
        proven=~pl.col("lost") & ~pl.col("marked") & same,
        doubtful=~pl.col("lost") & (pl.col("marked") | ~same),
    )
    counted = verdicts.collect()
    proven, doubtful = counted["proven"], counted["doubtful"]
    if doubtful.any():
        proven = proven.scatter(
            doubtful.arg_true(), _proven_with_care(counted.filter(doubtful), columns, native=native)
        )
    return proven


def _proven_with_care(
    counted: pl.DataFrame, columns: tuple[Column, ...], *, native: bool
) -> pl.Series:
    """Prove lines with nulls, epochs, or a space before a colon in a text, which takes longer."""
    line = pl.col(TEXT)
    nulls = line.str.count_matches(
        _after([key for column in columns for key in column.sources]) + "null"
    )
    epochs = line.str.count_matches(_after(_keys_of(columns, ColumnType.TIMESTAMP)) + EPOCH)
    complete = pl.col("members") == pl.col("values") + nulls
    same = (
        pl.col("unquoted") == pl.col("numbers") + nulls + epochs if native else pl.lit(value=True)
    )
    return (
        counted.lazy()
        .select(proven=~line.str.contains(rf'"\s+:|{SURROGATE}') & complete & same)
        .collect()
        .to_series()
    )


def _rewritten(columns: tuple[Column, ...]) -> Iterable[pl.Expr]:
    """Return the conditions under which a value changes when numbers are read as texts.

    These are: numbers, literals and objects in text columns; fractions in bigint columns; lists;
    and numbers with an exponent.
    """
    line = pl.col(TEXT)
    yield line.str.contains(_after(_keys_of(columns, ColumnType.STRING)) + r"[-\dtf{]")
    yield line.str.contains(_after(_keys_of(columns, ColumnType.BIGINT)) + r"-?\d+\.")
    yield line.str.contains(r'":\s*\[')
    yield line.str.contains(r'":\s*-?[\d.]+[eE]')


def _keys_of(columns: tuple[Column, ...], kind: ColumnType) -> list[str]:
    return [key for column in columns if column.type is kind for key in column.sources]


def _after(keys: list[str]) -> str:
    """Return the pattern of any of `keys` up to its value; `NOTHING` if there are no keys."""
    return KEY % "|".join(map(re.escape, keys)) if keys else NOTHING


def _count(conditions: Iterable[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(pl.lit(0, pl.UInt32), *conditions)


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(value=False), *conditions)


def _scalar_name(name: str) -> str:
    return f":scalar:{name}"


def _scalar(name: str) -> pl.Expr:
    """Return the text of a field's value; null if it is not a scalar, or has escapes."""
    return pl.col(TEXT).str.extract(_after([name]) + SCALAR).alias(_scalar_name(name))


def _extra(learned: list[str]) -> pl.Expr:
    """Return the learned fields of each line as a JSON object, null if it has none."""
    if not learned:
        return pl.lit(None, pl.String).alias(EXTRA)
    members = [pl.lit(f'"{name}":') + pl.col(_scalar_name(name)) for name in learned]
    some = pl.any_horizontal(pl.col(_scalar_name(name)).is_not_null() for name in learned)
    return (
        pl.when(some)
        .then(pl.lit("{") + pl.concat_str(members, separator=",", ignore_nulls=True) + pl.lit("}"))
        .alias(EXTRA)
    )
