"""Named queries: Athena SQL files that are deployed with the stack.

A file begins with comments of the form ``-- key: value``, the header. The keys `description` and
`table` are required. The SQL follows. The query has the name of the file, without ``.sql``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.contract.aws_limits import QUERY_NAME_CHARACTERS, QUERY_SQL_BYTES

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

HEADER = re.compile(r"--\s*(\w+)\s*:\s*(.*?)\s*")
WORD = re.compile(r"\w+")
HEADER_KEYS = ("description", "table")
# one word, because `clickstream query` takes an argument of several words as SQL
NAME = re.compile(r"[a-z_][a-z0-9_]*")


class QueryFileError(ValueError):
    """Error in a query file. The message names the file, the problem and the remedy."""


@dataclass(frozen=True)
class NamedQuery:
    """Athena named query."""

    name: str
    description: str
    table: str
    """Unqualified name of the table that the SQL reads.

    The query is deployed only with a contract of this table.
    """
    sql: str
    """One Athena SQL statement, without the header and without a semicolon."""

    def mentions(self, names: Collection[str]) -> bool:
        """Return whether the SQL contains any of `names` as a word.

        The SQL is not parsed: a word in an alias, a literal or a comment counts too.
        """
        return not {word.lower() for word in WORD.findall(self.sql)}.isdisjoint(names)


def read_queries(directory: Path) -> tuple[NamedQuery, ...]:
    """Return the queries of all ``.sql`` files of `directory`, ordered by name.

    Raises:
        QueryFileError: If the directory is missing; if a file has no description or table, does not
            read its table, ends with a semicolon, or exceeds a limit of Athena.
    """
    if not directory.is_dir():
        msg = (
            f"{directory}: no such directory. "
            "Set `queries` to a directory of SQL files, such as queries/daily_revenue.sql."
        )
        raise QueryFileError(msg)
    return tuple(_read(path) for path in sorted(directory.glob("*.sql")))


def _read(path: Path) -> NamedQuery:
    _check_name(path)
    header, sql = _split(path)
    _check_sql(path, sql, header["table"])
    return NamedQuery(
        name=path.stem, description=header["description"], table=header["table"], sql=sql
    )


def _check_name(path: Path) -> None:
    if not NAME.fullmatch(path.stem):
        raise _error(
            path,
            f"{path.stem!r} is no valid name of a query",
            "Use lower-case letters, digits and underscores",
        )
    if len(path.stem) > QUERY_NAME_CHARACTERS:
        raise _error(
            path,
            f"the query's name has {len(path.stem)} characters",
            f"Use {QUERY_NAME_CHARACTERS} or fewer, the limit of Athena",
        )


def _split(path: Path) -> tuple[dict[str, str], str]:
    """Return the header and the SQL of a query file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header: dict[str, str] = {}
    while lines and (match := HEADER.fullmatch(lines[0])) and match[1] in HEADER_KEYS:
        header[match[1]] = match[2]
        lines.pop(0)
    for key in HEADER_KEYS:
        if not header.get(key):
            raise _error(
                path, f"the header has no {key}", f"Begin the file with a line `-- {key}: …`"
            )
    return header, "\n".join(lines).strip()


def _check_sql(path: Path, sql: str, table: str) -> None:
    if not re.search(rf"\b(?:from|join)\s+{re.escape(table)}\b", sql, re.IGNORECASE):
        raise _error(
            path,
            f"the SQL does not read the table {table!r}",
            "Give the header and the SQL the same, unqualified table name",
        )
    if sql.endswith(";"):
        raise _error(path, "the SQL ends with a semicolon", "Remove the semicolon")
    size = len(sql.encode())
    if size > QUERY_SQL_BYTES:
        raise _error(
            path,
            f"the SQL has {size} bytes",
            f"Use {QUERY_SQL_BYTES} or fewer, the limit of Athena",
        )


def _error(path: Path, problem: str, remedy: str) -> QueryFileError:
    return QueryFileError(f"{path}: {problem}. {remedy}.")
