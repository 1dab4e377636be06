"""Changes of a running stack's settings, one after the other, and the page of their effects."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import TYPE_CHECKING

from tests.engine.account import Producer, landed, missing, waiting
from tests.engine.inventory import inventory
from tests.engine.setting_changes import PROTECTED, UNPROTECTED, groups
from tests.engine.stack import host, new_stack, with_hashed_email
from tests.paths import ROOT
from tests.unit.recorder import PROJECT, stage_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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
fails if the result differs from this page; `make engine WRITE_DOCS=1` writes the page. Since
protection refuses deletions and replacements only, `make engine` applies changes in place together
to the protected stages.

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
IN_PLACE = re.compile(rf"in place: [^;]*|{NO_CHANGE}")
ARCHITECTURES = {"arm64": "x86_64", "x86_64": "arm64"}


@dataclass
class Changer:
    """Applies changes to a stack, and keeps its settings."""

    stack: Stack
    group: Group
    settings: dict[str, str] = field(default_factory=dict[str, str])

    def deploy(self) -> None:
        """Deploy the stage for the first time."""
        declared = {
            key.removeprefix(f"{PROJECT}:"): value
            for key, value in stage_config(self.stack.name).items()
            if key.startswith(f"{PROJECT}:")
        }
        self.settings = {**declared, **host(), **self.group.base}
        self._run("up", self.settings)

    def change(self, changes: Sequence[Change], producer: Producer | None = None) -> str:
        """Apply changes with one `up` while events are sent, and return their effect."""
        settings = dict(self.settings)
        for change in changes:
            former = settings[change.setting]
            settings |= {**change.beside, change.setting: self._value(change)}
            if settings[change.setting] == former:
                msg = f"{change.setting} is already {former}; change it to another value in setting_changes.py"
                raise AssertionError(msg)
        if producer:
            producer.label = ", ".join(f"{each.setting} = {each.value}" for each in changes)
        effect = self._effect(settings)
        if effect != REFUSED:
            self.settings = settings
        if restored := {each.setting for each in changes if each.restore}:
            self.settings |= {setting: host()[setting] for setting in restored}
            self._run("up", self.settings)
        return effect

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
        outcome = self._try("up", settings)
        if outcome["error"] is None:
            return summary(outcome)
        previewed = self._try("preview", settings)
        assert previewed["error"] is not None, f"preview refuses it too: {outcome['error']}"
        assert inventory(self.stack) == before, (
            f"a refused change changes no resource: {outcome['error']}"
        )
        return REFUSED

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


def row_of(change: Change) -> str:
    """Return the first cell of a change's row."""
    value = f" to {change.value or 'empty'}" if change.setting in TWICE else ""
    return f"`{change.setting}`{value}"


def read_cells(page: str) -> dict[str, dict[str, str]]:
    """Return the cells of each row of a page, by row and column."""
    found: dict[str, dict[str, str]] = {}
    for line in page.splitlines():
        if line.startswith("| `") and line != TITLES:
            row, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            found[row] = dict(zip(COLUMNS, cells, strict=True))
    return found


def page(former: str, column: str, effects: Iterable[tuple[Change, str]]) -> str:
    """Return the page of the effects, as Markdown, with one of its two columns replaced.

    Args:
        former: The page before. Its other column is kept.
        column: `UNPROTECTED` or `PROTECTED`.
        effects: Changes and effects of the column.
    """
    rows: dict[str, dict[str, str]] = defaultdict(lambda: dict.fromkeys(COLUMNS, ""))
    for row, cells in read_cells(former).items():
        rows[row] = {**cells, column: ""}
    for change, effect in effects:
        rows[row_of(change)] |= {column: effect, REASON: change.reason}
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
        AssertionError: If an event was refused, is lost, or is in the lake twice, or if changes
            that are applied together have another effect than on the page.
    """
    effects: list[tuple[Change, str]] = []
    with new_stack(group.stage, folder) as stack:
        if "protectionKey" in group.base:
            with_hashed_email(stack.program)
        changer = Changer(stack, group)
        changer.deploy()
        sends = "queue_url" in stack.outputs
        with Producer(stack) if sends else nullcontext() as producer:
            for changes, expected in steps(group):
                effect = changer.change(changes, producer)
                assert len(changes) == 1 or effect == united(expected), (
                    f"{changes} together have the effects of the page: make engine WRITE_DOCS=1"
                )
                effects += zip(changes, expected if len(changes) > 1 else [effect], strict=True)
        if producer:
            assert producer.refused == [], "producers can send at any time"
            assert missing(producer) == {}, (
                f"every accepted event is a row or a quarantined line; messages: {waiting(stack)}"
            )
            ids = landed(stack)
            assert len(ids) == len(set(ids)), "no event is in the lake twice"
        return effects


def steps(group: Group) -> Iterator[tuple[list[Change], list[str]]]:
    """Yield the changes to apply with one `up`, and their effects on the page.

    Protection refuses deletions and replacements. So of a protected stack, changes that follow each
    other and are in place without protection are applied together, unless the page is written.
    """
    cells = read_cells(PAGE.read_text(encoding="utf-8"))

    def effect(change: Change) -> str:
        return cells.get(row_of(change), {}).get(UNPROTECTED, "")

    def together(change: Change) -> bool:
        return bool(group.protected and not writes() and IN_PLACE.fullmatch(effect(change)))

    for are_together, changes in groupby(group.changes, together):
        for step in [list(changes)] if are_together else ([each] for each in changes):
            yield step, [effect(change) for change in step]


def united(effects: Iterable[str]) -> str:
    """Return the effect of changes in place that are applied together."""
    found = {
        name
        for effect in effects
        if effect != NO_CHANGE
        for name in effect.removeprefix("in place: ").split(", ")
    }
    return f"in place: {', '.join(sorted(found))}" if found else NO_CHANGE


def writes() -> bool:
    """Return whether the page is written, instead of compared."""
    return bool(os.environ.get("WRITE_DOCS"))
