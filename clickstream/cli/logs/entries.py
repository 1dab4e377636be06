"""Log lines as entries: time, level, message, and the raw objects and the request that they name.

A line is JSON of Powertools, of the Spark job, of Lambda's platform or of Firehose, or plain text.
A line of any other form is an entry too, with its text as message.

Formats of Lambda: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

METRICS_KEY = "_aws"
"""Key of a line in embedded metric format, which CloudWatch turns into metrics."""
SHOWN_FIELDS = (
    "lines",
    "rows",
    "quarantined",
    "unknown_fields",
    "files",
    "counts",
    "problem",
    "failure",
    "reason",
    "in_seconds",
    "key",
    "bytes",
    "pages",
    "items",
    "events",
    "records",
    "lag_seconds",
    "newest",
    "waiting_for",
    "missing",
    "errorCode",
    "status",
    "metrics",
)
"""Fields of JSON lines that are shown beside the message, in this order."""
REQUEST = re.compile(r"RequestId: ([0-9a-fA-F-]{36})")
# The runtime's text lines begin with time and request id, its logger's with the level before them.
REQUEST_PREFIX = re.compile(r"(?:\[[A-Z]+\]\s+)?\d{4}-\d\d-\d\dT[\d:.]+Z\s+([0-9a-f-]{36})\s+")
GLUE_RUN = re.compile(r"jr_[0-9a-z]+")
# Text lines: of Lambda's platform and runtime, and of Spark's log.
FAILED_PLATFORM_LINE = re.compile(
    r"Task timed out after|Runtime exited|(?<![\w.])Runtime\.[A-Z]\w*|Status: (timeout|error|failure)"
    r"|Process exited before completing|Lambda timed out"
)
LEVEL_WORD = re.compile(r"(?:^|[\s\[])(DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL)(?=[\s\]:])")
LEVEL_WITHIN_CHARACTERS = 60  # a level further on is a word of the message
FAILED_STATUSES = {"timeout", "error", "failure"}
PLATFORM_NAMES = {
    "platform.initStart": "start of the sandbox",
    "platform.initReport": "end of the sandbox's start",
    "platform.start": "start of the invocation",
    "platform.report": "end of the invocation",
    "platform.fault": "failure of the sandbox",
}
"""Events of Lambda's platform as messages; others have their own name."""


class Level(IntEnum):
    """Severity of a log line."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40
    CRITICAL = 50


LEVELS = {
    **{level.name: level for level in Level},
    "TRACE": Level.DEBUG,
    "WARN": Level.WARNING,
    "FATAL": Level.CRITICAL,
}


@dataclass(frozen=True)
class Entry:
    """Log line."""

    time: datetime
    source: str
    """Source of the line: a key of the output `log_groups`."""
    level: Level
    message: str
    stream: str
    """Name of the log stream."""
    line: str
    """The line as it was logged."""
    cause: str = ""
    """Error that the line reports, as type and message."""
    objects: tuple[str, ...] = ()
    """s3:// addresses of the raw objects that the line names."""
    request: str | None = None
    """Id of the function's invocation, or of the job's run."""
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Further fields to show."""
    ends_request: bool = False
    """Whether the platform writes this line at the end of an invocation."""
    attempt: int = 1
    """Number of the invocation among those of its request in its stream.

    Lambda tries a failed invocation again with the same request id.
    """

    @property
    def key(self) -> tuple[str, str, datetime, str]:
        """Source, stream, time and text; equal lines of one millisecond have equal keys."""
        return self.source, self.stream, self.time, self.line


def parse(source: str, event: Mapping[str, Any]) -> Entry | None:
    """Return a log event of CloudWatch Logs as an entry; None if it carries metrics alone."""
    line = str(event.get("message", "")).rstrip("\n")
    time = datetime.fromtimestamp(event.get("timestamp", 0) / 1000, UTC)
    stream = str(event.get("logStreamName", ""))
    logged = json_object(line)
    if logged is None:
        return _text_entry(source, time, stream, line)
    if METRICS_KEY in logged:
        return None
    if str(logged.get("type", "")).startswith("platform."):
        return _platform_entry(source, time, stream, line, logged)
    return Entry(
        time,
        source,
        _level(logged),
        _first(logged, "message", "errorMessage") or line,
        stream,
        line,
        cause=_cause(logged),
        objects=tuple(dict.fromkeys(_objects(logged))),
        request=_first(logged, "function_request_id", "requestId", "AWSRequestId")
        or _run_of(stream),
        fields={name: logged[name] for name in SHOWN_FIELDS if _is_shown(logged.get(name))},
    )


def json_object(line: str) -> dict[str, Any] | None:
    """Return a JSON object; None if the text is none."""
    if not line.startswith("{"):
        return None
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _text_entry(source: str, time: datetime, stream: str, line: str) -> Entry:
    level = Level.INFO
    if FAILED_PLATFORM_LINE.search(line):
        level = Level.ERROR
    elif found := LEVEL_WORD.search(line[:LEVEL_WITHIN_CHARACTERS]):
        level = LEVELS[found[1]]
    prefix = REQUEST_PREFIX.match(line)
    request = prefix or REQUEST.search(line)
    text = line[prefix.end() :] if prefix else line
    return Entry(
        time,
        source,
        level,
        text.replace("\t", "  ").strip(),
        stream,
        line,
        request=request[1] if request else _run_of(stream),
        ends_request=line.startswith("REPORT "),
    )


def _platform_entry(
    source: str, time: datetime, stream: str, line: str, logged: Mapping[str, Any]
) -> Entry:
    kind, record = str(logged["type"]), logged.get("record")
    details = cast("dict[str, Any]", record) if isinstance(record, dict) else {"message": record}
    status = str(details.get("status", ""))
    failed = status in FAILED_STATUSES or kind in {"platform.fault", "platform.logsDropped"}
    name = PLATFORM_NAMES.get(kind, kind)
    error = ": ".join(text for text in (status, _first(details, "errorType")) if text)
    return Entry(
        time,
        source,
        Level.ERROR if failed else Level.INFO,
        f"{name}: {error}" if error else name,
        stream,
        line,
        cause=_first(details, "message", "errorMessage"),
        request=_first(details, "requestId") or None,
        fields={name: details[name] for name in SHOWN_FIELDS if _is_shown(details.get(name))},
        ends_request=kind == "platform.report",
    )


def _level(logged: Mapping[str, Any]) -> Level:
    name = _first(logged, "level", "log_level").upper()
    if name in LEVELS:
        return LEVELS[name]
    # The runtime's line about an exception, and Firehose's line about a failed delivery
    return Level.ERROR if "errorMessage" in logged or "errorCode" in logged else Level.INFO


def _cause(logged: Mapping[str, Any]) -> str:
    """Return the error of a line: the last line of its traceback, or the error's type."""
    if traceback := _first(logged, "exception").strip():
        return traceback.splitlines()[-1]
    return _first(logged, "problem", "errorType")


def _objects(logged: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses of the raw objects that a line names."""
    if source := _first(logged, "source_object"):
        yield source
    yield from notified_objects(_first(logged, "body"))


def notified_objects(message: str) -> Iterator[str]:
    """Yield the s3:// addresses of the raw objects in the body of a message.

    The body is an S3 notification, whose keys are URL-encoded. Another text has none.
    """
    records: object = (json_object(message) or {}).get("Records")
    for record in cast("list[Any]", records) if isinstance(records, list) else []:
        match record:
            case {"s3": {"bucket": {"name": str(bucket)}, "object": {"key": str(key)}}}:
                yield f"s3://{bucket}/{unquote_plus(key)}"
            case _:
                pass


def _run_of(stream: str) -> str | None:
    """Return the id of the Glue run that writes a log stream; None for another stream."""
    run = GLUE_RUN.match(stream)
    return run[0] if run else None


def _first(logged: Mapping[str, Any], *names: str) -> str:
    """Return the first of the fields that has a value, as text."""
    return next((str(logged[name]) for name in names if logged.get(name) not in (None, "")), "")


def _is_shown(value: object) -> bool:
    return value not in (None, "", {}, [])


def relate(entries: list[Entry]) -> list[Entry]:
    """Return entries with the request that their neighbours in the stream name, and its attempt.

    A sandbox of Lambda handles one invocation at a time, and has a log stream of its own. So a line
    without request id, such as a traceback, belongs to the invocation that began before it. A line
    of a request whose invocation ended belongs to the next attempt at the request.
    """
    current: dict[tuple[str, str], str | None] = {}
    attempts: Counter[tuple[str, str, str]] = Counter()
    ended: set[tuple[str, str, str]] = set()
    related: list[Entry] = []
    for entry in entries:
        place = entry.source, entry.stream
        request = entry.request or current.get(place)
        current[place] = None if entry.ends_request else request
        if request is None:
            related.append(entry)
            continue
        invocation = (*place, request)
        if invocation in ended and not _is_late(entry):
            ended.remove(invocation)
            attempts[invocation] += 1
        if entry.ends_request:
            ended.add(invocation)
        related.append(replace(entry, request=request, attempt=1 + attempts[invocation]))
    return related


def _is_late(entry: Entry) -> bool:
    """Return whether Lambda writes a line after the end of the invocation that it reports.

    Such lines are text, of a timeout or of the exit of the runtime.
    """
    return not entry.line.startswith("{") and bool(FAILED_PLATFORM_LINE.search(entry.line))
