"""Reading of a query's tables: partitions left by the predicates, their files, and the bytes."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql import athena_to_duckdb, projection
from clickstream.local.sql import catalog as glue
from clickstream.local.sql.column_types import to_duckdb
from clickstream.local.sql.connection import identifier
from clickstream.local.sql.pruning import DIALECT, about
from clickstream.local.sql.scan import Footer, Footers, check_types, statistics
from clickstream.local.sql.tables import create_view, file_format, files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import duckdb

    from clickstream.local.sql.pruning import Reference
    from clickstream.local.sql.scan import Columns
    from clickstream.local.sql.store import Store
    from clickstream.local.sql.tables import TableFile

ROWS, ROW = "__rows", "__row"
"""Names of the relation that predicates are evaluated on (schema and table), and of its number."""


@dataclass(frozen=True)
class Scan:
    """Reading of a table for one reference to it."""

    reference: Reference
    partitions: int
    """Partitions that the predicates leave."""
    all_partitions: int
    files: tuple[TableFile, ...]
    size: int
    """Bytes."""


class Reader:
    """Reader of the tables of a catalog."""

    def __init__(self, catalog: glue.Catalog, store: Store) -> None:
        """Keep catalog and store.

        Args:
            catalog: Tables and partitions.
            store: Objects of the tables.
        """
        self._catalog = catalog
        self._store = store
        self._footers = Footers()

    def scan(self, session: duckdb.DuckDBPyConnection, reference: Reference, now: datetime) -> Scan:
        """Find the files that a reference reads, and count the bytes.

        Args:
            session: Connection for a query.
            reference: Reference to a table.
            now: Time in UTC.

        Raises:
            ValueError: If Athena cannot compute the partitions, or cannot read a file.
        """
        table = self._table(reference)
        partitions, count = self._partitions(session, table, reference, now)
        files = files_of(self._store, table, partitions)
        if file_format(table) != "parquet":
            size = sum(file.item.size for file in files)
            return Scan(reference, len(partitions), count, tuple(files), size)
        kinds = glue.file_columns(table)
        footers = self._footers.read(session, files)
        check_types(
            files,
            footers,
            {name: kinds[name] for name in sorted(reference.columns) if name in kinds},
        )
        row_groups = [group for footer in footers for group in footer.row_groups.values()]
        bounds, predicates = statistics(row_groups, kinds, reference.predicates)
        if predicates and row_groups:
            row_groups = [
                row_groups[number] for (number,) in fitting(session, [bounds], predicates)
            ]
        size = sum(
            group[column].size
            for group in row_groups
            for column in reference.columns
            if column in group
        )
        return Scan(reference, len(partitions), count, tuple(files), size)

    def create_views(self, session: duckdb.DuckDBPyConnection, scans: Iterable[Scan]) -> None:
        """Create the tables of a query in DuckDB, each with the files of all its references."""
        by_table: dict[tuple[str, str], list[Scan]] = {}
        for scan in scans:
            by_table.setdefault((scan.reference.database, scan.reference.table), []).append(scan)
        for database in sorted({database for database, _ in by_table}):
            session.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(database)}")
        for (database, _), found in by_table.items():
            table = self._table(found[0].reference)
            files = list({file.item.uri: file for scan in found for file in scan.files}.values())
            create_view(session, database, table, files, self._present(session, table, files))

    def _present(
        self, session: duckdb.DuckDBPyConnection, table: glue.GlueTable, files: Sequence[TableFile]
    ) -> set[str]:
        if not files or file_format(table) != "parquet":
            return set(glue.file_columns(table))
        footers: list[Footer] = self._footers.read(session, files)
        return {column for footer in footers for column in footer.physical_types}

    def _table(self, reference: Reference) -> glue.GlueTable:
        return self._catalog.tables(reference.database)[reference.table]

    def _partitions(
        self,
        session: duckdb.DuckDBPyConnection,
        table: glue.GlueTable,
        reference: Reference,
        now: datetime,
    ) -> tuple[list[projection.Partition], int]:
        """Return the partitions that the predicates leave, and the count of all."""
        keys = glue.partition_keys(table)
        known = [about(predicate, keys) for predicate in reference.predicates]
        predicates = [predicate for predicate in known if predicate is not None]
        if projection.is_projected(table) and keys:
            values = projection.key_values(table, now)
            count = math.prod(map(len, values.values()))
            relations = [{key: (keys[key], values[key])} for key in keys]
            every = (
                (
                    (tuple(values[key][number] for key, number in zip(keys, numbers, strict=True)))
                    for numbers in fitting(session, relations, predicates)
                )
                if predicates
                else itertools.product(*values.values())
            )
            return projection.located(table, every), count
        stored = self._catalog.partitions(reference.database, reference.table)
        listed = projection.listed(table, stored)
        if not predicates or not listed:
            return listed, len(listed)
        columns = {
            key: (kind, [partition.values[number] for partition in listed])
            for number, (key, kind) in enumerate(keys.items())
        }
        left = fitting(session, [columns], predicates)
        return [listed[number] for (number,) in left], len(listed)


def fitting(
    session: duckdb.DuckDBPyConnection,
    relations: Sequence[Columns],
    predicates: Sequence[exp.Expr],
) -> list[tuple[int, ...]]:
    """Return the rows that fit predicates, evaluated as a query evaluates them.

    A row on which a predicate fails fits, as in Trino: the query decides.

    Args:
        session: Connection for a query.
        relations: Relations, of which each combination of rows is a row.
        predicates: Predicates in Athena's dialect.

    Returns:
        For each row the numbers of its rows in the relations, in order.
    """
    condition = exp.and_(*(_true_or_failed(predicate) for predicate in predicates))
    numbers = [f"{ROW}{number}" for number in range(len(relations))]
    query = exp.select(*(exp.column(name, quoted=True) for name in numbers)).from_(ROWS)
    kinds = {name: kind for columns in relations for name, (kind, _) in columns.items()}
    statement = athena_to_duckdb.translate(
        query.where(condition).sql(DIALECT, identify=True),
        {ROWS: {ROWS: {**dict.fromkeys(numbers, "bigint"), **kinds}}},
        ROWS,
    )
    sources: list[str] = []
    values: list[Sequence[str | None] | int] = []
    for number, columns in zip(numbers, relations, strict=True):
        cells = ", ".join(
            f"TRY_CAST(unnest(CAST(? AS VARCHAR[])) AS {to_duckdb(kind)}) AS {identifier(name)}"
            for name, (kind, _) in columns.items()
        )
        sources.append(f"(SELECT unnest(range(?)) AS {number}, {cells})")
        texts = [texts for _, texts in columns.values()]
        values += [len(texts[0]), *texts]
    session.execute(f"CREATE SCHEMA IF NOT EXISTS {ROWS}")
    session.execute(
        f"CREATE OR REPLACE TABLE {ROWS}.{ROWS} AS SELECT * FROM {', '.join(sources)}",  # noqa: S608 - names are quoted
        values,
    )
    return sorted(session.execute(statement).fetchall())


def _true_or_failed(predicate: exp.Expr) -> exp.Expr:
    is_true = exp.func("coalesce", predicate.copy(), exp.false())
    return exp.func("coalesce", exp.Try(this=is_true), exp.true())
