"""Fixtures of all tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM

if TYPE_CHECKING:
    from pathlib import Path

    from xdist.remote import Producer

    from clickstream.contract import Contract

TRINO = "tests/trino/"
# pytest-xdist gives its workers 80 columns, which would cut the command's tables.
os.environ.pop("COLUMNS", None)

# A test that fails on a loaded machine says nothing about the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the longest tests first, so that no process works alone at the end."""
    for marker in ("long", "thorough"):
        items.sort(key=lambda item: item.get_closest_marker(marker) is None)


class ByFile(LoadFileScheduling):
    """Gives all tests of a file to one process, and all on Trino: they share a server."""

    def _split_scope(self, nodeid: str) -> str:
        return TRINO if nodeid.startswith(TRINO) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)  # `-p no:xdist` removes it
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    """Return the scheduler of `--dist=loadfile`."""
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def clickstream() -> Contract:
    return read_contract(CLICKSTREAM)


@pytest.fixture
def hashing_contract(tmp_path: Path) -> Path:
    """Return a copy of the default contract that hashes the column email."""
    path = tmp_path / "hashing.odcs.yaml"
    text = CLICKSTREAM.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "{property: protection, value: drop}, {property: sampleShare",
            "{property: protection, value: hash}, {property: sampleShare",
        ),
        encoding="utf-8",
    )
    return path
