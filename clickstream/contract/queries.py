"""Named queries: Athena SQL files that are deployed with the stack.

A file begins with comments of the form ``-- key: value``, the header. The keys `description` and
`table` are required. The SQL follows. The query has the name of the file, without ``.sql``.

Comments with the key `parameter` declare the dates that a caller gives for the ``?`` of the SQL:
see `clickstream.contract.query_parameters`. They stay in the SQL that is deployed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clickstream.contract import query_parameters
from clickstream.contract.aws_limits import QUERY_NAME_CHARACTERS, QUERY_SQL_BYTES
from clickstream.contract.query_parameters import ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from clickstream.contract.model import PartitionKey

PARTITION_DATE = "year || '-' || month || '-' || day"
"""SQL of the date of a partition, such as '2026-11-26', in the query files.

Compared with two literals by BETWEEN, it selects partitions before any file is listed.
"""
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
    """One Athena SQL statement without a semicolon.

    Of the header, it has the declarations of the parameters.
    """

    def with_keys(self, keys: Sequence[PartitionKey]) -> NamedQuery:
        """Return the query over a table with these partition keys.

        The date of a partition, `PARTITION_DATE`, is replaced by its SQL over the keys.
        """
        return replace(self, sql=self.sql.replace(PARTITION_DATE, partition_date(keys)))

    def mentions(self, names: Collection[str]) -> bool:
        """Return whether the SQL contains any of `names` as a word, outside of texts and comments.

        The SQL is not parsed: an alias counts too.
        """
        return not query_parameters.words(self.sql).isdisjoint(names)


def partition_date(keys: Sequence[PartitionKey]) -> str:
    """Return the SQL of the date of a partition as text, such as '2026-11-26'.

    Args:
        keys: Partition keys of a contract, or the date of arrival.
    """
    names = {key.date_format: key.name for key in keys}
    if whole := names.get("%Y-%m-%d"):
        return whole
    return " || '-' || ".join(names[part] for part in ("%Y", "%m", "%d"))


def read_queries(directory: Path) -> tuple[NamedQuery, ...]:
    """Return the queries of all ``.sql`` files of `directory`, ordered by name.

    Raises:
        QueryFileError: If the directory is missing; if a file has no description or table, does not
            read its table, ends with a semicolon, declares other parameters than its SQL has, or
            exceeds a limit of Athena.
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
    _check_parameters(path, sql)
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
    """Return the header and the SQL of a query file, which begins with its parameters."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header: dict[str, str] = {}
    parameters: list[str] = []
    while lines and (match := query_parameters.COMMENT.fullmatch(lines[0])):
        if match[1] == query_parameters.KEY:
            parameters.append(lines[0])
        elif match[1] in HEADER_KEYS:
            header[match[1]] = match[2]
        else:
            break
        lines.pop(0)
    for key in HEADER_KEYS:
        if not header.get(key):
            raise _error(
                path, f"the header has no {key}", f"Begin the file with a line `-- {key}: …`"
            )
    return header, "\n".join([*parameters, *lines]).strip()


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


def _check_parameters(path: Path, sql: str) -> None:
    try:
        declared = query_parameters.declared_parameters(sql)
        used = query_parameters.placeholders(sql)
    except ParameterError as error:
        msg = f"{path}: {error}."
        raise QueryFileError(msg) from error
    if declared and len(declared) != len(used):
        raise _error(
            path,
            f"the header declares {len(declared)} parameters, and the SQL has {len(used)} `?`",
            "Declare one parameter for each `?`, in their order",
        )


def _error(path: Path, problem: str, remedy: str) -> QueryFileError:
    return QueryFileError(f"{path}: {problem}. {remedy}.")
