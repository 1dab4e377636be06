"""Metrics in log lines: CloudWatch's embedded metric format.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


class Embedded(NamedTuple):
    """Values of one metric with one set of dimensions."""

    namespace: str
    name: str
    unit: str
    dimensions: dict[str, str]
    time: float
    """Seconds since the epoch."""
    values: list[float]


def embedded_metrics(line: str) -> list[Embedded]:
    """Return the metrics of a log line; none if it is not in the embedded metric format.

    A metric or a set of dimensions that names a member which the line does not have is left out, as
    CloudWatch leaves it out.
    """
    if '"_aws"' not in line:
        return []
    try:
        document: object = json.loads(line)
        return list(_metrics(cast("dict[str, Any]", document)))
    except (ValueError, TypeError, KeyError, AttributeError):
        return []  # CloudWatch keeps such a line as a log event alone


def _metrics(document: dict[str, Any]) -> Iterator[Embedded]:
    metadata = document["_aws"]
    time = metadata["Timestamp"] / 1000
    for directive in metadata["CloudWatchMetrics"]:
        for definition in directive["Metrics"]:
            name = definition["Name"]
            value: object = document.get(name)
            found = cast("list[object]", value) if isinstance(value, list) else [value]
            values = [float(each) for each in found if _is_number(each)]
            if not values:
                continue
            for names in directive["Dimensions"]:
                if all(dimension in document for dimension in names):
                    dimensions = {dimension: str(document[dimension]) for dimension in names}
                    unit = definition.get("Unit", "None")
                    yield Embedded(directive["Namespace"], name, unit, dimensions, time, values)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
