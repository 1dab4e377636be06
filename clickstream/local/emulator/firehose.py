"""What the emulator's Firehose is taught: to part records into events, and jq.

MiniStack delivers a record as it comes, and understands a little of jq. AWS parts a record into
events before it partitions (`RecordDeAggregation`), and evaluates jq 1.6 (`MetadataExtraction`);
here that is done by jq's own library.
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import jq

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JSON = json.JSONDecoder()


class ExtractionError(ValueError):
    """An event that has no partition keys. The message says why."""


def parameter(configuration: Mapping[str, Any], processor: str, name: str) -> str | None:
    """Return a parameter of a processor that a destination's configuration has; None if there is no such processor, or it is off."""
    processing: dict[str, Any] = configuration.get("ProcessingConfiguration") or {}
    processors: list[dict[str, Any]] = (
        processing.get("Processors", []) if processing.get("Enabled") else []
    )
    for found in processors:
        parameters: list[dict[str, str]] = found.get("Parameters", [])
        if found["Type"] == processor:
            return next(
                (entry["ParameterValue"] for entry in parameters if entry["ParameterName"] == name),
                None,
            )
    return None


def events(record: bytes) -> list[bytes]:
    """Return the JSON objects of a record, one behind the other or a line each. From the first that is none, the rest is one piece."""
    try:
        text = record.decode()
    except UnicodeDecodeError:
        return [record]
    found: list[bytes] = []
    position = 0
    while rest := text[position:].lstrip():
        start = len(text) - len(rest)
        try:
            _, position = JSON.raw_decode(text, start)
        except ValueError:
            return [*found, rest.encode()]
        found.append(text[start:position].encode())
    return found


def partition_keys(query: str, event: bytes) -> dict[str, str]:
    """Return the partition keys of an event; of several, those of the first.

    Raises:
        ExtractionError: if it is no JSON object, or the expression fails on it.
    """
    try:
        keys = cast("object", _compiled(query).input_text(event.decode()).first())
    except (ValueError, StopIteration) as error:
        msg = f"Metadata extraction failed: {error or 'there is no event'}"
        raise ExtractionError(msg) from error
    if not isinstance(keys, dict) or not all(
        isinstance(key, str) and key for key in cast("dict[str, object]", keys).values()
    ):
        msg = f"Metadata extraction failed: the partition keys are {keys!r}, and must be texts"
        raise ExtractionError(msg)
    return cast("dict[str, str]", keys)


@cache
def _compiled(query: str) -> Any:  # noqa: ANN401 - the library has no types
    return cast("Any", jq).compile(query)


def grouped(record: bytes, query: str, converts: Callable[[bytes], bool]) -> list[bytes]:
    """Return what a record's events are delivered as: those of one partition together, and each that fails by itself.

    Args:
        record: one or more events.
        query: the jq expression of their partition.
        converts: whether a piece can be converted.
    """
    partitions: dict[tuple[tuple[str, str], ...], list[bytes]] = defaultdict(list)
    alone: list[bytes] = []
    for event in events(record):
        try:
            partitions[tuple(sorted(partition_keys(query, event).items()))].append(event)
        except ExtractionError:
            alone.append(event)
    pieces: list[bytes] = []
    for together in partitions.values():
        joined = b"\n".join(together)
        pieces += [joined] if converts(joined) else together
    return [*pieces, *alone]
