"""Loop of the prompt: keys in, statements and commands run."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from typer.testing import CliRunner

from clickstream.cli.athena import NamedQuery, Result
from clickstream.cli.errors import CliError
from clickstream.cli.main import app
from clickstream.cli.output import out
from clickstream.cli.sql_prompt import session as module
from clickstream.cli.sql_prompt.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from prompt_toolkit.application.current import AppSession
    from prompt_toolkit.input.base import PipeInput

    from tests.unit.cli.sql_prompt.conftest import StubbedCatalog

RESULT = Result(("name", "n"), ("varchar", "bigint"), (("[red]ü", "1200"), (None, None)), 2048, 321)
LONG = replace(RESULT, rows=(("first", "1"), *RESULT.rows * 100, ("last", "2")))
NAMED = """-- parameter: from, first date, default 29 days before to
-- parameter: to, last date, default today
SELECT browser FROM clickstream_events WHERE d BETWEEN ? AND ?"""
PATIENCE_SECONDS = 20
ENTER, TAB, CTRL_C, CTRL_D, UP = "\r", "\t", "\x03", "\x04", "\x1b[A"


class FakeLake:
    """Lake with one named query."""

    def __init__(self) -> None:
        """Create the lake."""
        self.ran: list[tuple[str, str, tuple[str, ...]]] = []
        """SQL, name and parameters of each query."""

    def named_queries(self) -> tuple[NamedQuery, ...]:
        """Return the one query."""
        return (NamedQuery("browsers", "Events by [browser].", NAMED),)

    def run(self, sql: str, *, name: str = "", parameters: tuple[str, ...] = ()) -> Result:
        """Return a result, or fail as a word of the SQL says."""
        self.ran.append((sql, name, parameters))
        if "broken" in sql:
            msg = "the query failed: SYNTAX_ERROR"
            raise CliError(msg)
        if "slow" in sql:
            raise KeyboardInterrupt
        if sql.startswith("DROP"):
            return Result((), (), (), 0, 1, "DDL")
        return LONG if "long" in sql else RESULT


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> FakeLake:
    """Make sessions use the fake lake."""
    fake = FakeLake()

    def lake_of(_target: object) -> FakeLake:
        return fake

    monkeypatch.setattr(module, "Lake", lake_of)
    return fake


def typed(
    stubbed: StubbedCatalog, *keys: str, later: list[dict[str, Any]] | None = None
) -> Session:
    """Return the session after the keys, and Ctrl-D.

    Args:
        stubbed: Catalog, which is read once.
        keys: Keys.
        later: Tables of a second reading of the catalog.
    """
    stubbed.expect_refresh()
    if later:
        stubbed.expect_refresh(later)
    with create_pipe_input() as keyboard, create_app_session(keyboard, DummyOutput()) as terminal:
        session = Session(stubbed.target, "dev", InMemoryHistory())
        typist = threading.Thread(target=send, args=(keyboard, terminal, [*keys, CTRL_D]))
        typist.start()
        session.loop()
        typist.join()
    return session


def send(keyboard: PipeInput, terminal: AppSession, keys: Iterable[str]) -> None:
    """Send keys, and wait for the effect of Tab and Up: completion and history are loaded late."""
    former = ""
    for key in keys:
        if key not in {TAB, UP}:
            keyboard.send_text(key)
        else:
            expected = "" if former == ENTER else former
            wait(lambda expected=expected: is_at(text_of(terminal), expected))
            before = text_of(terminal)
            keyboard.send_text(key)
            while text_of(terminal) == before:
                time.sleep(0.1)
                if key == UP:  # without effect on a text that is the first
                    keyboard.send_text(key)
        former = key


def is_at(text: str, expected: str) -> bool:
    """Return whether a text ends with the last keys; with none after Enter."""
    return text.endswith(expected) if expected else not text


def text_of(terminal: AppSession) -> str:
    return terminal.app.current_buffer.text if terminal.app else ""


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def statements(lake: FakeLake) -> list[str]:
    return [sql for sql, _, _ in lake.ran]


def test_a_statement_runs_at_its_semicolon_and_shows_rows_bytes_and_cost(
    lake: FakeLake, stubbed: StubbedCatalog, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(stubbed, "SELECT name,", ENTER, "n FROM t", ENTER, ";", ENTER)
    assert statements(lake) == ["SELECT name,\nn FROM t"], "Enter alone begins a new line"
    shown = capsys.readouterr()
    assert "[red]ü" in shown.out, "values from events are not markup"
    assert "2 rows, 2.0 KiB scanned, 321 ms, US$0.00005 at US$5 per TB" in shown.err


def test_several_statements_run_until_one_fails_and_the_session_goes_on(
    lake: FakeLake, stubbed: StubbedCatalog, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(stubbed, "SELECT 1; SELECT broken; SELECT 3;", ENTER, "SELECT 4;", ENTER)
    assert statements(lake) == ["SELECT 1", "SELECT broken", "SELECT 4"]
    assert "Error: the query failed: SYNTAX_ERROR" in capsys.readouterr().err


def test_ctrl_c_clears_the_text_and_stops_a_running_query_alone(
    lake: FakeLake, stubbed: StubbedCatalog, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(stubbed, "SELECT wrong", CTRL_C, "SELECT slow;", ENTER, "SELECT 2;", ENTER)
    assert statements(lake) == ["SELECT slow", "SELECT 2"]
    assert "Stopped." in capsys.readouterr().err


def test_tab_completes_and_the_up_key_brings_back_a_statement(
    lake: FakeLake, stubbed: StubbedCatalog
) -> None:
    typed(stubbed, "SELECT 1 FROM a_v", TAB, ";", ENTER, UP, ENTER)
    assert statements(lake) == ["SELECT 1 FROM a_view"] * 2


def test_a_named_query_runs_with_its_parameters(lake: FakeLake, stubbed: StubbedCatalog) -> None:
    typed(stubbed, "\\run browsers 'from=2 days ago' to=2026-11-30", ENTER)
    typed(stubbed, "\\run browsers from=2026-11-01 to=2026-11-30", ENTER)
    assert lake.ran[1] == (NAMED, "browsers", ("'2026-11-01'", "'2026-11-30'"))
    assert lake.ran[0][2][1] == "'2026-11-30'"


def test_the_last_result_that_succeeded_is_saved(
    lake: FakeLake, stubbed: StubbedCatalog, tmp_path: Path
) -> None:
    file = tmp_path / "two words.parquet"
    typed(stubbed, "SELECT 1;", ENTER, "SELECT broken;", ENTER, f"\\save '{file}'", ENTER)
    assert len(lake.ran) == 2
    assert pl.read_parquet(file).to_dicts() == [{"name": "[red]ü", "n": 1200}, {"name": None, "n": None}]  # fmt: skip


@pytest.mark.usefixtures("lake")
@pytest.mark.parametrize(("output", "shown"), [("csv", "name,n\n"), ("json", '"n": 1200')])
def test_the_format_applies_to_the_statements_after_it(
    stubbed: StubbedCatalog, capsys: pytest.CaptureFixture[str], output: str, shown: str
) -> None:
    typed(stubbed, f"\\format {output}", ENTER, "SELECT 1;", ENTER)
    assert shown in capsys.readouterr().out


@pytest.mark.usefixtures("lake")
def test_a_long_result_opens_the_pager(
    stubbed: StubbedCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    paged: list[str] = []
    monkeypatch.setattr(module.pydoc, "pager", paged.append)
    typed(stubbed, "SELECT 1;", ENTER)
    assert not paged, "a result that fits the terminal is printed"
    typed(stubbed, "SELECT long;", ENTER)
    (text,) = paged
    assert "first" in text
    assert "last" in text


@pytest.mark.usefixtures("lake")
def test_wide_rows_are_printed_one_below_the_other(
    stubbed: StubbedCatalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(out, "_width", 12)
    typed(stubbed, "SELECT 1;", ENTER)
    assert "name  [red]ü\nn     1200" in capsys.readouterr().out.replace(" \n", "\n")


@pytest.mark.usefixtures("lake")
def test_tables_columns_and_queries_are_listed(
    stubbed: StubbedCatalog, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["\\tables", "\\describe clickstream_events", "\\queries", "\\help"]
    for _ in range(2):
        stubbed.expect_refresh()
    typed(stubbed, *(f"{line}{ENTER}" for line in lines))
    shown = capsys.readouterr().out
    for text in ("a_view", "Id of the event.", "29 days before to", "\\save FILE", "Ctrl-D"):
        assert text in shown


def test_a_definition_reads_the_tables_again(lake: FakeLake, stubbed: StubbedCatalog) -> None:
    keys = ["DROP VIEW a_view;", ENTER, "SELECT 1 FROM a_", TAB, ";", ENTER]
    typed(stubbed, *keys, later=[{"Name": "a_second_view"}, {"Name": "clickstream_events"}])
    assert statements(lake) == ["DROP VIEW a_view", "SELECT 1 FROM a_second_view"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("\\nope", "there is no command \\nope"),
        ("\\", "there is no command \\"),
        ("\\run", "\\run has no name of a query"),
        ("\\run nope", "no query is named 'nope'"),
        ("\\run browsers 2026-11-01", "'2026-11-01' is not a parameter with its value"),
        ("\\run browsers form=2026-11-01", "the query browsers has no parameter 'form'"),
        ("\\save", "\\save has no argument"),
        ("\\save a.csv", "there is no result to save"),
        ("\\save ~nobody-of-this-name/x.csv", "the home directory of ~nobody-of-this-name/x.csv"),
        ("\\save 'a.csv", "cannot be split into words: No closing quotation"),
        ("\\save a b.csv", "\\save has 2 arguments: a b.csv"),
        ("\\format xml", "\\format is 'xml'"),
        ("SELECT ?;", "the statement has 1 `?`, and the prompt has no values for them"),
        (";", "there is no statement to run"),
    ],
)
def test_a_wrong_line_is_refused_in_words_and_runs_nothing(
    lake: FakeLake,
    stubbed: StubbedCatalog,
    capsys: pytest.CaptureFixture[str],
    line: str,
    message: str,
) -> None:
    typed(stubbed, line, ENTER)
    assert lake.ran == []
    assert message in " ".join(capsys.readouterr().err.split())


def test_the_quit_command_ends_the_session(lake: FakeLake, stubbed: StubbedCatalog) -> None:
    typed(stubbed, "\\quit", ENTER, "SELECT 1;", ENTER)
    assert lake.ran == []


def test_denied_access_to_the_catalog_leaves_the_prompt_usable(
    lake: FakeLake, stubbed: StubbedCatalog, capsys: pytest.CaptureFixture[str]
) -> None:
    stubbed.stub.add_client_error("get_tables", "AccessDeniedException", "no glue:GetTables")
    typed(stubbed, "SELECT 1;", ENTER)
    assert statements(lake) == ["SELECT 1"]
    assert "no glue:GetTables" in capsys.readouterr().err


def test_a_bug_is_not_hidden(
    lake: FakeLake, stubbed: StubbedCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> Result:
        raise ZeroDivisionError

    monkeypatch.setattr(lake, "run", fail)
    with pytest.raises(ZeroDivisionError):
        typed(stubbed, "SELECT 1;", ENTER)


def test_without_a_terminal_the_other_command_is_named() -> None:
    done = CliRunner().invoke(app, ["sql", "--local"], input="SELECT 1;")
    assert done.exit_code == 1
    assert "the prompt needs a terminal" in done.stderr
    assert "clickstream query -" in done.stderr
