"""Daily models over files of nested columns that the Lambda converter wrote, older files too."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clickstream.contract import Column, ColumnType, Contract, DataType, Field
from clickstream.contract.daily_models import DailyModel, DailyModels
from clickstream.contract.odcs import read_contract
from clickstream_models.run import Addresses, run_models
from converter.objects import RawObject, convert_object
from tests.paths import ORDERS
from tests.spark.tables import rows_of, session_of_models
from tests.unit.converter.fakes import FakeS3, rules

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

DAY = date(2025, 11, 26)
CONTRACT = read_contract(ORDERS)
VISITS = DataType(
    ColumnType.ARRAY,
    items=DataType(
        ColumnType.STRUCT,
        (
            Field("page", DataType(ColumnType.STRING)),
            Field("at", DataType(ColumnType.TIMESTAMP)),
        ),
    ),
)
PRODUCTS = DailyModel(
    "products",
    "One row per product.",
    (
        Column("sku", ColumnType.STRING),
        Column("pieces", ColumnType.BIGINT),
        Column(
            "revenue",
            ColumnType.DECIMAL,
            data_type=DataType(ColumnType.DECIMAL, precision=20, scale=2),
        ),
        Column("colour", ColumnType.STRING),
    ),
    "SELECT item.sku, sum(item.pieces) AS pieces, sum(item.price) AS revenue, "
    "max(item.labels['colour'][0]) AS colour FROM source LATERAL VIEW explode(items) AS item "
    "GROUP BY item.sku",
)
PLACES = DailyModel(
    "places",
    "One row per order.",
    (
        Column("order_id", ColumnType.STRING),
        Column("gold", ColumnType.BIGINT),
        Column("lat", ColumnType.DOUBLE),
        Column("visits", ColumnType.ARRAY, data_type=VISITS),
        Column("delivered_on", ColumnType.DATE),
    ),
    "SELECT order_id, points['gold'] AS gold, address.geo.lat, visits['s'] AS visits, delivered_on "
    "FROM source",
)


def order(**members: object) -> dict[str, Any]:
    return {
        "kind": "paid",
        "timestamp_micros": "2025-11-26T10:00:00Z",
        "amount": {"total": "12.50"},
        **members,
    }


def convert(directory: Path, contract: Contract, key: str, *orders: dict[str, Any]) -> None:
    """Convert orders into the lake with the Lambda converter."""
    s3 = FakeS3({(key, None): "\n".join(map(json.dumps, orders)).encode()})
    report = convert_object(RawObject("raw", key), s3.lake(), rules(contract))
    assert report
    assert report.rows == len(orders), report.quarantined
    for name, content in s3.written.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(content)


def without_labels(contract: Contract) -> Contract:
    """Return the contract before its items had labels."""
    columns: list[Column] = []
    for column in contract.columns:
        product = column.data_type.items
        if column.name == "items" and product:
            fields = tuple(field for field in product.fields if field.name != "labels")
            items = DataType(ColumnType.ARRAY, items=DataType(ColumnType.STRUCT, fields))
            columns.append(replace(column, data_type=items))
        else:
            columns.append(column)
    return replace(contract, columns=tuple(columns))


def test_models_read_and_write_nested_columns(spark_session: SparkSession, tmp_path: Path) -> None:
    convert(
        tmp_path,
        CONTRACT,
        "raw/a",
        order(
            messageId="o-1",
            items=[{"SKU": "a", "pieces": 2, "price": "1.10", "labels": {"colour": ["red"]}}],
            points={"gold": 2**40},
            address={"geo": {"lat": 47.4}},
            visits={"s": [{"page": "/", "at": "2025-11-26T09:00:00.001Z"}]},
            delivered_on="2025-11-27",
        ),
        order(messageId="o-2"),
    )
    older = order(messageId="o-3", items=[{"SKU": "a", "pieces": 1, "price": "0.90"}])
    convert(tmp_path, without_labels(CONTRACT), "raw/b", older)
    spark = session_of_models(spark_session)
    addresses = Addresses(f"{tmp_path.as_uri()}/events/", f"{tmp_path.as_uri()}/models/")
    counts = run_models(spark, DailyModels(CONTRACT, {}, (PRODUCTS, PLACES)), addresses, DAY)
    assert counts == {"orders": 3, "products": 1, "places": 3}
    assert rows(tmp_path, "products") == [
        {"sku": "a", "pieces": 3, "revenue": Decimal("2.00"), "colour": "red"}
    ], "the file without labels is read too"
    (place,) = [row for row in rows(tmp_path, "places") if row["order_id"] == "o-1"]
    at = datetime(2025, 11, 26, 9, 0, 0, 1000)  # noqa: DTZ001 - the files have no zone
    assert place == {
        "order_id": "o-1",
        "gold": 2**40,
        "lat": 47.4,
        "visits": [{"page": "/", "at": at}],
        "delivered_on": date(2025, 11, 27),
    }


def rows(directory: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table's partition of the day."""
    paths = (directory / "models" / table / f"p_date={DAY}").glob("*.parquet")
    return [row for path in paths for row in rows_of(path)]
