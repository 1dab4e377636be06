"""Body of the dashboard: the alarms, and below them the path of an event from left to right.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clickstream.monitoring import metrics
from clickstream.monitoring.metrics import Metric

GRID_COLUMNS = 24
ALARMS_HEIGHT, HEADING_HEIGHT, GRAPH_HEIGHT = 3, 1, 6
PERIOD_SECONDS = 300
MB_OF_GB = 1024
MILLISECONDS = 1000
ALL_RUNS = {"JobRunId": "ALL", "Type": "count"}

Dimensions = dict[str, str]
Place = tuple[int, int, int, int]
"""Left, top, width and height on the grid."""
Option = str | bool
Row = list[Any]
"""A line of a graph: namespace, metric, dimensions, options; or an expression alone."""


@dataclass(frozen=True)
class Shown:
    """Names of the monitored parts; empty for a part that the stack does not have."""

    region: str
    delivery_stream: str = ""
    firehose_converts: bool = False
    queue: str = ""
    dead_letter_queue: str = ""
    function: str = ""
    function_memory_mb: int = 0
    lake_bucket: str = ""
    jobs: Sequence[str] = field(default=())
    api_dead_letter_queue: str = ""
    canary_function: str = ""
    workgroup: str = ""


@dataclass(frozen=True)
class Graph:
    """A graph of the dashboard."""

    title: str
    rows: list[Row]


def body(shown: Shown, alarm_arns: Sequence[str]) -> dict[str, Any]:
    """Return the body of the dashboard."""
    columns = {
        "In": _in(shown),
        "Delivered": _delivered(shown),
        "Converted": _converted(shown),
        "Quarantined": _quarantined(shown),
        "Lag": _lag(shown),
        "Cost drivers": _cost_drivers(shown),
    }
    used = {
        heading: [graph for graph in graphs if graph.rows] for heading, graphs in columns.items()
    }
    used = {heading: graphs for heading, graphs in used.items() if graphs}
    width = GRID_COLUMNS // max(len(used), 1)
    # CloudWatch refuses an alarm widget without alarms.
    widgets = [_alarms(alarm_arns)] if alarm_arns else []
    for number, (heading, graphs) in enumerate(used.items()):
        left, top = number * width, ALARMS_HEIGHT
        place = (left, top, width, HEADING_HEIGHT)
        widgets.append(_widget("text", place, _heading(heading)))
        top += HEADING_HEIGHT
        for graph in graphs:
            properties = _properties(graph, shown.region)
            widgets.append(_widget("metric", (left, top, width, GRAPH_HEIGHT), properties))
            top += GRAPH_HEIGHT
    return {"widgets": widgets}


def _alarms(arns: Sequence[str]) -> dict[str, Any]:
    properties = {"title": "Alarms", "alarms": list(arns)}
    return _widget("alarm", (0, 0, GRID_COLUMNS, ALARMS_HEIGHT), properties)


def _heading(text: str) -> dict[str, Any]:
    return {"markdown": f"### {text}", "background": "transparent"}


def _widget(kind: str, place: Place, properties: dict[str, Any]) -> dict[str, Any]:
    grid = dict(zip(("x", "y", "width", "height"), place, strict=True))
    return {"type": kind, **grid, "properties": properties}


def _properties(graph: Graph, region: str) -> dict[str, Any]:
    return {
        "title": graph.title,
        "region": region,
        "view": "timeSeries",
        "period": PERIOD_SECONDS,
        "metrics": graph.rows,
    }


def row(metric: Metric, dimensions: Dimensions, label: str, **options: Option) -> Row:
    """Return the line of a metric.

    Raises:
        ValueError: If the dimensions are not those of the metric.
    """
    if set(dimensions) != set(metric.dimensions):
        msg = f"{metric.name} has the dimensions {metric.dimensions}; given: {list(dimensions)}"
        raise ValueError(msg)
    pairs = [text for name in metric.dimensions for text in (name, dimensions[name])]
    rendering = {"stat": metric.statistic, "label": label, **options}
    return [metric.namespace, metric.name, *pairs, rendering]


def _expression(text: str, label: str) -> Row:
    return [{"expression": text, "label": label}]


def _of(metric: Metric, name: str, label: str, **options: Option) -> list[Row]:
    """Return the line of a metric with one dimension; no line without a name for it."""
    (dimension,) = metric.dimensions
    return [row(metric, {dimension: name}, label, **options)] if name else []


def _of_converter(shown: Shown, metric: Metric, label: str, **options: Option) -> list[Row]:
    if not shown.lake_bucket:
        return []
    dimensions = {"service": metrics.CONVERTER_SERVICE, "lake_bucket": shown.lake_bucket}
    return [row(metric, dimensions, label, **options)]


def _in(shown: Shown) -> list[Graph]:
    stream = shown.delivery_stream
    return [
        Graph(
            "Records in",
            [
                *_of(metrics.INCOMING_RECORDS, stream, "accepted"),
                *_of(metrics.THROTTLED_RECORDS, stream, "throttled"),
            ],
        ),
        Graph("Bytes in", _of(metrics.INCOMING_BYTES, stream, "bytes")),
    ]


def _delivered(shown: Shown) -> list[Graph]:
    stream = shown.delivery_stream
    return [
        Graph("Records delivered to S3", _of(metrics.DELIVERED_RECORDS, stream, "delivered")),
        Graph("Successful puts to S3, share", _of(metrics.DELIVERY_SUCCESS, stream, "share")),
    ]


def _converted(shown: Shown) -> list[Graph]:
    by_firehose = shown.delivery_stream if shown.firehose_converts else ""
    failed_objects = metrics.MESSAGES_FAILED if shown.function else metrics.OBJECTS_FAILED
    return [
        Graph(
            "Rows",
            [
                *_of_converter(shown, metrics.LINES_IN, "lines read"),
                *_of_converter(shown, metrics.ROWS_WRITTEN, "rows written"),
                *_of(metrics.CONVERTED_RECORDS, by_firehose, "records converted"),
                *_of(metrics.UNCONVERTED_RECORDS, by_firehose, "records not converted"),
            ],
        ),
        Graph(
            "Failures",
            [
                *_of_converter(shown, failed_objects, "raw objects failed"),
                *_of(metrics.FUNCTION_ERRORS, shown.function, "function errors"),
                *_of(metrics.FUNCTION_THROTTLES, shown.function, "throttled"),
            ],
        ),
    ]


def _quarantined(shown: Shown) -> list[Graph]:
    hidden = {"visible": False}
    quarantined = _of_converter(
        shown, metrics.LINES_QUARANTINED, "quarantined", id="quarantined", **hidden
    )
    lines = _of_converter(shown, metrics.LINES_IN, "lines", id="lines", **hidden)
    share = [*quarantined, *lines, _expression("100 * quarantined / lines", "percent")]
    return [
        Graph(
            "Lines quarantined",
            _of_converter(shown, metrics.LINES_QUARANTINED, "lines"),
        ),
        Graph("Lines quarantined, percent", share if shown.lake_bucket else []),
        Graph(
            "Dead letters",
            [
                *_of(metrics.QUEUE_DEPTH, shown.dead_letter_queue, "raw objects"),
                *_of(metrics.QUEUE_DEPTH, shown.api_dead_letter_queue, "API runs"),
            ],
        ),
    ]


def _lag(shown: Shown) -> list[Graph]:
    canary: list[Row] = []
    if shown.canary_function:
        dimensions = {
            "service": metrics.CANARY_SERVICE,
            "function_name": shown.canary_function,
        }
        canary = [row(metrics.CANARY_LAG, dimensions, "put to query (canary)")]
    return [
        Graph(
            "Age, seconds",
            [
                *_of(
                    metrics.DELIVERY_FRESHNESS, shown.delivery_stream, "oldest record in Firehose"
                ),
                *_of(metrics.QUEUE_AGE, shown.queue, "oldest raw object in the queue"),
                *canary,
            ],
        ),
        Graph(
            "Raw objects in the queue",
            [
                *_of(metrics.QUEUE_DEPTH, shown.queue, "waiting"),
                *_of(metrics.QUEUE_IN_FLIGHT, shown.queue, "in conversion"),
            ],
        ),
        Graph(
            "Function",
            [
                *_of(metrics.FUNCTION_DURATION, shown.function, "longest, milliseconds"),
                *_of(metrics.CONCURRENCY, shown.function, "concurrent", yAxis="right"),
            ],
        ),
    ]


def _cost_drivers(shown: Shown) -> list[Graph]:
    gb = shown.function_memory_mb / MB_OF_GB
    duration = _of(
        metrics.FUNCTION_DURATION,
        shown.function,
        "duration",
        id="duration",
        stat="Sum",
        visible=False,
    )
    gb_seconds = [*duration, _expression(f"duration / {MILLISECONDS} * {gb:g}", "GB-seconds")]
    runs = [row(metrics.JOB_TIME, {"JobName": job, **ALL_RUNS}, job) for job in shown.jobs]
    scanned = {"QueryState": "SUCCEEDED", "QueryType": "DML", "WorkGroup": shown.workgroup}
    queries = [row(metrics.BYTES_SCANNED, scanned, "bytes")] if shown.workgroup else []
    return [
        Graph("Function, GB-seconds", gb_seconds if shown.function and gb else []),
        Graph("Glue runs, milliseconds", runs),
        Graph("Bytes scanned by queries", queries),
        Graph("Records in", _of(metrics.INCOMING_RECORDS, shown.delivery_stream, "records")),
    ]
