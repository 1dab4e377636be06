"""Patch of MiniStack's CloudWatch Logs: filter patterns of FilterLogEvents, and pages.

MiniStack ignores conditions on JSON events and the case of terms, and returns the first page alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.log_patterns import PatternError, compile_pattern
from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Response = tuple[int, Mapping[str, str], bytes]

OK = 200
MAX_EVENTS = 10_000
"""Largest number of events in an answer of FilterLogEvents."""


def patch_logs() -> None:
    """Replace the functions of MiniStack that compile patterns and filter events."""
    logs = members("cloudwatch_logs", "_filter_log_events", "_compile_filter_pattern", "error_response_json")  # fmt: skip
    answer: Callable[[dict[str, Any]], Response] = logs["_filter_log_events"]

    def filtered(data: dict[str, Any]) -> Response:
        try:
            return _page(answer, data)
        except PatternError as error:
            return logs["error_response_json"]("InvalidParameterException", str(error), 400)

    replace("cloudwatch_logs", "_compile_filter_pattern", compile_pattern)
    replace("cloudwatch_logs", "_filter_log_events", filtered)


def _page(answer: Callable[[dict[str, Any]], Response], data: dict[str, Any]) -> Response:
    """Answer with one page.

    The token of the next page is the time of the last event, and the number of events of this time
    that were returned.
    """
    request, skipped = dict(data), 0
    if "nextToken" in data:
        request["startTime"], skipped = map(int, data["nextToken"].split(":"))
    request["limit"] = min(data.get("limit", MAX_EVENTS) + skipped, MAX_EVENTS)
    status, headers, body = answer(request)
    if status != OK:
        return status, headers, body
    content = json.loads(body)
    times = [event["timestamp"] for event in content["events"]]
    content["events"] = content["events"][skipped:]
    if len(times) == request["limit"] and content["events"]:
        content["nextToken"] = f"{times[-1]}:{times.count(times[-1])}"
    return status, headers, json.dumps(content).encode()
