"""Named queries: one Athena SQL file each, which says what it answers and which table it is about.

A file starts with comments of the form ``-- key: value``; `description` and `table` are required.
What follows them is the SQL. Its name is the file's, without ``.sql``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.contract.limits import QUERY_NAME, QUERY_SQL

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

HEADER = re.compile(r"--\s*(\w+)\s*:\s*(.*?)\s*")
WORD = re.compile(r"\w+")
HEADER_KEYS = ("description", "table")
# one word, so that the command line can tell a name from SQL
NAME = re.compile(r"[a-z_][a-z0-9_]*")


class QueryFileError(ValueError):
    """A query file that cannot be used. The message names the file and the remedy."""


@dataclass(frozen=True)
class NamedQuery:
    """A query that is deployed beside the table it is about."""

    name: str
    description: str
    table: str
    """The table that the SQL reads, unqualified: deploy the query where this is the contract's table."""
    sql: str
    """One statement in Athena's SQL, without the header and without a semicolon."""

    def mentions(self, names: Collection[str]) -> bool:
        """Return whether any of the names stands in the SQL as a word, be it a column's, an alias's or a text's.

        It needs no parser, and errs on the side of saying yes.
        """
        return not {word.lower() for word in WORD.findall(self.sql)}.isdisjoint(names)


def read_queries(directory: Path) -> tuple[NamedQuery, ...]:
    """Read every ``.sql`` file of `directory`, in the order of their names.

    Raises:
        QueryFileError: If the directory is missing, or a file has no description, table or SQL,
            does not read its table, or is too long for Athena.
    """
    if not directory.is_dir():
        msg = f"{directory}: no such directory. Named queries are files such as {directory / 'daily_revenue.sql'}."
        raise QueryFileError(msg)
    return tuple(_read(path) for path in sorted(directory.glob("*.sql")))


def _read(path: Path) -> NamedQuery:
    if not NAME.fullmatch(path.stem):
        raise _refuse(
            path,
            f"{path.stem!r} cannot name a query",
            "Use lower-case letters, digits and underscores",
        )
    if len(path.stem) > QUERY_NAME:
        raise _refuse(
            path,
            f"the query's name has {len(path.stem)} characters",
            f"Name the file with {QUERY_NAME} or fewer: Athena takes no more",
        )
    lines = path.read_text(encoding="utf-8").splitlines()
    header: dict[str, str] = {}
    while lines and (match := HEADER.fullmatch(lines[0])) and match[1] in HEADER_KEYS:
        header[match[1]] = match[2]
        lines.pop(0)
    for key in HEADER_KEYS:
        if not header.get(key):
            raise _refuse(
                path, f"the file does not say its {key}", f"Start it with a line `-- {key}: …`"
            )
    sql = "\n".join(lines).strip()
    if not re.search(rf"\b(?:from|join)\s+{re.escape(header['table'])}\b", sql, re.IGNORECASE):
        raise _refuse(
            path,
            f"the SQL does not read the table {header['table']!r}",
            "Name the table in the header as the SQL names it, unqualified",
        )
    if sql.endswith(";"):
        raise _refuse(
            path, "the SQL ends in a semicolon", "Remove it: a named query is one statement"
        )
    size = len(sql.encode())
    if size > QUERY_SQL:
        raise _refuse(
            path,
            f"the SQL has {size} bytes",
            f"Shorten it to {QUERY_SQL} or fewer: Athena takes no more",
        )
    return NamedQuery(
        name=path.stem, description=header["description"], table=header["table"], sql=sql
    )


def _refuse(path: Path, problem: str, remedy: str) -> QueryFileError:
    return QueryFileError(f"{path}: {problem}. {remedy}.")
