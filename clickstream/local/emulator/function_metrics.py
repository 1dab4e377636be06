"""Metrics of functions: `AWS/Lambda`, and the metrics that log lines hold.

Served per function: Invocations, Errors, Throttles, Duration and ConcurrentExecutions. MiniStack
records them for the Invoke API alone, not for event source mappings and retries. Duration includes
the start of a cold function, which Lambda does not count. Metrics in the embedded metric format are
taken from every log event, of functions and of PutLogEvents.
Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from clickstream.local.emulator.embedded_metrics import embedded_metrics
from clickstream.local.emulator.metric_store import record
from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable

NAMESPACE = "AWS/Lambda"


def patch_functions() -> None:
    """Replace the functions of MiniStack that run functions and store log events."""
    functions = members("lambda_svc", "_execute_function_dispatch", "_emit_lambda_metrics", "_inflight", "_inflight_key")  # fmt: skip
    run: Callable[..., dict[str, Any]] = functions["_execute_function_dispatch"]

    def measured(
        function: dict[str, Any], config: dict[str, Any], *request: object
    ) -> dict[str, Any]:
        of = {"FunctionName": config["FunctionName"]}
        running = functions["_inflight"].get(functions["_inflight_key"](config), 1)
        record(NAMESPACE, "ConcurrentExecutions", running, "Count", of)
        start = time.monotonic()
        result = run(function, config, *request)
        milliseconds = (time.monotonic() - start) * 1000
        record(NAMESPACE, "Duration", milliseconds, "Milliseconds", of)
        record(NAMESPACE, "Invocations", 1, "Count", of)
        record(NAMESPACE, "Errors", 1 if result.get("error") else 0, "Count", of)
        record(NAMESPACE, "Throttles", 0, "Count", of)
        return result

    replace("lambda_svc", "_execute_function_dispatch", measured)
    replace("lambda_svc", "_emit_lambda_metrics", _count_throttle)
    replace("cloudwatch_logs", "_append_log_events", _extracting())


def _count_throttle(
    function_name: str,
    duration_ms: float,
    error: bool,  # noqa: ARG001, FBT001 - MiniStack's arguments
    throttle: bool,  # noqa: FBT001 - MiniStack's arguments
) -> None:
    """Count a throttled invocation.

    MiniStack reports it twice: at the limit of concurrency, and with a duration by the Invoke API.
    """
    if throttle and not duration_ms:
        record(NAMESPACE, "Throttles", 1, "Count", {"FunctionName": function_name})


def _extracting() -> Callable[[dict[str, Any], list[dict[str, Any]]], None]:
    """Return the function that stores log events, with an id each, and records their metrics."""
    store: Callable[..., None] = members("cloudwatch_logs", "_append_log_events")["_append_log_events"]  # fmt: skip

    def append(stream: dict[str, Any], events: list[dict[str, Any]]) -> None:
        for event in events:
            event.setdefault("eventId", str(uuid4()))
        store(stream, events)
        for event in events:
            for found in embedded_metrics(event["message"]):
                record(
                    found.namespace,
                    found.name,
                    found.values,
                    found.unit,
                    found.dimensions,
                    at=found.time,
                )

    return append
