"""Reader of a directory of daily models.

`tables.odcs.yaml` declares the tables. `<table>.sql` holds the query that fills a table: one query
in Spark SQL, over the view `source` (the events of the day) and over the directory's own views. A
file whose name begins with an underscore, such as `_people.sql`, defines a view of that name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickstream.contract.aws_limits import QUARANTINE_SUFFIX
from clickstream.contract.daily_models import MODEL_PARTITIONS, DailyModel, DailyModels
from clickstream.contract.model import Contract, contract_error
from clickstream.contract.odcs import TableDeclaration, read_tables

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TABLES_FILE = "tables.odcs.yaml"
COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


def read_daily_models(directory: Path, source: Contract) -> DailyModels:
    """Read and validate the daily models over the events table of `source`.

    Raises:
        ContractError: If a table has no query file or a query file has no table, if a query file
            does not hold exactly one statement, or if the name of a table or column is taken.
    """
    tables = read_tables(directory / TABLES_FILE)
    queries = {path.stem: _query(path) for path in sorted(directory.glob("*.sql"))}
    views = {name: sql for name, sql in queries.items() if name.startswith("_")}
    _check_pairs(directory, {table.name for table in tables}, queries.keys() - views.keys())
    _check_names(directory / TABLES_FILE, tables, source)
    models = tuple(
        DailyModel(table.name, table.description, table.columns, queries[table.name])
        for table in tables
    )
    return DailyModels(source, views, models)


def _check_pairs(directory: Path, tables: set[str], queries: set[str]) -> None:
    """Reject a table without a query file, and a query file without a table."""
    for name in sorted(tables - queries):
        raise contract_error(
            str(directory / TABLES_FILE),
            None,
            f"the table {name!r} has no query file",
            f"Write its query in {directory / name}.sql, or remove the table",
        )
    for name in sorted(queries - tables):
        file = f"{directory / name}.sql"
        raise contract_error(
            file,
            None,
            f"the table {name!r} is not declared in {TABLES_FILE}",
            f"Declare it in {directory / TABLES_FILE}, or remove the file; the name of a view's "
            "file begins with an underscore",
        )


def _check_names(path: Path, tables: Iterable[TableDeclaration], source: Contract) -> None:
    """Reject names that the events table, the quarantine table or the partition key has."""
    taken = {source.table, f"{source.table}{QUARANTINE_SUFFIX}"}
    keys = {key.name for key in MODEL_PARTITIONS}
    for table in tables:
        if table.name in taken:
            raise contract_error(
                str(path),
                None,
                f"the table {table.name!r} has the name of the events table or of its quarantine",
                "Rename the table and its query file",
            )
        for column in table.columns:
            if column.name in keys:
                raise contract_error(
                    str(path),
                    column.name,
                    f"the table {table.name!r} declares the partition key, which the job adds",
                    "Remove the column",
                )


def _query(path: Path) -> str:
    sql = path.read_text(encoding="utf-8").strip()
    if not COMMENT.sub("", sql).strip():
        raise contract_error(str(path), None, "the file holds no query", "Write one SELECT in it")
    if sql.endswith(";"):
        raise contract_error(
            str(path), None, "the query ends with a semicolon", "Write one SELECT without it"
        )
    return sql
