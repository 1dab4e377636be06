"""Config of the Pulumi program, resolved as `pulumi up` resolves it.

A later source overrides an earlier one: the defaults of `Pulumi.yaml`, the settings of the host,
the stage's file `Pulumi.local.yaml`, the overrides of the command line.
"""

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
    """Setting that is unknown or has a wrong value: the key, the value and the allowed values."""


class _Declaration(TypedDict, total=False):
    type: str
    default: object
    value: object
    secret: bool


def host_settings() -> dict[str, str]:
    """Return the settings that depend on this machine: Python runtime and processor architecture.

    The emulator runs functions on this interpreter. A layer with native code has to be built for
    this interpreter and this machine, whatever a stage on AWS uses.
    """
    machine = platform.machine().lower()
    return {
        "runtime": f"python{sys.version_info.major}.{sys.version_info.minor}",
        "architecture": ARCHITECTURES.get(machine, machine),
    }


@dataclass(frozen=True)
class Settings:
    """Settings of a project, by their full keys."""

    project: str
    values: dict[str, str]
    secrets: list[str]
    """Full keys of the settings that are declared secret."""


def resolve(
    project: Path, overrides: Mapping[str, str], host: Mapping[str, str] | None = None
) -> Settings:
    """Return every setting of a project that has a value.

    Args:
        project: Directory of `Pulumi.yaml`.
        overrides: Settings of the command line. A key without a namespace is the project's.
        host: Defaults that replace those of `Pulumi.yaml`, for the keys that it declares; by
            default `host_settings()`.

    Raises:
        ConfigError: If there is no `Pulumi.yaml`, a key is not declared, or a value is not of the
            declared type.
    """
    manifest = _mapping(project / "Pulumi.yaml")
    name = str(manifest["name"])
    declared = {
        key: _declaration(entry)
        for key, entry in _by_full_key(manifest.get("config") or {}, name).items()
    }
    known = {**declared, REGION_KEY: _Declaration(type="string")}
    hosts = _by_full_key(host if host is not None else host_settings(), name)
    values: dict[str, object] = {
        REGION_KEY: DEFAULT_REGION,
        **_defaults(declared),
        **{key: value for key, value in hosts.items() if key in declared},
    }
    for source in (_stage_file(project), overrides):
        given = _by_full_key(source, name)
        for key in given:
            _check_known(key, known, name)
        values |= given
    texts = {
        key: _text(key, value, known[key].get("type", "string")) for key, value in values.items()
    }
    return Settings(name, texts, [key for key, entry in declared.items() if entry.get("secret")])


def _defaults(declared: Mapping[str, _Declaration]) -> dict[str, object]:
    return {
        key: entry["default"] if "default" in entry else entry["value"]
        for key, entry in declared.items()
        if "default" in entry or "value" in entry
    }


def _stage_file(project: Path) -> dict[str, object]:
    path = project / f"Pulumi.{STAGE}.yaml"
    return dict(_mapping(path).get("config") or {}) if path.is_file() else {}


def _mapping(path: Path) -> dict[str, Any]:
    if not path.is_file():
        msg = f"{path}: no such file. The local stack deploys a Pulumi project: run the command in the project's directory"
        raise ConfigError(msg)
    content: object = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if not isinstance(content, dict):
        msg = f"{path}: not a mapping of settings. Compare the file with Pulumi.dev.yaml"
        raise ConfigError(msg)
    return cast("dict[str, Any]", content)


def _declaration(entry: object) -> _Declaration:
    # `key: {type: …}` declares a setting; `key: value` is short for `key: {value: value}`.
    return cast("_Declaration", entry) if isinstance(entry, dict) else _Declaration(value=entry)


def _by_full_key(settings: Mapping[str, Any], project: str) -> dict[str, Any]:
    """Return settings by their full keys: a key without a namespace is the project's."""
    return {key if ":" in key else f"{project}:{key}": value for key, value in settings.items()}


def _check_known(key: str, known: Mapping[str, object], project: str) -> None:
    if key not in known:
        names = ", ".join(sorted(name.removeprefix(f"{project}:") for name in known))
        msg = f"there is no setting {key.removeprefix(f'{project}:')!r}. Settings: {names}"
        raise ConfigError(msg)


def _text(key: str, value: object, kind: str) -> str:
    """Return a value as the text that Pulumi stores, validated as Pulumi validates it."""
    if isinstance(value, dict) and "secure" in value:
        msg = f"{key} is encrypted, and the local stack cannot decrypt it. Set it on the command line: --config {key}=…"
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
