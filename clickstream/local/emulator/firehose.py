"""Patch of MiniStack's Firehose: splits records into events, and evaluates jq 1.6.

AWS splits a record into events before it partitions (`RecordDeAggregation`), and evaluates the
partition keys with jq 1.6 (`MetadataExtraction`). MiniStack delivers records unsplit and implements
a part of jq; the patch uses the library of jq. Streams without dynamic partitioning are not
affected.
"""

from __future__ import annotations

import functools
import json
import sys
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import jq

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JSON = json.JSONDecoder()


class ExtractionError(ValueError):
    """Event without partition keys. The message is the reason."""


def patch_firehose() -> None:
    """Replace the functions of MiniStack that deliver records and extract partition keys."""
    from ministack.services import firehose  # noqa: PLC0415 - reads the environment on import

    # MiniStack has no type information: its private members are annotated here.
    deliver: Callable[..., None] | None = getattr(firehose, "_deliver_records_to_s3", None)
    convert: Callable[[dict[str, Any], bytes], bytes] | None = getattr(
        firehose, "_convert_to_parquet", None
    )
    delivery_error: type[Exception] | None = getattr(firehose, "_DeliveryError", None)
    extracts = hasattr(firehose, "_metadata_extraction_keys")
    if deliver is None or convert is None or delivery_error is None or not extracts:
        sys.exit(
            "MiniStack's Firehose lacks a function that is patched: adapt clickstream/local/emulator/firehose.py to its version"
        )
    firehose._deliver_records_to_s3 = _splitting_delivery(deliver, convert, delivery_error)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - MiniStack's version is pinned
    firehose._metadata_extraction_keys = _jq_extraction(delivery_error)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - MiniStack's version is pinned


def _splitting_delivery(
    deliver: Callable[..., None],
    convert: Callable[[dict[str, Any], bytes], bytes],
    delivery_error: type[Exception],
) -> Callable[..., None]:
    """Return a delivery function that splits records first, where the stream is set to."""

    def is_convertible(configuration: Mapping[str, Any], piece: bytes) -> bool:
        conversion = configuration.get("DataFormatConversionConfiguration")
        try:
            return not conversion or bool(convert(conversion, piece))
        except delivery_error:
            return False

    @functools.wraps(deliver)
    def deliver_split(
        stream: dict[str, Any], dest: dict[str, Any], records: list[tuple[str, bytes]]
    ) -> None:
        configuration: dict[str, Any] = dest["config"]
        query = processor_parameter(configuration, "MetadataExtraction", "MetadataExtractionQuery")
        splits = processor_parameter(configuration, "RecordDeAggregation", "SubRecordType")
        if query is not None and splits == "JSON":
            convertible = functools.partial(is_convertible, configuration)
            records = [
                (record_id, piece)
                for record_id, record in records
                for piece in group_by_partition(record, query, convertible)
            ]
        deliver(stream, dest, records)

    return deliver_split


def _jq_extraction(
    delivery_error: type[Exception],
) -> Callable[[dict[str, Any], bytes], dict[str, str] | None]:
    """Return a function that extracts partition keys with the library of jq."""

    # MiniStack passes the arguments by position.
    def extract(configuration: dict[str, Any], event: bytes) -> dict[str, str] | None:
        query = processor_parameter(configuration, "MetadataExtraction", "MetadataExtractionQuery")
        try:
            return partition_keys(query, event) if query is not None else None
        except ExtractionError as error:
            code = "processing-failed"
            raise delivery_error(code, str(error)) from error

    return extract


def processor_parameter(configuration: Mapping[str, Any], processor: str, name: str) -> str | None:
    """Return a parameter of a processor; None if there is no such processor or it is disabled.

    Args:
        configuration: Configuration of the stream's S3 destination.
        processor: Type of the processor.
        name: Name of the parameter.
    """
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


def split_record(record: bytes) -> list[bytes]:
    """Split a record into its JSON values, which are concatenated or newline-delimited.

    From the first position where no JSON value begins, the rest of the record is one piece. A
    record that is not UTF-8 is one piece.
    """
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
    """Return the partition keys of an event; of a piece with several events, those of the first.

    Raises:
        ExtractionError: If the event is not a JSON object, or the expression fails or returns a
            value that is not text.
    """
    try:
        keys = cast("object", _compile(query).input_text(event.decode()).first())
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
def _compile(query: str) -> Any:  # noqa: ANN401 - the library has no types
    return cast("Any", jq).compile(query)


def group_by_partition(
    record: bytes, query: str, convertible: Callable[[bytes], bool]
) -> list[bytes]:
    """Group the events of a record by partition, one event per line.

    An event without partition keys is a piece of its own. So is each event of a partition whose
    events cannot be converted together: one wrong event fails alone.

    Args:
        record: One or more events.
        query: jq expression of the partition keys.
        convertible: Returns whether Firehose can convert a piece.
    """
    partitions: dict[tuple[tuple[str, str], ...], list[bytes]] = defaultdict(list)
    without_keys: list[bytes] = []
    for event in split_record(record):
        try:
            partitions[tuple(sorted(partition_keys(query, event).items()))].append(event)
        except ExtractionError:
            without_keys.append(event)
    pieces: list[bytes] = []
    for events in partitions.values():
        joined = b"\n".join(events)
        pieces += [joined] if convertible(joined) else events
    return [*pieces, *without_keys]
