"""Metrics in log lines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clickstream.local.emulator.embedded_metrics import Embedded, embedded_metrics


def line(dimensions: list[list[str]], **content: Any) -> str:
    metrics = [{"Name": "Lines", "Unit": "Count"}, {"Name": "Seconds"}]
    directive = {"Namespace": "Lake", "Dimensions": dimensions, "Metrics": metrics}
    return json.dumps({"_aws": {"Timestamp": 1500, "CloudWatchMetrics": [directive]}, **content})


def test_a_metric_has_its_values_for_each_set_of_dimensions() -> None:
    found = embedded_metrics(
        line([["service"], ["service", "stage"], []], service="s", stage=1, Lines=[1, 2.5])
    )
    assert found == [
        Embedded("Lake", "Lines", "Count", dimensions, 1.5, [1.0, 2.5])
        for dimensions in ({"service": "s"}, {"service": "s", "stage": "1"}, {})
    ]


def test_a_metric_without_a_unit_or_in_no_list_is_taken_too() -> None:
    (found,) = embedded_metrics(line([[]], Seconds=0))
    assert (found.unit, found.values) == ("None", [0.0])


def test_members_that_are_missing_or_no_number_are_left_out() -> None:
    assert not embedded_metrics(line([["absent"]], Lines=1))
    assert not embedded_metrics(line([[]], Lines="1", Seconds=True))


@pytest.mark.parametrize(
    "text",
    ["", "text", "{", '{"Lines": 1}', '{"_aws": 1}', '["_aws"]', '{"_aws": {"Timestamp": 1}}'],
)
def test_any_other_line_has_no_metrics(text: str) -> None:
    assert embedded_metrics(text) == []
