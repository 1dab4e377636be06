"""Bytes that a query scans: compressed column chunks of the row groups that predicates leave."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from clickstream.local.sql.connection import literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clickstream.local.sql.tables import TableFile

    Columns = Mapping[str, tuple[str, Sequence[str | None]]]
    """Glue type and texts by column."""

PHYSICAL = {
    "boolean": {"BOOLEAN"},
    **dict.fromkeys(
        ("tinyint", "smallint", "int", "integer", "bigint"), frozenset({"INT32", "INT64"})
    ),
    "float": {"FLOAT"},
    "double": {"DOUBLE", "FLOAT"},
    "date": {"INT32"},
    "timestamp": {"INT64", "INT96"},
    "decimal": {"INT32", "INT64", "FIXED_LEN_BYTE_ARRAY", "BYTE_ARRAY"},
    **dict.fromkeys(("string", "varchar", "char", "binary"), frozenset({"BYTE_ARRAY"})),
}
"""Physical types of Parquet that Athena reads into a Glue type without members."""

LOWEST, HIGHEST = "lowest ", "highest "
"""Prefixes of the columns of statistics."""


class BadFileError(ValueError):
    """File that Athena cannot read as the table says, in its words."""


@dataclass
class Chunk:
    """Column of a row group, with all its members if it is nested."""

    size: int = 0
    """Compressed bytes."""
    lowest: str | None = None
    highest: str | None = None
    """Statistics as text; None if the file has none."""


@dataclass
class Footer:
    """Metadata of a Parquet file."""

    physical_types: dict[str, str] = field(default_factory=dict[str, str])
    """Physical types of the columns; empty for a nested one."""
    row_groups: dict[int, dict[str, Chunk]] = field(default_factory=dict[int, dict[str, Chunk]])
    """Chunks by row group and column."""


class Footers:
    """Cache of the metadata of Parquet files."""

    def __init__(self) -> None:
        """Start without metadata."""
        self._found: dict[str, tuple[str, Footer]] = {}
        self._lock = threading.Lock()

    def read(self, session: duckdb.DuckDBPyConnection, files: Sequence[TableFile]) -> list[Footer]:
        """Return the metadata of files, in their order.

        Raises:
            BadFileError: If a file is not Parquet.
        """
        with self._lock:
            missing = [
                file
                for file in files
                if self._found.get(file.item.uri, ("", None))[0] != file.item.version
            ]
        for file, footer in zip(missing, _read(session, missing), strict=True):
            with self._lock:
                self._found[file.item.uri] = (file.item.version, footer)
        with self._lock:
            return [self._found[file.item.uri][1] for file in files]


def _read(session: duckdb.DuckDBPyConnection, files: Sequence[TableFile]) -> list[Footer]:
    if not files:
        return []
    paths = ", ".join(literal(file.path) for file in files)
    try:
        rows = session.execute(
            f"SELECT file_name, row_group_id, path_in_schema, total_compressed_size, stats_min_value, stats_max_value, type FROM parquet_metadata([{paths}])"  # noqa: S608 - paths are quoted
        ).fetchall()
    except duckdb.Error as error:
        if len(files) > 1:
            return [footer for file in files for footer in _read(session, [file])]
        msg = f"HIVE_BAD_DATA: Not valid Parquet file: {files[0].item.uri}"
        raise BadFileError(msg) from error
    footers = {file.path: Footer() for file in files}
    for path, number, members, size, lowest, highest, physical in rows:
        footer = footers[path]
        column, separator, _ = str(members).lower().partition(", ")
        footer.physical_types[column] = "" if separator else physical
        chunk = footer.row_groups.setdefault(number, {}).setdefault(column, Chunk())
        chunk.size += size
        chunk.lowest, chunk.highest = lowest, highest
    return [footers[file.path] for file in files]


def check_types(
    files: Sequence[TableFile], footers: Sequence[Footer], kinds: Mapping[str, str]
) -> None:
    """Check that the files have the table's types.

    Args:
        files: Files of the table.
        footers: Their metadata.
        kinds: Glue types of the columns that are read.

    Raises:
        BadFileError: If Athena cannot read a column of a file as the table's type.
    """
    allowed = {
        column: PHYSICAL.get(kind.partition("(")[0].lower()) for column, kind in kinds.items()
    }
    for file, footer in zip(files, footers, strict=True):
        for column, physical_types in allowed.items():
            physical = footer.physical_types.get(column)
            is_nested = physical == ""
            if physical is not None and (
                physical not in physical_types if physical_types else not is_nested
            ):
                msg = f"HIVE_BAD_DATA: Field {column}'s type {physical or 'group'} in parquet file {file.item.uri} is incompatible with type {kinds[column]} defined in table schema"
                raise BadFileError(msg)


def statistics(
    row_groups: Sequence[Mapping[str, Chunk]],
    kinds: Mapping[str, str],
    predicates: Sequence[exp.Expr],
) -> tuple[Columns, list[exp.Expr]]:
    """Return the lowest and highest values of row groups, and predicates on them.

    A row group that does not fit them has no row that fits the predicates on rows.

    Args:
        row_groups: Chunks by column.
        kinds: Glue types of the table's columns.
        predicates: Predicates on rows.
    """
    found = [bound for item in predicates if (bound := _bounds(item, kinds)) is not None]
    named = {column.name for item in found for column in item.find_all(exp.Column)}
    columns: dict[str, tuple[str, list[str | None]]] = {}
    for column, kind in kinds.items():
        ranges = [_range(group.get(column)) for group in row_groups]
        for bound, values in (
            (LOWEST, [low for low, _ in ranges]),
            (HIGHEST, [high for _, high in ranges]),
        ):
            if f"{bound}{column}" in named:
                columns[f"{bound}{column}"] = (kind, values)
    return columns, found


def _range(chunk: Chunk | None) -> tuple[str | None, str | None]:
    return (chunk.lowest, chunk.highest) if chunk else (None, None)


def _bounds(predicate: exp.Expr, kinds: Mapping[str, str]) -> exp.Expr | None:
    """Return a predicate on lowest and highest values that the rows' predicate implies."""
    found: exp.Expr | None = None
    match predicate:
        case exp.Paren():
            found = _bounds(predicate.this, kinds)
        case exp.And() | exp.Or():
            sides = [_bounds(predicate.left, kinds), _bounds(predicate.right, kinds)]
            known = [side for side in sides if side is not None]
            if len(known) == len(sides):
                found = (exp.and_ if isinstance(predicate, exp.And) else exp.or_)(*known)
            elif isinstance(predicate, exp.And):
                found = next(iter(known), None)
        case exp.Between() if _is_scalar(predicate.this, kinds):
            found = _between(predicate.this, predicate.args["low"], predicate.args["high"])
        case exp.In() if predicate.expressions and _is_scalar(predicate.this, kinds):
            ranges = [_between(predicate.this, item, item) for item in predicate.expressions]
            known = [item for item in ranges if item is not None]
            found = exp.or_(*known) if len(known) == len(ranges) else None
        case exp.EQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
            found = _comparison(predicate, kinds)
        case _:
            pass
    return found


MIRRORED: dict[type[exp.Expr], type[exp.Binary]] = {
    exp.EQ: exp.EQ, exp.LT: exp.GT, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.GTE: exp.LTE,
}  # fmt: skip


def _comparison(predicate: exp.Binary, kinds: Mapping[str, str]) -> exp.Expr | None:
    column, value, operator = predicate.left, predicate.right, type(predicate)
    if not _is_scalar(column, kinds):
        column, value, operator = value, column, MIRRORED[operator]
    if not _is_scalar(column, kinds) or value.find(exp.Column):
        return None
    if operator is exp.EQ:
        return _between(column, value, value)
    bound = LOWEST if operator in {exp.LT, exp.LTE} else HIGHEST
    return operator(this=_bound(bound, column), expression=exp.paren(value.copy()))


def _between(column: exp.Expr, low: exp.Expr, high: exp.Expr) -> exp.Expr | None:
    if low.find(exp.Column) or high.find(exp.Column):
        return None
    return exp.and_(
        exp.GTE(this=_bound(HIGHEST, column), expression=exp.paren(low.copy())),
        exp.LTE(this=_bound(LOWEST, column), expression=exp.paren(high.copy())),
    )


def _bound(bound: str, column: exp.Expr) -> exp.Column:
    return exp.column(exp.to_identifier(f"{bound}{column.name}", quoted=True))


def _is_scalar(value: exp.Expr, kinds: Mapping[str, str]) -> bool:
    kind = kinds.get(value.name, "") if isinstance(value, exp.Column) else ""
    return kind.partition("(")[0].lower() in PHYSICAL
