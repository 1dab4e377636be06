"""The daily transform: one day's partition in, one partition of each model's table out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.errors import AnalysisException
from pyspark.sql import functions as F  # noqa: N812 - what everybody calls it

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
    """A model whose query does not give what its table declares. Nothing of any table was written."""


@dataclass(frozen=True)
class Lake:
    """Where the tables lie. Addresses end with a slash."""

    events: str
    """The events table."""
    models: str
    """What the models' tables lie below, each under its name."""


def transform(spark: SparkSession, models: DailyModels, lake: Lake, day: date) -> dict[str, int]:
    """Run every model over a day, and put what it gives in the place of the table's partition of that day.

    The session's time zone has to be UTC.

    No other partition is read or written. A second run gives the same, whatever the first one left.

    Returns:
        dict: Rows by table; the events that were read stand under the events table's name.

    Raises:
        ModelError: If a query does not give the columns that its table declares. All queries are
            looked at before any is run.
    """
    events = read_day(spark, models.source, lake.events, day)
    events.createOrReplaceTempView(SOURCE_VIEW)
    for name, sql in models.views.items():
        spark.sql(sql).createOrReplaceTempView(name)
    frames = {
        model.table: _stored(_checked(model, spark.sql(model.sql))) for model in models.models
    }
    rows = {models.source.table: events.count()}
    for table, frame in frames.items():
        partition = f"{lake.models}{table}/{partition_path(MODEL_PARTITIONS, day)}/"
        # The partition's own address: a dynamic overwrite would leave a day as it was that has no
        # rows any more.
        frame.write.parquet(partition, mode="overwrite", compression="zstd")
        rows[table] = spark.read.schema(frame.schema).parquet(partition).count()
    return rows


def read_day(spark: SparkSession, contract: Contract, address: str, day: date) -> DataFrame:
    """Return the events of a day: only that partition's files are listed, and the predicate prunes by its keys.

    A day without a partition has no events.
    """
    path = partition_path(contract.partition_keys, day)
    # Declared, not inferred: a file from before a column was added does not have it, and `month=01`
    # would become 1.
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
    return ", ".join(f"`{column.name}` {column.type}" for column in columns)


def _checked(model: DailyModel, frame: DataFrame) -> DataFrame:
    declared = [(column.name, str(column.type)) for column in model.columns]
    if frame.dtypes != declared:
        wrong = (
            ", ".join(
                f"{name} {kind}" for name, kind in frame.dtypes if (name, kind) not in declared
            )
            or "no other column"
        )
        missing = (
            ", ".join(
                f"{name} {kind}" for name, kind in declared if (name, kind) not in frame.dtypes
            )
            or "only their order"
        )
        msg = f"{model.table}.sql gives {wrong} where the table declares {missing}; Athena could not read the files. Change the one or the other."
        raise ModelError(msg)
    return frame


def _stored(frame: DataFrame) -> DataFrame:
    """Return a frame as it is written: with times in UTC and without a zone, as Hive's and those of the events are."""
    return frame.select(
        *(
            F.col(name).cast("timestamp_ntz") if kind == "timestamp" else F.col(name)
            for name, kind in frame.dtypes
        )
    )
