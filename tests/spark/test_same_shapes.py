"""Both converters give the same rows for objects of unusual shapes, sizes and numbers of dates."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from clickstream.records.chunks import CHUNK
from clickstream.records.dates import MAX_DATES
from tests.spark.engines import MB, event, lines

if TYPE_CHECKING:
    from clickstream.contract import Contract
    from tests.spark.engines import Engines

pytestmark = pytest.mark.long
EVENTS = [
    event(
        event_id=f"e-{number}",
        user_id=number if number % 7 == 0 else f"u-{number}",
        quantity=str(number) if number % 5 == 0 else number,
        product_price=number / 7,
        note="x" * (number % 90),
    )
    for number in range(12_000)
]
TEXTS = [json.dumps(item) for item in EVENTS]
BROKEN = [*TEXTS[:4000], '{"event_type": oops}', "7", *TEXTS[4000:]]
assert sum(map(len, TEXTS)) > 3 * CHUNK, "the events are several chunks"


def test_objects_of_several_chunks(engines: Engines, clickstream: Contract) -> None:
    bodies = {
        "lines": lines(*TEXTS),
        "an array": f"[{','.join(TEXTS)}]".encode(),
        "an array with indentation": json.dumps(EVENTS, indent=1).encode(),
        "an array that ends early": f"[{','.join(TEXTS)}".encode(),
        "an array with broken elements": f"[{','.join(BROKEN)}]".encode(),
        "an array, and lines": lines(json.dumps(EVENTS[:6000]), *TEXTS[6000:]),
        "events on one line": "".join(TEXTS).encode(),
        "events on one line, with broken ones": "".join(BROKEN).encode(),
        "events over several lines": "\n".join(
            json.dumps(item, indent=1) for item in EVENTS
        ).encode(),
        "gzip that is cut off": gzip.compress(lines(*TEXTS))[:-9000],
    }
    outcomes = engines.check_same([*bodies.values()], clickstream, max_unpacked=8 * MB)
    rows = {
        name: outcome.report.rows
        for name, outcome in zip(bodies, outcomes, strict=True)
        if outcome.report
    }
    whole = {name for name, count in rows.items() if count == len(EVENTS)}
    assert whole >= {
        "lines",
        "an array",
        "an array with indentation",
        "an array, and lines",
        "events on one line",
        "events over several lines",
    }, f"no event of a valid object is lost: {rows}"


def test_runs_of_short_texts(engines: Engines, clickstream: Contract) -> None:
    bodies = [
        b"[" + b",".join([b"0"] * 50_000) + b"]",
        b"[" + b",".join([b"{}"] * 50_000) + b"]",
        b"0\n" * 50_000,
        b"{}\n" * 50_000 + lines(event()),
        b"{" * 50_000,
        b"[" * 50_000,
        b'{"a":\n' * 20_000,
        b"}{" * 20_000,
        lines(event()) + b'\n"' + b"\\" * 30_000 + b"\n" + lines(event()),
    ]
    outcomes = engines.check_same(bodies, clickstream)
    first = outcomes[0]
    assert first.report
    assert first.report.lines == first.report.quarantined["not_an_object"] == 50_000, (
        "each element of a run is counted"
    )
    (file,) = first.files.values()
    assert file["records"].sum() == 50_000
    assert file.height < 1000, "a run is one row"


def test_events_that_are_too_large(engines: Engines, clickstream: Contract) -> None:
    long = event(note="x" * 100_000)
    bodies = [
        lines(event(), long, event()),
        lines(json.dumps([event(), long, event()])),
        json.dumps(event(note=["x" * 1000] * 800), indent=1).encode() + b"\n" + lines(event()),
        b'{"event_type":"' + b"x" * 900_000,
    ]
    outcomes = engines.check_same(bodies, clickstream, max_event=64 * 1024)
    reasons = {
        reason for outcome in outcomes if outcome.report for reason in outcome.report.quarantined
    }
    assert "event_too_large" in reasons


def test_times_in_epoch_microseconds(engines: Engines, clickstream: Contract) -> None:
    times = [1764115200123456, 1764115200123999.9, "1764115200123456", 10**14, 10**14 - 1, 1e15]
    (outcome,) = engines.check_same(
        [lines(*(event(event_time=time) for time in times))], clickstream, earliest=date(1970, 1, 1)
    )
    assert outcome.report
    assert outcome.report.rows == 5, "one number is milliseconds, after the time window"


def test_an_object_with_too_many_dates(engines: Engines, clickstream: Contract) -> None:
    # In no order, and some of them read by the slower reader
    days = [date(2020, 1, 1) + timedelta(days=number * 607 % 1013) for number in range(1013)]
    events = [
        event(event_time=f"{day.isoformat()}T10:00:00Z", user_id=7 if number % 9 == 0 else "u")
        for number, day in enumerate([*days, *days[-40:], *days[:5]])
    ]
    crowded, normal = engines.check_same([lines("oops", *events), lines(*events[:3])], clickstream)
    assert crowded.report
    assert normal.report
    late = len(days) - MAX_DATES
    assert crowded.report.quarantined == {"malformed_json": 1, "too_many_dates": 2 * late}
    assert len(crowded.report.files) == MAX_DATES + 1
    assert (normal.report.rows, len(normal.report.files)) == (3, 3)
