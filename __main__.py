"""Pulumi program of the event lake: settings, components, stack outputs."""

import pulumi

from components import (
    ApiSource,
    Canary,
    Catalog,
    Crawlers,
    DailyModels,
    DataLake,
    Engine,
    FirehoseConverter,
    Ingestion,
    LambdaConverter,
    Monitoring,
    MonitoringArgs,
    PartitionDiscovery,
    SparkConverter,
    SparkStart,
)
from stack import first_deployment
from stack.deletion_guard import DeletionGuard, registered_resources
from stack.protection import protect_data
from stack.settings import Settings
from stack.tagging import tag_everything

settings = Settings.from_config(pulumi.Config())
fixed = first_deployment.fixed_settings(settings)
first_deployment.refuse_changes(fixed)
tag_everything()
resources = registered_resources()
if settings.protect:
    protect_data()

monitored: MonitoringArgs = {**settings.monitoring}
jobs: list[pulumi.Input[str]] = []
log_groups: dict[str, pulumi.Output[str] | None] = {}

lake = DataLake("clickstream", settings.lake)
catalog = Catalog(
    "catalog",
    {**settings.catalog, "lake_bucket": lake.lake_bucket, "results_bucket": lake.results_bucket},
)

if settings.engine is Engine.FIREHOSE:
    ingestion = FirehoseConverter(
        "ingestion",
        {
            **settings.delivery,
            "contract": settings.contract,
            "firehose_partition": settings.catalog["firehose_partition"],
            "catalog_arn": catalog.catalog_arn,
            "database": catalog.database,
            "table": catalog.table,
            "lake_bucket_arn": lake.lake_bucket_arn,
            "raw_bucket_arn": lake.raw_bucket_arn,
        },
    )
    pulumi.export("record_limit_events", ingestion.record_limit_events)
    monitored["firehose_converts"] = True
else:
    if settings.engine is Engine.SPARK:
        converter = SparkConverter(
            "converter", {**lake.buckets, **settings.conversion, **settings.spark}
        )
        pulumi.export("spark_job", converter.job_name)
        jobs.append(converter.job_name)
        log_groups.update(spark=converter.log_group)
    else:
        converter = LambdaConverter(
            "converter", {**lake.buckets, **settings.conversion, **settings.function}
        )
        pulumi.export("converter_function", converter.function_name)
        monitored["function_name"] = converter.function_name
        monitored["function_timeout_seconds"] = settings.function["timeout_seconds"]
        monitored["function_memory_mb"] = settings.function["memory_mb"]
        log_groups.update(converter=converter.log_group)
        if settings.backfill:
            backfill = SparkConverter(
                "backfill",
                {
                    **lake.buckets,
                    **settings.conversion,
                    **settings.spark,
                    "start": SparkStart.MANUAL,
                    "protection_key_secret_arn": converter.protection_key_secret_arn,
                },
            )
            pulumi.export("spark_job", backfill.job_name)
            jobs.append(backfill.job_name)
            log_groups.update(spark=backfill.log_group)
    # The bucket's ARN is the converter's output, known once the bucket notification exists. So the
    # stream delivers no raw object before the notification.
    ingestion = Ingestion(
        "ingestion", {**settings.delivery, "raw_bucket_arn": converter.raw_bucket_arn}
    )
    pulumi.export("queue_url", converter.queue_url)
    pulumi.export("dead_letter_queue_url", converter.dead_letter_queue_url)
    pulumi.export("quarantine_table", catalog.quarantine_table)
    monitored["queue_url"] = converter.queue_url
    monitored["dead_letter_queue_url"] = converter.dead_letter_queue_url
    monitored["lake_bucket"] = lake.lake_bucket
log_groups.update(delivery=ingestion.log_group)
monitored["delivery_stream_name"] = ingestion.delivery_stream_name

if settings.catalog["partition_discovery"] is PartitionDiscovery.CRAWLER:
    quarantined = settings.engine is not Engine.FIREHOSE
    crawlers = Crawlers(
        "crawler",
        {
            **settings.keys,
            "catalog_arn": catalog.catalog_arn,
            "database": catalog.database,
            "events_table": catalog.table,
            "quarantine_table": catalog.quarantine_table if quarantined else None,
            "lake_bucket_arn": lake.lake_bucket_arn,
            "schedule": settings.crawler_schedule,
        },
    )
    pulumi.export("events_crawler", crawlers.events_crawler)
    if quarantined:
        pulumi.export("quarantine_crawler", crawlers.quarantine_crawler)

if settings.polling:
    source = ApiSource(
        "api-source",
        {
            **settings.polling,
            "delivery_stream_name": ingestion.delivery_stream_name,
            "delivery_stream_arn": ingestion.delivery_stream_arn,
            "raw_bucket": lake.raw_bucket,
            "raw_bucket_arn": lake.raw_bucket_arn,
        },
    )
    pulumi.export("api_source_function", source.function_name)
    pulumi.export("api_source_dead_letter_queue_url", source.dead_letter_queue_url)
    pulumi.export("api_source_repository_url", source.repository_url)
    monitored["api_function_name"] = source.function_name
    monitored["api_dead_letter_queue_url"] = source.dead_letter_queue_url
    log_groups["api-source"] = source.log_group

if settings.canary:
    canary = Canary(
        "canary",
        {
            **settings.canary,
            "delivery_stream_name": ingestion.delivery_stream_name,
            "delivery_stream_arn": ingestion.delivery_stream_arn,
            "catalog_arn": catalog.catalog_arn,
            "database": catalog.database,
            "table": catalog.table,
            "workgroup": catalog.workgroup,
            "lake_bucket": lake.lake_bucket,
            "lake_bucket_arn": lake.lake_bucket_arn,
            "results_bucket_arn": lake.results_bucket_arn,
        },
    )
    pulumi.export("canary_function", canary.function_name)
    monitored["canary_function_name"] = canary.function_name
    log_groups["canary"] = canary.log_group

if settings.daily_models:
    daily_models = DailyModels(
        "daily-models",
        {
            **settings.daily_models,
            "database": catalog.database,
            "lake_bucket": lake.lake_bucket,
            "lake_bucket_arn": lake.lake_bucket_arn,
        },
    )
    pulumi.export("daily_models_job", daily_models.job_name)
    jobs.append(daily_models.job_name)

monitored["job_names"], monitored["workgroup"] = jobs, catalog.workgroup
monitoring = Monitoring("monitoring", monitored)

DeletionGuard("deletion-guard", resources, protect=settings.protect)

pulumi.export("contract", settings.contract)
pulumi.export("fixed_settings", first_deployment.recorded(fixed, protect=settings.protect))
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
pulumi.export("alarms", monitoring.alarms)
pulumi.export("alarm_topic_arn", monitoring.topic_arn)
pulumi.export("dashboard", monitoring.dashboard)
pulumi.export("log_groups", {key: group for key, group in log_groups.items() if group})
