"""Typed components of an event lake on AWS, each usable from another Pulumi program."""

from components.api_source import ApiSource, ApiSourceArgs, Packaging
from components.canary import Canary, CanaryArgs
from components.catalog import Catalog, CatalogArgs, PartitionDiscovery
from components.crawlers import Crawlers, CrawlersArgs
from components.daily_models import DailyModels, DailyModelsArgs
from components.data_lake import DataLake, DataLakeArgs
from components.firehose_converter import FirehoseConverter, FirehoseConverterArgs
from components.ingestion import Ingestion, IngestionArgs, RawCompression
from components.lambda_converter import (
    Architecture,
    LambdaConverter,
    LambdaConverterArgs,
    Runtime,
)
from components.monitoring import Monitoring, MonitoringArgs
from components.shared.api_request import ApiArgs, Method, Paging
from components.shared.conversion_rules import ParquetCompression
from components.shared.engine import DeliveryPartition, Engine
from components.spark_converter import SparkConverter, SparkConverterArgs, SparkStart
from components.spark_job import SparkJob, SparkJobArgs, WorkerType

__all__ = [
    "ApiArgs",
    "ApiSource",
    "ApiSourceArgs",
    "Architecture",
    "Canary",
    "CanaryArgs",
    "Catalog",
    "CatalogArgs",
    "Crawlers",
    "CrawlersArgs",
    "DailyModels",
    "DailyModelsArgs",
    "DataLake",
    "DataLakeArgs",
    "DeliveryPartition",
    "Engine",
    "FirehoseConverter",
    "FirehoseConverterArgs",
    "Ingestion",
    "IngestionArgs",
    "LambdaConverter",
    "LambdaConverterArgs",
    "Method",
    "Monitoring",
    "MonitoringArgs",
    "Packaging",
    "Paging",
    "ParquetCompression",
    "PartitionDiscovery",
    "RawCompression",
    "Runtime",
    "SparkConverter",
    "SparkConverterArgs",
    "SparkJob",
    "SparkJobArgs",
    "SparkStart",
    "WorkerType",
]
