"""Both converters give the same rows and files for nested columns, exact numbers and paths."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import sample_events
from tests.paths import ORDERS
from tests.raw_texts import nested, texts
from tests.spark.engines import MB, POLARS_LAKE, SPARK_LAKE, gather, lines

if TYPE_CHECKING:
    from tests.spark.engines import Engines

pytestmark = pytest.mark.long
CONTRACT = read_contract(ORDERS)
NOW = datetime.now(UTC)


def order(**members: object) -> dict[str, Any]:
    """Return an event that the contract of orders accepts."""
    return {
        "kind": "paid",
        "timestamp_micros": 1764115200000000,
        "amount": {"total": "12.50"},
        **members,
    }


def test_generated_orders(engines: Engines) -> None:
    orders = list(islice(sample_events(ORDERS, seed=11, until=NOW), 2000))
    outcomes = engines.check_same(
        [lines(*orders[:1000]), lines(*orders[1000:])], CONTRACT, max_unpacked=4 * MB
    )
    assert sum(outcome.report.rows for outcome in outcomes if outcome.report) == 2000


def test_files_have_the_same_logical_types(engines: Engines) -> None:
    orders = list(islice(sample_events(ORDERS, seed=5, until=NOW), 50))
    (outcome,) = engines.check_same([lines(*orders, "oops")], CONTRACT)
    for key in outcome.files:
        one, other = (_logical_types(engines, bucket, key) for bucket in (POLARS_LAKE, SPARK_LAKE))
        assert one == other, f"columns of {key}: one table reads the files of both"


def _logical_types(engines: Engines, bucket: str, key: str) -> dict[str, tuple[str, int, int]]:
    """Return the logical type of each value in a file, and where it is repeated or null."""
    body = engines.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    file: Any = pq.ParquetFile(io.BytesIO(body))  # pyarrow's stubs are partial
    columns: list[Any] = [file.schema.column(index) for index in range(len(file.schema))]
    return {
        column.path: (
            f"{column.logical_type} of {column.physical_type}"
            # pyarrow before 18 writes every decimal as bytes, and Polars short ones as an integer
            if "Decimal" not in str(column.logical_type)
            else str(column.logical_type),
            column.max_definition_level,
            column.max_repetition_level,
        )
        for column in columns
    }


ORDERS_OF_EVERY_KIND = [
    order(),
    order(amount={"total": 1e3, "tax": "0.00000000001"}),
    order(amount={"total": "1234567890123.00"}),
    order(amount={"total": 0.125}),
    order(amount={"total": None, "email": "a@example.com"}),
    order(amount={"total": True, "tax": "x"}),
    order(amount=[1]),
    order(amount=None),
    order(timestamp_micros="2025-11-26T00:00:00.123456Z"),
    order(timestamp_micros=None, orderedAt=1764115200),
    order(orderedAt="2025-11-26"),
    order(quantity=2**31),
    order(quantity="-5"),
    order(quantity=1.5),
    order(quantity=[1]),
    order(delivered_on="20251127"),
    order(delivered_on="2025-02-30"),
    order(delivered_on=20251127),
    order(items=[]),
    order(items=None),
    order(items=json.loads("[null, {}]")),
    order(items={"SKU": "a"}),
    order(items=[{"SKU": 1.10, "price": "1.10", "pieces": "2", "weight": "1e3", "gift": "true"}]),
    order(items=[{"price": "1.105"}]),
    order(items=[{"added_at": 1764115200123456, "best_before": "2026-01-01"}]),
    order(items=[{"added_at": "2025-11-26T10:00:00+01:00"}, {"added_at": "soon"}]),
    order(items=[{"labels": {"a": ["x", None, 1], "": []}, "note": {"b": [1.10, "é"]}}]),
    order(items=[{"SKU": "a", "unknown": 1}]),
    order(items=[{"sku": "lower"}]),
    order(address={"city": "Zürich", "geo": {"lat": 47.4}}),
    order(address={"geo": None, "zip": 8000}),
    order(address="Zürich"),
    order(points={"gold": 2**40, "none": None}),
    order(points={"gold": 2**64}),
    order(points=[["gold", 1]]),
    order(points={}),
    order(visits={"s": [{"page": "/", "at": 1764115200}], "t": []}),
    order(visits={"s": [{"page": "/", "by": "x"}]}),
    order(context={"page": {"url": "/c"}, "ip": "192.0.2.1", "traits": {"email": "e", "a": 1}}),
    order(context={"ip": 7, "traits": "none"}),
    order(context="text"),
    order(context=[{"ip": "192.0.2.1", "n": 1.10}]),
    order(context={}),
    order(messageId="o-1", unknown={"a": [1.10]}, **{"context.ip": "no path"}),
    *(
        json.dumps(order())[:-1] + text
        for text in (
            ',"points":{"a":1,"a":2}}',
            ',"items":[{"SKU":"a","SKU":"b"}]}',
            ',"quantity":1,"quantity":2}',
            ',"context":{"ip":"a","ip":"b"},"context":{"x":1.10}}',
            ',"items":[{"note":"\\ud800"}]}',
            ',"context":{"note":"\\ud83d\\ude00 \\u0000"}}',
            ',"address":{"geo":{"lat":1E400}}}',
            f',"items":{"[" * 3000}{"]" * 3000}}}',
        )
    ),
]


def test_orders_of_every_kind(engines: Engines) -> None:
    bodies = [
        lines(*ORDERS_OF_EVERY_KIND),
        # many of one kind, to which the reader adapts
        lines(*ORDERS_OF_EVERY_KIND * 40),
        b"[" + b",".join(lines(item) for item in ORDERS_OF_EVERY_KIND) + b"]",
    ]
    outcomes = engines.check_same(bodies, CONTRACT, max_unpacked=4 * MB)
    reports = [outcome.report for outcome in outcomes if outcome.report]
    reasons = {reason for report in reports for reason in report.quarantined}
    assert {"wrong_type", "missing_field"} <= reasons


members = st.fixed_dictionaries(
    {},
    optional={
        "messageId": nested,
        "kind": nested,
        "amount": st.fixed_dictionaries(
            {"total": st.decimals(-100, 100, places=2).map(str) | st.floats(-1e9, 1e9) | nested},
            optional={"tax": nested | st.decimals(-1, 1, places=9).map(str), "other": nested},
        ),
        "quantity": st.integers(-(2**33), 2**33) | nested,
        "delivered_on": st.dates().map(str) | nested,
        "items": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "SKU": nested,
                    "price": st.decimals(-100, 100, places=2).map(str) | nested,
                    "weight": st.floats(allow_nan=False, allow_infinity=False),
                    "gift": st.booleans(),
                    "added_at": st.datetimes().map(datetime.isoformat) | nested,
                    "labels": st.dictionaries(st.text(max_size=3), st.lists(st.text(max_size=3))),
                    "note": nested,
                },
            )
            | st.none(),
            max_size=3,
        )
        | nested,
        "points": st.dictionaries(st.text(max_size=3), st.integers(-(2**63), 2**63)) | nested,
        "context": st.dictionaries(
            st.sampled_from(["page", "ip", "traits", "other"]), nested, max_size=3
        )
        | nested,
        "unknown": nested,
    },
)


def test_orders_of_any_values(engines: Engines) -> None:
    orders = members.map(lambda found: order(**found))
    bodies = gather(st.lists(texts(orders), max_size=12).map("\n".join).map(str.encode), 25)
    engines.check_same([*bodies, b"\n".join(bodies)], CONTRACT)
