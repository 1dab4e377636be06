"""Tables and sizes that the commands print."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from clickstream.cli import output
from clickstream.cli.errors import CliError


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (1024, "1.0 KiB"),
        (10 * 1024**2, "10.0 MiB"),
        (5 * 1024**5, "5,120.0 TiB"),
    ],
)
def test_sizes_have_binary_units(count: int, text: str) -> None:
    assert output.size(count) == text


def test_a_table_keeps_long_values_whole() -> None:
    console: Any = Console(file=io.StringIO(), width=20)
    console.print(output.table(("a",), [("x" * 50,)]))
    assert console.file.getvalue().count("x") == 50


HARMFUL = "red \x1b[31m, C1 \x9b31m\nnext line"
SAFE = [r"red \x1b[31m, C1 \x9b31m", "next line"]


@pytest.mark.parametrize("print_text", [output.say, output.note])
def test_control_characters_of_a_text_are_escaped_and_its_lines_are_kept(
    print_text: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    print_text(HARMFUL)
    printed = capsys.readouterr()
    assert (printed.out + printed.err).splitlines() == SAFE


def test_control_characters_of_an_error_and_its_remedy_are_escaped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.show_error(CliError(HARMFUL, f"remedy {HARMFUL}"))
    assert capsys.readouterr().err.splitlines() == [
        f"Error: {SAFE[0]}",
        SAFE[1],
        f"remedy {SAFE[0]}",
        SAFE[1],
    ]


def test_the_colours_of_an_error_reach_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    console: Any = Console(file=io.StringIO(), force_terminal=True, color_system="standard")
    monkeypatch.setattr(output, "err", console)
    output.show_error(CliError("\x1b[2J"))
    assert console.file.getvalue() == "\x1b[1;31mError: \x1b[0m\\x1b[2J\n"


def test_control_characters_of_cells_headers_and_names_are_escaped() -> None:
    console: Any = Console(file=io.StringIO(), width=160)
    console.print(output.table((HARMFUL,), [(HARMFUL,)]))
    console.print(output.grid([(HARMFUL, HARMFUL)]))
    printed = console.file.getvalue()
    assert "\x1b" not in printed
    assert "\x9b" not in printed
    assert printed.count(SAFE[0]) == 4
    assert "\\n" not in printed, "a cell of several lines keeps them"
