"""Template of an event: times and the marker are filled in, other values are kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clickstream.contract.event_template import MARKER, fill, template_of
from clickstream.contract.probe_event import probe_event
from components.shared.canary_file import TEMPLATE_TIME
from tests.paths import CLICKSTREAM, GA4, ROOT, SEGMENT, SONG_PLAYS

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 29, 20, 15, 3, 250000, tzinfo=UTC)
CONTRACTS = (
    CLICKSTREAM,
    GA4,
    SEGMENT,
    SONG_PLAYS,
    ROOT / "contracts" / "user_profiles.odcs.yaml",
    ROOT / "tests" / "contracts" / "orders.odcs.yaml",
)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda path: path.stem)
def test_a_filled_template_is_the_probe_event_of_that_time(contract: Path) -> None:
    template = template_of(probe_event(contract, MARKER, now=TEMPLATE_TIME), TEMPLATE_TIME)
    carried = json.loads(json.dumps(template))
    assert fill(carried, "canary-1", NOW) == probe_event(contract, "canary-1", now=NOW), (
        "the function sends what the contract's own code would send at that time"
    )


def test_every_form_of_the_time_and_the_marker_are_replaced_at_any_depth() -> None:
    time = datetime(2001, 2, 3, 4, 5, 6, 789000, tzinfo=UTC)
    event = {
        "id": MARKER,
        "at": "2001-02-03T04:05:06.789Z",
        "inner": [{"ms": 981173106789, "us": 981173106789000}, "2001-02-03", "20010203"],
        "other": [1, True, None, 0.5, "2001-02-04"],
    }
    template = template_of(event, time)
    assert template["inner"] == [
        {"ms": "${milliseconds}", "us": "${microseconds}"},
        "${date}",
        "${basic_date}",
    ]
    assert template["other"] == event["other"], "other values are kept"
    filled = fill(template, "canary-1", NOW)
    assert filled["id"] == "canary-1"
    assert filled["at"] == "2026-11-29T20:15:03.250Z"
    assert filled["inner"] == [
        {"ms": 1795983303250, "us": 1795983303250000},
        "2026-11-29",
        "20261129",
    ]
