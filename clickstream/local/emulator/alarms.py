"""Patch of MiniStack's CloudWatch alarms: CloudWatch's rules, and expressions.

MiniStack evaluates an alarm when a metric is put: over the metric's every dimension, all periods
together, and never for missing data. Here an alarm is evaluated every few seconds and whenever
alarms are read. Its periods end at the evaluation, not at a minute, so that a state is current.
Alarms on anomaly detection bands are refused.
"""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator import alarm_states
from clickstream.local.emulator.metric_data import evaluated
from clickstream.local.emulator.metric_math import ExpressionError
from clickstream.local.emulator.metric_store import statistic_of
from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clickstream.local.emulator.alarm_states import State
    from clickstream.local.emulator.metric_math import Series
    from clickstream.local.emulator.metric_store import Point

    Alarm = dict[str, Any]
    Response = tuple[int, Mapping[str, str], bytes]

OK = 200
READS = ("_describe_alarms", "_describe_alarms_for_metric", "_describe_alarm_history", "_list_metrics", "_get_metric_statistics")  # fmt: skip
"""Functions of MiniStack that answer with alarms or metrics."""
NAMELESS = ("ExtendedStatistic", "MetricName", "Namespace", "Period", "Statistic", "Unit")
"""Members that an alarm on queries does not have, and that MiniStack gives a default."""
_lock = threading.RLock()


def patch_alarms(refresh: Callable[[], None]) -> None:
    """Replace the functions of MiniStack that create, evaluate and describe alarms.

    Args:
        refresh: Function that samples the metrics which are read from a state, and evaluates the
            alarms.
    """
    replace("cloudwatch", "_evaluate_alarm", evaluate_alarm)
    replace("cloudwatch", "_put_metric_alarm", _creation())
    for name in READS:
        replace("cloudwatch", name, _refreshed(members("cloudwatch", name)[name], refresh))


def _refreshed(
    answer: Callable[..., Response], refresh: Callable[[], None]
) -> Callable[..., Response]:
    def refreshed(*request: object) -> Response:
        refresh()
        return answer(*request)

    return refreshed


def _creation() -> Callable[..., Response]:
    """Return the function that answers PutMetricAlarm. MiniStack drops the queries of an alarm."""
    cloudwatch = members("cloudwatch", "_put_metric_alarm", "_alarms", "_error")
    put: Callable[..., Response] = cloudwatch["_put_metric_alarm"]

    def answer(
        params: dict[str, Any],
        data: dict[str, Any],
        is_cbor: bool,  # noqa: FBT001 - MiniStack's order of arguments
        is_json: bool = False,  # noqa: FBT001, FBT002 - MiniStack's order of arguments
    ) -> Response:
        try:
            _check(data)
        except ExpressionError as error:
            return cloudwatch["_error"](
                "ValidationError", str(error), 400, use_json=is_json, use_cbor=is_cbor
            )
        with _lock:
            response = put(params, data, is_cbor, is_json)
            if response[0] == OK and data.get("Metrics"):
                alarm: Alarm = cloudwatch["_alarms"][data["AlarmName"]]
                alarm["Metrics"] = data["Metrics"]
                for name in NAMELESS:
                    alarm.pop(name, None)
                evaluate_alarm(alarm)
        return response

    return answer


def _check(request: Mapping[str, Any]) -> None:
    """Refuse an alarm that cannot be evaluated.

    Raises:
        ExpressionError: If an expression or the comparison is not supported, or if not exactly one
            query is the alarm's.
    """
    comparison = request.get("ComparisonOperator")
    if comparison is not None and comparison not in alarm_states.COMPARISONS:
        msg = f"ComparisonOperator {comparison} needs anomaly detection, which the local CloudWatch does not have"
        raise ExpressionError(msg)
    queries: Sequence[Mapping[str, Any]] = request.get("Metrics") or []
    if queries:
        evaluated(queries, lambda _: {}, ())
        returned = [query["Id"] for query in queries if query.get("ReturnData", True)]
        if len(returned) != 1:
            msg = f"one query has to return data, and these do: {', '.join(returned) or 'none'}"
            raise ExpressionError(msg)


def evaluate_alarm(alarm: Alarm) -> None:
    """Set the state of an alarm from its newest data points; run the actions of a change."""
    if not alarm.get("Metrics") and not alarm.get("MetricName"):
        return  # MiniStack evaluates an alarm before its queries are known
    rule = alarm_states.Rule(
        alarm["ComparisonOperator"],
        alarm["Threshold"],
        alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"],
        alarm["TreatMissingData"],
    )
    with _lock:
        values = newest_values(_queries(alarm), alarm["EvaluationPeriods"], time.time())
        new = alarm_states.state(rule, values)
        if new is not None and new != alarm["StateValue"]:
            _change(alarm, new, alarm_states.reason(rule, values, new))


def evaluate_all() -> None:
    """Evaluate every alarm on metrics; each change evaluates the composite alarms above it."""
    for alarm in members("cloudwatch", "_alarms")["_alarms"].values():
        evaluate_alarm(alarm)


def _queries(alarm: Alarm) -> Sequence[Mapping[str, Any]]:
    if alarm.get("Metrics"):
        return alarm["Metrics"]
    metric = {name: alarm[name] for name in ("Namespace", "MetricName", "Dimensions")}
    stat = {
        "Metric": metric,
        "Period": alarm["Period"],
        "Stat": alarm.get("ExtendedStatistic") or alarm["Statistic"],
        "Unit": alarm.get("Unit"),
    }
    return [{"Id": "metric", "MetricStat": stat}]


def newest_values(
    queries: Sequence[Mapping[str, Any]], periods: int, now: float
) -> list[float | None]:
    """Return the data points of an alarm's periods, the newest first; None for a missing one.

    Args:
        queries: Queries of the alarm. The query that returns data is the alarm's.
        periods: Number of periods.
        now: End of the newest period.
    """

    def series(stat: Mapping[str, Any]) -> Series:
        statistic = statistic_of(stat)
        end = now + 0.001  # a value of this very moment counts
        by_age: dict[int, list[Point]] = defaultdict(list)
        for point in statistic.points(end - periods * statistic.period, end):
            by_age[math.ceil((end - point["Timestamp"]) / statistic.period) - 1].append(point)
        values = {-age: statistic.value(points) for age, points in by_age.items()}
        return {period: value for period, value in values.items() if value is not None}

    found = evaluated(queries, series, range(1 - periods, 1))
    (alarmed,) = (query["Id"] for query in queries if query.get("ReturnData", True))
    return [found[alarmed].get(-age) for age in range(periods)]


def _change(alarm: Alarm, new: State, reason: str) -> None:
    cloudwatch = members("cloudwatch", "_record_history", "_dispatch_alarm_actions", "_evaluate_parent_alarms")  # fmt: skip
    former = alarm["StateValue"]
    alarm["StateValue"], alarm["StateReason"] = new, reason
    alarm["StateUpdatedTimestamp"] = alarm["StateTransitionedTimestamp"] = int(time.time())
    cloudwatch["_record_history"](alarm["AlarmName"], former, new, reason)
    cloudwatch["_dispatch_alarm_actions"](alarm, former, new, reason)
    cloudwatch["_evaluate_parent_alarms"](alarm)
