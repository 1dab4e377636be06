"""History of the prompt."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.history import FileHistory, InMemoryHistory

from clickstream.cli.sql_prompt.history import history_file, open_history

if TYPE_CHECKING:
    from pathlib import Path


def test_the_history_is_kept_in_the_state_directory_for_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    history = open_history()
    assert isinstance(history, FileHistory)
    history.append_string("SELECT 'ü'\n;")
    file = tmp_path / "state" / "clickstream" / "sql_history"
    assert history_file() == file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(open_history().load_history_strings()) == ["SELECT 'ü'\n;"], "also several lines"


@pytest.mark.parametrize("value", ["", "relative/path"])
def test_the_state_directory_is_below_home_by_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", value)
    assert history_file() == tmp_path / ".local/state/clickstream/sql_history"


def test_a_file_that_cannot_be_written_does_not_end_the_prompt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "clickstream").write_text("a file, not a directory")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert isinstance(open_history(), InMemoryHistory)
    assert "Statements are not kept for later" in capsys.readouterr().err
