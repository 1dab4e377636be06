"""Random events of visitors, with the cases at the edges of the named queries.

Among them: pauses of exactly 30 minutes and of one millisecond more, events at the same time,
sessions across midnight, visitors who sign in, sessions of several users, rows without user or
session, rows written twice, and canary events.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from clickstream.contract import polars_schema
from clickstream.contract.model import QUARANTINE_COLUMNS
from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM

CONTRACT = read_contract(CLICKSTREAM)
START = datetime(2026, 2, 25, tzinfo=UTC).replace(tzinfo=None)  # as in the tables
DAYS = 15
PAUSES = (
    timedelta(0),
    timedelta(seconds=1),
    timedelta(seconds=59, milliseconds=999),
    timedelta(minutes=7),
    timedelta(minutes=30),
    timedelta(minutes=30, milliseconds=1),
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=6, hours=23),
)
TYPES = ("page_view", "product_view", "product_view", "add_to_cart", "add_to_cart", "purchase")
PAGES = (
    None,
    "https://shop.example/",
    "https://shop.example/?utm_source=newsletter",
    "https://shop.example/?utm_source=&b=1",
    "https://shop.example/p/1#top",
    "https://shop.example/p/1",
    "https://shop.example/p/2?utm_medium=cpc&utm_source=ads",
    "/cart",
)
REFERRERS = (None, None, None, "https://shop.example/p/1", "https://search.example/?q=1", "android")
PRODUCTS = ((None, None), ("p1", "Tent"), ("p1", "Tent 2"), ("p2", "Lamp"), ("p3", None))


def events(seed: int, count: int = 400) -> pl.DataFrame:
    """Return rows of the events table, in random order."""
    rng = random.Random(seed)  # noqa: S311 - test data
    rows: list[dict[str, Any]] = []
    while len(rows) < count:
        rows += _visitor(rng, first=len(rows))
    for row in rng.sample(rows, count // 20):
        rows.append({**row, **_arrival(rng, row["event_time"] + timedelta(hours=1))})
    rng.shuffle(rows)
    return table(rows)


def _visitor(rng: random.Random, first: int) -> list[dict[str, Any]]:
    user = rng.choice((None, None, *(f"u{number}" for number in range(10))))
    own = f"s-{first}"
    session = rng.choice((None, None, own, own, own, *(f"s{number}" for number in range(4))))
    signed_in = rng.choice((0, 0, 2))
    # Close to midnight, so that many sessions pass it.
    time = START + timedelta(days=rng.randrange(DAYS), hours=23, minutes=rng.randrange(-20, 59))
    rows: list[dict[str, Any]] = []
    for number in range(rng.randrange(1, 14)):
        product, name = rng.choice(PRODUCTS)
        row: dict[str, Any] = {
            "event_id": f"e{first + number}",
            "event_type": "canary" if rng.random() < 0.05 else rng.choice(TYPES),
            "event_time": time,
            "user_id": user if number >= signed_in else None,
            "session_id": session,
            "country": None if user is None else ("DE", "FR", "US")[int(user[1:]) % 3],
            "page_url": rng.choice(PAGES),
            "referrer": rng.choice(REFERRERS),
            "product_id": product,
            "product_name": name,
            "product_category": None if name is None else "home" if name == "Lamp" else "outdoor",
            "product_price": rng.randrange(400) / 4,
            "quantity": rng.choice((None, 1, 2)),
        }
        rows.append({**row, **_arrival(rng, time)})
        time += rng.choice(PAUSES)
    return rows


def _arrival(rng: random.Random, time: datetime) -> dict[str, Any]:
    lag = timedelta(milliseconds=rng.choice((-1500, 0, 999, 1000, 65_000, rng.randrange(600_000))))
    return {"ingested_at": time + lag, "source_object": f"s3://raw/{rng.randrange(5)}"}


def table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows as the converter writes them; a column that a row does not name is null."""
    derived = {column.name for column in CONTRACT.derived_columns}
    columns = [column for column in CONTRACT.table_columns if column.name not in derived]
    frame = pl.DataFrame(
        [{column.name: row.get(column.name) for column in columns} for row in rows],
        schema=polars_schema.schema(columns),
    )
    return polars_schema.derive(frame, CONTRACT).select(
        column.name for column in CONTRACT.table_columns
    )


def quarantine(seed: int, count: int = 60) -> pl.DataFrame:
    """Return rows of the quarantine table."""
    rng = random.Random(seed)  # noqa: S311 - test data
    rows = [
        {
            "line": "{broken",
            "reason": rng.choice(("not_json", "missing_field", "wrong_type")),
            "detail": rng.choice((None, "event_time", "quantity: two")),
            "position": number + 1,
            "source_object": f"s3://raw/{rng.randrange(4)}",
            "ingested_at": START + timedelta(hours=rng.randrange(24 * DAYS)),
            "records": rng.choice((None, 1, 17)),
        }
        for number in range(count)
    ]
    return pl.DataFrame(rows, schema=polars_schema.schema(QUARANTINE_COLUMNS))
