"""Read a directory of daily models: `tables.odcs.yaml` declares the tables, and a file of SQL fills each.

`<table>.sql` holds one query in Spark's SQL, over the view `source` (the day's events) and over the
directory's own views: a file whose name begins with an underscore, such as `_people.sql`, is one
under that name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickstream.contract.daily_models import MODEL_PARTITIONS, DailyModels, Model
from clickstream.contract.model import Contract, ContractError
from clickstream.contract.odcs import read_tables

if TYPE_CHECKING:
    from pathlib import Path

TABLES_FILE = "tables.odcs.yaml"
COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


def read_daily_models(directory: Path, source: Contract) -> DailyModels:
    """Read and check the models over the events table of `source`.

    Raises:
        ContractError: If a table has no query or a query no table, a file holds no single
            statement, or a table would have the name of another, or a column that of the partition.
            The message names the file and the remedy.
    """
    tables = read_tables(directory / TABLES_FILE)
    queries = {path.stem: _query(path) for path in sorted(directory.glob("*.sql"))}
    views = {name: sql for name, sql in queries.items() if name.startswith("_")}
    names = {table.name for table in tables}
    for unpaired in sorted(names ^ (queries.keys() - views.keys())):
        msg = f"{directory}: the table {unpaired!r} is not both declared and filled. Declare it in {TABLES_FILE}, and write its query in {unpaired}.sql."
        raise ContractError(msg)
    taken = names & {source.table, f"{source.table}_quarantine"}
    if taken:
        msg = f"{directory / TABLES_FILE}: the table {taken.pop()!r} is where events go. Name the model's table otherwise."
        raise ContractError(msg)
    for table in tables:
        if {column.name for column in table.columns} & {key.name for key in MODEL_PARTITIONS}:
            msg = f"{directory / TABLES_FILE}: the table {table.name!r} declares the partition, which the job adds. Remove the column."
            raise ContractError(msg)
    return DailyModels(
        source,
        views,
        tuple(
            Model(table.name, table.description, table.columns, queries[table.name])
            for table in tables
        ),
    )


def _query(path: Path) -> str:
    sql = path.read_text(encoding="utf-8").strip()
    if not COMMENT.sub("", sql).strip() or sql.endswith(";"):
        msg = f"{path}: a model is one query, without a semicolon at its end. Write one SELECT."
        raise ContractError(msg)
    return sql
