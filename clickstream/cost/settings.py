"""Settings of a stack that its cost depends on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from clickstream.cost.measured import DPUS, PARQUET_RATIO

if TYPE_CHECKING:
    from collections.abc import Mapping


class SettingError(ValueError):
    """Setting whose value cannot be used: the key, the value and the allowed values."""


class Engine(StrEnum):
    """Service that converts JSON into Parquet."""

    LAMBDA = "lambda"
    SPARK = "spark"
    FIREHOSE = "firehose"


@dataclass(frozen=True)
class StackSettings:
    """Settings of a stack by the names of `Pulumi.yaml`, in snake case."""

    engine: str
    backfill: bool
    one_bucket: bool
    versioning: bool
    kms_key_arn: str
    raw_infrequent_access_days: int
    raw_expiration_days: int
    results_expiration_days: int
    firehose_partition: str
    buffering_mb: int
    buffering_seconds: int
    raw_compression: str
    log_retention_days: int
    silence_minutes: int
    architecture: str
    memory_mb: int
    batch_size: int
    batching_window_seconds: int
    max_object_mb: int
    parquet_compression: str
    partition_discovery: str
    crawler_schedule: str
    spark_start: str
    spark_schedule: str
    spark_batch_size: int
    spark_batching_window_seconds: int
    spark_worker_type: str
    spark_workers: int
    api_url: str
    api_rate: str
    api_secret_arn: str
    canary: bool
    daily_models: str
    daily_models_schedule: str
    hashes_columns: bool
    """Whether the contract hashes columns, so that the stack has a secret."""

    @property
    def has_queue(self) -> bool:
        """Whether new raw objects go through a queue."""
        return self.engine != Engine.FIREHOSE

    @property
    def partitions_by_event(self) -> bool:
        """Whether files are partitioned by event date, and Firehose does so by content."""
        return self.engine != Engine.FIREHOSE or self.firehose_partition == "event"


DERIVED = {"hashes_columns"}
"""Fields that are no setting."""
CHOICES: dict[str, list[str]] = {
    "engine": list(Engine),
    "parquet_compression": list(PARQUET_RATIO),
    "spark_worker_type": list(DPUS),
}
"""Allowed values of the settings that choose a figure."""


def read_settings(texts: Mapping[str, str], *, hashes_columns: bool) -> StackSettings:
    """Return the settings of a stack.

    Args:
        texts: Texts of the settings by key, such as `bufferingMb`, defaults included.
        hashes_columns: Whether the stack's contract hashes columns.

    Raises:
        SettingError: If a setting is missing or has a value of a wrong type.
    """
    values = {
        field.name: _value(key_of(field.name), str(field.type), texts)
        for field in fields(StackSettings)
        if field.name not in DERIVED
    }
    settings = StackSettings(**values, hashes_columns=hashes_columns)  # pyright: ignore[reportArgumentType] - the values have the types of the fields
    for name, allowed in CHOICES.items():
        value = getattr(settings, name)
        if value not in allowed:
            msg = f"{key_of(name)} is {value!r}; allowed: {', '.join(allowed)}"
            raise SettingError(msg)
    return settings


def key_of(name: str) -> str:
    """Return the key of a field in `Pulumi.yaml`, such as bufferingMb for buffering_mb."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _value(key: str, kind: str, texts: Mapping[str, str]) -> str | int | bool:
    text = texts.get(key)
    if text is None:
        msg = f"{key} has no value; it is declared in Pulumi.yaml"
        raise SettingError(msg)
    if kind == "int":
        if not text.isdecimal():
            msg = f"{key} is {text!r}; allowed: a whole number"
            raise SettingError(msg)
        return int(text)
    if kind == "bool":
        if text not in {"true", "false"}:
            msg = f"{key} is {text!r}; allowed: true, false"
            raise SettingError(msg)
        return text == "true"
    return text
