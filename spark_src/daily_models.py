"""The daily transform's entry script: yesterday's events into the models' tables, or another day's, with --date.

Glue starts it with `clickstream_models`, `clickstream.contract` and the compiled models in one
archive on the Python path.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING

from pyspark.sql import SparkSession

from clickstream.contract.daily_models import DailyModels
from clickstream_models.transform import Lake, transform

if TYPE_CHECKING:
    from collections.abc import Sequence

# every time in the lake is in UTC
SPARK_SETTINGS: dict[str, bool | float | int | str | None] = {"spark.sql.session.timeZone": "UTC"}


def main(arguments: Sequence[str], models: DailyModels) -> None:
    """Run the models over the day that the arguments name, and print rows by table as a line of JSON."""
    options = _parser().parse_known_args(arguments)[0]  # Glue adds arguments of its own
    day: date = options.date or datetime.now(UTC).date() - timedelta(days=1)
    spark = SparkSession.Builder().appName("daily-models").config(map=SPARK_SETTINGS).getOrCreate()
    rows = transform(spark, models, Lake(options.events, options.models), day)
    print(json.dumps({"message": "day transformed", "date": day.isoformat(), "rows": rows}))  # noqa: T201 - Glue's log is what a script prints


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        help="the day, as 2025-11-26; yesterday, in UTC, by default",
    )
    parser.add_argument(
        "--events", type=_directory, required=True, help="address of the events table"
    )
    parser.add_argument(
        "--models", type=_directory, required=True, help="address that the models' tables lie below"
    )
    return parser


def _directory(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"


if __name__ == "__main__":
    main(
        sys.argv[1:],
        DailyModels.from_json(
            resources.files("clickstream_models")
            .joinpath("models.json")
            .read_text(encoding="utf-8")
        ),
    )
