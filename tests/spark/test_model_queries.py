"""Queries of the daily models: the partition that they read, and the ones that are refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import AnalysisException

from clickstream_models.run import ModelError, read_day, run_models
from tests.spark.tables import DAY, MODELS, Tables


def plan_of(frame: Any) -> str:
    return frame._jdf.queryExecution().toString()  # noqa: SLF001 - PySpark itself shows plans on stdout only


def test_the_plan_reads_only_the_partition_of_the_day(modelled: Tables) -> None:
    events = read_day(modelled.spark, MODELS.source, modelled.addresses.events, DAY)
    plan = plan_of(events)
    assert re.search(
        r"PartitionFilters: \[isnotnull\(year#\d+\), isnotnull\(month#\d+\), isnotnull\(day#\d+\), \(year#\d+ = 2025\)",
        plan,
    ), "the predicate is pushed down"
    listed = {Path(name).parent.name for name in events.inputFiles()}
    assert listed == {"day=26"}, "Spark lists the files of one partition, however many there are"


def test_spark_finds_no_partitions_of_a_table_with_partition_projection(modelled: Tables) -> None:
    columns = "event_id string, year string, month string, day string"
    address = modelled.addresses.events
    modelled.spark.sql(
        f"CREATE TABLE projected ({columns}) USING parquet PARTITIONED BY (year, month, day) LOCATION '{address}'"
    )
    assert modelled.spark.table("projected").count() == 0, (
        "partitions are not registered, so a read through the catalog finds none"
    )
    modelled.spark.sql("DROP TABLE projected")


def test_the_query_of_every_model_keeps_the_predicate(modelled: Tables) -> None:
    read_day(modelled.spark, MODELS.source, modelled.addresses.events, DAY).createOrReplaceTempView(
        "source"
    )
    for name, sql in MODELS.views.items():
        modelled.spark.sql(sql).createOrReplaceTempView(name)
    for model in MODELS.models:
        plan = plan_of(modelled.spark.sql(model.sql))
        assert plan.count("PartitionFilters: [isnotnull(year") == 1, (
            f"{model.table} reads the partition once"
        )


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            "SELECT user_id, 1 AS username FROM _people",
            "gives username int where the table declares username string",
        ),
        (
            "SELECT username, user_id FROM _people",
            "gives no other column where the table declares only their order",
        ),
        (
            "SELECT user_id FROM _people",
            "gives no other column where the table declares username string",
        ),
        (
            "SELECT user_id, username, email FROM _people",
            "gives email string where the table declares only their order",
        ),
    ],
)
def test_a_query_whose_columns_differ_from_its_table_changes_no_table(
    tables: Tables, sql: str, words: str
) -> None:
    tables.run()
    before = tables.files()
    wrong = replace(
        MODELS,
        models=tuple(
            replace(model, sql=sql) if model.table == "user_login" else model
            for model in MODELS.models
        ),
    )
    with pytest.raises(ModelError, match=f"user_login.sql {words}"):
        run_models(tables.spark, wrong, tables.addresses, DAY)
    assert tables.files() == before, "queries are looked at before any table is written"


def test_a_query_that_does_not_parse_changes_no_table(tables: Tables) -> None:
    wrong = replace(
        MODELS,
        models=(
            *MODELS.models[:-1],
            replace(MODELS.models[-1], sql="SELECT shoe_size FROM _people"),
        ),
    )
    with pytest.raises(AnalysisException, match="shoe_size"):
        run_models(tables.spark, wrong, tables.addresses, DAY)
    assert not tables.files()
