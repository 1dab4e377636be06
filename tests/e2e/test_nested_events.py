"""Nested events of the shipped contracts: from raw objects to the answers of their queries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from clickstream.contract.sample_events import sample_events
from clickstream.local.stack import ephemeral
from tests.e2e.verbs import Lake, events_of, eventually
from tests.paths import GA4, ROOT, SEGMENT

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = 300


@pytest.mark.parametrize(
    ("path", "restricted"),
    [
        pytest.param(SEGMENT, ("192.0.2.10", "ada@example.com", "0221-000002"), id="segment"),
        pytest.param(GA4, ("38400000-8cf0-11bd-b23e-10b96e40000d",), id="ga4"),
    ],
)
def test_nested_samples_become_rows_that_the_named_queries_read(
    path: Path, restricted: tuple[str, ...]
) -> None:
    samples = list(islice(sample_events(path, until=datetime.now(UTC)), EVENTS))
    sent = json.dumps(samples)
    assert all(value in sent for value in restricted), "restricted values are sent"
    with ephemeral({"contract": str(path.relative_to(ROOT))}) as stack:
        lake = Lake(stack)
        queries = lake.named_queries()
        assert len(queries) == 2
        for query in queries:
            assert lake.answer(query) == [], f"{query.name} reads a table without files"
        source = lake.put_object(events_of(*samples))
        # The files of an object's dates appear one after the other.
        eventually(
            lambda: len(lake.rows(source)) + len(lake.quarantined(source)) >= EVENTS,
            "the samples are converted",
        )
        rows = lake.rows(source)
        assert (len(rows), lake.quarantined(source)) == (EVENTS, []), "each sample is a row"
        assert {row["extra"] for row in rows} == {None}, "the contract declares every member"
        for query in queries:
            assert lake.answer(query), f"{query.name} has an answer"
        stored = json.dumps(rows)
        assert not [value for value in restricted if value in stored], (
            "no column holds a restricted value, and no JSON text does"
        )
