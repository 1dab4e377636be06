"""Minimal example of each component, as one program. A test runs it with Pulumi's mocks."""

import json

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
    PartitionDiscovery,
    SparkConverter,
    SparkJob,
)

CONTRACT = "contracts/clickstream.odcs.yaml"
PROFILES = "contracts/user_profiles.odcs.yaml"

lake = DataLake("lake", {})

ingestion = Ingestion("ingestion", {"raw_bucket_arn": lake.raw_bucket_arn})

firehose_catalog = Catalog(
    "firehose-catalog",
    {
        "contract": CONTRACT,
        "lake_bucket": lake.lake_bucket,
        "results_bucket": lake.results_bucket,
        "engine": Engine.FIREHOSE,
    },
)
firehose_converter = FirehoseConverter(
    "firehose-ingestion",
    {
        "contract": CONTRACT,
        "catalog_arn": firehose_catalog.catalog_arn,
        "database": firehose_catalog.database,
        "table": firehose_catalog.table,
        "lake_bucket_arn": lake.lake_bucket_arn,
        "raw_bucket_arn": lake.raw_bucket_arn,
    },
)

api_source = ApiSource(
    "api-source",
    {
        "request": {"url": "https://randomuser.me/api/", "items_path": "results"},
        "delivery_stream_name": ingestion.delivery_stream_name,
        "delivery_stream_arn": ingestion.delivery_stream_arn,
        "raw_bucket": lake.raw_bucket,
        "raw_bucket_arn": lake.raw_bucket_arn,
    },
)

converter = LambdaConverter("converter", {**lake.buckets, "contract": CONTRACT})

spark_converter = SparkConverter("spark-converter", {**lake.buckets, "contract": CONTRACT})

read_events = {
    "Effect": "Allow",
    "Action": ["s3:GetObject"],
    "Resource": ["arn:aws:s3:::my-lake/events/*"],
}
job = SparkJob(
    "report",
    {
        "description": "Counts the events of a day.",
        "script": "spark_src/daily_models.py",
        "assets_bucket": lake.lake_bucket,
        "assets_bucket_arn": lake.lake_bucket_arn,
        "policy": json.dumps({"Version": "2012-10-17", "Statement": [read_events]}),
    },
)

catalog = Catalog(
    "catalog",
    {
        "contract": CONTRACT,
        "lake_bucket": lake.lake_bucket,
        "results_bucket": lake.results_bucket,
        "partition_discovery": PartitionDiscovery.CRAWLER,
    },
)

models = DailyModels(
    "models",
    {
        "contract": PROFILES,
        "models": "models/user_profile",
        "database": catalog.database,
        "lake_bucket": lake.lake_bucket,
        "lake_bucket_arn": lake.lake_bucket_arn,
    },
)

crawlers = Crawlers(
    "crawlers",
    {
        "catalog_arn": catalog.catalog_arn,
        "database": catalog.database,
        "events_table": catalog.table,
        "lake_bucket_arn": lake.lake_bucket_arn,
    },
)

monitoring = Monitoring(
    "monitoring",
    {
        "delivery_stream_name": ingestion.delivery_stream_name,
        "queue_url": converter.queue_url,
        "dead_letter_queue_url": converter.dead_letter_queue_url,
        "function_name": converter.function_name,
        "lake_bucket": lake.lake_bucket,
        "alarm_emails": ["lake@example.com"],
    },
)

canary = Canary(
    "canary",
    {
        "contract": CONTRACT,
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
