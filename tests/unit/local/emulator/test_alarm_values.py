"""Data points of an alarm's periods, from metrics in MiniStack's store."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from clickstream.local.emulator.alarms import newest_values
from clickstream.local.emulator.metric_data import query_series
from clickstream.local.emulator.metric_math import ExpressionError
from clickstream.local.emulator.metric_store import record

NOW = 1_000_020.0  # seconds since the epoch; a minute begins at it


@pytest.fixture
def namespace() -> str:
    return f"Tests/{uuid.uuid4()}"


def query(namespace: str, name: str, *, returned: bool = True) -> dict[str, Any]:
    metric = {
        "Namespace": namespace,
        "MetricName": name,
        "Dimensions": [{"Name": "stage", "Value": "dev"}],
    }
    stat = {"Metric": metric, "Period": 60, "Stat": "Sum"}
    return {"Id": name, "MetricStat": stat, "ReturnData": returned}


def test_a_period_holds_the_minute_up_to_the_evaluation_and_that_one_alone(namespace: str) -> None:
    for value, age in ((1, 0), (2, 59), (4, 61), (8, 119), (16, 181)):
        record(namespace, "m", value, "Count", {"stage": "dev"}, at=NOW - age)
    record(namespace, "m", 500, "Count", {"stage": "prod"}, at=NOW)
    assert newest_values([query(namespace, "m")], 3, NOW) == [3, 12, None]


def test_an_expression_has_a_value_where_its_metrics_have_one(namespace: str) -> None:
    record(namespace, "a", [2, 4], "Count", {"stage": "dev"}, at=NOW)
    record(namespace, "b", 3, "Count", {"stage": "dev"}, at=NOW)
    record(namespace, "a", 5, "Count", {"stage": "dev"}, at=NOW - 100)
    queries = [
        query(namespace, "a", returned=False),
        query(namespace, "b", returned=False),
        {"Id": "e", "Expression": "a / b", "ReturnData": True},
    ]
    assert newest_values(queries, 2, NOW) == [2, None]


def test_periods_of_a_query_begin_at_multiples_of_their_length(namespace: str) -> None:
    for at in (NOW - 1, NOW, NOW + 59):
        record(namespace, "m", 1, "Count", {"stage": "dev"}, at=at)
    first = int(NOW // 60) * 60
    found = query_series([query(namespace, "m")], NOW - 120, NOW + 120)["m"]
    assert sum(found.values()) == 3
    assert all((time - first) % 60 == 0 for time in found)


def test_expressions_that_refer_to_each_other_are_an_error(namespace: str) -> None:
    queries = [
        query(namespace, "m"),
        {"Id": "x", "Expression": "y + m"},
        {"Id": "y", "Expression": "x + m"},
    ]
    with pytest.raises(ExpressionError, match="x, y refer to each other"):
        query_series(queries, NOW - 60, NOW)
