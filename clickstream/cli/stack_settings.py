"""Settings of a stage, read from the files of the project, or of a stack, read by Pulumi."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import yaml

from clickstream.cli.errors import CliError
from clickstream.cli.target import HIDDEN, PROJECT_FILE, pulumi_config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REGION_KEY = "aws:region"


@dataclass(frozen=True)
class Texts:
    """Settings as texts by key, with the defaults of `Pulumi.yaml`."""

    label: str
    """Description of their source, such as `the stage 'prod'`."""
    by_key: dict[str, str]
    region: str | None


def of_stage(project: Path, stage: str) -> Texts:
    """Return the settings of a stage: `Pulumi.<stage>.yaml` over the defaults.

    Raises:
        CliError: If there is no such file, or it has a key that `Pulumi.yaml` does not declare.
    """
    path = project / f"Pulumi.{stage}.yaml"
    if not path.is_file():
        stages = sorted(
            found.name.removeprefix("Pulumi.").removesuffix(".yaml")
            for found in project.glob("Pulumi.*.yaml")
        )
        msg = f"there is no stage {stage!r}: {path} does not exist"
        raise CliError(msg, f"Stages of this project: {', '.join(stages) or 'none'}.")
    config: dict[str, Any] = _read(path).get("config") or {}
    given = {key: _text(value) for key, value in config.items()}
    return _over_defaults(project, f"the stage {stage!r}", given)


def of_stack(project: Path, stack: str) -> Texts:
    """Return the settings of a stack, as `pulumi config` knows them, over the defaults.

    Raises:
        CliError: If Pulumi does not know the stack.
    """
    return _over_defaults(project, f"the stack {stack!r}", pulumi_config(stack, project))


def defaults(project: Path) -> Texts:
    """Return the defaults of `Pulumi.yaml`."""
    return _over_defaults(project, "the default settings", {})


def _over_defaults(project: Path, label: str, given: Mapping[str, str]) -> Texts:
    manifest = _read(project / PROJECT_FILE)
    prefix = f"{manifest['name']}:"
    declared: dict[str, Any] = manifest.get("config") or {}
    texts = {key: _text(entry["default"]) for key, entry in declared.items() if "default" in entry}
    for full_key, value in given.items():
        key = full_key.removeprefix(prefix)
        # Keys with another namespace are those of Pulumi's providers.
        if ":" in key:
            continue
        if key not in declared:
            msg = f"{label} has the setting {key!r}, which {PROJECT_FILE} does not declare"
            raise CliError(msg, f"Settings: {', '.join(sorted(declared))}.")
        texts[key] = value
    return Texts(label, texts, given.get(REGION_KEY))


def _read(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(path.read_text(encoding="utf-8")) or {})


def _text(value: object) -> str:
    """Return a value as the text that Pulumi stores."""
    if isinstance(value, dict) and "secure" in value:
        return HIDDEN
    return value if isinstance(value, str) else json.dumps(value)
