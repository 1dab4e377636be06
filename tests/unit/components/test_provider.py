"""The components for programs in other languages."""

import json
import subprocess
import sys
from typing import Any

import grpc
import yaml
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

import components
from paths import ROOT

COMPONENTS = [
    "ApiSource",
    "Backfill",
    "Catalog",
    "Crawlers",
    "DailyModels",
    "DataLake",
    "Ingestion",
    "NativeIngestion",
    "SparkJob",
    "SparkTransform",
    "Transform",
]


def test_the_schema_of_every_component_can_be_made() -> None:
    classes = [getattr(components, name) for name in COMPONENTS]
    schema = json.loads(str(ComponentProvider(classes, "clickstream", None, "0.1.0").schema))
    assert set(schema["resources"]) == {f"clickstream:index:{name}" for name in COMPONENTS}
    for name, resource in schema["resources"].items():
        undescribed = [key for kind in ("inputProperties", "properties") for key, entry in resource[kind].items() if not entry.get("description")]
        assert not undescribed, f"{name}: users in other languages read these descriptions"


def test_the_plugin_serves_that_schema_to_an_engine() -> None:
    assert yaml.safe_load((ROOT / "components" / "PulumiPlugin.yaml").read_text(encoding="utf-8"))["runtime"]["name"] == "python"
    command = [sys.executable, str(ROOT / "components" / "__main__.py"), "127.0.0.1:1"]
    with subprocess.Popen(command, cwd=ROOT / "components", stdout=subprocess.PIPE, text=True) as plugin:
        try:
            assert plugin.stdout
            port = int(plugin.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)  # generated code is untyped
                served: str = stub.GetSchema(provider_pb2.GetSchemaRequest(version=0)).schema
        finally:
            plugin.terminate()
    assert {name.rsplit(":", 1)[-1] for name in json.loads(served)["resources"]} == set(COMPONENTS)
