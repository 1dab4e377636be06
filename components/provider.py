"""Component provider: serves the components to programs in other languages."""

import json
from typing import Any

import pulumi
from pulumi.provider.experimental.component import ComponentProvider

from components import (
    ApiSource,
    Catalog,
    Crawlers,
    DailyModels,
    DataLake,
    FirehoseConverter,
    Ingestion,
    LambdaConverter,
    SparkConverter,
    SparkJob,
)

COMPONENTS: list[type[pulumi.ComponentResource]] = [
    DataLake,
    Ingestion,
    ApiSource,
    LambdaConverter,
    SparkConverter,
    FirehoseConverter,
    SparkJob,
    DailyModels,
    Catalog,
    Crawlers,
]
# Pulumi's default: SDKs of a plugin from a git repository have the version of its tag.
VERSION = "0.0.0"


def component_provider() -> ComponentProvider:
    """Return the provider of all components."""
    provider = ComponentProvider(COMPONENTS, "clickstream", version=VERSION)
    provider.schema = readable_enums(provider.schema or "")
    return provider


def readable_enums(schema: str) -> str:
    """Return the schema with enum members named `Python_3_13` instead of `PYTHON_3_13`.

    Pulumi's generators split words at capital letters: for Python they turn `PYTHON_3_13` into
    `PYTHO_N_3_13`, and `Python_3_13` into `PYTHON_3_13`.
    """
    document: dict[str, Any] = json.loads(schema)
    for definition in document["types"].values():
        members: list[dict[str, str]] = definition.get("enum", [])
        for member in members:
            member["name"] = member["name"].capitalize()
    return json.dumps(document)
