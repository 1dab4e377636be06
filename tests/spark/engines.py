"""Both converters side by side, on one emulator: the same raw objects through each."""

from __future__ import annotations

import io
import json
import os
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

import boto3
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from clickstream.contract import spark_sql
from clickstream.local import spark as local_spark
from clickstream.local.stack import LocalStack, ephemeral
from clickstream_spark import read, write
from clickstream_spark import report as spark_report
from clickstream_spark.convert import ConversionRules, convert
from converter import convert as converter_convert
from converter import objects as converter_objects

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from pyspark.sql import SparkSession

    from clickstream.contract import Contract

T = TypeVar("T")

RAW, POLARS_LAKE, SPARK_LAKE = "same-raw", "same-polars", "same-spark"
EARLIEST = date(2020, 1, 1)
MAX_FUTURE = timedelta(hours=24)
MB = 1024 * 1024
KEY = b"a key of 16 bytes"


@dataclass(frozen=True)
class Outcome:
    """Result of the conversion of one object by one converter."""

    report: spark_report.Report | converter_objects.Report | None
    files: dict[str, pl.DataFrame]
    """Rows of each file by its key, without `ingested_at`."""


@dataclass(frozen=True)
class Engines:
    """Both converters, on one stack."""

    stack: LocalStack
    spark: SparkSession

    def client(self, service: Any) -> Any:
        return cast("Any", boto3.client(service, **self.stack.client_options()))

    def put(self, bodies: Sequence[bytes]) -> list[str]:
        """Put objects, and return their keys."""
        folder, s3 = uuid.uuid4(), self.client("s3")
        keys = [f"raw/{folder}/{number:04d}.json.gz" for number in range(len(bodies))]
        for key, body in zip(keys, bodies, strict=True):
            s3.put_object(Bucket=RAW, Key=key, Body=body)
        return keys

    def by_polars(self, keys: Sequence[str], contract: Contract, **changes: Any) -> list[Outcome]:
        """Convert objects with the Lambda converter."""
        lake = converter_objects.Lake(
            self.client("s3"), POLARS_LAKE, "events/", "quarantine/", "zstd"
        )
        defaults: dict[str, Any] = {
            "earliest": EARLIEST,
            "max_future": MAX_FUTURE,
            "max_unpacked": MB,
            "max_event": MB,
            "protection_key": KEY,
        }
        rules = converter_convert.ConversionRules(contract, **{**defaults, **changes})
        reports = [
            converter_objects.convert_object(converter_objects.RawObject(RAW, key), lake, rules)
            for key in keys
        ]
        return [
            Outcome(report, self.files(POLARS_LAKE, report.files if report else []))
            for report in reports
        ]

    def by_spark(self, keys: Sequence[str], contract: Contract, **changes: Any) -> list[Outcome]:
        """Convert objects with the Spark converter, in one round."""
        derivations = spark_sql.derivations(contract)
        defaults: dict[str, Any] = {
            "earliest": EARLIEST,
            "max_future": MAX_FUTURE,
            "max_unpacked": MB,
            "max_event": MB,
            "protection_key": KEY,
        }
        rules = ConversionRules(contract, derivations, **{**defaults, **changes})
        lake = write.Lake(
            self.stack.client_options()["region_name"], SPARK_LAKE, "events/", "quarantine/", "zstd"
        )
        reports = convert(self.spark, [read.RawObject(RAW, key) for key in keys], rules, lake)
        return [Outcome(report, self.files(SPARK_LAKE, report.files)) for report in reports]

    def files(self, bucket: str, keys: Sequence[str]) -> dict[str, pl.DataFrame]:
        s3 = self.client("s3")
        return {
            key: pl.read_parquet(
                io.BytesIO(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
            ).drop("ingested_at")
            for key in keys
        }

    def check_same(
        self, bodies: Sequence[bytes], contract: Contract, **changes: Any
    ) -> list[Outcome]:
        """Convert objects with both, and assert the same files, rows, quarantine and counts.

        Returns:
            The outcomes of the Spark converter.
        """
        keys = self.put(bodies)
        one, other = (
            self.by_polars(keys, contract, **changes),
            self.by_spark(keys, contract, **changes),
        )
        for body, polars, spark in zip(bodies, one, other, strict=True):
            _check_same(body, polars, spark)
        return other


def _check_same(body: bytes, polars: Outcome, spark: Outcome) -> None:
    where = f"of the object {body[:2000]!r}"
    assert isinstance(spark.report, spark_report.Report)
    assert spark.report.problem is None, f"{where}: {spark.report.problem}"
    assert isinstance(polars.report, converter_objects.Report), where
    assert sorted(spark.files) == sorted(polars.files), f"the same files come {where}"
    for key, expected in polars.files.items():
        found = spark.files[key]
        assert found.schema == expected.schema, (
            f"files have one schema, whichever engine wrote them, {where}"
        )
        try:
            assert_frame_equal(_ordered(found), _ordered(expected), check_exact=True)
        except AssertionError as error:
            msg = f"{key} {where}: {error}"
            raise AssertionError(msg) from error
    counts = (polars.report.lines, polars.report.rows, polars.report.quarantined)
    assert (spark.report.lines, spark.report.rows, spark.report.quarantined) == counts, where


def _ordered(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame in a defined order: rows of the same line of text have none."""
    return frame.sort(frame.columns, nulls_last=True)


@contextmanager
def running(spark: SparkSession) -> Generator[Engines]:
    """Yield both engines, over a stack that is deployed with the Spark engine."""
    with (
        ephemeral({"engine": "spark", "maxObjectMb": "1"}) as stack,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in local_spark.environment(stack).items():
            if os.environ.get(name) != value:
                patch.setenv(name, value)
                # Spark runs already, and starts its workers with these variables.
                patch.setitem(spark.sparkContext.environment, name, value)
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            patch.delenv(name, raising=False)  # Glue promises none
        engines = Engines(stack, spark)
        for bucket in (RAW, POLARS_LAKE, SPARK_LAKE):
            engines.client("s3").create_bucket(Bucket=bucket)
        yield engines


def gather(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """Return `count` values from Hypothesis, for tests that put many values into one Spark job.

    Values are not shrunk, so an assertion must name the wrong values.
    """
    found: list[T] = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        phases=[Phase.generate],
    )
    @given(strategy)
    def collect(value: T) -> None:
        found.append(value)

    collect()
    return found


def lines(*events: object) -> bytes:
    """Return an object of events, one per line; a string is a line as it is."""
    return "\n".join(
        item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in events
    ).encode()


def event(**fields: object) -> dict[str, Any]:
    """Return an event that the clickstream contract accepts."""
    return {"event_type": "page_view", "event_time": "2025-11-26T10:00:00Z", **fields}
