"""Metrics of the emulator: data points of MiniStack's CloudWatch, in the account of the request."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.ministack import members

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Point = dict[str, Any]
"""Value with its time and unit, as MiniStack keeps it."""


@cache
def _cloudwatch() -> dict[str, Any]:
    return members("cloudwatch", "_store_datum", "_metrics", "_dims_key", "_calc_stats", "_stat_value", "_evict_old_metrics")  # fmt: skip


def record(
    namespace: str,
    name: str,
    value: float | Sequence[float],
    unit: str,
    dimensions: Mapping[str, str],
    *,
    at: float | None = None,
) -> None:
    """Add one value to a metric, or several of one time.

    Args:
        namespace: Namespace of the metric, such as `AWS/SQS`.
        name: Name of the metric.
        value: Value or values.
        unit: CloudWatch's unit, such as `Count`.
        dimensions: Values of all dimensions by their names.
        at: Time in seconds since the epoch; None for now.
    """
    several = None if isinstance(value, int | float) else list(value)
    _cloudwatch()["_store_datum"](
        namespace,
        name,
        dict(dimensions),
        time.time() if at is None else at,
        unit,
        value if several is None else None,
        several,
        None,
        None,
    )


@dataclass(frozen=True)
class Statistic:
    """Statistic of one metric over a period."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    period: int
    """Seconds."""
    statistic: str
    """`Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`."""
    unit: str | None = None
    """Unit of the data points that count; None for every unit."""

    def points(self, start: float, end: float) -> list[Point]:
        """Return the data points from `start` until before `end`."""
        cloudwatch = _cloudwatch()
        key = (self.namespace, self.name, cloudwatch["_dims_key"](dict(self.dimensions)))
        found: list[Point] = cloudwatch["_metrics"].get(key) or []
        return [
            point
            for point in list(found)
            if start <= point["Timestamp"] < end
            and (self.unit is None or point["Unit"] == self.unit)
        ]

    def value(self, points: Sequence[Point]) -> float | None:
        """Return the statistic of data points; None without data points."""
        if not points:
            return None
        cloudwatch = _cloudwatch()
        stats = cloudwatch["_calc_stats"](points)
        return cloudwatch["_stat_value"](stats, self.statistic, points) if stats else None


def statistic_of(stat: Mapping[str, Any]) -> Statistic:
    """Return the statistic of a `MetricStat`, as alarms and GetMetricData have it."""
    metric = stat["Metric"]
    pairs: Sequence[Mapping[str, str]] = metric.get("Dimensions") or []
    return Statistic(
        metric.get("Namespace", ""),
        metric.get("MetricName", ""),
        {pair["Name"]: pair["Value"] for pair in pairs},
        int(stat["Period"]),
        stat["Stat"],
        stat.get("Unit"),
    )


def evict_old(oldest: float) -> None:
    """Delete the data points before a time.

    MiniStack replaces the list of every metric on each request, and loses a value that another
    thread adds meanwhile.
    """
    for points in _cloudwatch()["_metrics"].values():
        if any(point["Timestamp"] < oldest for point in points):
            points[:] = [point for point in points if point["Timestamp"] >= oldest]
