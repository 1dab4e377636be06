"""Loop of the prompt: reads a statement or command, runs it, and shows the result."""

from __future__ import annotations

import pydoc
from typing import TYPE_CHECKING

import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer
from rich.text import Text

from clickstream.cli.athena import Lake
from clickstream.cli.errors import CliError, to_cli_error
from clickstream.cli.output import err, note, out, show_error
from clickstream.cli.query_results import Format, as_text, summary
from clickstream.cli.sql_prompt.catalog import Catalog
from clickstream.cli.sql_prompt.commands import completions, run_command
from clickstream.cli.sql_prompt.completion import PromptCompleter
from clickstream.cli.sql_prompt.statement_text import COMMAND_PREFIX, is_complete
from clickstream.cli.statements import Statement, bind, split
from clickstream.contract.query_parameters import ParameterError, declared_parameters, placeholders

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.history import History
    from rich.console import RenderableType

    from clickstream.cli.athena import Result
    from clickstream.cli.target import Target


class Session:
    """Session of the prompt."""

    def __init__(self, target: Target, label: str, history: History) -> None:
        """Create a session.

        Args:
            target: Pipeline.
            label: Word before `>`.
            history: Earlier statements.
        """
        self.lake = Lake(target)
        self.catalog = Catalog(target)
        self.output = Format.TABLE
        self.result: Result | None = None
        """Result of the last statement that succeeded."""
        self.query_names: tuple[str, ...] = ()
        """Names of the named queries, for completion."""
        self._label = label
        self._prompt = PromptSession[str](
            history=history,
            completer=PromptCompleter(self.catalog, completions(self)),
            complete_while_typing=False,
            lexer=PygmentsLexer(SqlLexer),
            multiline=Condition(lambda: not is_complete(get_app().current_buffer.text)),
            prompt_continuation=f"{'.' * len(label)}> ",
        )

    def loop(self) -> None:
        r"""Read and run statements and commands until Ctrl-D or `\quit`."""
        self._attempt(self.catalog.refresh)
        self._attempt(self._read_names)
        while True:
            try:
                text = self._prompt.prompt(f"{self._label}> ")
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if not self._attempt(lambda text=text: self._run(text)):
                return

    def execute(self, statement: Statement, *, name: str = "") -> None:
        """Run a statement, keep its result, and show it with bytes and cost."""
        with err.status("The query runs. Ctrl-C stops it."):
            result = self.lake.run(statement.sql, name=name, parameters=statement.values)
        self.result = result
        _page(as_text(result, self.output))
        note(summary(result))
        if result.kind == "DDL":
            self.catalog.refresh()

    def show(self, rendered: RenderableType) -> None:
        """Print a table, page by page if it is longer than the terminal."""
        with out.capture() as capture:
            out.print(rendered)
        _page(capture.get())

    def _read_names(self) -> None:
        self.query_names = tuple(query.name for query in self.lake.named_queries())

    def _run(self, text: str) -> None:
        if not text.strip():
            return
        if text.lstrip().startswith(COMMAND_PREFIX):
            run_command(self, text.strip())
            return
        statements = split(text)
        for sql in statements:
            _check_parameters(sql)
        for statement in bind(statements, ()):
            self.execute(statement)

    def _attempt(self, action: Callable[[], None]) -> bool:
        """Run an action and print its expected error. Return whether the session goes on."""
        try:
            action()
        except EOFError:
            return False
        except KeyboardInterrupt:
            note("Stopped.")
        except Exception as error:
            expected = to_cli_error(error)
            if expected is None:
                raise
            show_error(expected)
        return True


def _page(text: str) -> None:
    """Print a text, in a pager if it is longer than the terminal."""
    if text.count("\n") < out.size.height:
        typer.echo(text, nl=False)
    else:
        pydoc.pager(Text.from_ansi(text).plain)  # a pager may show styles as codes


def _check_parameters(sql: str) -> None:
    """Check that a statement has no `?` without a declared parameter.

    Raises:
        CliError: If it has one.
    """
    try:
        count = len(placeholders(sql))
        has_values = bool(declared_parameters(sql))
    except ParameterError:
        return  # Athena reports the error
    if count and not has_values:
        msg = f"the statement has {count} `?`, and the prompt has no values for them"
        raise CliError(
            msg, "Write the values in the statement, or use `clickstream query --param`."
        )
