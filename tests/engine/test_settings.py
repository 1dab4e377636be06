"""Change of every setting of a running stack, and the docs page of the effects."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.engine.account import Producer, landed, missing, waiting
from tests.engine.changing import PAGE, Changer, page, writes
from tests.engine.setting_changes import GROUPS
from tests.engine.stack import new_stack, with_hashed_email
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.setting_changes import Change

# pytest-xdist runs a file in one process (`make engine`), so the last test has all effects.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.timeout(3600),
]
effects: dict[str, list[tuple[Change, str]]] = {}


@pytest.mark.parametrize("name", GROUPS)
def test_no_change_of_a_setting_loses_or_duplicates_an_event(name: str, tmp_path: Path) -> None:
    group = GROUPS[name]
    with new_stack(group.stage, tmp_path) as stack:
        if "protectionKey" in group.base:
            with_hashed_email(stack.program)
        changer = Changer(stack, group)
        changer.deploy()
        sends = "queue_url" in stack.outputs
        with Producer(stack) if sends else nullcontext() as producer:
            for change in group.changes:
                changer.change(change, producer)
        effects[name] = changer.effects
        if producer:
            assert producer.refused == [], "producers can send at any time"
            assert missing(producer) == {}, (
                f"every accepted event is a row or a quarantined line; messages: {waiting(stack)}"
            )
            ids = landed(stack)
            assert len(ids) == len(set(ids)), "no event is in the lake twice"


def test_every_setting_is_changed() -> None:
    declared = set(yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))["config"])
    assert {change.setting for group in GROUPS.values() for change in group.changes} == declared


def test_the_page_has_the_effect_of_each_change() -> None:
    assert set(effects) == set(GROUPS), (
        "every group of settings was changed; see the failure above for one that was not"
    )
    found = page(effects)
    if writes():
        PAGE.write_text(found, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == found, (
        f"{PAGE.name} differs from the effects: make engine WRITE_DOCS=1 writes it"
    )
