"""Run of the daily models over one day: queries of the events to partitions of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.errors import AnalysisException
from pyspark.sql import functions as F  # noqa: N812 - usual name in PySpark code

from clickstream.contract.daily_models import MODEL_PARTITIONS, SOURCE_VIEW
from clickstream.contract.model import partition_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pyspark.sql import DataFrame, SparkSession

    from clickstream.contract import Column, Contract
    from clickstream.contract.daily_models import DailyModel, DailyModels

PATH_NOT_FOUND = "PATH_NOT_FOUND"  # Spark's error class


class ModelError(Exception):
    """The columns of a query differ from those of its table. No table was written."""


@dataclass(frozen=True)
class Addresses:
    """Addresses of the tables, which end with a slash."""

    events: str
    """Address of the events table."""
    models: str
    """Parent address of the models' tables, each of which is below its name."""


def run_models(
    spark: SparkSession, models: DailyModels, addresses: Addresses, day: date
) -> dict[str, int]:
    """Run all models over a day, and replace the day's partition of each table.

    No other partition is read or written. The run is idempotent.

    Args:
        spark: Session whose time zone is UTC.
        models: Compiled models.
        addresses: Addresses of the tables.
        day: UTC event date.

    Returns:
        Number of rows by table, and of events by the name of the events table.

    Raises:
        ModelError: If the columns of a query differ from those of its table. All queries are
            checked before any of them runs.
    """
    events = read_day(spark, models.source, addresses.events, day)
    events.createOrReplaceTempView(SOURCE_VIEW)
    for name, sql in models.views.items():
        spark.sql(sql).createOrReplaceTempView(name)
    frames = {
        model.table: _stored(model, _checked(model, spark.sql(model.sql)))
        for model in models.models
    }
    rows = {models.source.table: events.count()}
    for table, frame in frames.items():
        partition = f"{addresses.models}{table}/{partition_path(MODEL_PARTITIONS, day)}/"
        # The address of the partition, since a dynamic overwrite of the table would keep the old
        # rows of a day that has no rows any more.
        frame.write.parquet(partition, mode="overwrite", compression="zstd")
        rows[table] = spark.read.schema(frame.schema).parquet(partition).count()
    return rows


def read_day(spark: SparkSession, contract: Contract, address: str, day: date) -> DataFrame:
    """Return the events of a day; none if there is no partition.

    Only the files of the partition are listed, and the predicate prunes by its keys.
    """
    path = partition_path(contract.partition_keys, day)
    # Declared, not inferred: older files lack columns that were added later, and the value of
    # `month=01` would become 1.
    schema = ", ".join(
        [_ddl(contract.table_columns), *(f"`{key.name}` string" for key in contract.partition_keys)]
    )
    try:
        events = spark.read.schema(schema).option("basePath", address).parquet(f"{address}{path}/")
    except AnalysisException as error:
        if error.getErrorClass() != PATH_NOT_FOUND:
            raise
        events = spark.createDataFrame([], schema)
    for step in path.split("/"):
        name, value = step.split("=", 1)
        events = events.where(F.col(name) == value)
    return events


def _ddl(columns: Iterable[Column]) -> str:
    types = {column.name: column.data_type.spark_type(timestamp="timestamp") for column in columns}
    return ", ".join(f"`{name}` {spark_type}" for name, spark_type in types.items())


def _checked(model: DailyModel, frame: DataFrame) -> DataFrame:
    """Return the result of a query, after a check of its columns."""
    declared = [(column.name, column.athena_type) for column in model.columns]
    if frame.dtypes != declared:
        wrong = _difference(frame.dtypes, declared) or "no other column"
        missing = _difference(declared, frame.dtypes) or "only their order"
        msg = (
            f"{model.table}.sql gives {wrong} where the table declares {missing}; "
            "Athena could not read the files. Change the one or the other."
        )
        raise ModelError(msg)
    return frame


def _difference(columns: list[tuple[str, str]], others: list[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns if (name, kind) not in others)


def _stored(model: DailyModel, frame: DataFrame) -> DataFrame:
    """Cast timestamps to the stored type, without a zone, as in the events table and in Hive."""
    return frame.select(
        *(F.col(column.name).cast(column.data_type.spark_type()) for column in model.columns)
    )
