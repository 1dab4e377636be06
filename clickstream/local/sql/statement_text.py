"""Text of a statement that is no query: keywords, names and literals, read from left to right."""

from __future__ import annotations

import re

from clickstream.local.sql.query_errors import QueryError

TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|[^\W\d]\w*|\d+|\S""", re.DOTALL
)


class StatementText:
    """Statement, and the position up to which it is read."""

    def __init__(self, sql: str) -> None:
        """Split the statement into tokens.

        Args:
            sql: One statement without its semicolon.
        """
        self.sql = sql
        self._tokens = [
            token for token in TOKEN.finditer(sql) if not token[0].startswith(("--", "/*"))
        ]
        self._next = 0

    def keywords(self, *words: str) -> bool:
        """Read keywords, if they follow."""
        follows = self._tokens[self._next : self._next + len(words)]
        if [token[0].upper() for token in follows] != list(words):
            return False
        self._next += len(words)
        return True

    def name(self, database: str) -> tuple[str, str]:
        """Read a name of a table, and return its database and itself.

        Args:
            database: Database of a name without one.
        """
        parts = [self.identifier()]
        while self.keywords("."):
            parts.append(self.identifier())
        if len(parts) > 2 and parts[-3] != "awsdatacatalog":  # noqa: PLR2004 - catalog, database, name
            self.refuse(f"the only catalog is awsdatacatalog, not {parts[-3]}")
        return (parts[-2] if len(parts) > 1 else database), parts[-1]

    def identifier(self) -> str:
        """Read an identifier, and return it in lower case."""
        text = self._text()
        quote = text[0] if text[0] in "`" + '"' else ""
        if not quote and not re.fullmatch(r"[^\W\d]\w*", text):
            self._mismatched()
        self._next += 1
        return (text[1:-1].replace(quote * 2, quote) if quote else text).lower()

    def string(self) -> str:
        """Read a text in single quotes."""
        text = self._text()
        if not text.startswith("'"):
            self._mismatched()
        self._next += 1
        return text[1:-1].replace("''", "'")

    def has_string(self) -> bool:
        """Return whether a text in single quotes follows."""
        return self._next < len(self._tokens) and self._tokens[self._next][0].startswith("'")

    def expect(self, *words: str) -> None:
        """Read keywords that must follow."""
        if not self.keywords(*words):
            self._mismatched()

    def rest(self) -> str:
        """Return the text that is not read, after as many blanks and lines as are read.

        The positions of errors in it are those in the statement.
        """
        start = len(self.sql) if self.at_end() else self._tokens[self._next].start()
        return re.sub(r"\S", " ", self.sql[:start]) + self.sql[start:]

    def at_end(self) -> bool:
        """Return whether everything is read."""
        return self._next >= len(self._tokens)

    def end(self) -> None:
        """Check that everything is read."""
        if not self.at_end():
            self._mismatched()

    def first_words(self, count: int) -> str:
        """Return the first words of the statement in upper case."""
        return " ".join(token[0] for token in self._tokens[:count] if token[0].isalpha()).upper()

    def refuse(self, reason: str) -> None:
        """Refuse the statement because the local Athena does not support it."""
        msg = f"NOT_SUPPORTED: {reason}"
        raise QueryError(msg)

    def _text(self) -> str:
        if self.at_end():
            self._mismatched()
        return self._tokens[self._next][0]

    def _mismatched(self) -> None:
        start = len(self.sql) if self.at_end() else self._tokens[self._next].start()
        found = "<EOF>" if self.at_end() else self._tokens[self._next][0]
        before = self.sql[:start]
        line, column = before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
        msg = f"line {line}:{column}: mismatched input '{found}'"
        raise QueryError(msg)
