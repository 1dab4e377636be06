"""Run the daily models over the events of yesterday, or of the day given with --date.

Entry script of the Glue job. An archive on the Python path has `clickstream_models`,
`clickstream.contract` and the compiled models.
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
from clickstream_models.run import Addresses, run_models

if TYPE_CHECKING:
    from collections.abc import Sequence

# times in the lake are in UTC
SPARK_SETTINGS: dict[str, bool | float | int | str | None] = {"spark.sql.session.timeZone": "UTC"}


def main(arguments: Sequence[str], models: DailyModels) -> None:
    """Run the models over the given day, and print the number of rows by table as a JSON line."""
    options = _parser().parse_known_args(arguments)[0]  # Glue adds arguments of its own
    day: date = options.date or datetime.now(UTC).date() - timedelta(days=1)
    spark = SparkSession.Builder().appName("daily-models").config(map=SPARK_SETTINGS).getOrCreate()
    rows = run_models(spark, models, Addresses(options.events, options.models), day)
    print(json.dumps({"message": "daily models run", "date": day.isoformat(), "rows": rows}))  # noqa: T201 - the output of a script is the job's log in Glue


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        help="UTC date such as 2025-11-26; default: yesterday",
    )
    parser.add_argument(
        "--events", type=_directory, required=True, help="address of the events table"
    )
    parser.add_argument(
        "--models", type=_directory, required=True, help="address of the models' tables"
    )
    return parser


def _directory(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"


if __name__ == "__main__":
    compiled = resources.files("clickstream_models").joinpath("models.json")
    main(sys.argv[1:], DailyModels.from_json(compiled.read_text(encoding="utf-8")))
