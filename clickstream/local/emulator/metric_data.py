"""Patch of MiniStack's CloudWatch: GetMetricData evaluates expressions.

Periods begin at multiples of their length, and the newest is first, as on AWS. Not served: SEARCH
and METRICS, labels with dynamic values, pages of results, and other accounts' metrics.
"""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.metric_math import ExpressionError, evaluate, ids
from clickstream.local.emulator.metric_store import statistic_of
from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clickstream.local.emulator.metric_math import Series
    from clickstream.local.emulator.metric_store import Point

    Query = Mapping[str, Any]
    Response = tuple[int, Mapping[str, str], bytes]

DEFAULT_PERIOD = 60
"""Seconds of the period of a request in which no query has one."""


def patch_metric_data(refresh: Callable[[], None]) -> None:
    """Replace the function of MiniStack that answers GetMetricData.

    Args:
        refresh: Function that samples the metrics which are read from a state.
    """
    cloudwatch = members("cloudwatch", "_get_metric_data", "_parse_ts", "_cbor_ok", "_json_ok", "_cbor_metric_data_result", "_error")  # fmt: skip

    def answer(
        params: dict[str, Any],
        data: dict[str, Any],
        is_cbor: bool,  # noqa: FBT001 - MiniStack's order of arguments
        is_json: bool = False,  # noqa: FBT001, FBT002 - MiniStack's order of arguments
    ) -> Response:
        refresh()
        if not (is_cbor or is_json):  # an SDK of before 2025 sends a form
            return cloudwatch["_get_metric_data"](params, data, is_cbor, is_json)
        times = [cloudwatch["_parse_ts"](data.get(name)) for name in ("StartTime", "EndTime")]
        try:
            found = query_series(data["MetricDataQueries"], *times)
        except ExpressionError as error:
            return cloudwatch["_error"](
                "ValidationError", str(error), 400, use_json=is_json, use_cbor=is_cbor
            )
        newest_first = data.get("ScanBy") != "TimestampAscending"
        results = [
            _result(query, found[query["Id"]], newest_first=newest_first)
            for query in data["MetricDataQueries"]
            if query.get("ReturnData", True)
        ]
        if is_json:
            return cloudwatch["_json_ok"]({"MetricDataResults": results})
        encoded = [cloudwatch["_cbor_metric_data_result"](result) for result in results]
        return cloudwatch["_cbor_ok"]({"MetricDataResults": encoded})

    replace("cloudwatch", "_get_metric_data", answer)


def query_series(queries: Sequence[Query], start: float, end: float) -> dict[str, Series]:
    """Return the series of every query by its id.

    Raises:
        ExpressionError: If an expression is not valid, or refers to an unknown id or to itself.
    """
    periods = [int(query["MetricStat"]["Period"]) for query in queries if "MetricStat" in query]
    period = max(periods, default=DEFAULT_PERIOD)
    first = math.floor(start / period) * period
    timeline = range(first, math.ceil(end), period)

    def series(stat: Mapping[str, Any]) -> Series:
        statistic = statistic_of(stat)
        periods: dict[int, list[Point]] = defaultdict(list)
        for point in statistic.points(start, end):
            periods[int(point["Timestamp"] // statistic.period) * statistic.period].append(point)
        values = {time: statistic.value(points) for time, points in sorted(periods.items())}
        return {time: value for time, value in values.items() if value is not None}

    return evaluated(queries, series, timeline)


def evaluated(
    queries: Sequence[Query],
    series: Callable[[Mapping[str, Any]], Series],
    timeline: Sequence[int],
) -> dict[str, Series]:
    """Return the series of every query by its id: metrics first, then the expressions on them.

    Args:
        queries: Queries, each with a `MetricStat` or an `Expression`.
        series: Function that returns the series of a `MetricStat`.
        timeline: Times of all periods, ascending.

    Raises:
        ExpressionError: If an expression is not valid, or refers to an unknown id or to itself.
    """
    found = {query["Id"]: series(query["MetricStat"]) for query in queries if "MetricStat" in query}
    waiting = {query["Id"]: query["Expression"] for query in queries if "Expression" in query}
    while waiting:
        ready = [name for name, text in waiting.items() if not ids(text) & waiting.keys()]
        if not ready:
            msg = f"expressions {', '.join(sorted(waiting))} refer to each other"
            raise ExpressionError(msg)
        for name in ready:
            found[name] = evaluate(waiting.pop(name), found, timeline)
    return found


def _result(query: Query, series: Series, *, newest_first: bool) -> dict[str, Any]:
    times = sorted(series, reverse=newest_first)
    name = query.get("MetricStat", {}).get("Metric", {}).get("MetricName", query["Id"])
    return {
        "Id": query["Id"],
        "Label": query.get("Label", name),
        "Timestamps": [
            datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for time in times
        ],
        "Values": [series[time] for time in times],
        "StatusCode": "Complete",
    }
