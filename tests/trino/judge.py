"""Verdicts of Trino on the cases of the corpus, over its fixed tables in an emulator."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from clickstream.local.emulator.server import client_options
from clickstream.local.stack import bare_emulator
from tests.sql import tables
from tests.sql.corpus import Case, Refusal, Rows, Verdict
from tests.trino.server import Trino, TrinoError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from mypy_boto3_glue import GlueClient

CATALOG = "awsdatacatalog"
"""Name of the catalog in Athena, which messages contain."""
REGION = "us-east-1"
BUCKET = "corpus"
THREADS = 4


@dataclass(frozen=True)
class Judge:
    """Trino over the tables of the corpus."""

    trino: Trino
    glue: GlueClient

    def verdicts(self, cases: Sequence[Case]) -> dict[str, Verdict]:
        """Return Trino's verdict on each case, by id. Queries run side by side."""
        queries = [case for case in cases if not case.changes_tables]
        with ThreadPoolExecutor(THREADS) as pool:
            found = dict(
                zip((case.id for case in queries), pool.map(self._verdict, queries), strict=True)
            )
        for case in cases:
            if case.changes_tables:
                found[case.id] = self._verdict(case)
                self._remove_new_tables()
        return found

    def _verdict(self, case: Case) -> Verdict:
        *first, last = case.statements
        try:
            for statement in first:
                self.trino.run(statement, catalog=CATALOG, schema=tables.DATABASE)
            answer = self.trino.run(
                last, catalog=CATALOG, schema=tables.DATABASE, parameters=case.parameters
            )
        except TrinoError as error:
            return Refusal(error.name, " ".join(error.message.splitlines()))
        return Rows(answer.columns, answer.types, answer.rows)

    def _remove_new_tables(self) -> None:
        fixed = {table.name for table in tables.TABLES}
        for table in self.glue.get_tables(DatabaseName=tables.DATABASE)["TableList"]:
            if table["Name"] not in fixed:
                self.glue.delete_table(DatabaseName=tables.DATABASE, Name=table["Name"])


@contextmanager
def judge(trino: Trino) -> Generator[Judge]:
    """Yield a judge with an emulator of its own.

    Args:
        trino: Server, to which the catalog `awsdatacatalog` is added.
    """
    with bare_emulator(REGION) as endpoint, tempfile.TemporaryDirectory() as directory:
        options = client_options(endpoint, REGION)
        glue, s3 = boto3.client("glue", **options), boto3.client("s3", **options)
        tables.write_files(Path(directory))
        s3.create_bucket(Bucket=BUCKET)
        tables.create_in_glue(glue, s3, BUCKET, Path(directory))
        trino.create_catalog(CATALOG, endpoint, REGION)
        yield Judge(trino, glue)
