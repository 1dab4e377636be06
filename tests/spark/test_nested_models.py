"""Daily models over nested events, with nested columns of their own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clickstream.contract import Column, polars_schema
from clickstream.contract.daily_models import DailyModel, DailyModels
from clickstream.contract.model import partition_path
from clickstream.contract.odcs import read_contract
from clickstream.contract.odcs.hive_types import parse_type
from clickstream_models.run import Addresses, ModelError, run_models
from tests.paths import SEGMENT
from tests.spark.tables import DAY, rows_of, session_of_models

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

CONTRACT = read_contract(SEGMENT)
TIME = datetime(2025, 11, 26, 10, 0, 0, 123_000)  # noqa: DTZ001 - the table's timestamps have no zone
SQL = """
SELECT
  product.product_id,
  named_struct('seen', max(event_time), 'total', CAST(sum(product.price) AS DECIMAL(20, 2))) AS last,
  map('events', count(*)) AS counts,
  array_sort(collect_set(type)) AS types
FROM source
LATERAL VIEW explode(products) AS product
GROUP BY product.product_id
"""


def models(last: str = "struct<seen:timestamp,total:decimal(20,2)>") -> DailyModels:
    types = {
        "product_id": "string",
        "last": last,
        "counts": "map<string,bigint>",
        "types": "array<string>",
    }
    columns = tuple(
        Column(name, data_type.kind, data_type=data_type)
        for name, data_type in ((name, parse_type(text)) for name, text in types.items())
    )
    compiled = DailyModels(CONTRACT, {}, (DailyModel("products", "", columns, SQL),))
    return DailyModels.from_json(compiled.to_json())


@pytest.fixture
def addresses(tmp_path: Path) -> Addresses:
    """Return the addresses of a lake with one event of two products."""
    schema = polars_schema.schema(CONTRACT.table_columns)
    event: dict[str, Any] = {
        "type": "track",
        "event_time": TIME,
        "products": [{"product_id": "p-1", "price": 2.5}, {"product_id": "p-2"}],
    }
    rows = pl.DataFrame([dict.fromkeys(schema.names()) | event], schema=schema)
    partition = tmp_path / "events" / partition_path(CONTRACT.partition_keys, DAY)
    partition.mkdir(parents=True)
    rows.write_parquet(partition / "a.parquet")
    return Addresses(f"{tmp_path.as_uri()}/events/", f"{tmp_path.as_uri()}/models/")


def test_a_model_reads_and_writes_nested_columns(
    spark_session: SparkSession, addresses: Addresses, tmp_path: Path
) -> None:
    run_models(session_of_models(spark_session), models(), addresses, DAY)
    (path,) = (tmp_path / "models" / "products" / f"p_date={DAY}").glob("*.parquet")
    assert sorted(rows_of(path), key=lambda row: row["product_id"]) == [
        {
            "product_id": product,
            "last": {"seen": TIME, "total": total},
            "counts": [("events", 1)],
            "types": ["track"],
        }
        for product, total in (("p-1", Decimal("2.50")), ("p-2", None))
    ]
    schema = cast("Any", pq).read_schema(path)
    assert schema.field("last").type.field("seen").type == pa.timestamp("us"), (
        "a time inside a struct has no zone either: Hive's timestamp has none"
    )


def test_a_nested_column_of_another_type_is_an_error(
    spark_session: SparkSession, addresses: Addresses
) -> None:
    with pytest.raises(
        ModelError, match=r"last struct<seen:timestamp,total:decimal\(20,2\)> where"
    ):
        run_models(
            session_of_models(spark_session),
            models("struct<seen:timestamp,total:double>"),
            addresses,
            DAY,
        )
