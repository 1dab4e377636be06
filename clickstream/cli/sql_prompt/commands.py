r"""Commands of the prompt, which begin with `\`."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clickstream.cli.errors import CliError
from clickstream.cli.named_queries import choose, list_table
from clickstream.cli.output import grid, note, out, table
from clickstream.cli.query_results import Format, row_count
from clickstream.cli.result_files import write_result
from clickstream.cli.sql_prompt.completion import FILE
from clickstream.cli.sql_prompt.statement_text import COMMAND_PREFIX
from clickstream.cli.statements import bind, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clickstream.cli.sql_prompt.session import Session

KEYS = (
    ("Enter", "run the text if it ends with a semicolon; otherwise, begin a new line"),
    ("Tab", "complete a table, column, function, keyword, command or file"),
    ("Up, Down, Ctrl-R", "earlier statements"),
    ("Ctrl-C", "clear the text; stop the running query in Athena"),
    ("Ctrl-D", "quit"),
)


@dataclass(frozen=True)
class Command:
    """Command of the prompt."""

    usage: str
    """Name and arguments."""
    description: str
    run: Callable[[Session, list[str]], None]
    most_arguments: int | None = 0
    """Limit on the number of arguments; None is no limit."""


def run_command(session: Session, line: str) -> None:
    """Run the command of a line.

    Raises:
        CliError: If there is no such command, or its arguments are wrong.
    """
    try:
        words = shlex.split(line.removeprefix(COMMAND_PREFIX))
    except ValueError as error:
        msg = f"the command {line} cannot be split into words: {error}"
        raise CliError(msg, "Close the quotes.") from error
    name, *arguments = words or [""]
    command = COMMANDS.get(f"{COMMAND_PREFIX}{name}")
    if command is None:
        msg = f"there is no command \\{name}"
        raise CliError(msg, f"Commands: {', '.join(COMMANDS)}.")
    if command.most_arguments is not None and len(arguments) > command.most_arguments:
        msg = f"\\{name} has {len(arguments)} arguments: {' '.join(arguments)}"
        raise CliError(msg, f"Use: {command.usage}")
    command.run(session, arguments)


def completions(session: Session) -> Mapping[str, Callable[[], Iterable[str]] | str]:
    """Return the values of the first argument of each command."""
    values: dict[str, Callable[[], Iterable[str]] | str] = dict.fromkeys(COMMANDS, tuple)
    values["\\describe"] = lambda: session.catalog.tables
    values["\\run"] = lambda: session.query_names
    values["\\format"] = lambda: [str(output) for output in Format]
    values["\\save"] = FILE
    return values


def _help(_session: Session, _arguments: list[str]) -> None:
    out.print(grid([(command.usage, command.description) for command in COMMANDS.values()]))
    out.print()
    out.print(grid(KEYS))


def _tables(session: Session, _arguments: list[str]) -> None:
    session.catalog.refresh()
    rows = [
        (found.name, "view" if found.is_view else "table", len(found.columns))
        for found in session.catalog.tables.values()
    ]
    session.show(table(("name", "kind", "columns"), rows, numeric=(2,)))


def _describe(session: Session, arguments: list[str]) -> None:
    session.catalog.refresh()
    name = _only(arguments, "\\describe", "the name of a table")
    found = session.catalog.tables.get(name.lower())
    if found is None:
        msg = f"the database has no table {name!r}"
        raise CliError(msg, f"Tables: {', '.join(session.catalog.tables) or 'none'}.")
    rows = [
        (column.name, column.type, "yes" if column.is_partition else "", column.description)
        for column in found.columns
    ]
    session.show(table(("column", "type", "partition key", "description"), rows))


def _queries(session: Session, _arguments: list[str]) -> None:
    session.show(list_table(session.lake.named_queries()))


def _run(session: Session, arguments: list[str]) -> None:
    name, *given = arguments or [""]
    if not name:
        msg = "\\run has no name of a query"
        raise CliError(msg, "Use: \\run NAME [PARAMETER=VALUE ...]; \\queries shows the names.")
    for argument in given:
        if not all(argument.partition("=")):
            msg = f"the argument {argument!r} is not a parameter with its value"
            raise CliError(msg, "Give it as from=2026-11-01, in quotes if it has spaces.")
    chosen = choose(name, session.lake)
    for statement in bind(split(chosen.sql), given, name=chosen.name):
        session.execute(statement, name=chosen.name)


def _save(session: Session, arguments: list[str]) -> None:
    given = _only(arguments, "\\save", "the path of a file")
    try:
        file = Path(given).expanduser()
    except RuntimeError as error:
        msg = f"the home directory of {given} is unknown"
        raise CliError(
            msg, "Give the whole path, or ./ before a name that begins with ~."
        ) from error
    if session.result is None:
        msg = "there is no result to save"
        raise CliError(msg, "Run a statement first.")
    write_result(session.result, file)
    note(f"{file}: {row_count(session.result)}")


def _format(session: Session, arguments: list[str]) -> None:
    allowed = ", ".join(Format)
    name = _only(arguments, "\\format", f"one of {allowed}")
    try:
        session.output = Format(name)
    except ValueError as error:
        msg = f"\\format is {name!r}"
        raise CliError(msg, f"Use one of {allowed}.") from error


def _quit(_session: Session, _arguments: list[str]) -> None:
    raise EOFError


def _only(arguments: list[str], command: str, what: str) -> str:
    if not arguments:
        msg = f"{command} has no argument"
        raise CliError(msg, f"Give {what}.")
    return arguments[0]


COMMANDS = {
    "\\help": Command("\\help", "commands and keys", _help),
    "\\tables": Command("\\tables", "tables and views of the database", _tables),
    "\\describe": Command("\\describe TABLE", "columns of a table or view", _describe, 1),
    "\\queries": Command("\\queries", "named queries with their parameters", _queries),
    "\\run": Command(
        "\\run NAME [PARAMETER=VALUE ...]",
        "run a named query, such as \\run events_by_type from=2026-11-01",
        _run,
        None,
    ),
    "\\save": Command(
        "\\save FILE", "write the last result to a .parquet, .csv or .json file", _save, 1
    ),
    "\\format": Command("\\format table|csv|json", "output format of results", _format, 1),
    "\\quit": Command("\\quit", "quit", _quit),
}
"""Commands by name."""
