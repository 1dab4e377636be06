"""`clickstream sql` at a pseudo-terminal: complete a table, run a statement, save its rows."""

from __future__ import annotations

import os
import pty
import subprocess
import termios
import threading
import time
import uuid
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clickstream.local import stack
from tests.e2e.verbs import PATIENCE_SECONDS, Lake, eventually
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

NAME = f"sql-prompt-{uuid.uuid4().hex[:8]}"
LINE = "no JSON, from the test of the prompt"
READY = "\x1b[?2004h"  # the terminal's code for bracketed paste, which begins each prompt
ENTER, TAB, CTRL_C, CTRL_D = "\r", "\t", "\x03", "\x04"


class Terminal:
    """Terminal of a process: its keyboard and its screen."""

    def __init__(self, descriptor: int) -> None:
        """Read the screen until the process closes it."""
        self._descriptor = descriptor
        self._screen = bytearray()
        self._seen = 0
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def type(self, keys: str) -> None:
        os.write(self._descriptor, keys.encode())

    def wait_for(self, text: str) -> None:
        """Wait for a text after the former one."""
        wanted = text.encode()
        end = time.monotonic() + PATIENCE_SECONDS
        while wanted not in self._screen[self._seen :]:
            is_over = not self.reader.is_alive() or time.monotonic() > end
            assert not is_over, f"no {text!r} on the screen: {bytes(self._screen)!r}"
            time.sleep(0.1)
        self._seen = self._screen.index(wanted, self._seen) + len(wanted)

    def _read(self) -> None:
        while True:
            try:
                read = os.read(self._descriptor, 4096)
            except OSError:  # Linux reports the end of the process so
                return
            self._screen += read


@contextmanager
def prompt(lake: Lake, state: Path) -> Generator[tuple[subprocess.Popen[bytes], Terminal]]:
    """Yield the running command and its terminal."""
    own, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    environment = {
        **os.environ,
        "XDG_STATE_HOME": str(state),
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",  # nobody answers where the cursor is
    }
    command = [
        str(ROOT / ".venv" / "bin" / "clickstream"),
        "sql",
        "--local",
        "--name",
        lake.stack.name,
    ]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    terminal = Terminal(own)
    try:
        yield process, terminal
    finally:
        process.kill()
        process.wait()
        terminal.reader.join()
        os.close(own)


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    """Start a stack of a name, which the command finds."""
    try:
        yield Lake(stack.up(NAME))
    finally:
        stack.down(NAME)


def test_a_completed_statement_is_run_and_its_rows_are_saved(lake: Lake, tmp_path: Path) -> None:
    source = lake.put_object(f"{LINE}\n".encode())
    eventually(lambda: lake.quarantined(source), "the line is in quarantine")
    file = tmp_path / "lines.parquet"
    with prompt(lake, tmp_path / "state") as (process, terminal):
        terminal.wait_for(READY)
        terminal.type(f"SELECT wrong{CTRL_C}")
        terminal.wait_for(READY)
        terminal.type(f"SELECT line, position, 1.10 AS price{ENTER}FROM clickstream_events_q{TAB}")
        terminal.wait_for("uarantine")
        terminal.type(f" WHERE source_object = '{source}';{ENTER}")
        terminal.wait_for(LINE)
        terminal.wait_for("1 row, ")
        terminal.wait_for(READY)
        terminal.type(f"\\save {file}{ENTER}")
        terminal.wait_for("lines.parquet: 1 row")
        terminal.wait_for(READY)
        terminal.type(CTRL_D)
        assert process.wait(PATIENCE_SECONDS) == 0
    frame = pl.read_parquet(file)
    assert frame.schema == {"line": pl.String(), "position": pl.Int64(), "price": pl.Decimal(3, 2)}
    assert frame.to_dicts() == [{"line": LINE, "position": 1, "price": Decimal("1.10")}]
    history = (tmp_path / "state" / "clickstream" / "sql_history").read_text()
    assert "+FROM clickstream_events_quarantine WHERE" in history
