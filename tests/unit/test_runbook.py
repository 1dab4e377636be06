"""The runbook: an entry for each alarm, commands that exist, and a test that runs each block."""

from __future__ import annotations

import importlib
import re
import shlex
from inspect import getmembers, isfunction
from typing import TYPE_CHECKING, Any

import pytest
import typer

from clickstream.cli.main import app
from clickstream.monitoring.alarms import RUNBOOK, AlarmKind
from tests import runbook
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TEXT = runbook.PAGE.read_text(encoding="utf-8")
COMMAND = typer.main.get_command(app)
SETTINGS = set(
    re.findall(r"^  (\w+):$", (ROOT / "Pulumi.yaml").read_text(encoding="utf-8"), re.MULTILINE)
)
STACK = {"--stack", "--local"}


def test_the_page_is_the_one_that_alarms_name() -> None:
    assert ROOT / RUNBOOK == runbook.PAGE


@pytest.mark.parametrize("kind", AlarmKind)
def test_each_alarm_has_an_entry_with_its_meaning_and_a_remedy(kind: AlarmKind) -> None:
    entry = runbook.entries()[kind]
    assert "**Meaning.**" in entry
    assert "**Fix" in entry or "](#" in entry, "the entry fixes, or links to the one that does"


def test_entries_are_in_the_order_of_the_alarms() -> None:
    kinds = [entry for entry in runbook.entries() if entry in set(AlarmKind)]
    assert kinds == list(AlarmKind)


def modules() -> list[Path]:
    return sorted((ROOT / "tests").rglob("test_runbook_*.py"))


def test_each_block_of_commands_is_run_by_a_test() -> None:
    functions = [
        function
        for path in modules()
        for _, function in getmembers(
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)),
            isfunction,
        )
    ]
    run = set[tuple[str, int]]().union(*map(runbook.declared, functions))
    assert run == runbook.all_blocks(), (
        f"run by no test: {sorted(runbook.all_blocks() - run)}; "
        f"not on the page: {sorted(run - runbook.all_blocks())}"
    )


def written_commands() -> list[str]:
    """Return the commands of `clickstream` in blocks and in the text."""
    inline = re.findall(r"`(clickstream [^`\n]+)`", " ".join(TEXT.split()))
    in_blocks = [
        command
        for entry, number in sorted(runbook.all_blocks())
        for command in runbook.commands(entry, number)
        if command.startswith("clickstream ")
    ]
    return sorted({*inline, *in_blocks})


@pytest.mark.parametrize("written", written_commands())
def test_commands_and_their_options_exist(written: str) -> None:
    words = shlex.split(written.partition(" > ")[0])[1:]
    command: Any = COMMAND
    while hasattr(command, "commands"):
        name = words.pop(0)
        assert name in command.commands, f"`{written}`: there is no command {name}"
        command = command.commands[name]
    options = {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    unknown = {word for word in words if word.startswith("-")} - options
    assert not unknown, f"`{written}`: the command has the options {sorted(options)}"
    if STACK & options and f"`{written}`" not in TEXT:
        assert STACK & set(words), f"{written} selects a stack"


def test_settings_that_the_page_names_exist() -> None:
    named = set(re.findall(r"pulumi config set (\w+)(?![\w:])", TEXT))
    named |= set(re.findall(r"(?:[Rr]aise|lower|set) `(\w+)`", TEXT))
    assert named
    assert named <= SETTINGS, f"no settings: {sorted(named - SETTINGS)}"
