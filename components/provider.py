"""The component provider, with a schema that programs in other languages can be generated from."""

import json
from typing import Any

import pulumi
from pulumi.provider.experimental.component import ComponentProvider

from components import (
    ApiSource,
    Backfill,
    Catalog,
    Crawlers,
    DailyModels,
    DataLake,
    Ingestion,
    NativeIngestion,
    SparkJob,
    SparkTransform,
    Transform,
)

SOURCES = [Ingestion, NativeIngestion, ApiSource]
ENGINES = [Transform, SparkTransform, Backfill, SparkJob, DailyModels]
COMPONENTS: list[type[pulumi.ComponentResource]] = [DataLake, *SOURCES, *ENGINES, Catalog, Crawlers]
# Pulumi's own default: SDKs of a plugin from a git repository have the version of its tag
VERSION = "0.0.0"


def component_provider() -> ComponentProvider:
    """Return the provider of all components."""
    provider = ComponentProvider(COMPONENTS, "clickstream", version=VERSION)
    provider.schema = readable_enums(provider.schema or "")
    return provider


def readable_enums(schema: str) -> str:
    """Return the schema with enum members named `Python_3_13` in place of `PYTHON_3_13`.

    Pulumi's generators capitalise, and split words where a capital letter follows a small one or
    ends a run of capitals: for Python they make `PYTHO_N_3_13` of `PYTHON_3_13`, and `PYTHON_3_13`
    of `Python_3_13`.
    """
    document: dict[str, Any] = json.loads(schema)
    for definition in document["types"].values():
        members: list[dict[str, str]] = definition.get("enum", [])
        for member in members:
            member["name"] = member["name"].capitalize()
    return json.dumps(document)
