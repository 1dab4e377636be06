"""What all tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.odcs import read_contract
from paths import CLICKSTREAM

if TYPE_CHECKING:
    from contract import Contract


@pytest.fixture(scope="session")
def clickstream() -> Contract:
    return read_contract(CLICKSTREAM)
