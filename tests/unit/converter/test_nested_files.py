"""Parquet files of nested columns, as readers other than their writer see them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import sample_events
from converter.objects import RawObject, convert_object
from tests.paths import ORDERS
from tests.unit.converter.fakes import ARRIVED, FakeS3, parquet, rules

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = read_contract(ORDERS)
ORDER: dict[str, Any] = {
    "messageId": "o-1",
    "kind": "paid",
    "timestamp_micros": 1764115200000000,
    "amount": {"total": "12.50", "tax": 1e-10, "email": "ada@example.com"},
    "quantity": 2,
    "delivered_on": "2025-11-27",
    "items": [{"SKU": "a", "price": 1.10, "pieces": 2, "labels": {"colour": ["red", None]}}, None],
    "address": {"city": "Zürich", "geo": {"lat": 47.4, "lon": None}},
    "points": {"gold": 2**40, "none": None},
    "visits": {"s": [{"page": "/", "at": "2025-11-26T00:00:00.001Z"}]},
    "context": {"page": {"url": "/cart", "title": "Cart"}, "ip": "192.0.2.1", "n": 1.10},
}


def files_of(*orders: dict[str, Any]) -> list[bytes]:
    """Convert orders, and return the files of the events table by key."""
    s3 = FakeS3({("raw/a", None): "\n".join(map(json.dumps, orders)).encode()})
    report = convert_object(RawObject("raw", "raw/a"), s3.lake(), rules(CONTRACT))
    assert report
    assert (report.lines, report.rows) == (len(orders), len(orders)), report.quarantined
    return [body for key, body in sorted(s3.written.items()) if key.startswith("events/")]


def test_a_file_has_the_logical_types_of_the_columns() -> None:
    (body,) = files_of(ORDER)
    columns = parquet(body).schema
    types = {
        columns.column(index).path: str(columns.column(index).logical_type)
        for index in range(len(columns))
    }
    assert types["total"] == "Decimal(precision=12, scale=2)"
    assert types["delivered_on"] == "Date"
    assert types["points.key_value.key"] == "String", "Athena reads a map from a Parquet map alone"
    assert types["items.list.element.price"] == "Decimal(precision=10, scale=2)"
    assert types["items.list.element.labels.key_value.value.list.element"] == "String"
    assert "milliseconds" in types["items.list.element.added_at"]
    schema = parquet(body).schema_arrow
    assert pa.types.is_map(schema.field("points").type)
    assert pa.types.is_int32(schema.field("quantity").type)


def test_values_are_read_back_as_they_were_sent() -> None:
    (body,) = files_of(ORDER)
    (row,) = parquet(body).read().to_pylist()
    assert row["total"] == Decimal("12.50")
    assert row["tax"] == Decimal("0.0000000001")
    assert row["delivered_on"] == date(2025, 11, 27)
    assert row["points"] == [("gold", 2**40), ("none", None)]
    assert row["visits"] == [("s", [{"page": "/", "at": datetime(2025, 11, 26, 0, 0, 0, 1000)}])]  # noqa: DTZ001 - the files have no zone
    assert row["items"][0]["labels"] == [("colour", ["red", None])]
    assert row["items"][1] is None
    context = {"page": {"url": "/cart", "title": "Cart"}, "n": 1.1}
    assert json.loads(row["context"]) == context, "the ip is in a column of its own"


def test_duckdb_reads_maps_and_structs(tmp_path: Path) -> None:
    samples = list(islice(sample_events(ORDERS, seed=3, until=datetime.now(UTC)), 200))
    bodies = files_of(ORDER, *({**sample, "timestamp_micros": _inside()} for sample in samples))
    paths = [tmp_path / f"{number}.parquet" for number in range(len(bodies))]
    for path, body in zip(paths, bodies, strict=True):
        path.write_bytes(body)
    orders = duckdb.read_parquet([str(path) for path in paths]).filter("order_id = 'o-1'")
    found = orders.project(
        "points['gold'], items[1].price, address.geo.lat, visits['s'][1].page"
    ).fetchall()
    assert found == [(2**40, Decimal("1.10"), 47.4, "/")]


def _inside() -> int:
    """Return a time inside the window of the tests, in epoch microseconds."""
    return int(ARRIVED.timestamp()) * 10**6
