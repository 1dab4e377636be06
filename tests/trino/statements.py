"""Collector of the SQL statements in the pages, the program and the tests of this repository.

The unit tests are left out: their statements run on tables of their own.

A statement begins with SELECT or WITH, and reads a table of a contract or of the daily models. A
query that a test expects to be refused, inside `pytest.raises`, is not collected.
"""

from __future__ import annotations

import ast
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot.dialects.trino import Trino
from sqlglot.tokenizer_core import TokenType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

QUERY = re.compile(r"(?:\s|--.*\n)*(?:SELECT|WITH)\s")
READ = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+|\{[^{}]*\btable\b[^{}]*\}|\{[^{}]*_table\b[^{}]*\})")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`]+)`")
EXPRESSION = re.compile(r"\{([^{}\"\s]+)\}")
PROGRAM = ("clickstream", "tests/e2e", "tests/engine", "tests/spark")
"""Folders of the modules whose statements run on a deployed stack."""
COMMAND = "clickstream query"
SHELL, SQL = "sh", "sql"
EVENTS, QUARANTINE = "clickstream_events", "clickstream_events_quarantine"
PLACEHOLDERS = (
    (re.compile(r"quarantine_table\b"), (QUARANTINE,)),
    (re.compile(r"\['table'\]$"), (EVENTS,)),
    (re.compile(r"^table$"), (EVENTS, QUARANTINE)),
    (re.compile(r"^(columns|select)$"), ("*",)),
    (re.compile(r"^(condition|where)$"), ("true",)),
    (re.compile(r"^listed$"), ("'x'",)),
)
"""Expressions in an f-string, and their possible texts. In quotes, an expression is `x`."""


@dataclass(frozen=True)
class Statement:
    """SQL statement of the repository."""

    place: str
    """File, and line of the text that has it, such as `README.md:67`."""
    alternatives: tuple[str, ...]
    """SQL. A table that is chosen at run time gives several texts, not all of them right."""


def is_query(text: str, tables: Collection[str]) -> bool:
    """Return whether a text is a query of one of the tables."""
    read = READ.findall(text) if QUERY.match(text) else []
    return any(table in tables or table.startswith("{") for table in read)


def markdown_statements(text: str, name: str, tables: Collection[str]) -> Iterator[Statement]:
    """Yield the statements of a page: in blocks of SQL, in commands, and in inline code.

    Args:
        text: Text of the page.
        name: Name of its file.
        tables: Names of the tables.
    """
    for fence in FENCE.finditer(text):
        found = (
            split(fence[2]) if fence[1] == SQL else _words(fence[2]) if fence[1] == SHELL else []
        )
        yield from _statements(found, f"{name}:{_line(text, fence.start(2))}", tables)
    # A line break inside keeps the numbers of the lines.
    prose = FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), text)
    for code in INLINE.finditer(prose):
        yield from _statements([code[1]], f"{name}:{_line(prose, code.start())}", tables)


def _statements(texts: Iterable[str], place: str, tables: Collection[str]) -> Iterator[Statement]:
    yield from (Statement(place, (text,)) for text in texts if is_query(text, tables))


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _words(script: str) -> list[str]:
    """Return the words of the `clickstream query` commands of a shell script."""
    return shlex.split(script, comments=True) if COMMAND in script else []


def split(script: str) -> list[str]:
    """Return the statements of a script, which semicolons separate."""
    tokens = Trino.Tokenizer().tokenize(script)
    cuts = [token.start for token in tokens if token.token_type is TokenType.SEMICOLON]
    bounds = zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(script)], strict=True)
    parts = (script[start:end].strip() for start, end in bounds)
    return [part for part in parts if part]


def parameters(sql: str) -> int:
    """Return the number of `?` parameters of a statement."""
    tokens = Trino.Tokenizer().tokenize(sql)
    return sum(token.token_type is TokenType.PLACEHOLDER for token in tokens)


def python_statements(source: str, name: str, tables: Collection[str]) -> Iterator[Statement]:
    """Yield the statements in the texts of a Python module.

    Args:
        source: Text of the module.
        name: Name of its file.
        tables: Names of the tables.

    Raises:
        ValueError: If an expression in an f-string has no text here.
    """
    tree = ast.parse(source)
    skipped = {id(inner) for node in ast.walk(tree) for inner in _skipped(node)}
    for node in ast.walk(tree):
        text = None if id(node) in skipped else _text_of(node)
        if text is None:
            continue
        texts = _words(text) if text.startswith(COMMAND) else [text]
        for found in _statements(texts, f"{name}:{getattr(node, 'lineno', 0)}", tables):
            (sql,) = found.alternatives
            yield Statement(found.place, _filled(sql, found.place))


def _skipped(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below a node that are not collected: refusals, and parts of f-strings."""
    if isinstance(node, ast.With) and "pytest.raises" in ast.unparse(node.items[0]):
        yield from ast.walk(node)
    elif isinstance(node, ast.JoinedStr):
        yield from node.values


def _text_of(node: ast.AST) -> str | None:
    """Return a text, with the expressions of an f-string in braces; None if the node is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.FormattedValue):
        return f"{{{ast.unparse(node.value)}}}"
    if isinstance(node, ast.JoinedStr):
        return "".join(_text_of(value) or "" for value in node.values)
    return None


def _filled(sql: str, place: str) -> tuple[str, ...]:
    """Return the texts of a template, with a text in place of each expression in braces."""
    filled = [""]
    for number, part in enumerate(EXPRESSION.split(sql)):
        texts = _texts(part, place, quoted=filled[0].count("'") % 2 == 1) if number % 2 else (part,)
        filled = [head + text for head in filled for text in texts]
    return tuple(filled)


def _texts(expression: str, place: str, *, quoted: bool) -> tuple[str, ...]:
    if quoted:
        return ("x",)
    for pattern, texts in PLACEHOLDERS:
        if pattern.search(expression):
            return texts
    msg = f"{place}: the statement contains {{{expression}}}, and PLACEHOLDERS in tests/trino/statements.py has no text for it. Add one"
    raise ValueError(msg)


def collect(root: Path, tables: Collection[str]) -> list[Statement]:
    """Return the statements of README, docs, the program and the tests of a repository.

    Args:
        root: Directory of the repository.
        tables: Names of the tables; a statement over no other table is collected.
    """
    found: list[Statement] = []
    for page in (root / "README.md", *sorted((root / "docs").rglob("*.md"))):
        name = page.relative_to(root).as_posix()
        found += markdown_statements(page.read_text(encoding="utf-8"), name, tables)
    for folder in PROGRAM:
        for module in sorted((root / folder).rglob("*.py")):
            name = module.relative_to(root).as_posix()
            found += python_statements(module.read_text(encoding="utf-8"), name, tables)
    return found
