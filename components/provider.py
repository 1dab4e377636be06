"""Component provider: serves the components to programs in other languages."""

import json
import re
import sys
from types import ModuleType
from typing import Any

import pulumi
from pulumi.provider.experimental.component import ComponentProvider

from components import (
    ApiSource,
    Canary,
    Catalog,
    Crawlers,
    DailyModels,
    DataLake,
    FirehoseConverter,
    Ingestion,
    LambdaConverter,
    Monitoring,
    SparkConverter,
    SparkJob,
)
from components.shared import api_request
from components.shared.whole_number import WholeNumber

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
    Monitoring,
    Canary,
]
# Pulumi's default: SDKs of a plugin from a git repository have the version of its tag.
VERSION = "0.0.0"

WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def component_provider() -> ComponentProvider:
    """Return the provider of all components."""
    provider = ComponentProvider(COMPONENTS, "clickstream", version=VERSION)
    provider.schema = with_defaults(readable_enums(provider.schema or ""))
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


def with_defaults(schema: str) -> str:
    """Return the schema with default and allowed values in each argument's description.

    They are in a constant of the component's module, with the argument's name in upper case.
    """
    document: dict[str, Any] = json.loads(schema)
    for component in COMPONENTS:
        resource = document["resources"][f"clickstream:index:{component.__name__}"]
        _describe(resource["inputProperties"], sys.modules[component.__module__])
    _describe(document["types"]["clickstream:index:ApiArgs"]["properties"], api_request)
    return json.dumps(document)


def _describe(properties: dict[str, dict[str, Any]], module: ModuleType) -> None:
    for key, value in properties.items():
        constant = vars(module).get(WORD_START.sub("_", key).upper())
        if isinstance(constant, WholeNumber):
            value["description"] += f" Allowed: {constant}. Default {constant.default}."
        elif isinstance(constant, str):
            value["description"] += f" Default {constant}."
