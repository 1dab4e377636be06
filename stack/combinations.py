"""Checks of combinations of settings, whose single values are allowed."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

from clickstream.contract.odcs import read_contract
from components import (
    Engine,
    ParquetCompression,
    PartitionDiscovery,
    SparkStart,
    firehose_converter,
)
from components.monitoring import CANARY_IS_NO_SILENCE
from components.shared.function_storage import LARGEST_OBJECT_MB, STORAGE_ALLOWS
from stack.config_reader import ConfigReader

if TYPE_CHECKING:
    from stack.settings import Settings

SLOWEST_SECONDS_PER_MB = 0.2
"""Seconds to convert 1 MB of the slowest text: runs of values too short for an event.

Events take a tenth of it or less (`make bench BENCH=--scaling`).
"""

SECONDS_OF_ALL_DATES = 10
"""Seconds to write the files of an object with events of as many dates as an object may have."""

PROCESSOR_MB = 1769
"""Memory with which Lambda gives a function one whole processor.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""


def check_combinations(settings: "Settings", read: ConfigReader) -> None:
    """Refuse combinations of settings that are not allowed."""
    infrequent = settings.lake.get("raw_infrequent_access_days", 0)
    expiration = settings.lake.get("raw_expiration_days", 0)
    if infrequent >= expiration:
        shown = read.shown("rawExpirationDays", expiration)
        read.refuse("rawInfrequentAccessDays", infrequent, f"less than rawExpirationDays, {shown}")
    if settings.engine is Engine.LAMBDA:
        _check_timeout(settings, read)
        _check_storage(settings, read)
    if settings.engine is Engine.FIREHOSE:
        _check_firehose(settings, read)
    if settings.spark["start"] is SparkStart.MANUAL:
        read.refuse("sparkStart", SparkStart.MANUAL, "arrivals, schedule")
    if settings.canary:
        _check_canary(settings, read)
        if minutes := settings.monitoring.get("silence_minutes", 0):
            read.refuse("silenceMinutes", minutes, f"0, with canary: {CANARY_IS_NO_SILENCE}")


def _check_timeout(settings: "Settings", read: ConfigReader) -> None:
    """Check that the largest batch fits into the timeout: decision 0017-memory-and-batch.md."""
    function = settings.function
    processors = min(1.0, function["memory_mb"] / PROCESSOR_MB)
    of_text = settings.conversion["max_object_mb"] * SLOWEST_SECONDS_PER_MB
    seconds = function["batch_size"] * (of_text + SECONDS_OF_ALL_DATES)
    needed = math.ceil(seconds / processors)
    if function["timeout_seconds"] < needed:
        allowed = f"{needed} or more, for batchSize objects of maxObjectMb at memoryMb"
        read.refuse("timeoutSeconds", function["timeout_seconds"], allowed)


def _check_storage(settings: "Settings", read: ConfigReader) -> None:
    max_object_mb = settings.conversion["max_object_mb"]
    if max_object_mb > LARGEST_OBJECT_MB:
        read.refuse("maxObjectMb", max_object_mb, STORAGE_ALLOWS)


def _check_firehose(settings: "Settings", read: ConfigReader) -> None:
    """Refuse settings that a delivery stream with format conversion does not allow."""
    delivery = settings.delivery
    buffering = {
        "bufferingMb": (delivery["buffering_mb"], firehose_converter.BUFFERING_MB),
        "bufferingSeconds": (delivery["buffering_seconds"], firehose_converter.BUFFERING_SECONDS),
    }
    for key, (value, number) in buffering.items():
        if value not in number.allowed:
            read.refuse(key, value, f"{number}, with engine firehose")
    if settings.backfill:
        allowed = "false, with engine firehose: a backfill writes the other engines' tables"
        read.refuse("backfill", "true", allowed)
    if settings.daily_models:
        allowed = "empty, with engine firehose: daily models read the other engines' tables"
        read.refuse("dailyModels", settings.daily_models["models"], allowed)
    compression = settings.conversion["parquet_compression"]
    if compression is not ParquetCompression.SNAPPY:
        read.refuse("parquetCompression", compression.value, "snappy, with engine firehose")


def _check_canary(settings: "Settings", read: ConfigReader) -> None:
    """Refuse a canary whose events queries cannot exclude, or cannot return within an hour."""
    reason = ""
    if settings.engine is Engine.SPARK and settings.spark["start"] is SparkStart.SCHEDULE:
        reason = "with sparkStart schedule: events can be queried after a scheduled run alone"
    elif settings.catalog["partition_discovery"] is PartitionDiscovery.CRAWLER:
        reason = "with partitionDiscovery crawler: events can be queried after a crawl alone"
    elif read_contract(Path(settings.contract)).event_type is None:
        reason = f"with {settings.contract}: no column has the custom property eventType, so queries cannot leave canary events out"
    if reason:
        read.refuse("canary", "true", f"false, {reason}")
