"""Changes of a running stack's settings, one after the other, and the page of their effects."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from tests.engine.account import Producer, landed, missing, waiting
from tests.engine.inventory import inventory
from tests.engine.setting_changes import PROTECTED, UNPROTECTED, groups
from tests.engine.stack import host, new_stack, with_hashed_email
from tests.paths import ROOT
from tests.unit.recorder import PROJECT, stage_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.engine.run import Outcome
    from tests.engine.setting_changes import Change, Group
    from tests.engine.stack import Stack

REFUSED, NO_CHANGE = "refused", "no change"
REASON = "reason"
COLUMNS = (UNPROTECTED, PROTECTED, REASON)
TITLES = "| setting | `protect: false` | `protect: true` | why |"
TWICE = {"apiUrl", "canary", "engine"}  # settings with two rows: one to a value, one back
HEAD = f"""# Changing the settings of a running stack

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

{TITLES}
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


def page(former: str, column: str, effects: Iterable[tuple[Change, str]]) -> str:
    """Return the page of the effects, as Markdown, with one of its two columns replaced.

    Args:
        former: The page before. Its other column is kept.
        column: `UNPROTECTED` or `PROTECTED`.
        effects: Changes and effects of the column.
    """
    rows: dict[str, dict[str, str]] = defaultdict(lambda: dict.fromkeys(COLUMNS, ""))
    for line in former.splitlines():
        if line.startswith("| `") and line != TITLES:
            row, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            rows[row] = {**dict(zip(COLUMNS, cells, strict=True)), column: ""}
    for change, effect in effects:
        row = (
            f"`{change.setting}` to {change.value or 'empty'}"
            if change.setting in TWICE
            else f"`{change.setting}`"
        )
        rows[row] |= {column: effect, REASON: change.reason}
    table = [
        f"| {row} | {' | '.join(cells.values())} |"
        for row, cells in sorted(rows.items())
        if cells[UNPROTECTED] or cells[PROTECTED]
    ]
    return HEAD + "\n".join(table) + "\n"


def assert_page(column: str, effects: Mapping[str, list[tuple[Change, str]]]) -> None:
    """Assert that a column of the page has the effects, or write it if `writes()`.

    Args:
        column: `UNPROTECTED` or `PROTECTED`.
        effects: Changes and effects by the name of their group.
    """
    assert set(effects) == set(groups(column)), (
        "every group of settings was changed; see the failure above for one that was not"
    )
    former = PAGE.read_text(encoding="utf-8")
    found = page(former, column, chain.from_iterable(effects.values()))
    if writes():
        PAGE.write_text(found, encoding="utf-8")
    else:
        assert former == found, (
            f"{PAGE.name} differs from the effects: make engine WRITE_DOCS=1 writes it"
        )


def changed(group: Group, folder: Path) -> list[tuple[Change, str]]:
    """Apply the changes of a group to a new stack while events are sent, and return their effects.

    Args:
        group: Group of changes.
        folder: Folder of the stack's files.

    Raises:
        AssertionError: If an event was refused, is lost, or is in the lake twice.
    """
    with new_stack(group.stage, folder) as stack:
        if "protectionKey" in group.base:
            with_hashed_email(stack.program)
        changer = Changer(stack, group)
        changer.deploy()
        sends = "queue_url" in stack.outputs
        with Producer(stack) if sends else nullcontext() as producer:
            for change in group.changes:
                changer.change(change, producer)
        if producer:
            assert producer.refused == [], "producers can send at any time"
            assert missing(producer) == {}, (
                f"every accepted event is a row or a quarantined line; messages: {waiting(stack)}"
            )
            ids = landed(stack)
            assert len(ids) == len(set(ids)), "no event is in the lake twice"
        return changer.effects


def writes() -> bool:
    """Return whether the page is written, instead of compared."""
    return bool(os.environ.get("WRITE_DOCS"))
