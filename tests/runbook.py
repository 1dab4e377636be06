"""Commands of the runbook: the blocks of `docs/operations.md`, by their entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = ROOT / "docs" / "operations.md"
START = "runbook"
"""Entry of the blocks above the first heading."""


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as MkDocs and GitHub derive it."""
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def entries() -> dict[str, str]:
    """Return the text of each entry by its anchor."""
    parts = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    headings = [START, *map(anchor, parts[1::2])]
    return dict(zip(headings, parts[::2], strict=True))


def blocks(entry: str) -> list[str]:
    """Return the blocks of commands of an entry, in the order of the page."""
    return re.findall(r"^```sh\n(.*?)^```$", entries()[entry], flags=re.MULTILINE | re.DOTALL)


def commands(entry: str, block: int) -> list[str]:
    """Return the commands of a block, of which the first is number 1, without comments."""
    lines = blocks(entry)[block - 1].replace("\\\n", " ").splitlines()
    return [command for line in lines if (command := re.sub(r"\s+# .*$", "", line).strip())]


def all_blocks() -> set[tuple[str, int]]:
    """Return entry and number of every block of the page."""
    return {(entry, number) for entry in entries() for number in range(1, len(blocks(entry)) + 1)}


def runs(entry: str, *numbers: int) -> Callable[[Any], Any]:
    """Declare that a test runs blocks of an entry; `declared` reads it."""
    return pytest.mark.runbook(entry, *numbers)


def declared(test: Any) -> set[tuple[str, int]]:
    """Return the blocks that a test function declares to run."""
    return {
        (mark.args[0], number)
        for mark in getattr(test, "pytestmark", [])
        if mark.name == "runbook"
        for number in mark.args[1:]
    }
