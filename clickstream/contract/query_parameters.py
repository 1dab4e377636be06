"""Parameters of a query: dates that a caller gives for the ``?`` of an Athena SQL statement.

The comments at the beginning of a statement declare the parameters, in the order of the ``?``:

    -- parameter: from, first date such as '2026-11-01', default 29 days before to
    -- parameter: to, last date such as '2026-11-30', default today

The comments are a part of the deployed SQL, so that people read them in the Athena console. A
default is ``today``, ``yesterday``, ``N days ago`` or ``N days before <parameter>``; a parameter
without one must be given. Dates are in UTC.

The value of a parameter is a string literal, because partition keys are strings. A cast of the keys
to DATE fails for 31 February, which partition projection computes too, and Trino reads a partition
for which the condition fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlglot import TokenType, tokenize
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlglot.tokenizer_core import Token

DIALECT = "trino"
COMMENT = re.compile(r"--\s*(\w+)\s*:\s*(.*?)\s*")
KEY = "parameter"
DECLARATION = re.compile(r"([a-z]\w*)\s*,\s*(.+?)(?:\s*,\s*default\s+(.+))?")
RELATIVE_DATE = re.compile(r"(\d{1,5}) days? (?:ago|before ([a-z]\w*))")
EXAMPLE = f"-- {KEY}: to, last date such as '2026-11-30', default today"


class ParameterError(ValueError):
    """Error in the declaration or in the value of a parameter."""


@dataclass(frozen=True)
class Default:
    """Default of a parameter: a date that lies a number of days before another."""

    days: int
    before: str | None = None
    """Name of the parameter that the days are counted from; None for today."""


@dataclass(frozen=True)
class Parameter:
    """Declared parameter of a query, a date."""

    name: str
    description: str
    default: Default | None = None
    default_text: str = ""
    """Default as it is written in the comment."""

    @property
    def base(self) -> str | None:
        """Name of the parameter that the default is relative to."""
        return self.default.before if self.default else None

    def __str__(self) -> str:
        """Return name, description and default as text for a message."""
        default = f", default {self.default_text}" if self.default else ""
        return f"{self.name} ({self.description}{default})"


def declared_parameters(sql: str) -> tuple[Parameter, ...]:
    """Return the parameters that the comments at the beginning of a statement declare.

    Raises:
        ParameterError: If a comment is not in the form of a declaration, two parameters have the
            same name, or a default refers to no other parameter.
    """
    found: list[Parameter] = []
    for line in sql.strip().splitlines():
        if not line.strip().startswith("--"):
            break
        comment = COMMENT.fullmatch(line.strip())
        if comment and comment[1] == KEY:
            found.append(_declaration(comment[2]))
    names = [parameter.name for parameter in found]
    for parameter in found:
        if names.count(parameter.name) > 1:
            msg = f"two parameters are named {parameter.name!r}. Rename one"
            raise ParameterError(msg)
        if parameter.base and not any(
            other.name == parameter.base and other.base is None for other in found
        ):
            msg = (
                f"the default of {parameter.name!r} is {parameter.default_text!r}. "
                f"Name a parameter of the query whose default is no date before another"
            )
            raise ParameterError(msg)
    return tuple(found)


def _declaration(text: str) -> Parameter:
    match = DECLARATION.fullmatch(text)
    if match is None:
        msg = f"the parameter {text!r} has no name and description. Declare it as `{EXAMPLE}`"
        raise ParameterError(msg)
    name, description, default = match.groups()
    if default is None:
        return Parameter(name, description)
    relative = _relative(default)
    if relative is None:
        msg = (
            f"the default of {name!r} is {default!r}. "
            "Use today, yesterday, `29 days ago` or `29 days before to`"
        )
        raise ParameterError(msg)
    return Parameter(name, description, relative, default)


def _relative(text: str) -> Default | None:
    """Return the parsed text of a relative date, or None if it is none."""
    words = {"today": Default(0), "yesterday": Default(1)}
    if match := RELATIVE_DATE.fullmatch(text):
        return Default(int(match[1]), match[2])
    return words.get(text)


def values_of(
    parameters: Sequence[Parameter], given: Mapping[str, str], *, today: date
) -> tuple[str, ...]:
    """Return the SQL literals of the parameters, in their order.

    Args:
        parameters: Parameters of one statement.
        given: Values by name: ``2026-11-01``, or a relative date such as ``yesterday``. Other names
            are ignored.
        today: Current date in UTC.

    Raises:
        ParameterError: If a parameter has neither value nor default, a value is not a date, or the
            end of a range lies before its beginning.
    """
    dates: dict[str, date] = {}
    for parameter in parameters:
        if parameter.name in given:
            dates[parameter.name] = _date(parameter, given[parameter.name], today)
        elif parameter.default is None:
            msg = f"the parameter {parameter.name} has no value. Give --param {parameter.name}=…"
            raise ParameterError(msg)
        elif parameter.default.before is None:
            dates[parameter.name] = today - timedelta(days=parameter.default.days)
    for parameter in parameters:
        if parameter.default and (base := parameter.base):
            begin = dates[base] - timedelta(days=parameter.default.days)
            dates.setdefault(parameter.name, begin)
            if dates[parameter.name] > dates[base]:
                msg = (
                    f"the parameter {parameter.name} is {dates[parameter.name]}, which is after "
                    f"{base}, {dates[base]}. Give dates in order"
                )
                raise ParameterError(msg)
    return tuple(f"'{dates[parameter.name].isoformat()}'" for parameter in parameters)


def _date(parameter: Parameter, text: str, today: date) -> date:
    bare = text.strip().strip("'")
    relative = _relative(bare)
    if relative and relative.before is None:
        return today - timedelta(days=relative.days)
    try:
        return date.fromisoformat(bare)
    except ValueError as error:
        msg = (
            f"the parameter {parameter.name} is {text!r}, which is not a date. "
            f"Give it as --param {parameter.name}=2026-11-01, or yesterday, or '7 days ago'"
        )
        raise ParameterError(msg) from error


def placeholders(sql: str) -> list[int]:
    """Return the positions of the ``?`` of a statement, outside of strings and comments.

    Raises:
        ParameterError: If the statement has a string or comment without an end.
    """
    return [token.start for token in _tokens(sql) if token.token_type is TokenType.PLACEHOLDER]


def words(sql: str) -> set[str]:
    """Return the words of a statement in lower case, outside of strings and comments.

    Raises:
        ParameterError: If the statement has a string or comment without an end.
    """
    return {
        token.text.lower() for token in _tokens(sql) if token.token_type is not TokenType.STRING
    }


def _tokens(sql: str) -> list[Token]:
    try:
        return tokenize(sql, read=DIALECT)
    except SqlglotError as error:
        msg = f"the SQL cannot be split into words: {error}"
        raise ParameterError(msg) from error
