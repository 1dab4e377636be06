"""Generator of `reference/settings.md`: settings of `Pulumi.yaml`, and values of the stages."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from tools.reference.text import ROOT, code, page, prose, table

PROJECT_FILE = ROOT / "Pulumi.yaml"
HEADER = ("setting", "type", "default", "description")
GROUPS = {
    "Conversion": (
        "contract",
        "engine",
        "parquetCompression",
        "earliestEventDate",
        "maxFutureHours",
        "maxObjectMb",
        "maxEventMb",
        "protectionKey",
    ),
    "Buckets and protection": (
        "oneBucket",
        "versioning",
        "rawInfrequentAccessDays",
        "rawExpirationDays",
        "resultsExpirationDays",
        "forceDestroy",
        "protect",
    ),
    "Encryption and logs": ("kmsKeyArn", "formerKmsKeyArns", "logRetentionDays"),
    "Alarms": (
        "alarmEmails",
        "deliveryLateMinutes",
        "queueAgeMinutes",
        "quarantinedPercent",
        "silenceMinutes",
        "canaryLagMinutes",
    ),
    "Delivery stream": ("bufferingMb", "bufferingSeconds", "rawCompression", "firehosePartition"),
    "Converter function": (
        "runtime",
        "architecture",
        "memoryMb",
        "timeoutSeconds",
        "batchSize",
        "batchingWindowSeconds",
        "maxConcurrency",
    ),
    "Spark job": (
        "backfill",
        "sparkStart",
        "sparkSchedule",
        "sparkBatchSize",
        "sparkBatchingWindowSeconds",
        "sparkWorkerType",
        "sparkWorkers",
        "sparkTimeoutMinutes",
        "sparkMaxConcurrentRuns",
    ),
    "Catalog and queries": ("partitionDiscovery", "crawlerSchedule", "scanLimitGb"),
    "API source": (
        "apiUrl",
        "apiRate",
        "apiMethod",
        "apiBody",
        "apiHeaders",
        "apiSecretArn",
        "apiSecretHeader",
        "apiItemsPath",
        "apiPaging",
        "apiPageParameter",
        "apiNextPath",
        "apiMaxPages",
        "apiTimeoutSeconds",
        "apiAllowPrivate",
        "apiPackaging",
        "apiImageDigest",
    ),
    "Canary": ("canary",),
    "Daily models": ("dailyModels", "dailyModelsSchedule"),
}
"""Settings by section of the page. Every setting of `Pulumi.yaml` is in one section."""

INTRODUCTION = """
A setting is a value in `Pulumi.<stage>.yaml`. `pulumi config set KEY VALUE --stack STAGE` writes it
there; `clickstream local up --config KEY=VALUE` sets it for a local stack. A value that is not
allowed stops the program before it creates a resource; the message contains the key, the value and
the allowed values. Types, defaults and descriptions are from `Pulumi.yaml`.
"""
STAGES = """
Values that each stage file sets. All other settings have their defaults.
"""


def page_of(declared: dict[str, dict[str, Any]], stages: dict[str, dict[str, Any]]) -> str:
    """Return the page for declared settings and the values of the stages.

    Raises:
        ValueError: If a setting is in no group or in several, or a group has a setting that is not
            declared.
    """
    _check_groups(declared)
    sections = [
        f"## {title}\n\n{table(HEADER, [_row(key, declared[key]) for key in keys])}"
        for title, keys in GROUPS.items()
    ]
    rows = [
        (code(stage), code(key), code(_text(value)))
        for stage, values in stages.items()
        for key, value in values.items()
    ]
    return page(
        "Settings",
        prose(INTRODUCTION),
        *sections,
        "## Stages",
        prose(STAGES),
        table(("stage", "setting", "value"), rows),
    )


def generate() -> str:
    """Return the page for the files of this repository."""
    project = yaml.safe_load(PROJECT_FILE.read_text(encoding="utf-8"))
    files = sorted(ROOT.glob("Pulumi.*.yaml"))
    stages = {path.name.split(".")[1]: _stage_values(path, project["name"]) for path in files}
    return page_of(project["config"], stages)


def _stage_values(path: Path, project: str) -> dict[str, Any]:
    """Return the values that a stage file sets, by the settings' names without the project's."""
    config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["config"]
    prefix = f"{project}:"
    return {
        key.removeprefix(prefix): value for key, value in config.items() if key.startswith(prefix)
    }


def _check_groups(declared: dict[str, dict[str, Any]]) -> None:
    grouped = [key for keys in GROUPS.values() for key in keys]
    repeated = {key for key in grouped if grouped.count(key) > 1}
    wrong = sorted(set(grouped) ^ declared.keys()) or sorted(repeated)
    if wrong:
        msg = f"{', '.join(wrong)}: not in exactly one group of tools/reference/settings.py and in Pulumi.yaml; edit GROUPS"
        raise ValueError(msg)


def _row(key: str, setting: dict[str, Any]) -> tuple[str, str, str, str]:
    kind = setting["type"]
    if "items" in setting:
        kind += f" of {setting['items']['type']}"
    description = re.sub(r"docs/([\w/-]+\.md)", r"[docs/\1](../\1)", setting["description"])
    return code(key), kind, code(_text(setting["default"])) or "empty", description


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
