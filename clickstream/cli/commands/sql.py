"""`clickstream sql`: a prompt for Athena's SQL."""

import sys

from clickstream.cli.errors import CliError
from clickstream.cli.output import note
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve


def sql(
    *, local: LocalOption = False, name: NameOption = DEFAULT_NAME, stack: StackOption = None
) -> None:
    r"""Open a prompt for SQL in Athena, with history and completion.

    A statement ends with a semicolon. Tab completes tables, columns, functions and keywords. Ctrl-C
    stops the running query in Athena, and Ctrl-D quits. `\help` lists the commands, such as `\save`
    for the last result as a file.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        msg = "the prompt needs a terminal, and standard input or output is none"
        raise CliError(msg, "Use `clickstream query -` for the SQL of standard input.")
    # Only this command needs prompt_toolkit, whose import takes longer than most commands.
    from clickstream.cli.sql_prompt.history import open_history  # noqa: PLC0415
    from clickstream.cli.sql_prompt.session import Session  # noqa: PLC0415

    session = Session(
        resolve(local=local, name=name, stack=stack), stack or "local", open_history()
    )
    note(r"SQL of Athena; \help lists the commands, Ctrl-D quits.")
    session.loop()
