"""Raw lines to convert: generated events, events at the edges of types and dates, broken lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from clickstream.contract.sample_events import sample_events

if TYPE_CHECKING:
    from pathlib import Path

YEARS = (2020, 2021, 2022, 2023, 2024, 2025)
"""Years of old events, beside those of the last days."""
FIRST_DATE = f"{YEARS[0]}-01-01"
BROKEN = (
    "{broken",
    "",
    "[1, 2",
    '"text"',
    '{"event_type": "page_view"}',
    '{"event_time": "2025-11-26T10:00:00Z"}',
    '{"event_type": "page_view", "event_time": "soon"}',
    '{"event_type": "page_view", "event_time": "1999-12-31T23:59:59Z"}',
    '{"event_type": "page_view", "event_time": "2999-01-01T00:00:00Z"}',
    '{"event_type": "page_view", "event_time": "2025-11-26T10:00:00Z", "quantity": "two"}',
    '{"event_type": "page_view", "event_time": "2025-11-26T10:00:00Z", "quantity": 99999999999999999999}',
)


def samples(contract: Path, count: int) -> list[dict[str, Any]]:
    """Return sample events of a contract, of the last days."""
    return list(islice(sample_events(contract, seed=7, until=datetime.now(UTC)), count))


def edges(now: datetime) -> list[dict[str, Any]]:
    """Return clickstream events with extreme and unusual values, all of the last days."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    texts = [
        "",
        " ",
        "null",
        "'",
        '"',
        "\\",
        "a\nb",
        "a,b",
        "%_",
        "ß",
        "東京 🎒",
        "\u0000",
        "[x]",
        "{a=b}",
    ]
    numbers = [0, -0.0, 1e-9, 1e7, 0.1 + 0.2, 1.5e300, 5e-324, -2.5, 12345678.9]
    wholes = [0, -1, 2**63 - 1, -(2**63)]
    times = [
        midnight.isoformat(),
        (midnight - timedelta(milliseconds=1)).isoformat(),
        (midnight - timedelta(microseconds=1)).isoformat(),
        midnight.replace(tzinfo=None).isoformat() + "+05:30",
        midnight.replace(tzinfo=None).isoformat() + "-11:00",
        int(midnight.timestamp()),
        int(midnight.timestamp() * 1000) + 7,
        int(midnight.timestamp() * 1_000_000) + 7,
    ]
    time = (now - timedelta(hours=1)).isoformat()
    common = {"event_type": "purchase", "event_time": time, "product_price": 2.5, "quantity": 3}
    varied: list[dict[str, Any]] = [
        *({"product_name": text, "city": text, "session_id": text or "s"} for text in texts),
        *({"product_price": number} for number in numbers),
        # No purchase: the queries add the pieces of purchases, and Athena refuses an overflow.
        *({"event_type": "page_view", "quantity": whole} for whole in wholes),
        *({"event_time": each} for each in times),
        {"event_id": "x", "user_id": "x", "event_type": "x"},  # the value of `collect`
        {"campaign": {"name": "spring", "tags": ["a", None]}, "score": 1.10},
        {"event_type": "page_view", "product_price": None, "quantity": None},
    ]
    return [{**common, **each} for each in varied]


def of_years() -> list[dict[str, Any]]:
    """Return clickstream events at both ends of old years, of leap days, and of ends of months."""
    days = [day for year in YEARS for day in (f"{year}-01-01", f"{year}-12-31")]
    days += ["2020-02-29", "2024-02-29", "2025-02-28", "2025-11-30", "2025-10-09"]
    return [
        {"event_type": "purchase", "event_time": f"{day}T{time}", "product_price": 1.25}
        for day in days
        for time in ("00:00:00Z", "23:59:59.999Z")
    ]


def lines(events: list[dict[str, Any]], *, broken: bool = True) -> bytes:
    """Return the events as lines of JSON, followed by the broken lines."""
    texts = [json.dumps(event, ensure_ascii=False) for event in events]
    return "".join(f"{text}\n" for text in [*texts, *(BROKEN if broken else ())]).encode()
