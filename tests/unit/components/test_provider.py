"""The components for programs in other languages."""

import json
import re
import subprocess
import sys
from typing import Any

import grpc
import pytest
import yaml
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

import components
from components.provider import component_provider
from tests.paths import ROOT

PLUGIN = ROOT / "components"
COMPONENTS = [
    "ApiSource",
    "Canary",
    "Catalog",
    "Crawlers",
    "DailyModels",
    "DataLake",
    "Ingestion",
    "FirehoseConverter",
    "SparkJob",
    "SparkConverter",
    "LambdaConverter",
    "Monitoring",
]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(component_provider().schema or "")


def test_the_schema_describes_every_component(schema: dict[str, Any]) -> None:
    assert set(schema["resources"]) == {f"clickstream:index:{name}" for name in COMPONENTS}
    for name, resource in schema["resources"].items():
        undescribed = [
            key
            for kind in ("inputProperties", "properties")
            for key, entry in resource[kind].items()
            if not entry.get("description")
        ]
        assert not undescribed, f"{name}: users in other languages read these descriptions"


def test_the_plugin_serves_that_schema_to_an_engine(schema: dict[str, Any]) -> None:
    # Pulumi gives the interpreter the plugin's directory
    command = [sys.executable, str(PLUGIN), "127.0.0.1:1"]
    with subprocess.Popen(command, cwd=ROOT / "tests", stdout=subprocess.PIPE, text=True) as plugin:
        try:
            assert plugin.stdout
            port = int(plugin.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                # generated code is untyped
                stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
                served: str = stub.GetSchema(provider_pb2.GetSchemaRequest(version=0)).schema
        finally:
            plugin.terminate()
    assert json.loads(served) == schema, "whatever directory Pulumi starts it in"


def test_every_reference_of_the_schema_leads_somewhere(schema: dict[str, Any]) -> None:
    text = json.dumps(schema)
    references = set(re.findall(r'"\$ref": "#/types/([^"]+)"', text))
    assert references == set(schema["types"]), "no type is missing, and none is unused"
    assert set(re.findall(r'"\$ref": "([^#"]+)#', text)) <= {"pulumi.json"}, (
        "no other package's schema is needed"
    )


def test_pulumi_finds_the_plugins_packages_beside_it() -> None:
    runtime = yaml.safe_load((PLUGIN / "PulumiPlugin.yaml").read_text(encoding="utf-8"))["runtime"]
    assert (runtime["name"], runtime["options"]["toolchain"]) == ("python", "pip")
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"{runtime['options']['virtualenv']}/" in ignored, (
        "its virtual environment is not committed"
    )
    (line,) = [
        line
        for line in (PLUGIN / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    lock = PLUGIN / line.removeprefix("-r ")
    locked = {
        entry.split("==")[0]
        for entry in lock.read_text(encoding="utf-8").splitlines()
        if "==" in entry
    }
    assert {"pulumi", "pulumi-aws", "polars", "open-data-contract-standard", "sqlglot"} <= locked, (
        "what the components import"
    )


def enums() -> list[tuple[str, str]]:
    types: dict[str, dict[str, list[dict[str, str]]]] = json.loads(
        component_provider().schema or ""
    )["types"]
    return [
        (token.rsplit(":", 1)[-1], member["name"])
        for token, definition in types.items()
        for member in definition.get("enum", [])
    ]


def in_python(name: str) -> str:
    """Return a member's name in a generated Python SDK.

    Source: makeSafeEnumName and PyName in Pulumi's pkg/codegen/python.
    """
    # A capital letter after anything but a capital begins a word.
    words = re.sub(r"(?<=[a-z0-9_])(?=[A-Z])", "_", name)
    # so does the last of a run of capitals, unless a digit or an s follows
    words = re.sub(r"([A-Z])(?=[A-Z][^A-Z0-9s])", r"\1_", words)
    return re.sub("_+", "_", words).upper()


@pytest.mark.parametrize(
    ("name", "generated"),
    [
        ("PYTHON_3_13", "PYTHO_N_3_13"),
        ("Python_3_13", "PYTHON_3_13"),
        ("G_1x", "G_1X"),
        ("X86_64", "X86_64"),
        ("FooBar", "FOO_BAR"),
        ("ARM64", "ARM64"),
    ],
)
def test_the_rule_below_is_pulumis(name: str, generated: str) -> None:
    assert in_python(name) == generated


@pytest.mark.parametrize(("enum", "name"), enums())
def test_a_python_sdk_has_the_names_that_the_components_have(enum: str, name: str) -> None:
    assert in_python(name) in getattr(components, enum).__members__


@pytest.mark.parametrize(("enum", "name"), enums())
def test_members_are_identifiers_in_typescript_and_go(enum: str, name: str) -> None:
    assert re.fullmatch(r"[A-Z][a-z0-9]*(_[a-z0-9]+)*", name), (
        f"{enum}.{name} in TypeScript, {enum}{name} or {enum}_{name} in Go: nothing to replace"
    )
