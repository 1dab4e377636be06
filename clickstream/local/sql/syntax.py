"""Parser of Athena's queries: the grammar of Trino, and its error messages.

`trino-query-parser` has the parser that ANTLR generates from Trino's grammar. It folds the whole
statement to upper case, which moves positions (`ß`) and loses names; here only the characters that
the lexer compares are folded. A final semicolon is accepted, as Athena does.
"""

# The generated parser and the ANTLR runtime have no types: their objects end in this module.
# ruff: noqa: ANN401
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from antlr4 import CommonTokenStream, InputStream, ParserRuleContext, Token
from antlr4.atn.PredictionMode import PredictionMode
from antlr4.error.ErrorListener import ErrorListener
from antlr4.error.Errors import InputMismatchException
from antlr4.error.ErrorStrategy import DefaultErrorStrategy
from trino_query_parser.SqlBaseLexer import SqlBaseLexer
from trino_query_parser.SqlBaseParser import SqlBaseParser

from clickstream.local.sql.errors import AthenaError, ErrorName
from clickstream.local.sql.expected_tokens import expected_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

SEMICOLON = re.compile(r";\s*\Z")
TERMINAL = "terminal"


@dataclass(eq=False)
class Node:
    """Node of a parsed statement."""

    kind: str
    """Alternative of the grammar in upper camel case, such as `Comparison`, or `terminal`."""
    text: str
    """Text in the statement, comments included."""
    line: int
    """Line of the first character, from 1."""
    column: int
    """Column of the first character, from 1."""
    offset: int
    """Number of characters before the first."""
    children: tuple[Node, ...] = ()
    labels: dict[str, Node | list[Node]] = field(default_factory=dict[str, "Node | list[Node]"])
    """Children that have a name in the grammar, such as `left` and `right`."""

    def all(self, kind: str) -> list[Node]:
        """Return the children of an alternative."""
        return [child for child in self.children if child.kind == kind]

    def first(self, kind: str) -> Node | None:
        """Return the first child of an alternative, or None."""
        return next((child for child in self.children if child.kind == kind), None)

    def label(self, name: str) -> Node | None:
        """Return the child with a name, or None."""
        found = self.labels.get(name)
        return found if isinstance(found, Node) else None

    def labelled(self, name: str) -> list[Node]:
        """Return the children with a name that the grammar repeats."""
        found = self.labels.get(name)
        return found if isinstance(found, list) else []

    def has(self, *words: str) -> bool:
        """Return whether the keywords follow each other among the children."""
        tokens = [child.text.upper() if child.kind == TERMINAL else "" for child in self.children]
        return any(
            tokens[start : start + len(words)] == list(words) for start in range(len(tokens))
        )

    def walk(self) -> Iterator[Node]:
        """Return the node and its descendants, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def error(self, name: ErrorName, message: str) -> AthenaError:
        """Return an error at the position of the node."""
        return AthenaError(name, message, self.line, self.column)


def check_syntax(sql: str) -> None:
    """Refuse a statement that Trino's parser refuses.

    Raises:
        AthenaError: If the statement does not parse.
    """
    parse(sql)


def parse(sql: str) -> Node:
    """Return the tree of one statement.

    Raises:
        AthenaError: If the statement does not parse.
    """
    source = SEMICOLON.sub("", sql)
    tokens = CommonTokenStream(SqlBaseLexer(_FoldedInput(source)))
    parser = SqlBaseParser(tokens)
    parser.removeErrorListeners()
    parser.addErrorListener(_Listener())
    parser._errHandler = _Strategy()  # noqa: SLF001 - the runtime for Python has no setter
    interpreter: Any = parser._interp  # noqa: SLF001 - the runtime for Python has no accessor
    # As Trino does: the faster prediction first. The full one decides what is an error.
    try:
        interpreter.predictionMode = PredictionMode.SLL
        tree = parser.singleStatement()
    except AthenaError:
        tokens.seek(0)
        parser.reset()
        interpreter.predictionMode = PredictionMode.LL
        tree = parser.singleStatement()
    node = _convert(tree, source)
    _check_identifiers(node)
    return node


class _FoldedInput(InputStream):
    """Input whose characters match in any case, and whose text stays as it is."""

    def __init__(self, data: str) -> None:
        super().__init__(data)
        folded = [character.upper() for character in data]
        self.data = [
            ord(upper) if len(upper) == 1 else ord(character)
            for upper, character in zip(folded, data, strict=True)
        ]


class _Strategy(DefaultErrorStrategy):
    """Strategy that reports an error at its token, and does not insert or delete tokens."""

    def recoverInline(self, recognizer: Any) -> Token:  # noqa: N802 - name of the runtime
        error: Any = InputMismatchException(recognizer)
        if self.nextTokensContext is not None:
            # The error is reported where the parser last chose to go on, with all choices there.
            error.ctx, error.offendingState = self.nextTokensContext, self.nextTokensState
        raise error

    def singleTokenDeletion(self, recognizer: Any) -> None:  # noqa: ARG002, N802 - name of the runtime
        return None

    def singleTokenInsertion(self, recognizer: Any) -> bool:  # noqa: ARG002, N802 - name of the runtime
        return False


class _Listener(ErrorListener):
    """Listener that raises errors in Trino's words."""

    def syntaxError(  # noqa: N802, PLR0917 - name of the runtime
        self,
        recognizer: Any,
        offendingSymbol: Any,  # noqa: ARG002, N803 - name of the runtime
        line: int,
        column: int,
        msg: str,  # noqa: ARG002 - Trino words its own
        e: Any,
    ) -> None:
        found, expected = expected_tokens(recognizer, e)
        message = f"mismatched input '{found}'. Expecting: {', '.join(expected)}"
        raise AthenaError(ErrorName.SYNTAX_ERROR, message, line, column + 1)


def _convert(context: Any, sql: str) -> Node:
    """Return a context of ANTLR as a node.

    A label of the grammar can hide the attributes `start` and `stop`, so that positions come from
    the tokens.
    """
    if not isinstance(context, ParserRuleContext):
        return _terminal(context.symbol)
    contexts: list[Any] = context.children or []
    children = tuple(_convert(child, sql) for child in contexts)
    kind = type(context).__name__.removesuffix("Context")
    located = [child for child in children if child.line]
    if not located:
        return Node(kind, "", 0, 0, 0)
    first, last = located[0], located[-1]
    text = sql[first.offset : last.offset + len(last.text)]
    node = Node(kind, text, first.line, first.column, first.offset, children)
    converted = {id(child): new for child, new in zip(contexts, children, strict=True)}
    for name, value in vars(context).items():
        if isinstance(value, list):
            if name != "children":
                node.labels[name] = [converted[id(part)] for part in value if id(part) in converted]
        elif id(value) in converted:
            node.labels[name] = converted[id(value)]
        elif isinstance(value, Token) and name not in {"start", "stop"}:
            node.labels[name] = _terminal(value)
    return node


def _terminal(token: Any) -> Node:
    text = "" if token.type == Token.EOF else token.text
    return Node(TERMINAL, text, token.line, token.column + 1, token.start)


def _check_identifiers(tree: Node) -> None:
    for node in tree.walk():
        if node.kind == "BackQuotedIdentifier":
            message = (
                "backquoted identifiers are not supported; use double quotes to quote identifiers"
            )
            raise node.error(ErrorName.SYNTAX_ERROR, message)
        if node.kind == "DigitIdentifier":
            message = "identifiers must not start with a digit; surround the identifier with double quotes"
            raise node.error(ErrorName.SYNTAX_ERROR, message)
        if node.kind == "QuotedIdentifier" and node.text == '""':
            raise node.error(ErrorName.SYNTAX_ERROR, "Zero-length delimited identifier not allowed")
