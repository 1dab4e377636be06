"""Lake on the local disk with the shipped sample, for tests of the daily models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

import daily_models
from clickstream.contract.daily_model_files import read_daily_models
from clickstream.contract.odcs import read_contract
from clickstream_models.run import Addresses, run_models
from converter.objects import RawObject, convert_object
from tests.paths import USER_PROFILE_MODELS, USER_PROFILES
from tests.unit.converter.fakes import FakeS3, rules
from tests.user_profiles import SAMPLE, profiles

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

DAY, DAY_BEFORE, EMPTY_DAY = date(2025, 11, 26), date(2025, 11, 25), date(2025, 11, 24)
MODELS = read_daily_models(USER_PROFILE_MODELS, read_contract(USER_PROFILES))


@dataclass(frozen=True)
class Tables:
    """Lake on the local disk, and its Spark session."""

    spark: SparkSession
    directory: Path

    @property
    def addresses(self) -> Addresses:
        return Addresses(f"{self.directory.as_uri()}/events/", f"{self.directory.as_uri()}/models/")

    def convert(self, body: bytes, key: str = "raw/a") -> None:
        """Convert a raw object into the lake."""
        s3 = FakeS3({(key, None): body})
        convert_object(RawObject("raw", key), s3.lake(), rules(MODELS.source))
        for name, content in s3.written.items():
            (self.directory / name).parent.mkdir(parents=True, exist_ok=True)
            (self.directory / name).write_bytes(content)

    def run(self, day: date = DAY) -> dict[str, int]:
        return run_models(self.spark, MODELS, self.addresses, day)

    def rows(self, table: str, day: date = DAY) -> dict[str, dict[str, Any]]:
        """Return the rows of a day by user."""
        found = [
            row
            for path in (self.directory / "models" / table / f"p_date={day}").glob("*.parquet")
            for row in rows_of(path)
        ]
        assert len({row["user_id"] for row in found}) == len(found), f"{table}: one row per person"
        return {row["user_id"]: row for row in found}

    def files(self) -> dict[str, bytes]:
        """Return the Parquet files of the models' tables, by path."""
        below = self.directory / "models"
        return {
            str(path.relative_to(below)): path.read_bytes() for path in below.rglob("*.parquet")
        }


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file, read by another library than the writer."""
    file: Any = pq.ParquetFile(path)  # pyarrow's stubs are partial
    return file.read().to_pylist()


def session_of_models(spark: SparkSession) -> SparkSession:
    """Return a session whose views and settings are not those of other tests."""
    session = spark.newSession()
    for key, value in {**daily_models.SPARK_SETTINGS, "spark.sql.shuffle.partitions": 4}.items():
        session.conf.set(key, str(value))
    return session


def with_sample(spark: SparkSession, directory: Path) -> Tables:
    """Return a lake with the sample's events."""
    tables = Tables(session_of_models(spark), directory)
    tables.convert(SAMPLE.read_bytes())
    return tables


def latest(day: date = DAY) -> dict[str, dict[str, Any]]:
    """Return the last profile of each person on a day, by the person's id."""
    said = sorted(
        (profile for profile in profiles() if profile["fetched_at"].startswith(day.isoformat())),
        key=lambda profile: profile["fetched_at"],
    )
    return {profile["login"]["uuid"]: profile for profile in said if profile.get("login")}
