"""Conversion of one round: raw objects to files in the lake, and a report of each object."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - usual name in PySpark code

from clickstream.records.shape import CAST_TYPES
from clickstream_spark.cast import add_typed
from clickstream_spark.columns import (
    DAY,
    INVALID,
    KIND,
    OBJECT,
    POSITION,
    REASON,
    SEQUENCE,
    SUMMARY,
)
from clickstream_spark.complete import complete
from clickstream_spark.read import OBJECTS_SCHEMA, RawObject, ReadLimits, reader
from clickstream_spark.report import Report
from clickstream_spark.rows import rows_schema
from clickstream_spark.validate import validate
from clickstream_spark.write import REPORTS_SCHEMA, Lake, writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, timedelta

    from pyspark.sql import DataFrame, SparkSession

    from clickstream.contract import Contract

# several, so that small objects need not wait for a large one; fewer than one per object, since
# a task takes a tenth of a second to start
TASKS_PER_CORE = 16
SESSION = {
    "spark.sql.session.timeZone": "UTC",
    # a value that does not fit its type becomes null, instead of an error that ends the run
    "spark.sql.ansi.enabled": "false",
    # a worker holds a batch of lines in memory, and lines may be long
    "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
}
"""Settings of the Spark session that the conversion requires."""


@dataclass(frozen=True)
class ConversionRules:
    """Settings that are the same for every object of a deployment."""

    contract: Contract
    derivations: Mapping[str, str]
    """Spark SQL of each derived column, from `clickstream.contract.spark_sql.derivations`."""
    earliest: date
    """First UTC date of the time window."""
    max_future: timedelta
    """End of the time window, relative to the arrival of the object."""
    max_unpacked: int
    """Maximum size of an unpacked object in bytes."""
    max_event: int
    """Maximum size of an event in bytes. A larger one is quarantined."""
    protection_key: bytes | None = field(default=None, repr=False)
    """HMAC key of hashed columns; None if the contract hashes none."""


def convert(
    spark: SparkSession, objects: Sequence[RawObject], rules: ConversionRules, lake: Lake
) -> list[Report]:
    """Convert raw objects and write their files. A second run overwrites the files of the first.

    An object with more than `MAX_DATES` event dates is read twice: first to find the dates that
    appear first, then to write them. Only such an object, which is rare, takes the time.

    Returns:
        A report per object, in the order of `objects`.
    """
    numbered = dict(enumerate(objects))
    reports = _convert(spark, numbered, rules, lake, {})
    first_dates = {
        report.number: frozenset(report.first_dates) for report in reports if report.first_dates
    }
    if first_dates:
        crowded = {number: numbered[number] for number in first_dates}
        reports = [report for report in reports if report.number not in first_dates]
        reports += _convert(spark, crowded, rules, lake, first_dates)
    return sorted(reports, key=lambda report: report.number)


def _convert(
    spark: SparkSession,
    objects: Mapping[int, RawObject],
    rules: ConversionRules,
    lake: Lake,
    dates: Mapping[int, frozenset[str]],
) -> list[Report]:
    """Convert raw objects, by their numbers in the round.

    One task converts an object, from the first byte to the last file, so there is no shuffle.
    Spark sorts the rows of an object by date, on disk if they do not fit into memory.

    Args:
        spark: Session with the settings `SESSION`.
        objects: Raw objects by number.
        rules: Settings of the conversion.
        lake: Destination of the files.
        dates: Event dates that are written, by the number of an object with too many dates.
    """
    rows = _read(spark, objects, rules, lake)
    casts = [column for column in rules.contract.input_columns if column.type in CAST_TYPES]
    completed = complete(validate(reduce(add_typed, casts, rows), rules), rules)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    write = writer(rules.contract, lake, now, dates)
    written = _sorted(completed).mapInArrow(write, REPORTS_SCHEMA)
    reports = [Report.from_json(row["report"]) for row in written.collect()]
    if len(reports) != len(objects):
        msg = f"{len(objects)} objects in, but {len(reports)} reports"
        raise AssertionError(msg)
    return reports


def _read(
    spark: SparkSession, objects: Mapping[int, RawObject], rules: ConversionRules, lake: Lake
) -> DataFrame:
    numbered = [(number, raw.bucket, raw.key, raw.version) for number, raw in objects.items()]
    context = spark.sparkContext
    tasks = max(1, min(len(numbered), TASKS_PER_CORE * context.defaultParallelism))
    frame = spark.createDataFrame(context.parallelize(numbered, tasks), OBJECTS_SCHEMA)
    limits = ReadLimits(rules.max_unpacked, rules.max_event, rules.max_future)
    read = reader(rules.contract, lake.region, limits)
    return frame.mapInArrow(read, rows_schema(rules.contract))


def _sorted(rows: DataFrame) -> DataFrame:
    """Sort each object's rows: its summary, its accepted events by date, its quarantined lines."""
    section = f"CASE WHEN `{KIND}` = {SUMMARY} THEN 0 WHEN `{REASON}` IS NULL THEN 1 ELSE 2 END"
    invalid_first = f"CASE WHEN `{KIND}` = {INVALID} THEN 0 ELSE 1 END"
    return rows.sortWithinPartitions(
        F.col(f"`{OBJECT}`"),
        F.expr(section),
        F.col(f"`{DAY}`"),
        F.col(f"`{POSITION}`"),
        F.expr(invalid_first),
        F.col(f"`{SEQUENCE}`"),
    )
