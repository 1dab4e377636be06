"""Changes of a running stack's settings, one after the other, and the page of their effects."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.engine.inventory import inventory
from tests.engine.stack import host
from tests.paths import ROOT
from tests.unit.recorder import PROJECT, stage_config

if TYPE_CHECKING:
    from tests.engine.account import Producer
    from tests.engine.run import Outcome
    from tests.engine.setting_changes import Change, Group
    from tests.engine.stack import Stack

REFUSED, NO_CHANGE = "refused", "no change"
TWICE = {"apiUrl", "canary", "engine"}  # settings with two rows: one to a value, one back
HEAD = """# Changing the settings of a running stack

Effect of a change of each setting of `Pulumi.yaml` in a deployed stack. The real Pulumi engine
changed the settings one after the other, against the emulator, while events were sent. At the end
every event was a row or a quarantined line, exactly once. `make engine` repeats the changes, and
fails if the result differs from this page; `make engine WRITE_DOCS=1` writes the page.

- *in place*: resources that are updated.
- *adds*, *removes*, *replaces*: resources that are created, deleted, or replaced by new ones.
- *refused*: `pulumi preview` and `pulumi up` fail before a resource is changed.
- *no change*: the setting has an effect only with another one, or only when a resource is deleted.

`protect: false` is the stage `dev`, and `protect: true` the stage `prod`. For the settings of the
API source and of the daily models both are the stage `api`, for `firehosePartition` both are the
stage `firehose`.

| setting | `protect: false` | `protect: true` | why |
| --- | --- | --- | --- |
"""
PAGE = ROOT / "docs" / "guides" / "changing-settings.md"
ARCHITECTURES = {"arm64": "x86_64", "x86_64": "arm64"}


@dataclass
class Changer:
    """Applies changes to a stack, and keeps its settings and the effects."""

    stack: Stack
    group: Group
    settings: dict[str, str] = field(default_factory=dict[str, str])
    effects: list[tuple[Change, str]] = field(default_factory=list["tuple[Change, str]"])

    def deploy(self) -> None:
        """Deploy the stage for the first time."""
        declared = {
            key.removeprefix(f"{PROJECT}:"): value
            for key, value in stage_config(self.stack.name).items()
            if key.startswith(f"{PROJECT}:")
        }
        self.settings = {**declared, **host(), **self.group.base}
        self._run("up", self.settings)

    def change(self, change: Change, producer: Producer | None = None) -> None:
        """Apply a change while events are sent, and append its effect to `effects`."""
        if producer:
            producer.label = f"{change.setting} = {change.value}"
        settings = {**self.settings, **change.beside, change.setting: self._value(change)}
        if settings[change.setting] == self.settings[change.setting]:
            msg = f"{change.setting} is already {settings[change.setting]}; change it to another value in setting_changes.py"
            raise AssertionError(msg)
        effect = self._effect(settings)
        self.effects.append((change, effect))
        if effect != REFUSED:
            self.settings = settings
        if change.restore:
            self.settings[change.setting] = host()[change.setting]
        if change.restore or effect == REFUSED:
            self._run("up", self.settings)

    def _value(self, change: Change) -> str:
        former = self.settings[change.setting]
        if change.setting == "architecture":
            return ARCHITECTURES[former]
        if change.setting == "runtime":
            return next(runtime for runtime in (change.value, "python3.13") if runtime != former)
        return (
            {"true": "false", "false": "true"}[former]
            if change.setting in {"versioning", "forceDestroy", "protect"}
            else change.value
        )

    def _effect(self, settings: dict[str, str]) -> str:
        before = inventory(self.stack)
        previewed = self._try("preview", settings)
        assert inventory(self.stack) == before, "a preview changes no resource"
        outcome = self._try("up", settings)
        assert (previewed["error"] is None) == (outcome["error"] is None), (
            f"preview and up agree on {settings}: {previewed['error']} {outcome['error']}"
        )
        if outcome["error"] is not None:
            assert inventory(self.stack) == before, (
                f"a refused change changes no resource: {outcome['error']}"
            )
            return REFUSED
        return summary(outcome)

    def _try(self, operation: str, settings: dict[str, str]) -> Outcome:
        secret = {key: settings[key] for key in ("protectionKey",) if settings[key]}
        return self.stack.run(
            operation, {key: value for key, value in settings.items() if key not in secret}, secret
        )

    def _run(self, operation: str, settings: dict[str, str]) -> None:
        outcome = self._try(operation, settings)
        assert outcome["error"] is None, f"{operation} with {settings}: {outcome['error']}"


def summary(outcome: Outcome) -> str:
    """Return the effects of an operation, each with the types of the resources."""
    verbs = {"replace": "replaces", "create": "adds", "delete": "removes", "update": "in place"}
    types: dict[str, set[str]] = defaultdict(set)
    for step in outcome["steps"]:
        if step["op"] in verbs and step["type"].startswith("aws:"):
            types[verbs[step["op"]]].add(step["type"].rsplit(":", 1)[-1])
    return (
        "; ".join(
            f"{verb}: {', '.join(sorted(types[verb]))}" for verb in verbs.values() if types[verb]
        )
        or NO_CHANGE
    )


def page(effects: dict[str, list[tuple[Change, str]]]) -> str:
    """Return the page of the effects, as Markdown.

    Args:
        effects: Changes and effects by the name of their group, which ends with `, protected` or
            `, unprotected`.
    """
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    changes: dict[str, Change] = {}
    for group, noted in effects.items():
        for change, effect in noted:
            row = (
                f"`{change.setting}` to {change.value or 'empty'}"
                if change.setting in TWICE
                else f"`{change.setting}`"
            )
            changes[row] = change
            cells[row][group.rpartition(", ")[2]] = effect
    rows = [
        f"| {row} | {cell['unprotected']} | {cell['protected']} | {changes[row].reason} |"
        for row, cell in sorted(cells.items())
    ]
    return HEAD + "\n".join(rows) + "\n"


def writes() -> bool:
    """Return whether the page is written, instead of compared."""
    return bool(os.environ.get("WRITE_DOCS"))
