"""The fast way: Polars reads the plain lines of a chunk, and each is proven to be read exactly.

A plain line is one event, with nothing in it that a column cannot hold as it stands. Most lines are
plain; the others are decoded in Python. Polars' reader alone would lose or change some of them
without a word.
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
"""The types that Polars reads from JSON without a loss; it refuses what is not of them."""
# fields that the contract does not name; each costs about a fortieth of a chunk's time
MOST_LEARNED = 16
# lines of one chunk: fewer are sooner decoded than the field is sought in every line
WORTH_LEARNING = 32
# behind one of these a quote opens a string, and one before a colon closes it
KEY = r'[{,\s]"(?:%s)"\s*:\s*'
SURROGATE = r"\\u[dD]"  # an escape that may be half of a pair
REPLACEMENT = "\ufffd"  # what stands for bytes that are not UTF-8
NOTHING = r"[^\s\S]"  # matches no text
EPOCH = r"[1-9]\d{0,17}\s*[,}]"  # a number that is read as the text that it was written as
SCALAR = r'("[^"\\]*"|[^"\s,{}\[\]]+)'


def typed(name: str) -> str:
    """Return the name under which a column's values stand beside their texts."""
    return f"typed:{name}"


class PlainReader:
    """Reads the plain lines of an object's chunks. What a chunk teaches it holds for the next ones."""

    def __init__(self, contract: Contract) -> None:
        """Read for `contract`."""
        self.columns = contract.input_columns
        self.keys = {key for column in self.columns for key in column.sources}
        self.native = True
        """Whether numbers are read as numbers; as texts, if one came that is none."""
        self.broken = False
        """Whether the chunk before had lines that are no JSON objects: they are then looked for at once."""
        self.learned: list[str] = []
        """Fields that the contract does not name, but most events have."""

    @property
    def schema(self) -> pl.Schema:
        """Return the columns of what is read."""
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
        """Expect fields that the contract does not name, from how many lines of a chunk had each."""
        for name, lines in unknown.most_common():
            plainly_written = json.dumps(name, ensure_ascii=False) == f'"{name}"'
            if (
                lines >= WORTH_LEARNING
                and plainly_written
                and name not in self.keys
                and len(self.learned) < MOST_LEARNED
            ):
                self.learned = sorted({*self.learned, name})

    def read(self, chunk: bytes, first: int) -> tuple[pl.DataFrame, Counter[str], int | None]:
        """Return the plain lines, how many of them have each learned field, and the number of all lines if the others are blank.

        The columns are `schema`'s; `POSITION` counts from `first`. Where a value of a `NATIVE` type
        was read as such, its text is null.
        """
        # Polars unpacks what begins like gzip, zlib or zstd, and `x^` is how zlib begins: so a
        # blank line 0 is put before it.
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
        return self._spread(frame), unknown, lines.height - guard if others == blank else None

    def _parse(self, chunk: bytes, first: int) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """Return the lines, and those that are one JSON object each with what Polars reads of them, or None if it cannot be told."""
        if not self.broken:
            with suppress(pl.exceptions.ComputeError):  # both at once, which most chunks allow
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
        # The last is exact, but takes longer than all the rest, and most broken lines are cut off.
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
        # with a blank line first, as in `read`
        chunk = b"\n".join([b"", *lines.cast(pl.Binary).to_list()])
        for native in (True, False) if self.native else (False,):
            with suppress(pl.exceptions.ComputeError):
                parsed = self.members(chunk, native=native).collect()
                self.native = native
                return parsed
        return None

    def members(self, chunk: bytes, *, native: bool) -> pl.LazyFrame:
        """Return what Polars' reader makes of a chunk, a column per JSON key: `native` numbers and booleans, or all as texts."""
        types = {
            key: polars_schema.DTYPES[column.type]
            if native and column.type in NATIVE
            else pl.String()
            for column in self.columns
            for key in column.sources
        }
        return pl.scan_ndjson(chunk, schema=types)

    def _spread(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the columns of `schema`, from those of a parsed frame."""
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
        spread = frame.select(
            POSITION,
            TEXT,
            _extra(self.learned),
            *(value.alias(name) for name, value in first.items()),
            *values,
        )
        return spread if self.native else with_values(spread, self.columns)


def with_values(texts: pl.DataFrame, columns: Iterable[Column]) -> pl.DataFrame:
    """Add the `typed` values of the `NATIVE` columns, from their texts."""
    return texts.with_columns(
        cast(texts[column.name], column).alias(typed(column.name)) for column in natives(columns)
    )


def natives(columns: Iterable[Column]) -> list[Column]:
    """Return the columns whose values stand under `typed` names."""
    return [column for column in columns if column.type in NATIVE]


def _lines(chunk: bytes, first: int) -> pl.LazyFrame:
    return pl.scan_lines(
        io.BytesIO(chunk), name=TEXT, row_index_name=POSITION, row_index_offset=first
    )


def _side_by_side(lines: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame | None:
    """Return lines with what was read of each, or None if it cannot be told which is which. Blank lines give nothing."""
    if parsed.height != lines.height:
        lines = lines.filter(STRIPPED != "")
    return pl.concat([lines, parsed], how="horizontal") if parsed.height == lines.height else None


def _proven(
    frame: pl.DataFrame, columns: tuple[Column, ...], learned: list[str], *, native: bool
) -> pl.Series:
    """Return for each line whether it is proven that Polars' reader lost and changed nothing of it.

    * As many `":` as there are values and nulls: each value has its key's, so there is no other
      key, and no repeated or nested one.
    * That holds as long as no space stands between a key and its colon. No half of a surrogate
      pair, which the reader turns into NUL. One pattern seeks both, since each pass over the lines
      has its price.
    * No column under two of its names: the second is unknown to the contract.
    * Numbers read as numbers: as many values without quotes as there are of them. So none stands in
      a column of text, where the reader writes `1.10` as `1.1`, and lists with spaces. Numbers read
      as texts: see `_rewritten`.
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
    # lazily: it alone evaluates once what stands in an expression several times
    counts = frame.lazy().select(
        TEXT,
        # as a pattern: half as fast again as with literal=True
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
    """Prove lines that have nulls, epochs, or a space before a colon in a text. It takes longer."""
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
    """Return what changes when numbers are read as texts: fractions and words in texts, lists, and what a double does not hold."""
    line = pl.col(TEXT)
    yield line.str.contains(_after(_keys_of(columns, ColumnType.STRING)) + r"[-\dtf{]")
    yield line.str.contains(_after(_keys_of(columns, ColumnType.BIGINT)) + r"-?\d+\.")
    yield line.str.contains(r'":\s*\[')
    yield line.str.contains(r'":\s*-?[\d.]+[eE]')


def _keys_of(columns: tuple[Column, ...], kind: ColumnType) -> list[str]:
    return [key for column in columns if column.type is kind for key in column.sources]


def _after(keys: list[str]) -> str:
    """Return the pattern of a member's beginning, up to its value, for any of `keys`; one that matches nothing if there are none."""
    return KEY % "|".join(map(re.escape, keys)) if keys else NOTHING


def _count(conditions: Iterable[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(pl.lit(0, pl.UInt32), *conditions)


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(value=False), *conditions)


def _scalar_name(name: str) -> str:
    return f":scalar:{name}"


def _scalar(name: str) -> pl.Expr:
    """Return the text of a field's value as it stands in the line, null if it is no scalar or has escapes."""
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
