"""The same raw objects through the Polars converter and through Spark give the same table and the same quarantine, row for row."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from contract.odcs import read_contract
from contract.samples import sample_events
from engines import event, lines
from paths import CLICKSTREAM, ROOT, SONG_PLAYS

if TYPE_CHECKING:
    from contract import Contract
    from engines import Engines

NOW = datetime.now(UTC)


def test_generated_events_of_the_contract(engines: Engines, clickstream: Contract) -> None:
    events = list(islice(sample_events(CLICKSTREAM, seed=11, until=NOW), 3000))
    bodies = [gzip.compress("\n".join(json.dumps(item) for item in events[start : start + 1000]).encode()) for start in range(0, 3000, 1000)]
    outcomes = engines.check_same(bodies, clickstream)
    assert sum(outcome.report.rows for outcome in outcomes if outcome.report) == 3000


def test_generated_events_of_another_contract(engines: Engines) -> None:
    contract = read_contract(SONG_PLAYS)
    plays = list(islice(sample_events(SONG_PLAYS, seed=7, until=NOW), 500))
    engines.check_same([lines(*plays)], contract)
