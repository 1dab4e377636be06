"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract import Contract
from contract.odcs import read_contract

ROOT = Path(__file__).parents[1]
CLICKSTREAM = ROOT / "contracts" / "clickstream.odcs.yaml"


@pytest.fixture(scope="session")
def clickstream() -> Contract:
    return read_contract(CLICKSTREAM)
