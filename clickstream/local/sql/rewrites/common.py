"""Parts that the rewrites share: the error, calls, literals, and types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Callable

    Rewrite = Callable[[exp.Expr], exp.Expr]
    Function = Callable[[list[exp.Expr]], exp.Expr]


class TranslationError(ValueError):
    """Statement that cannot run locally. The message becomes the query's failure reason."""


def call(name: str, *arguments: exp.Expr | str | int) -> exp.Anonymous:
    """Return a call of a DuckDB function or macro.

    Args:
        name: The function.
        arguments: Expressions, which are copied, or the values of literals.
    """
    return exp.Anonymous(this=name, expressions=[_argument(argument) for argument in arguments])


def _argument(argument: exp.Expr | str | int) -> exp.Expr:
    match argument:
        case str():
            return exp.Literal.string(argument)
        case int():
            return exp.Literal.number(argument)
        case _:
            return argument.copy()


def function(name: str, *added: str | int) -> Function:
    """Return a rewrite of a call that changes its name and adds arguments."""
    return lambda arguments: call(name, *arguments, *added)


def cast(value: exp.Expr, kind: str | exp.DType | exp.DataType) -> exp.Cast:
    """Return a cast that is not rewritten again."""
    return exp.cast(value.copy(), kind, dialect="duckdb")


def literal(name: str, argument: exp.Expr) -> str:
    """Return the text of a literal.

    Raises:
        TranslationError: If the argument is no literal.
    """
    if not argument.is_string:
        msg = f"NOT_SUPPORTED: {name} takes only a literal locally, not {argument.sql('athena')}"
        raise TranslationError(msg)
    return argument.name


def refused(name: str, reason: str) -> Function:
    """Return a rewrite that refuses a function.

    Args:
        name: The function as users write it.
        reason: Sentence without its subject, such as `depends on the order of the rows`.
    """

    def refuse(_: list[exp.Expr]) -> exp.Expr:
        msg = f"NOT_SUPPORTED: {name} does not run locally: it {reason}"
        raise TranslationError(msg)

    return refuse


def is_unknown(node: exp.Expr) -> bool:
    """Tell whether the type of an expression is not known."""
    return node.type is None or node.is_type(exp.DType.UNKNOWN, exp.DType.NULL)


def is_text(node: exp.Expr) -> bool:
    """Tell whether an expression is text."""
    return node.is_type(*exp.DataType.TEXT_TYPES)
