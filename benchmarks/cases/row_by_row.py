"""Common hand-written function: `json.loads` per line, Python per row, Parquet by pandas.

It has no checks: a malformed line is skipped with a message, and one wrong value fails the object.
"""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import awswrangler as wr  # noqa: F401  # pyright: ignore[reportMissingImports, reportUnusedImport] - only in .venv-bench; such functions import it, and it writes only to S3
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

PERSONAL = ["ip_address", "email"]
PARTITIONS = ["year", "month", "day"]


def enrich(event: dict[str, Any]) -> dict[str, Any]:
    """Add the derived columns to one event."""
    moment = datetime.fromisoformat(event["event_time"])
    event["revenue"] = (
        event.get("product_price", 0.0) * event.get("quantity", 1)
        if event["event_type"] == "purchase"
        else 0.0
    )
    event["hour"] = moment.hour
    event["day_of_week"] = moment.strftime("%A")
    event["year"] = moment.strftime("%Y")
    event["month"] = moment.strftime("%m")
    event["day"] = moment.strftime("%d")
    return event


def read_events(source: Path) -> list[dict[str, Any]]:
    """Decode an object, line by line."""
    events: list[dict[str, Any]] = []
    for line in gzip.decompress(source.read_bytes()).decode("utf-8").splitlines():
        if not line.strip():
            continue
        try:
            events.append(enrich(json.loads(line)))
        except json.JSONDecodeError:
            print("skipping malformed line")  # noqa: T201 - as such functions do
    return events


def run(source: Path, out: Path) -> None:
    """Convert one object to Parquet, Snappy, partitioned as by awswrangler's `dataset=True`."""
    frame = pd.DataFrame(read_events(source))
    frame = frame.drop(columns=PERSONAL, errors="ignore")
    frame["event_time"] = pd.to_datetime(
        cast("pd.Series", frame["event_time"]), format="ISO8601", utc=True
    ).dt.tz_localize(None)
    frame.to_parquet(
        out, engine="pyarrow", compression="snappy", partition_cols=PARTITIONS, index=False
    )
