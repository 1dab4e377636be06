"""Typed components of an event lake on AWS, each usable from another Pulumi program."""

from components.api_request import ApiArgs, Method, Paging
from components.api_source import ApiSource, ApiSourceArgs, Packaging
from components.catalog import Catalog, CatalogArgs
from components.data_lake import DataLake, DataLakeArgs
from components.ingestion import Ingestion, IngestionArgs, RawCompression
from components.transform import Architecture, ParquetCompression, Runtime, Transform, TransformArgs

__all__ = [
    "ApiArgs",
    "ApiSource",
    "ApiSourceArgs",
    "Architecture",
    "Catalog",
    "CatalogArgs",
    "DataLake",
    "DataLakeArgs",
    "Ingestion",
    "IngestionArgs",
    "Method",
    "Packaging",
    "Paging",
    "ParquetCompression",
    "RawCompression",
    "Runtime",
    "Transform",
    "TransformArgs",
]
