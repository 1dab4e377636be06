"""Log events as CloudWatch Logs returns them, and a fake of its client."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError
from botocore.validate import validate_parameters

from clickstream.cli.logs.entries import parse, relate
from tests.unit.cli.fakes import aws_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickstream.cli.logs.entries import Entry

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
STREAM = "2026/11/26/[$LATEST]0123456789abcdef"
REQUEST = "5d156079-202e-407c-88aa-c6ba7533e32f"
OTHER_REQUEST = "53216390-9e83-45d4-afd2-b0f24c35e1c1"
KEY = "raw/year=2026/month=11/day=26/ingestion-1-a b.json.gz"
ENCODED_KEY = "raw/year%3D2026/month%3D11/day%3D26/ingestion-1-a+b.json.gz"
ADDRESS = f"s3://raw/{KEY}"
WRITTEN = io.StringIO()
# Loggers of one service share a handler: this name is that of no function.
LOGGER = Logger(service="tests-of-logs", level="INFO", stream=WRITTEN)


def event(line: str, *, seconds: float = 0, stream: str = STREAM) -> dict[str, Any]:
    """Return a log event, some seconds after noon."""
    moment = NOON + timedelta(seconds=seconds)
    return {
        "timestamp": round(moment.timestamp() * 1000),
        "message": line,
        "logStreamName": stream,
    }


def logged(
    level: str,
    message: str,
    *,
    request: str = REQUEST,
    error: Exception | None = None,
    **fields: Any,
) -> str:
    """Return a line of Powertools, as the functions write it; for an error with its traceback."""
    context = SimpleNamespace(
        function_name="converter",
        memory_limit_in_mb=2048,
        invoked_function_arn="arn",
        aws_request_id=request,
    )

    @LOGGER.inject_lambda_context
    def handler(_event: object, _context: object) -> None:
        getattr(LOGGER, level.lower())(message, exc_info=error, **fields)

    WRITTEN.seek(0)
    WRITTEN.truncate()
    handler({}, context)
    return WRITTEN.getvalue()


def converted(request: str = REQUEST, address: str = ADDRESS) -> str:
    return logged(
        "INFO",
        "object converted",
        request=request,
        source_object=address,
        lines=3,
        files=["a", "b"],
    )


def not_handled(request: str = REQUEST, key: str = ENCODED_KEY) -> str:
    body = {"Records": [{"s3": {"bucket": {"name": "raw"}, "object": {"key": key}}}]}
    return logged(
        "ERROR",
        "message not handled",
        request=request,
        error=ValueError("raise maxObjectMb"),
        body=json.dumps(body),
    )


def platform(kind: str, request: str = REQUEST, **record: Any) -> str:
    """Return a line of Lambda's platform in the log format JSON."""
    return json.dumps(
        {
            "time": NOON.isoformat(),
            "type": f"platform.{kind}",
            "record": {"requestId": request, **record},
        }
    )


def entries(*events: dict[str, Any], source: str = "converter") -> list[Entry]:
    """Return log events of a source as related entries."""
    return relate([entry for one in events if (entry := parse(source, one))])


@dataclass
class FakeLogs:
    """CloudWatch Logs with pages of two events."""

    groups: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def get_paginator(self, operation: str) -> FakeLogs:
        assert operation == "filter_log_events"
        return self

    def paginate(self, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Yield the events of a group since a time; an empty page is first, as on AWS."""
        check("logs", "FilterLogEvents", parameters)
        group = parameters["logGroupName"]
        if group not in self.groups:
            raise ClientError(
                {"Error": {"Code": "ResourceNotFoundException", "Message": "no such group"}},
                "FilterLogEvents",
            )
        start = parameters.get("startTime", 0)
        found = [one for one in self.groups[group] if one["timestamp"] >= start]
        yield {"events": []}
        for first in range(0, len(found), 2):
            yield {"events": found[first : first + 2]}


def check(service: Any, operation: str, parameters: dict[str, Any]) -> None:
    """Hold the parameters of a call to botocore's model of the API."""
    client = cast("Any", aws_target().client(service))
    validate_parameters(
        parameters, client.meta.service_model.operation_model(operation).input_shape
    )
