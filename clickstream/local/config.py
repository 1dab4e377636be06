"""The program's configuration as `pulumi up` would give it: declared defaults, then the stage's file, then overrides."""

from __future__ import annotations

import json
import platform
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STAGE = "local"
REGION_KEY = "aws:region"
DEFAULT_REGION = "us-east-1"
ARCHITECTURES = {"aarch64": "arm64", "arm64": "arm64", "amd64": "x86_64", "x86_64": "x86_64"}


class ConfigError(ValueError):
    """A setting that cannot be. The message names the key, the value and what would be right."""


class _Declaration(TypedDict, total=False):
    type: str
    default: object
    value: object
    secret: bool


def host_settings() -> dict[str, str]:
    """Return the settings that follow from where the emulator runs.

    It runs functions on its own interpreter, with the layers that are deployed: a layer of native
    code must be made for this interpreter and this machine, whatever a stage on AWS would use.
    """
    machine = platform.machine().lower()
    return {
        "runtime": f"python{sys.version_info.major}.{sys.version_info.minor}",
        "architecture": ARCHITECTURES.get(machine, machine),
    }


@dataclass(frozen=True)
class Settings:
    """A project's settings, each under its full key."""

    project: str
    values: dict[str, str]
    secrets: list[str]
    """The keys of those that are declared secret."""


def resolve(
    project: Path, overrides: Mapping[str, str], host: Mapping[str, str] | None = None
) -> Settings:
    """Return every setting of a project that has a value.

    Args:
        project: the directory that holds `Pulumi.yaml`.
        overrides: settings given by hand; a key without a namespace is the project's.
        host: defaults that win over the declared ones, where the project declares such a key.

    Raises:
        ConfigError: if there is no project, a key is not declared, or a value is not of its type.
    """
    manifest = _mapping(project / "Pulumi.yaml")
    name = str(manifest["name"])
    declared = {
        _full(key, name): _declaration(entry)
        for key, entry in dict(manifest.get("config") or {}).items()
    }
    known = {**declared, REGION_KEY: _Declaration(type="string")}
    given = [
        {_full(key, name): value for key, value in source.items()}
        for source in (_stage_file(project), overrides)
    ]
    values: dict[str, object] = {REGION_KEY: DEFAULT_REGION}
    values |= {
        key: entry["default"] if "default" in entry else entry["value"]
        for key, entry in declared.items()
        if "default" in entry or "value" in entry
    }
    values |= {
        _full(key, name): value
        for key, value in (host if host is not None else host_settings()).items()
        if _full(key, name) in declared
    }
    for source in given:
        for key in source:
            _check_known(key, known, name)
        values |= source
    texts = {
        key: _text(key, value, known[key].get("type", "string")) for key, value in values.items()
    }
    return Settings(name, texts, [key for key, entry in declared.items() if entry.get("secret")])


def _stage_file(project: Path) -> dict[str, object]:
    path = project / f"Pulumi.{STAGE}.yaml"
    return dict(_mapping(path).get("config") or {}) if path.is_file() else {}


def _mapping(path: Path) -> dict[str, Any]:
    if not path.is_file():
        msg = f"{path}: no such file. The local stack deploys a Pulumi project: run it in one"
        raise ConfigError(msg)
    content: object = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if not isinstance(content, dict):
        msg = f"{path}: it holds no settings. Compare it with Pulumi.dev.yaml"
        raise ConfigError(msg)
    return cast("dict[str, Any]", content)


def _declaration(entry: object) -> _Declaration:
    # `key: {type: …}` declares a setting, and `key: value` is short for its value.
    return cast("_Declaration", entry) if isinstance(entry, dict) else _Declaration(value=entry)


def _full(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _check_known(key: str, known: Mapping[str, object], project: str) -> None:
    if key not in known:
        names = ", ".join(sorted(name.removeprefix(f"{project}:") for name in known))
        msg = f"there is no setting {key.removeprefix(f'{project}:')!r}. Settings: {names}"
        raise ConfigError(msg)


def _text(key: str, value: object, kind: str) -> str:
    """Return a value as Pulumi keeps it, checked as Pulumi checks it."""
    if isinstance(value, dict) and "secure" in value:
        msg = f"{key} is encrypted, and the local stack has no key for it. Give it by hand: --config {key}=…"
        raise ConfigError(msg)
    text = value if isinstance(value, str) else json.dumps(value)
    if kind == "integer" and not re.fullmatch(r"[+-]?\d+", text):
        msg = f"{key} is {text!r}, and must be an integer"
        raise ConfigError(msg)
    if kind == "array" and not _is_array(text):
        msg = f'{key} is {text!r}, and must be a JSON array, such as ["a", "b"]'
        raise ConfigError(msg)
    if kind == "boolean" and text not in {"true", "false"}:
        msg = f"{key} is {text!r}, and must be true or false"
        raise ConfigError(msg)
    return text


def _is_array(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False
