"""What all tests share."""

from __future__ import annotations

import pytest

from contract import Contract
from contract.odcs import read_contract
from paths import CLICKSTREAM


@pytest.fixture(scope="session")
def clickstream() -> Contract:
    return read_contract(CLICKSTREAM)
