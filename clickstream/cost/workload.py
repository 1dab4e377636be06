"""Workload, and the records, objects and files of a day that follow from it and the settings."""

from __future__ import annotations

import math
from dataclasses import dataclass

from clickstream.cost.measured import (
    CANARY_EVENT_BYTES,
    CANARY_RUNS_PER_DAY,
    COLUMN_SHARE,
    FILE_BYTES,
    FIREHOSE_STEP_BYTES,
    MB,
    PARQUET_RATIO,
    SECONDS_PER_DAY,
    ZERO_BUFFERING_SECONDS,
)
from clickstream.cost.settings import Engine, StackSettings
from clickstream.delivery.sender import RECORD_LIMIT_BYTES

RECORD_LIMIT_EVENTS = 500
"""Events of a record with engine firehose: components/firehose_converter.py."""


@dataclass(frozen=True)
class Workload:
    """Events, and their use. Events arrive at an even rate, day and night."""

    events_per_day: int
    bytes_per_event: int
    """Bytes of an event's JSON, without the newline."""
    send_every_seconds: float = 10
    """Seconds that a producer collects events before it packs them into records; 0: no packing."""
    dates_per_object: float = 1
    """Event dates of the events of a raw object, each of which has a file."""
    quarantined_share: float = 0.001
    """Share of quarantined events."""
    queries_per_day: float = 50
    days_per_query: int = 30
    """Event dates that a query reads."""
    column_share: float = COLUMN_SHARE
    """Share of the bytes of all columns that a query reads."""
    age_days: int = 365
    """Age of the lake at the end of the estimated month, in days."""


@dataclass(frozen=True)
class Flow:
    """Averages of a day."""

    json_bytes: float
    """Bytes of the events with their newlines."""
    records: float
    """Firehose records."""
    billed_bytes: float
    """Bytes of the records, each rounded up to 5 KB."""
    objects: float
    """Raw objects."""
    files: float
    """Files of the events table."""
    file_bytes: float
    """Bytes of all files of the events table."""
    quarantine_files: float

    @property
    def object_bytes(self) -> float:
        """Bytes of JSON of a raw object."""
        return self.json_bytes / self.objects

    @property
    def object_seconds(self) -> float:
        """Seconds between two raw objects."""
        return SECONDS_PER_DAY / self.objects


def flow_of(settings: StackSettings, workload: Workload) -> Flow:
    """Return the records, objects and files of a day."""
    canaries = CANARY_RUNS_PER_DAY if settings.canary else 0
    json_bytes = workload.events_per_day * (workload.bytes_per_event + 1.0)
    json_bytes += canaries * CANARY_EVENT_BYTES
    records, steps = _records(settings, workload)
    records, steps = records + canaries, steps + canaries
    objects = min(records, SECONDS_PER_DAY / _write_seconds(settings, json_bytes))
    files = objects * (workload.dates_per_object if settings.partitions_by_event else 1)
    ratio = PARQUET_RATIO[settings.parquet_compression]
    return Flow(
        json_bytes=json_bytes,
        records=records,
        billed_bytes=steps * FIREHOSE_STEP_BYTES,
        objects=objects,
        files=files,
        file_bytes=json_bytes * ratio + files * FILE_BYTES,
        quarantine_files=_quarantine_files(settings, workload, objects),
    )


def _records(settings: StackSettings, workload: Workload) -> tuple[float, float]:
    """Return the records of a day and their steps of 5 KB, as the sender packs the events."""
    event_bytes = workload.bytes_per_event + 1
    capacity = max(1, RECORD_LIMIT_BYTES // event_bytes)
    if settings.engine == Engine.FIREHOSE:
        capacity = min(capacity, RECORD_LIMIT_EVENTS)
    sends = float(workload.events_per_day)
    if workload.send_every_seconds:
        sends = min(sends, SECONDS_PER_DAY / workload.send_every_seconds)
    # On average a fraction: some sends have one event more than the others.
    fewer = math.floor(workload.events_per_day / sends)
    share = workload.events_per_day / sends - fewer
    records, steps = _packed(fewer, capacity, event_bytes)
    more_records, more_steps = _packed(fewer + 1, capacity, event_bytes)
    return (
        sends * (records + share * (more_records - records)),
        sends * (steps + share * (more_steps - steps)),
    )


def _packed(events: int, capacity: int, event_bytes: int) -> tuple[int, int]:
    """Return the records of one send, and their steps: full records, and one of the rest."""
    full, rest = divmod(events, capacity)
    full_steps = math.ceil(capacity * event_bytes / FIREHOSE_STEP_BYTES)
    rest_steps = math.ceil(rest * event_bytes / FIREHOSE_STEP_BYTES)
    return full + bool(rest), full * full_steps + rest_steps


def _write_seconds(settings: StackSettings, json_bytes: float) -> float:
    """Return the seconds after which Firehose writes an object: time, or size if that is sooner."""
    by_time = settings.buffering_seconds or ZERO_BUFFERING_SECONDS
    by_size = settings.buffering_mb * MB / json_bytes * SECONDS_PER_DAY
    return min(by_time, by_size)


def _quarantine_files(settings: StackSettings, workload: Workload, objects: float) -> float:
    """Return the raw objects with a quarantined event; each has one file of them."""
    if settings.engine == Engine.FIREHOSE:
        return 0.0
    events = workload.events_per_day / objects
    return objects * (1 - (1 - workload.quarantined_share) ** events)
