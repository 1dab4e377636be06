"""History of the prompt: a file that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from clickstream.cli.output import note

PRIVATE_DIRECTORY, PRIVATE_FILE = 0o700, 0o600  # statements can hold personal data


def history_file() -> Path:
    """Return the file of the history, in the user's state directory.

    A relative path in XDG_STATE_HOME is ignored:
    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    state = Path(os.environ.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():
        state = Path.home() / ".local" / "state"
    return state / "clickstream" / "sql_history"


def open_history() -> History:
    """Return the history of earlier prompts; an empty one if its file cannot be written."""
    file = history_file()
    try:
        file.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        file.touch(mode=PRIVATE_FILE)
        with file.open("ab"):
            pass
    except OSError as error:
        note(f"Statements are not kept for later: cannot write {file}: {error.strerror}.")
        return InMemoryHistory()
    return FileHistory(file)
