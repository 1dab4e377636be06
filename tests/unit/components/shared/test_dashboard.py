"""Body of the dashboard against CloudWatch's structure."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from clickstream.monitoring import metrics
from components.shared.dashboard import Shown, body, row

ARNS = [f"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:{name}" for name in ("a", "b")]
STREAM = Shown(region="eu-central-1", delivery_stream="in", workgroup="lake")
QUEUED = replace(STREAM, lake_bucket="lake", queue="objects", dead_letter_queue="dead")
FULL = replace(
    QUEUED,
    function="convert",
    function_memory_mb=2048,
    jobs=("backfill",),
    api_dead_letter_queue="api-dead",
    canary_function="canary",
)
SHOWN = {
    "every part": FULL,
    "spark": replace(QUEUED, jobs=("convert",)),
    "firehose": replace(STREAM, firehose_converts=True),
    "nothing": Shown(region="eu-central-1"),
}
TABLE = {(metric.namespace, metric.name): metric for metric in metrics.METRICS}
MAX_WIDTH, MAX_HEIGHT = 24, 1000
SHARED_OPTIONS = {"stat", "label", "id", "visible", "yAxis", "expression"}
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html"""


def widgets(shown: Shown, arns: list[str] | None = None) -> list[dict[str, Any]]:
    found: dict[str, Any] = json.loads(json.dumps(body(shown, ARNS if arns is None else arns)))
    assert set(found) == {"widgets"}
    return found["widgets"]


def of_type(kind: str, shown: Shown) -> list[dict[str, Any]]:
    return [widget for widget in widgets(shown) if widget["type"] == kind]


def rows(shown: Shown) -> list[list[Any]]:
    return [line for graph in of_type("metric", shown) for line in graph["properties"]["metrics"]]


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
class TestEveryDashboard:
    def test_widgets_are_on_the_grid_and_do_not_overlap(self, shown: Shown) -> None:
        taken: set[tuple[int, int]] = set()
        for widget in widgets(shown):
            assert set(widget) == {"type", "x", "y", "width", "height", "properties"}
            assert 1 <= widget["width"] <= MAX_WIDTH - widget["x"]
            assert 1 <= widget["height"] <= MAX_HEIGHT
            cells = {
                (x, y)
                for x in range(widget["x"], widget["x"] + widget["width"])
                for y in range(widget["y"], widget["y"] + widget["height"])
            }
            assert not cells & taken, "no widget covers another"
            taken |= cells

    def test_a_widget_has_the_properties_that_its_type_requires(self, shown: Shown) -> None:
        required = {"alarm": {"alarms"}, "text": {"markdown"}, "metric": {"metrics", "region"}}
        for widget in widgets(shown):
            assert required[widget["type"]] <= set(widget["properties"])

    def test_every_line_is_a_metric_with_all_its_dimensions_or_an_expression(
        self, shown: Shown
    ) -> None:
        for line in rows(shown):
            options = line[-1]
            assert set(options) <= SHARED_OPTIONS
            if "expression" in options:
                assert len(line) == 1
                continue
            namespace, name, *pairs = line[:-1]
            metric = TABLE[namespace, name]
            assert tuple(pairs[::2]) == metric.dimensions
            assert all(pairs[1::2]), "every dimension has a value"

    def test_an_expression_names_lines_of_its_own_graph(self, shown: Shown) -> None:
        for graph in of_type("metric", shown):
            options = [line[-1] for line in graph["properties"]["metrics"]]
            ids = {option["id"] for option in options if "id" in option}
            hidden = {option["id"] for option in options if option.get("visible") is False}
            used = {
                key
                for option in options
                for key in ids
                if key in option.get("expression", "").split()
            }
            assert used == ids == hidden, "a hidden line is there for an expression"

    def test_a_graph_has_lines_of_one_region(self, shown: Shown) -> None:
        graphs = [graph["properties"] for graph in of_type("metric", shown)]
        assert all(graph["metrics"] for graph in graphs), "no graph is empty"
        assert {graph["region"] for graph in graphs} <= {"eu-central-1"}


def test_the_headings_follow_an_event_from_left_to_right() -> None:
    headings = sorted(of_type("text", FULL), key=lambda widget: widget["x"])
    assert [heading["properties"]["markdown"] for heading in headings] == [
        "### In",
        "### Delivered",
        "### Converted",
        "### Quarantined",
        "### Lag",
        "### Cost drivers",
    ]
    assert all(left["x"] < right["x"] for left, right in pairwise(headings))


def test_the_alarms_are_on_top() -> None:
    (alarms,) = of_type("alarm", FULL)
    assert alarms["properties"]["alarms"] == ARNS
    assert alarms["y"] == 0
    others = [widget for widget in widgets(FULL) if widget["type"] != "alarm"]
    assert all(widget["y"] >= alarms["height"] for widget in others)


def test_without_an_alarm_there_is_no_alarm_widget() -> None:
    assert widgets(SHOWN["nothing"], []) == []
    assert {widget["type"] for widget in widgets(FULL, [])} == {"metric", "text"}, (
        "CloudWatch refuses an alarm widget without alarms"
    )


def test_every_metric_of_the_table_is_shown_by_some_dashboard() -> None:
    shown = {(line[0], line[1]) for each in SHOWN.values() for line in rows(each) if len(line) > 1}
    alarms_alone, status_alone = metrics.FAILED_RUNS.name, metrics.MESSAGES_SENT.name
    assert {name for _, name in TABLE.keys() - shown} == {alarms_alone, status_alone}


def test_gb_seconds_are_the_duration_times_the_memory() -> None:
    (expression,) = [
        line[0]["expression"] for line in rows(FULL) if line[-1].get("label") == "GB-seconds"
    ]
    assert expression == "duration / 1000 * 2", "2048 MB are 2 GB; Lambda counts milliseconds"


def test_a_line_with_other_dimensions_is_refused() -> None:
    with pytest.raises(ValueError, match="Errors has the dimensions"):
        row(metrics.FUNCTION_ERRORS, {"QueueName": "a"}, "errors")
