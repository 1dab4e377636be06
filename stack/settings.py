"""The stack's settings, read once and checked together, before any resource is made."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar, cast

import pulumi

from components.api_source import DIGEST, Packaging
from components.catalog import PartitionDiscovery
from components.data_lake import MIN_INFREQUENT_ACCESS_DAYS
from components.ingestion import BUFFERING_MB, BUFFERING_SECONDS, RawCompression
from components.native_ingestion import BUFFERING_MB as NATIVE_BUFFERING_MB
from components.native_ingestion import BUFFERING_SECONDS as NATIVE_BUFFERING_SECONDS
from components.shared.api_request import (
    MAX_PAGES,
    TIMEOUT_SECONDS,
    ApiArgs,
    Method,
    Paging,
    problems,
    rate_seconds,
)
from components.shared.customer_key import allowed_instead
from components.shared.function_storage import LARGEST_OBJECT_MB, MAX_STORAGE_MB
from components.shared.object_queue import ParquetCompression
from components.shared.table_shape import Conversion, DeliveryPartition
from components.spark_job import CONCURRENT_RUNS, TIMEOUT_MINUTES, WORKERS, WorkerType, is_schedule
from components.spark_transform import BATCH_SIZE, BATCHING_WINDOW_SECONDS, SparkStart
from components.transform import Architecture, Runtime

LOG_RETENTION_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
"""What CloudWatch takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""

SLOWEST_SECONDS_PER_MB = 0.1
"""Seconds that the converter takes for a MB of JSON, if all of it is one array; for lines that are not plain it is half of it, for plain ones a tenth."""

MB_OF_A_PROCESSOR = 1769
"""The memory at which Lambda gives one whole processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""

CRON = "six fields in UTC, such as cron(0 1 * * ? *)"
PROTECTION_KEY = "protectionKey"  # a secret, however it is set
PROTECTION_KEY_CHARACTERS = 16  # 128 bits, if they are random


Choice = TypeVar("Choice", bound=StrEnum)


class Engine(StrEnum):
    """What converts raw objects."""

    LAMBDA = "lambda"
    """A function, for each as it comes."""
    SPARK = "spark"
    """A Glue job, for many at once."""


class SettingsError(pulumi.RunError, ValueError):
    """Settings that are not allowed: every one is named with its key, its value and what is allowed."""


@dataclass(frozen=True)
class FunctionSettings:
    """How the converting function runs."""

    runtime: Runtime
    architecture: Architecture
    memory_mb: int
    timeout_seconds: int
    batch_size: int
    batching_window_seconds: int
    max_concurrency: int


@dataclass(frozen=True)
class SparkSettings:
    """How the Spark job runs, and what starts it."""

    start: SparkStart
    schedule: str
    batch_size: int
    batching_window_seconds: int
    worker_type: WorkerType
    workers: int
    timeout_minutes: int
    max_runs: int


@dataclass(frozen=True)
class PollingSettings:
    """What is polled, and how often."""

    request: ApiArgs
    rate: str
    packaging: Packaging
    image_digest: str


@dataclass(frozen=True)
class Settings:
    """One stack's settings; `Pulumi.yaml` describes each."""

    contract: str
    one_bucket: bool
    engine: Engine
    backfill: bool
    versioning: bool
    force_destroy: bool
    protect: bool
    kms_key_arn: pulumi.Input[str]
    former_kms_key_arns: list[str]
    raw_infrequent_access_days: int
    raw_expiration_days: int
    results_expiration_days: int
    conversion: Conversion
    firehose_partition: DeliveryPartition
    buffering_mb: int
    buffering_seconds: int
    raw_compression: RawCompression
    log_retention_days: int
    function: FunctionSettings
    spark: SparkSettings
    parquet_compression: ParquetCompression
    earliest_event_date: str
    max_future_hours: int
    max_object_mb: int
    protection_key: pulumi.Output[str] | None
    catalog: PartitionDiscovery
    crawler_schedule: str
    scan_limit_gb: int
    polling: PollingSettings | None
    """None if there is no API to poll."""
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
            one_bucket=read.flag("oneBucket"),
            engine=read.choice("engine", Engine),
            backfill=read.flag("backfill"),
            versioning=read.flag("versioning"),
            force_destroy=read.flag("forceDestroy"),
            protect=read.flag("protect"),
            kms_key_arn=read.key_arn("kmsKeyArn"),
            former_kms_key_arns=read.key_arns("formerKmsKeyArns"),
            raw_infrequent_access_days=read.number(
                "rawInfrequentAccessDays", range(MIN_INFREQUENT_ACCESS_DAYS, 3651)
            ),
            raw_expiration_days=read.number(
                "rawExpirationDays", range(MIN_INFREQUENT_ACCESS_DAYS + 1, 36501)
            ),
            results_expiration_days=read.number("resultsExpirationDays", range(1, 36501)),
            conversion=read.choice("conversion", Conversion),
            firehose_partition=read.choice("firehosePartition", DeliveryPartition),
            buffering_mb=read.number("bufferingMb", BUFFERING_MB),
            buffering_seconds=read.number("bufferingSeconds", BUFFERING_SECONDS),
            raw_compression=read.choice("rawCompression", RawCompression),
            log_retention_days=read.number("logRetentionDays", LOG_RETENTION_DAYS),
            function=_function(read),
            spark=_spark(read),
            parquet_compression=read.choice("parquetCompression", ParquetCompression),
            earliest_event_date=read.checked(
                "earliestEventDate",
                _is_past_date,
                "an ISO 8601 date that is past, such as 2020-01-01",
            ),
            max_future_hours=read.number("maxFutureHours", range(721)),
            max_object_mb=read.number("maxObjectMb", range(1, 4097)),
            protection_key=read.secret(PROTECTION_KEY),
            catalog=read.choice("catalog", PartitionDiscovery),
            crawler_schedule=read.checked(
                "crawlerSchedule", lambda text: not text or is_schedule(text), f"{CRON}, or empty"
            ),
            scan_limit_gb=read.number("scanLimitGb", range(1, 7001)),
            polling=_polling(read) if read.text("apiUrl") else None,
            daily_models=read.text("dailyModels"),
            daily_models_schedule=read.checked("dailyModelsSchedule", is_schedule, CRON),
        )
        _check_together(settings, read)
        read.finish()
        return settings


def _function(read: "_Reader") -> FunctionSettings:
    return FunctionSettings(
        runtime=read.choice("runtime", Runtime),
        architecture=read.choice("architecture", Architecture),
        memory_mb=read.number("memoryMb", range(512, 10241)),
        timeout_seconds=read.number("timeoutSeconds", range(1, 901)),
        batch_size=read.number("batchSize", range(1, 11)),
        batching_window_seconds=read.number("batchingWindowSeconds", range(301)),
        max_concurrency=read.number("maxConcurrency", range(2, 1001)),
    )


def _spark(read: "_Reader") -> SparkSettings:
    return SparkSettings(
        start=read.choice("sparkStart", SparkStart),
        schedule=read.checked("sparkSchedule", is_schedule, CRON),
        batch_size=read.number("sparkBatchSize", BATCH_SIZE),
        batching_window_seconds=read.number("sparkBatchingWindowSeconds", BATCHING_WINDOW_SECONDS),
        worker_type=read.choice("sparkWorkerType", WorkerType),
        workers=read.number("sparkWorkers", WORKERS),
        timeout_minutes=read.number("sparkTimeoutMinutes", TIMEOUT_MINUTES),
        max_runs=read.number("sparkMaxRuns", CONCURRENT_RUNS),
    )


def _polling(read: "_Reader") -> PollingSettings:
    return PollingSettings(
        request=_api(read),
        rate=read.checked(
            "apiRate", _is_rate, "a rate such as rate(5 minutes), in minutes, hours or days"
        ),
        packaging=read.choice("apiPackaging", Packaging),
        image_digest=read.checked(
            "apiImageDigest",
            lambda digest: not digest or bool(DIGEST.fullmatch(digest)),
            "sha256:… of an image, or empty",
        ),
    )


def _api(read: "_Reader") -> ApiArgs:
    api: ApiArgs = {
        "url": read.text("apiUrl"),
        "method": read.choice("apiMethod", Method),
        "body": read.text("apiBody"),
        "headers": read.texts("apiHeaders"),
        "secret_arn": read.text("apiSecretArn"),
        "secret_header": read.text("apiSecretHeader"),
        "items_path": read.text("apiItemsPath"),
        "paging": read.choice("apiPaging", Paging),
        "page_parameter": read.text("apiPageParameter"),
        "next_path": read.text("apiNextPath"),
        "max_pages": read.number("apiMaxPages", MAX_PAGES),
        "timeout_seconds": read.number("apiTimeoutSeconds", TIMEOUT_SECONDS),
        "allow_private": read.flag("apiAllowPrivate"),
    }
    keys = {field: f"api{field.title().replace('_', '')}" for field in api}
    secret = {field for field, key in keys.items() if read.is_secret(key)}
    for problem in problems(api):
        read.problems.setdefault(
            keys[problem.fields[0]],
            problem.text(lambda field: read.config.full_key(keys[field]), secret),
        )
    read.kept.update(keys[field] for field in secret)
    # All arguments are in one variable of the function, so a secret address makes it secret,
    # whichever of them is one.
    outputs = {"url", *(secret & {"body", "headers", "secret_arn"})} if secret else set[str]()
    return cast(
        "ApiArgs",
        {
            field: pulumi.Output.secret(value) if field in outputs else value
            for field, value in api.items()
        },
    )


class _Reader:
    """Reads one setting after the other and gathers what is wrong, so that one run tells all of it."""

    def __init__(self, config: pulumi.Config) -> None:
        self.config = config
        self.problems: dict[str, str] = {}
        self.given: set[str] = set()
        """Keys that have a value."""
        self.kept: set[str] = set()
        """Keys whose values become secret outputs, if they are secret in the stack's config."""

    def is_secret(self, key: str) -> bool:
        return key == PROTECTION_KEY or pulumi.runtime.is_config_secret(self.config.full_key(key))

    def shown(self, key: str, value: object) -> str:
        return "(secret)" if self.is_secret(key) else repr(value)

    def refuse(self, key: str, value: object, allowed: str) -> None:
        self.problems.setdefault(
            key, f"{self.config.full_key(key)} is {self.shown(key, value)}; allowed: {allowed}"
        )

    def finish(self) -> None:
        if self.problems:
            msg = "\n".join(["the stack's settings are not allowed:", *self.problems.values()])
            raise SettingsError(msg)
        exposed = ", ".join(
            sorted(
                self.config.full_key(key) for key in self.given - self.kept if self.is_secret(key)
            )
        )
        if exposed:
            pulumi.log.warn(
                f"{exposed}: set with --secret, but the state and the preview show the value; set it without --secret"
            )

    def value(self, key: str) -> str | None:
        # not `Config.get`, which is not for secrets
        value = pulumi.runtime.get_config(self.config.full_key(key))
        if value:
            self.given.add(key)
        return value

    def text(self, key: str) -> str:
        value = self.value(key)
        if value is None:
            self.refuse(key, None, "see its description in Pulumi.yaml")
        return value or ""

    def checked(self, key: str, holds: Callable[[str], bool], allowed: str) -> str:
        value = self.text(key)
        if not holds(value):
            self.refuse(key, value, allowed)
        return value

    def key_arn(self, key: str) -> pulumi.Input[str]:
        value = self.text(key)
        if value and (allowed := allowed_instead(value)):
            self.refuse(key, value, f"empty, or {allowed}")
        self.kept.add(key)
        return pulumi.Output.secret(value) if value and self.is_secret(key) else value

    def key_arns(self, key: str) -> list[str]:
        text = self.text(key)
        try:
            value: object = json.loads(text)
        except ValueError:
            value = None
        if not isinstance(value, list) or not all(
            isinstance(item, str) for item in cast("list[object]", value)
        ):
            self.refuse(
                key,
                text,
                'a JSON array of ARNs of KMS keys, such as ["arn:aws:kms:…:key/…"], or []',
            )
            return []
        arns = cast("list[str]", value)
        for arn in arns:
            if allowed := allowed_instead(arn):
                self.refuse(key, arn, allowed)
        return arns

    def texts(self, key: str) -> dict[str, str]:
        text = self.text(key)
        try:
            value: object = json.loads(text)
        except ValueError:
            value = None
        if not isinstance(value, dict) or not all(
            isinstance(item, str) for item in cast("dict[str, object]", value).values()
        ):
            self.refuse(key, text, 'a JSON object of texts, such as {"Accept": "application/json"}')
            return {}
        return cast("dict[str, str]", value)

    def flag(self, key: str) -> bool:
        value = self.text(key)
        if value not in {"true", "false"}:
            self.refuse(key, value, "true, false")
        return value == "true"

    def number(self, key: str, allowed: Sequence[int]) -> int:
        text = self.text(key)
        value = int(text) if text.lstrip("-").isdecimal() else None
        if value is None or value not in allowed:
            self.refuse(
                key,
                text,
                f"{allowed.start} to {allowed.stop - 1}"
                if isinstance(allowed, range)
                else ", ".join(map(str, allowed)),
            )
        return value if value is not None else 0

    def choice(self, key: str, allowed: type[Choice]) -> Choice:
        value = self.text(key)
        names = list(allowed)
        if value not in names:
            self.refuse(key, value, ", ".join(names))
            return next(iter(allowed))  # never used: `finish` raises
        return allowed(value)

    def secret(self, key: str) -> pulumi.Output[str] | None:
        value = self.value(key)
        self.kept.add(key)
        if not value:
            return None
        if len(value) < PROTECTION_KEY_CHARACTERS:
            self.refuse(key, value, f"{PROTECTION_KEY_CHARACTERS} characters or more")
        return pulumi.Output.secret(value)


def _check_together(settings: Settings, read: _Reader) -> None:
    """Refuse settings that are allowed alone, and not beside each other."""
    if settings.raw_infrequent_access_days >= settings.raw_expiration_days:
        read.refuse(
            "rawInfrequentAccessDays",
            settings.raw_infrequent_access_days,
            f"less than rawExpirationDays, {read.shown('rawExpirationDays', settings.raw_expiration_days)}",
        )
    if settings.function.timeout_seconds < (needed := _slowest_batch_seconds(settings)):
        read.refuse(
            "timeoutSeconds",
            settings.function.timeout_seconds,
            f"{needed} or more, for batchSize objects of maxObjectMb at memoryMb",
        )
    if (
        settings.conversion is Conversion.FUNCTION
        and settings.engine is Engine.LAMBDA
        and settings.max_object_mb > LARGEST_OBJECT_MB
    ):
        storage = f"1 to {LARGEST_OBJECT_MB}, for the {MAX_STORAGE_MB} MB of storage that a function may have; the Spark engine takes more"
        read.refuse("maxObjectMb", settings.max_object_mb, storage)
    if settings.conversion is Conversion.FIREHOSE:
        _check_native(settings, read)


def _slowest_batch_seconds(settings: Settings) -> int:
    """Return how long a batch of the largest and slowest objects may take; see docs/decisions/0017-memory-and-batch.md."""
    processors = min(1.0, settings.function.memory_mb / MB_OF_A_PROCESSOR)
    return math.ceil(
        settings.function.batch_size * settings.max_object_mb * SLOWEST_SECONDS_PER_MB / processors
    )


def _check_native(settings: Settings, read: _Reader) -> None:
    """Refuse what Firehose does not take where it converts itself."""
    for key, value, allowed in (
        ("bufferingMb", settings.buffering_mb, NATIVE_BUFFERING_MB),
        ("bufferingSeconds", settings.buffering_seconds, NATIVE_BUFFERING_SECONDS),
    ):
        if value not in allowed:
            read.refuse(
                key, value, f"{allowed.start} to {allowed.stop - 1}, with conversion firehose"
            )
    if settings.engine is not Engine.LAMBDA or settings.backfill:
        read.refuse(
            "engine",
            settings.engine.value,
            "lambda, and no backfill, with conversion firehose, which needs neither",
        )
    if settings.daily_models:
        read.refuse(
            "dailyModels",
            settings.daily_models,
            "none, with conversion firehose: they read what the converter writes",
        )
    if settings.parquet_compression is not ParquetCompression.SNAPPY:
        read.refuse(
            "parquetCompression",
            settings.parquet_compression.value,
            "snappy, with conversion firehose",
        )


def _is_rate(text: str) -> bool:
    try:
        return rate_seconds(text) > 0
    except ValueError:
        return False


def _is_past_date(text: str) -> bool:
    try:
        return date.fromisoformat(text) <= date.today()  # noqa: DTZ011 - a day more or less does not matter here
    except ValueError:
        return False
