"""The stack's settings, read once and checked together, before any resource is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

import pulumi

from components.conversion import ParquetCompression
from components.daily_models import SCHEDULE, is_schedule
from components.data_lake import MIN_INFREQUENT_ACCESS_DAYS
from components.ingestion import BUFFERING_MB, BUFFERING_SECONDS, RawCompression
from components.spark_job import CONCURRENT_RUNS, TIMEOUT_MINUTES, WORKERS, WorkerType
from components.spark_transform import BATCH_SIZE, BATCHING_WINDOW_SECONDS, SparkStart
from components.transform import Architecture, Runtime

LOG_RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""What CloudWatch takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""

CRON_FIELDS = 6  # https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
PROTECTION_KEY_CHARACTERS = 16  # 128 bits, if they are random


Choice = TypeVar("Choice", bound=StrEnum)


class Engine(StrEnum):
    """What converts raw objects."""

    LAMBDA = "lambda"
    """A function, for each as it comes."""
    SPARK = "spark"
    """A Glue job, for many at once."""


class SettingsError(ValueError):
    """Settings that are not allowed: every one is named with its key, its value and what is allowed."""


@dataclass(frozen=True)
class Settings:
    """One stack's settings; `Pulumi.yaml` describes each."""

    contract: str
    engine: Engine
    backfill: bool
    spark_start: SparkStart
    spark_schedule: str
    spark_batch_size: int
    spark_batching_window_seconds: int
    spark_worker_type: WorkerType
    spark_workers: int
    spark_timeout_minutes: int
    spark_max_runs: int
    versioning: bool
    force_destroy: bool
    protect: bool
    kms_key_arn: str
    raw_infrequent_access_days: int
    raw_expiration_days: int
    results_expiration_days: int
    buffering_mb: int
    buffering_seconds: int
    raw_compression: RawCompression
    log_retention_days: int
    runtime: Runtime
    architecture: Architecture
    memory_mb: int
    timeout_seconds: int
    batch_size: int
    batching_window_seconds: int
    max_concurrency: int
    parquet_compression: ParquetCompression
    earliest_event_date: str
    max_future_hours: int
    max_object_mb: int
    protection_key: pulumi.Output[str] | None
    scan_limit_gb: int
    daily_models: str
    daily_models_schedule: str

    @classmethod
    def from_config(cls, config: pulumi.Config) -> "Settings":
        """Read and check the settings.

        Raises:
            SettingsError: With one line for each setting that is not allowed.
        """
        read = _Reader(config)
        settings = cls(
            contract=read.text("contract"),
            engine=read.choice("engine", Engine),
            backfill=read.flag("backfill"),
            spark_start=read.choice("sparkStart", SparkStart),
            spark_schedule=read.checked("sparkSchedule", _is_cron, "six fields as in cron(0 3 * * ? *)"),
            spark_batch_size=read.number("sparkBatchSize", BATCH_SIZE),
            spark_batching_window_seconds=read.number("sparkBatchingWindowSeconds", BATCHING_WINDOW_SECONDS),
            spark_worker_type=read.choice("sparkWorkerType", WorkerType),
            spark_workers=read.number("sparkWorkers", WORKERS),
            spark_timeout_minutes=read.number("sparkTimeoutMinutes", TIMEOUT_MINUTES),
            spark_max_runs=read.number("sparkMaxRuns", CONCURRENT_RUNS),
            versioning=read.flag("versioning"),
            force_destroy=read.flag("forceDestroy"),
            protect=read.flag("protect"),
            kms_key_arn=read.checked("kmsKeyArn", lambda arn: not arn or arn.startswith("arn:"), "the ARN of a KMS key, or empty"),
            raw_infrequent_access_days=read.number("rawInfrequentAccessDays", range(MIN_INFREQUENT_ACCESS_DAYS, 3651)),
            raw_expiration_days=read.number("rawExpirationDays", range(MIN_INFREQUENT_ACCESS_DAYS + 1, 36501)),
            results_expiration_days=read.number("resultsExpirationDays", range(1, 36501)),
            buffering_mb=read.number("bufferingMb", BUFFERING_MB),
            buffering_seconds=read.number("bufferingSeconds", BUFFERING_SECONDS),
            raw_compression=read.choice("rawCompression", RawCompression),
            log_retention_days=read.number("logRetentionDays", LOG_RETENTION_DAYS),
            runtime=read.choice("runtime", Runtime),
            architecture=read.choice("architecture", Architecture),
            memory_mb=read.number("memoryMb", range(512, 10241)),
            timeout_seconds=read.number("timeoutSeconds", range(1, 901)),
            batch_size=read.number("batchSize", range(1, 11)),
            batching_window_seconds=read.number("batchingWindowSeconds", range(301)),
            max_concurrency=read.number("maxConcurrency", range(2, 1001)),
            parquet_compression=read.choice("parquetCompression", ParquetCompression),
            earliest_event_date=read.checked("earliestEventDate", _is_past_date, "an ISO 8601 date that is past, such as 2020-01-01"),
            max_future_hours=read.number("maxFutureHours", range(721)),
            max_object_mb=read.number("maxObjectMb", range(1, 4097)),
            protection_key=read.secret("protectionKey"),
            scan_limit_gb=read.number("scanLimitGb", range(1, 7001)),
            daily_models=read.text("dailyModels"),
            daily_models_schedule=read.checked("dailyModelsSchedule", is_schedule, f"Glue's six fields, such as {SCHEDULE}"),
        )
        if settings.raw_infrequent_access_days >= settings.raw_expiration_days:
            read.refuse("rawInfrequentAccessDays", settings.raw_infrequent_access_days, f"less than rawExpirationDays, {settings.raw_expiration_days}")
        read.finish()
        return settings


class _Reader:
    """Reads one setting after the other and gathers what is wrong, so that one run tells all of it."""

    def __init__(self, config: pulumi.Config) -> None:
        self.config = config
        self.problems: list[str] = []

    def refuse(self, key: str, value: object, allowed: str) -> None:
        self.problems.append(f"{self.config.full_key(key)} is {value!r}; allowed: {allowed}")

    def finish(self) -> None:
        if self.problems:
            msg = "\n".join(["the stack's settings are not allowed:", *self.problems])
            raise SettingsError(msg)

    def text(self, key: str) -> str:
        value = self.config.get(key)
        if value is None:
            self.refuse(key, None, "see its description in Pulumi.yaml")
        return value or ""

    def checked(self, key: str, holds: Callable[[str], bool], allowed: str) -> str:
        value = self.text(key)
        if not holds(value):
            self.refuse(key, value, allowed)
        return value

    def flag(self, key: str) -> bool:
        value = self.text(key)
        if value not in {"true", "false"}:
            self.refuse(key, value, "true, false")
        return value == "true"

    def number(self, key: str, allowed: Sequence[int]) -> int:
        text = self.text(key)
        value = int(text) if text.lstrip("-").isdecimal() else None
        if value is None or value not in allowed:
            self.refuse(key, text, f"{allowed.start} to {allowed.stop - 1}" if isinstance(allowed, range) else ", ".join(map(str, allowed)))
        return value if value is not None else 0

    def choice(self, key: str, allowed: type[Choice]) -> Choice:
        value = self.text(key)
        names = list(allowed)
        if value not in names:
            self.refuse(key, value, ", ".join(names))
            return next(iter(allowed))  # never used: `finish` raises
        return allowed(value)

    def secret(self, key: str) -> pulumi.Output[str] | None:
        value = self.config.get(key)
        if not value:
            return None
        if len(value) < PROTECTION_KEY_CHARACTERS:
            self.refuse(key, "(secret)", f"{PROTECTION_KEY_CHARACTERS} characters or more")
        return pulumi.Output.secret(value)


def _is_cron(text: str) -> bool:
    fields = text.removeprefix("cron(").removesuffix(")").split()
    return text == f"cron({' '.join(fields)})" and len(fields) == CRON_FIELDS


def _is_past_date(text: str) -> bool:
    try:
        return date.fromisoformat(text) <= date.today()  # noqa: DTZ011 - a day more or less does not matter here
    except ValueError:
        return False
