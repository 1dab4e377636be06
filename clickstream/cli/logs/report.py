"""Text and JSON of log entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text

from clickstream.cli.logs.entries import Level
from clickstream.cli.output import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clickstream.cli.logs.entries import Entry

STYLES = {Level.WARNING: "yellow", Level.ERROR: "bold red", Level.CRITICAL: "bold red"}
TIME = "%Y-%m-%dT%H:%M:%SZ"
LEVEL_CHARACTERS = max(len(level.name) for level in Level)


def as_text(entry: Entry, sources: Iterable[str]) -> Text:
    """Return an entry as a first line with its message, and indented lines with its fields.

    Args:
        entry: Log entry.
        sources: All sources that are shown, which are padded to one width.
    """
    width = max(map(len, sources), default=0)
    text = Text.assemble(
        f"{entry.time.strftime(TIME)} {entry.source:<{width}} ",
        (f"{entry.level.name:<{LEVEL_CHARACTERS}}", STYLES.get(entry.level, "")),
        f" {printable(entry.message)}",
    )
    details = [("object", address) for address in entry.objects]
    if entry.cause and entry.cause not in entry.message:
        details.insert(0, ("cause", entry.cause))
    if fields := ", ".join(_fields(entry)):
        details.append(("with", fields))
    if entry.request and entry.level >= Level.WARNING:
        details.append(("request", entry.request))
    for name, value in details:
        text.append(f"\n    {name}: {printable(value)}")
    return text


def _fields(entry: Entry) -> Iterator[str]:
    """Yield the fields of an entry, lists as their length."""
    for name, value in entry.fields.items():
        if isinstance(value, list):
            yield f"{name} {len(cast('list[Any]', value)):,}"
        elif isinstance(value, str):
            if value not in (entry.cause, entry.message):
                yield f"{name} {value}"
        else:
            yield f"{name} {json.dumps(value, ensure_ascii=False)}"


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as a JSON object; `line` is the JSON object or the text that was logged."""
    try:
        line: Any = json.loads(entry.line)
    except (ValueError, RecursionError):
        line = entry.line
    return {
        "time": entry.time.isoformat(timespec="milliseconds"),
        "source": entry.source,
        "level": entry.level.name,
        "message": entry.message,
        "cause": entry.cause or None,
        "objects": list(entry.objects),
        "request": entry.request,
        "stream": entry.stream,
        "line": line if isinstance(line, dict) else entry.line,
    }
