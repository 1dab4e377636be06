"""Output of the commands: results to stdout, messages and progress to stderr."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from clickstream.cli.errors import CliError
    from clickstream.delivery.sender import Counts

LOG_COLUMNS = 160  # width for pipes and log files; the default of 80 breaks tables
LAYOUT = "\n\t"  # control characters of a text of several lines
KIBI = 1024


def _console(stream: TextIO, *, stderr: bool) -> Console:
    width = None if stream.isatty() or "COLUMNS" in os.environ else LOG_COLUMNS
    return Console(stderr=stderr, width=width, highlight=False)


out = _console(sys.stdout, stderr=False)
err = _console(sys.stderr, stderr=True)


def say(text: str) -> None:
    """Print a text to stdout, without markup and control characters."""
    out.print(Text(printable(text, keep=LAYOUT)))


def note(text: str) -> None:
    """Print a text to stderr, without markup and control characters."""
    err.print(Text(printable(text, keep=LAYOUT)))


def show_error(error: CliError) -> None:
    """Print an error and its remedy to stderr, without control characters."""
    message = printable(error.message, keep=LAYOUT)
    err.print(Text.assemble(("Error: ", "bold red"), message))
    if error.remedy:
        err.print(Text(printable(error.remedy, keep=LAYOUT)))


def printable(text: str, *, keep: str = "") -> str:
    r"""Return a text with its control characters as `\x1b`.

    Keys and events come from producers: their escape sequences must not reach the terminal.

    Args:
        text: Text of any origin.
        keep: Control characters that stay, such as a newline.
    """
    return "".join(
        character if character.isprintable() or character in keep else repr(character)[1:-1]
        for character in text
    )


def count(number: int, one: str, several: str) -> str:
    """Return a number with the word for one or for several."""
    return f"{number:,} {one if number == 1 else several}"


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str | None = None,
    numeric: Iterable[int] = (),
) -> Table:
    """Return a table.

    Args:
        columns: Headers of the columns.
        rows: Rows; None is an empty cell.
        title: Title above the table.
        numeric: Indices of the columns that are aligned right.
    """
    rendered = Table(title=title, title_justify="left", title_style="bold")
    right = set(numeric)
    for index, column in enumerate(columns):
        justify = "right" if index in right else "left"
        rendered.add_column(Text(_cell(column)), justify=justify, overflow="fold")
    for row in rows:
        # As Text, because values from events can look like markup.
        rendered.add_row(*(Text(_cell(value)) for value in row))
    return rendered


def grid(rows: Iterable[tuple[str, object]]) -> Table:
    """Return names and their values in two columns without a frame."""
    rendered = Table.grid(padding=(0, 2))
    rendered.add_column(no_wrap=True)
    rendered.add_column(overflow="fold")
    for name, value in rows:
        rendered.add_row(Text(_cell(name), style="bold"), Text(_cell(value)))
    return rendered


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else printable(str(value), keep="\n")


def counts_table(counts: Counts) -> Table:
    """Return a table of the sent and the failed events."""
    rows: list[tuple[str, object]] = [
        ("events sent", counts.events),
        ("records", counts.records),
        ("bytes", counts.bytes),
        ("retries of records", counts.retried),
        ("events failed", counts.failed_events),
        *((f"  {code}", events) for code, events in sorted(counts.failed.items())),
    ]
    return table(("", "count"), rows, numeric=(1,))


def progress() -> Progress:
    """Return a progress display on stderr, disabled if stderr is not a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def size(count: int) -> str:
    """Return a number of bytes as text with a binary unit, such as 1.4 MiB."""
    value, unit = float(count), "bytes"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if value < KIBI:
            break
        value, unit = value / KIBI, larger
    return f"{count:,} bytes" if unit == "bytes" else f"{value:,.1f} {unit}"
