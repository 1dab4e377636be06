"""Change of every setting of a protected stack, and its column of the docs page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.changing import assert_page, changed
from tests.engine.setting_changes import GROUPS, PROTECTED, groups

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.setting_changes import Change

# pytest-xdist runs a file in one process (`make engine`), so the last test has all effects.
pytestmark = [pytest.mark.thorough, pytest.mark.timeout(7200)]
effects: dict[str, list[tuple[Change, str]]] = {}


@pytest.mark.parametrize("name", groups(PROTECTED))
def test_no_change_of_a_setting_loses_or_duplicates_an_event(name: str, tmp_path: Path) -> None:
    effects[name] = changed(GROUPS[name], tmp_path)


def test_the_page_has_the_effect_of_each_change() -> None:
    assert_page(PROTECTED, effects)
