"""Settings of a stack, read from its config and checked together before any resource is created.

Each group is a dictionary whose keys are arguments of a component. The program passes it on with
`**`.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import pulumi

from components import (
    ApiArgs,
    Architecture,
    DataLakeArgs,
    DeliveryPartition,
    Engine,
    Method,
    Packaging,
    Paging,
    ParquetCompression,
    PartitionDiscovery,
    RawCompression,
    Runtime,
    SparkStart,
    WorkerType,
    catalog,
    data_lake,
    ingestion,
    lambda_converter,
    monitoring,
    spark_converter,
)
from components.api_source import DIGEST
from components.shared import conversion_rules
from components.shared.api_request import (
    MAX_PAGES,
    RATE_FORM,
    TIMEOUT_SECONDS,
    problems,
    rate_seconds,
)
from components.shared.log_retention import LOG_RETENTION_DAYS
from components.spark_job import SCHEDULE_FORM, WORKERS, is_schedule
from stack.combinations import check_combinations
from stack.config_reader import PROTECTION_KEY, ConfigReader
from stack.setting_groups import (
    CanarySettings,
    CatalogSettings,
    ConversionSettings,
    DailyModelsSettings,
    DeliverySettings,
    FunctionSettings,
    KeySettings,
    MonitoringSettings,
    OperationSettings,
    PollingSettings,
    SparkSettings,
)

SCHEDULED_WAIT_SECONDS = 24 * 3600  # the default schedule runs once a day
QUERIES = Path(__file__).parents[1] / "queries"


@dataclass(frozen=True)
class Settings:
    """Settings of one stack; `Pulumi.yaml` describes each."""

    contract: str
    engine: Engine
    backfill: bool
    protect: bool
    lake: DataLakeArgs
    catalog: CatalogSettings
    delivery: DeliverySettings
    conversion: ConversionSettings
    function: FunctionSettings
    spark: SparkSettings
    crawler_schedule: str
    keys: KeySettings
    monitoring: MonitoringSettings
    polling: PollingSettings | None
    """None without an API to poll."""
    canary: CanarySettings | None
    """None without a canary."""
    daily_models: DailyModelsSettings | None
    """None without daily models."""

    @classmethod
    def from_config(cls, config: pulumi.Config) -> "Settings":
        """Read and check the settings.

        Raises:
            SettingsError: With one line for each setting that is not allowed.
        """
        read = ConfigReader(config)
        keys = _keys(read)
        operation: OperationSettings = {
            **keys,
            "log_retention_days": read.number("logRetentionDays", LOG_RETENTION_DAYS),
        }
        settings = cls(
            contract=read.text("contract"),
            engine=read.choice("engine", Engine),
            backfill=read.flag("backfill"),
            protect=read.flag("protect"),
            lake=_lake(read, keys),
            catalog=_catalog(read, keys),
            delivery=_delivery(read, operation),
            conversion=_conversion(read, operation),
            function=_function(read),
            spark=_spark(read),
            crawler_schedule=read.checked(
                "crawlerSchedule",
                lambda text: not text or is_schedule(text),
                f"{SCHEDULE_FORM}, or empty",
            ),
            keys=keys,
            monitoring=_monitoring(read, keys),
            polling=_polling(read, operation) if read.text("apiUrl") else None,
            canary=_canary(read, operation) if read.flag("canary") else None,
            daily_models=_daily_models(read, operation),
        )
        check_combinations(settings, read)
        read.finish()
        return settings


def _keys(read: ConfigReader) -> KeySettings:
    return {
        "kms_key_arn": read.key_arn("kmsKeyArn"),
        "former_kms_key_arns": read.key_arns("formerKmsKeyArns"),
    }


def _lake(read: ConfigReader, keys: KeySettings) -> DataLakeArgs:
    return {
        "one_bucket": read.flag("oneBucket"),
        "versioning": read.flag("versioning"),
        "force_destroy": read.flag("forceDestroy"),
        "kms_key_arn": keys["kms_key_arn"],
        "raw_infrequent_access_days": read.number(
            "rawInfrequentAccessDays", data_lake.RAW_INFREQUENT_ACCESS_DAYS
        ),
        "raw_expiration_days": read.number("rawExpirationDays", data_lake.RAW_EXPIRATION_DAYS),
        "results_expiration_days": read.number(
            "resultsExpirationDays", data_lake.RESULTS_EXPIRATION_DAYS
        ),
    }


def _catalog(read: ConfigReader, keys: KeySettings) -> CatalogSettings:
    return {
        "contract": read.text("contract"),
        "queries": str(QUERIES),
        "engine": read.choice("engine", Engine),
        "firehose_partition": read.choice("firehosePartition", DeliveryPartition),
        "earliest_event_date": _earliest_event_date(read),
        "partition_discovery": read.choice("partitionDiscovery", PartitionDiscovery),
        "scan_limit_gb": read.number("scanLimitGb", catalog.SCAN_LIMIT_GB),
        "force_destroy": read.flag("forceDestroy"),
        "kms_key_arn": keys["kms_key_arn"],
    }


def _delivery(read: ConfigReader, operation: OperationSettings) -> DeliverySettings:
    return {
        **operation,
        "buffering_mb": read.number("bufferingMb", ingestion.BUFFERING_MB),
        "buffering_seconds": read.number("bufferingSeconds", ingestion.BUFFERING_SECONDS),
        "raw_compression": read.choice("rawCompression", RawCompression),
    }


def _conversion(read: ConfigReader, operation: OperationSettings) -> ConversionSettings:
    return {
        **operation,
        "contract": read.text("contract"),
        "parquet_compression": read.choice("parquetCompression", ParquetCompression),
        "earliest_event_date": _earliest_event_date(read),
        "max_future_hours": read.number("maxFutureHours", conversion_rules.MAX_FUTURE_HOURS),
        "max_object_mb": read.number("maxObjectMb", conversion_rules.MAX_OBJECT_MB),
        "max_event_mb": read.number("maxEventMb", conversion_rules.MAX_EVENT_MB),
        "protection_key": read.protection_key(PROTECTION_KEY),
    }


def _function(read: ConfigReader) -> FunctionSettings:
    return {
        "runtime": read.choice("runtime", Runtime),
        "architecture": read.choice("architecture", Architecture),
        "memory_mb": read.number("memoryMb", lambda_converter.MEMORY_MB),
        "timeout_seconds": read.number("timeoutSeconds", lambda_converter.TIMEOUT_SECONDS),
        "batch_size": read.number("batchSize", lambda_converter.BATCH_SIZE),
        "batching_window_seconds": read.number(
            "batchingWindowSeconds", lambda_converter.BATCHING_WINDOW_SECONDS
        ),
        "max_concurrency": read.number("maxConcurrency", lambda_converter.MAX_CONCURRENCY),
    }


def _spark(read: ConfigReader) -> SparkSettings:
    return {
        "start": read.choice("sparkStart", SparkStart),
        "schedule": read.checked("sparkSchedule", is_schedule, SCHEDULE_FORM),
        "batch_size": read.number("sparkBatchSize", spark_converter.BATCH_SIZE),
        "batching_window_seconds": read.number(
            "sparkBatchingWindowSeconds", spark_converter.BATCHING_WINDOW_SECONDS
        ),
        "worker_type": read.choice("sparkWorkerType", WorkerType),
        "workers": read.number("sparkWorkers", WORKERS),
        "timeout_minutes": read.number("sparkTimeoutMinutes", spark_converter.TIMEOUT_MINUTES),
        "max_concurrent_runs": read.number(
            "sparkMaxConcurrentRuns", spark_converter.MAX_CONCURRENT_RUNS
        ),
    }


def _monitoring(read: ConfigReader, keys: KeySettings) -> MonitoringSettings:
    return {
        "alarm_emails": read.addresses("alarmEmails"),
        "buffering_seconds": read.number("bufferingSeconds", ingestion.BUFFERING_SECONDS),
        "delivery_late_minutes": read.number(
            "deliveryLateMinutes", monitoring.DELIVERY_LATE_MINUTES
        ),
        "queue_wait_seconds": _queue_wait_seconds(read),
        "queue_age_minutes": read.number("queueAgeMinutes", monitoring.QUEUE_AGE_MINUTES),
        "quarantined_percent": read.number("quarantinedPercent", monitoring.QUARANTINED_PERCENT),
        "silence_minutes": read.number("silenceMinutes", monitoring.SILENCE_MINUTES),
        "canary_lag_minutes": read.number("canaryLagMinutes", monitoring.CANARY_LAG_MINUTES),
        "kms_key_arn": keys["kms_key_arn"],
    }


def _queue_wait_seconds(read: ConfigReader) -> int:
    """Return the longest time that raw objects wait in the queue while nothing fails."""
    engine, spark = read.choice("engine", Engine), _spark(read)
    if engine is Engine.FIREHOSE:
        return 0
    if engine is Engine.LAMBDA:
        return _function(read)["batching_window_seconds"]
    arrivals = spark["start"] is SparkStart.ARRIVALS
    return spark["batching_window_seconds"] if arrivals else SCHEDULED_WAIT_SECONDS


def _polling(read: ConfigReader, operation: OperationSettings) -> PollingSettings:
    return {
        **operation,
        "request": _api(read),
        "rate": read.checked("apiRate", _is_rate, RATE_FORM),
        "packaging": read.choice("apiPackaging", Packaging),
        "image_digest": read.checked(
            "apiImageDigest",
            lambda digest: not digest or bool(DIGEST.fullmatch(digest)),
            "sha256:… of an image, or empty",
        ),
        "runtime": read.choice("runtime", Runtime),
        "architecture": read.choice("architecture", Architecture),
        "force_destroy": read.flag("forceDestroy"),
    }


def _canary(read: ConfigReader, operation: OperationSettings) -> CanarySettings:
    return {
        **operation,
        "contract": read.text("contract"),
        "engine": read.choice("engine", Engine),
        "firehose_partition": read.choice("firehosePartition", DeliveryPartition),
        "runtime": read.choice("runtime", Runtime),
        "architecture": read.choice("architecture", Architecture),
    }


def _daily_models(read: ConfigReader, operation: OperationSettings) -> DailyModelsSettings | None:
    models = read.text("dailyModels")
    settings: DailyModelsSettings = {
        **operation,
        "contract": read.text("contract"),
        "models": models,
        "schedule": read.checked("dailyModelsSchedule", is_schedule, SCHEDULE_FORM),
        "earliest_event_date": _earliest_event_date(read),
    }
    return settings if models else None


def _api(read: ConfigReader) -> ApiArgs:
    api: ApiArgs = {
        "url": read.text("apiUrl"),
        "method": read.choice("apiMethod", Method),
        "body": read.text("apiBody"),
        "headers": read.headers("apiHeaders"),
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
        message = problem.text(lambda field: read.config.full_key(keys[field]), secret)
        read.problems.setdefault(keys[problem.fields[0]], message)
    read.kept.update(keys[field] for field in secret)
    # One variable of the function holds all arguments. If one argument is secret, a secret address
    # makes the whole variable secret.
    outputs = {"url", *(secret & {"body", "headers", "secret_arn"})} if secret else set[str]()
    hidden = {
        field: pulumi.Output.secret(value) if field in outputs else value
        for field, value in api.items()
    }
    return cast("ApiArgs", hidden)


def _earliest_event_date(read: ConfigReader) -> str:
    allowed = f"an ISO 8601 date that is past, such as {conversion_rules.EARLIEST_EVENT_DATE}"
    return read.checked("earliestEventDate", _is_past_date, allowed)


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
