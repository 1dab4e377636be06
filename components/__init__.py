"""Typed components of an event lake on AWS, each usable from another Pulumi program."""

from components.api_source import ApiSource, ApiSourceArgs, Packaging
from components.catalog import Catalog, CatalogArgs, PartitionDiscovery
from components.crawlers import Crawlers, CrawlersArgs
from components.daily_models import DailyModels, DailyModelsArgs
from components.data_lake import DataLake, DataLakeArgs
from components.ingestion import Ingestion, IngestionArgs, RawCompression
from components.native_ingestion import NativeIngestion, NativeIngestionArgs
from components.shared.api_request import ApiArgs, Method, Paging
from components.shared.object_queue import ParquetCompression
from components.shared.table_shape import Conversion, DeliveryPartition
from components.spark_job import SparkJob, SparkJobArgs, WorkerType
from components.spark_transform import (
    Backfill,
    BackfillArgs,
    SparkStart,
    SparkTransform,
    SparkTransformArgs,
)
from components.transform import Architecture, Runtime, Transform, TransformArgs

__all__ = [
    "ApiArgs",
    "ApiSource",
    "ApiSourceArgs",
    "Architecture",
    "Backfill",
    "BackfillArgs",
    "Catalog",
    "CatalogArgs",
    "Conversion",
    "Crawlers",
    "CrawlersArgs",
    "DailyModels",
    "DailyModelsArgs",
    "DataLake",
    "DataLakeArgs",
    "DeliveryPartition",
    "Ingestion",
    "IngestionArgs",
    "Method",
    "NativeIngestion",
    "NativeIngestionArgs",
    "Packaging",
    "Paging",
    "ParquetCompression",
    "PartitionDiscovery",
    "RawCompression",
    "Runtime",
    "SparkJob",
    "SparkJobArgs",
    "SparkStart",
    "SparkTransform",
    "SparkTransformArgs",
    "Transform",
    "TransformArgs",
    "WorkerType",
]
