"""Typed components of an event lake on AWS, each usable from another Pulumi program."""

from components.catalog import Catalog, CatalogArgs
from components.conversion import ParquetCompression
from components.daily_models import DailyModels, DailyModelsArgs
from components.data_lake import DataLake, DataLakeArgs
from components.ingestion import Ingestion, IngestionArgs, RawCompression
from components.spark_job import SparkJob, SparkJobArgs, WorkerType
from components.spark_transform import Backfill, BackfillArgs, SparkStart, SparkTransform, SparkTransformArgs
from components.transform import Architecture, Runtime, Transform, TransformArgs

__all__ = [
    "Architecture",
    "Backfill",
    "BackfillArgs",
    "Catalog",
    "CatalogArgs",
    "DailyModels",
    "DailyModelsArgs",
    "DataLake",
    "DataLakeArgs",
    "Ingestion",
    "IngestionArgs",
    "ParquetCompression",
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
