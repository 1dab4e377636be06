"""Groups of settings, whose keys are arguments of a component."""

from typing import TypedDict

import pulumi

from components import (
    ApiArgs,
    Architecture,
    DeliveryPartition,
    Engine,
    Packaging,
    ParquetCompression,
    PartitionDiscovery,
    RawCompression,
    Runtime,
    SparkStart,
    WorkerType,
)


class KeySettings(TypedDict):
    """Customer keys, for all components with encryption."""

    kms_key_arn: pulumi.Input[str]
    former_kms_key_arns: list[pulumi.Input[str]]


class OperationSettings(KeySettings):
    """Customer keys and log retention."""

    log_retention_days: int


class CatalogSettings(TypedDict):
    """Arguments of `Catalog`."""

    contract: str
    queries: str
    engine: Engine
    firehose_partition: DeliveryPartition
    earliest_event_date: str
    partition_discovery: PartitionDiscovery
    scan_limit_gb: int
    force_destroy: bool
    kms_key_arn: pulumi.Input[str]


class DeliverySettings(OperationSettings):
    """Arguments of `Ingestion`, and of `FirehoseConverter` too."""

    buffering_mb: int
    buffering_seconds: int
    raw_compression: RawCompression


class ConversionSettings(OperationSettings):
    """Arguments that `LambdaConverter` and `SparkConverter` share."""

    contract: str
    parquet_compression: ParquetCompression
    earliest_event_date: str
    max_future_hours: int
    max_object_mb: int
    max_event_mb: int
    protection_key: pulumi.Output[str] | None


class FunctionSettings(TypedDict):
    """Arguments of `LambdaConverter` alone."""

    runtime: Runtime
    architecture: Architecture
    memory_mb: int
    timeout_seconds: int
    batch_size: int
    batching_window_seconds: int
    max_concurrency: int


class SparkSettings(TypedDict):
    """Arguments of `SparkConverter` alone."""

    start: SparkStart
    schedule: str
    batch_size: int
    batching_window_seconds: int
    worker_type: WorkerType
    workers: int
    timeout_minutes: int
    max_concurrent_runs: int


class MonitoringSettings(TypedDict):
    """Arguments of `Monitoring`."""

    alarm_emails: list[str]
    buffering_seconds: int
    delivery_late_minutes: int
    queue_wait_seconds: int
    queue_age_minutes: int
    quarantined_percent: int
    silence_minutes: int
    canary_lag_minutes: int
    kms_key_arn: pulumi.Input[str]


class PollingSettings(OperationSettings):
    """Arguments of `ApiSource`."""

    request: ApiArgs
    rate: str
    packaging: Packaging
    image_digest: str
    runtime: Runtime
    architecture: Architecture
    force_destroy: bool


class CanarySettings(OperationSettings):
    """Arguments of `Canary`."""

    contract: str
    engine: Engine
    firehose_partition: DeliveryPartition
    runtime: Runtime
    architecture: Architecture


class DailyModelsSettings(OperationSettings):
    """Arguments of `DailyModels`."""

    contract: str
    models: str
    schedule: str
    earliest_event_date: str
