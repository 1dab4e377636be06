"""An event lake: settings, components, outputs."""

from pathlib import Path

import pulumi

from components import (
    ApiSource,
    Backfill,
    BackfillArgs,
    Catalog,
    Conversion,
    Crawlers,
    DailyModels,
    DataLake,
    Ingestion,
    NativeIngestion,
    PartitionDiscovery,
    SparkTransform,
    Transform,
)
from stack.deletion_guard import DeletionGuard, registered_resources
from stack.first_deployment import OUTPUT as FIXED_SETTINGS
from stack.first_deployment import fixed_settings, recorded, refuse_changes
from stack.protection import protect_data
from stack.settings import Engine, Settings
from stack.tagging import tag_everything

settings = Settings.from_config(pulumi.Config())
fixed = fixed_settings(settings)
refuse_changes(fixed)
project, stage = pulumi.get_project(), pulumi.get_stack()
tag_everything({"project": project, "stage": stage, "managed-by": "pulumi"})
resources = registered_resources()
if settings.protect:
    protect_data()
former_kms_key_arns: list[pulumi.Input[str]] = [*settings.former_kms_key_arns]

lake = DataLake(
    "clickstream",
    {
        "one_bucket": settings.one_bucket,
        "versioning": settings.versioning,
        "force_destroy": settings.force_destroy,
        "kms_key_arn": settings.kms_key_arn,
        "raw_infrequent_access_days": settings.raw_infrequent_access_days,
        "raw_expiration_days": settings.raw_expiration_days,
        "results_expiration_days": settings.results_expiration_days,
    },
)

catalog = Catalog(
    "catalog",
    {
        "contract": settings.contract,
        "lake_bucket": lake.lake_bucket,
        "results_bucket": lake.results_bucket,
        "queries": str(Path(__file__).parent / "queries"),
        "conversion": settings.conversion,
        "delivery_partition": settings.firehose_partition,
        "earliest_event_date": settings.earliest_event_date,
        "partitions": settings.catalog,
        "scan_limit_gb": settings.scan_limit_gb,
        "force_destroy": settings.force_destroy,
        "kms_key_arn": settings.kms_key_arn,
    },
)

if settings.conversion is Conversion.FIREHOSE:
    ingestion = NativeIngestion(
        "ingestion",
        {
            "contract": settings.contract,
            "catalog_arn": catalog.catalog_arn,
            "database": catalog.database,
            "table": catalog.table,
            "lake_bucket_arn": lake.lake_bucket_arn,
            "raw_bucket_arn": lake.raw_bucket_arn,
            "partition": settings.firehose_partition,
            "buffering_mb": settings.buffering_mb,
            "buffering_seconds": settings.buffering_seconds,
            "compression": settings.raw_compression,
            "log_retention_days": settings.log_retention_days,
            "kms_key_arn": settings.kms_key_arn,
            "former_kms_key_arns": former_kms_key_arns,
        },
    )
    pulumi.export("record_limit_events", ingestion.record_limit_events)
    pulumi.export("conversion_alarm", ingestion.conversion_alarm)
else:
    spark: BackfillArgs = {
        "contract": settings.contract,
        "raw_bucket": lake.raw_bucket,
        "raw_bucket_arn": lake.raw_bucket_arn,
        "lake_bucket": lake.lake_bucket,
        "lake_bucket_arn": lake.lake_bucket_arn,
        "worker_type": settings.spark.worker_type,
        "workers": settings.spark.workers,
        "timeout_minutes": settings.spark.timeout_minutes,
        "max_concurrent_runs": settings.spark.max_runs,
        "compression": settings.parquet_compression,
        "earliest_event_date": settings.earliest_event_date,
        "max_future_hours": settings.max_future_hours,
        "max_object_mb": settings.max_object_mb,
        "log_retention_days": settings.log_retention_days,
        "kms_key_arn": settings.kms_key_arn,
        "former_kms_key_arns": former_kms_key_arns,
        "protection_key": settings.protection_key,
    }

    if settings.engine is Engine.SPARK:
        converter = SparkTransform(
            "converter",
            {
                **spark,
                "start": settings.spark.start,
                "schedule": settings.spark.schedule,
                "batch_size": settings.spark.batch_size,
                "batching_window_seconds": settings.spark.batching_window_seconds,
            },
        )
        pulumi.export("spark_job", converter.job_name)
    else:
        converter = Transform(
            "converter",
            {
                "contract": settings.contract,
                "raw_bucket": lake.raw_bucket,
                "raw_bucket_arn": lake.raw_bucket_arn,
                "lake_bucket": lake.lake_bucket,
                "lake_bucket_arn": lake.lake_bucket_arn,
                "runtime": settings.function.runtime,
                "architecture": settings.function.architecture,
                "memory_mb": settings.function.memory_mb,
                "timeout_seconds": settings.function.timeout_seconds,
                "batch_size": settings.function.batch_size,
                "batching_window_seconds": settings.function.batching_window_seconds,
                "max_concurrency": settings.function.max_concurrency,
                "compression": settings.parquet_compression,
                "earliest_event_date": settings.earliest_event_date,
                "max_future_hours": settings.max_future_hours,
                "max_object_mb": settings.max_object_mb,
                "log_retention_days": settings.log_retention_days,
                "kms_key_arn": settings.kms_key_arn,
                "former_kms_key_arns": former_kms_key_arns,
                "protection_key": settings.protection_key,
            },
        )
        pulumi.export("converter_function", converter.function_name)
        if settings.backfill:
            backfill = Backfill(
                "backfill",
                {**spark, "protection_key_secret_arn": converter.protection_key_secret_arn},
            )
            pulumi.export("spark_job", backfill.job_name)

    ingestion = Ingestion(
        "ingestion",
        {
            "raw_bucket_arn": converter.raw_bucket_arn,  # the stream comes after the notification
            "buffering_mb": settings.buffering_mb,
            "buffering_seconds": settings.buffering_seconds,
            "compression": settings.raw_compression,
            "log_retention_days": settings.log_retention_days,
            "kms_key_arn": settings.kms_key_arn,
            "former_kms_key_arns": former_kms_key_arns,
        },
    )

    pulumi.export("queue_url", converter.queue_url)
    pulumi.export("dead_letter_queue_url", converter.dead_letter_queue_url)
    pulumi.export("quarantine_table", catalog.quarantine_table)

if settings.catalog is PartitionDiscovery.CRAWLER:
    crawlers = Crawlers(
        "crawler",
        {
            "catalog_arn": catalog.catalog_arn,
            "database": catalog.database,
            "events_table": catalog.table,
            "quarantine_table": catalog.quarantine_table
            if settings.conversion is Conversion.FUNCTION
            else None,
            "lake_bucket_arn": lake.lake_bucket_arn,
            "schedule": settings.crawler_schedule,
            "kms_key_arn": settings.kms_key_arn,
            "former_kms_key_arns": former_kms_key_arns,
        },
    )
    pulumi.export("events_crawler", crawlers.events_crawler)
    if settings.conversion is Conversion.FUNCTION:
        pulumi.export("quarantine_crawler", crawlers.quarantine_crawler)

if settings.polling:
    source = ApiSource(
        "api-source",
        {
            "request": settings.polling.request,
            "rate": settings.polling.rate,
            "packaging": settings.polling.packaging,
            "image_digest": settings.polling.image_digest,
            "delivery_stream_name": ingestion.delivery_stream_name,
            "delivery_stream_arn": ingestion.delivery_stream_arn,
            "raw_bucket": lake.raw_bucket,
            "raw_bucket_arn": lake.raw_bucket_arn,
            "runtime": settings.function.runtime,
            "architecture": settings.function.architecture,
            "force_destroy": settings.force_destroy,
            "log_retention_days": settings.log_retention_days,
            "kms_key_arn": settings.kms_key_arn,
            "former_kms_key_arns": former_kms_key_arns,
        },
    )
    pulumi.export("api_source_function", source.function_name)
    pulumi.export("api_source_dead_letter_queue_url", source.dead_letter_queue_url)
    pulumi.export("api_source_repository_url", source.repository_url)

if settings.daily_models:
    daily_models = DailyModels(
        "daily-models",
        {
            "contract": settings.contract,
            "models": settings.daily_models,
            "database": catalog.database,
            "lake_bucket": lake.lake_bucket,
            "lake_bucket_arn": lake.lake_bucket_arn,
            "schedule": settings.daily_models_schedule,
            "earliest_event_date": settings.earliest_event_date,
            "log_retention_days": settings.log_retention_days,
            "kms_key_arn": settings.kms_key_arn,
            "former_kms_key_arns": former_kms_key_arns,
        },
    )
    pulumi.export("daily_models_job", daily_models.job_name)

DeletionGuard("deletion-guard", resources, protect=settings.protect)

pulumi.export("contract", settings.contract)
pulumi.export(FIXED_SETTINGS, recorded(fixed, protect=settings.protect))
pulumi.export("engine", settings.engine.value)
pulumi.export("delivery_stream_name", ingestion.delivery_stream_name)
pulumi.export("delivery_errors", ingestion.delivery_errors)
pulumi.export("producer_policy_arn", ingestion.producer_policy_arn)
pulumi.export("raw_bucket", lake.raw_bucket)
pulumi.export("lake_bucket", lake.lake_bucket)
pulumi.export("results_bucket", lake.results_bucket)
pulumi.export("database", catalog.database)
pulumi.export("table", catalog.table)
pulumi.export("workgroup", catalog.workgroup)
