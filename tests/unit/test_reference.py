"""Generated reference pages are up to date."""

import re
import runpy
from typing import Any

import pytest

from components.provider import COMPONENTS
from tests.paths import ROOT
from tests.unit.recorder import record
from tools.reference import decisions, resources, settings
from tools.reference.components import EXAMPLES
from tools.reference.pages import PAGES


@pytest.mark.parametrize("path", PAGES)
def test_a_generated_page_is_what_its_generator_returns(path: str) -> None:
    committed = (ROOT / "docs" / path).read_text(encoding="utf-8")
    assert committed == PAGES[path](), f"docs/{path} is stale: run `make reference`"


def test_the_examples_are_a_program_that_runs_and_makes_every_component(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    recorded = record(lambda: runpy.run_path(str(EXAMPLES)), preview=True)
    made = {
        resource.type.rsplit(":", 1)[-1] for resource in recorded.resources if not resource.custom
    }
    assert made == {component.__name__ for component in COMPONENTS}, (
        "every component has an example"
    )


def test_the_components_of_the_readme_are_a_program_that_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    recorded = record(lambda: exec(program, {}), preview=True)  # noqa: S102 - the README's own
    assert recorded.of("FirehoseDeliveryStream")


def test_a_setting_without_a_group_is_refused_by_name() -> None:
    setting: dict[str, Any] = {"type": "string", "default": "", "description": "A setting."}
    declared = {key: setting for keys in settings.GROUPS.values() for key in keys}
    assert "| `contract` |" in settings.page_of(declared, {})
    with pytest.raises(ValueError, match="newSetting: not in exactly one group"):
        settings.page_of({**declared, "newSetting": setting}, {})


def test_every_drawn_resource_is_in_a_component_and_no_arrow_leads_nowhere() -> None:
    lines = [line.strip() for line in resources.generate().splitlines()]
    drawn = {
        line.split("[")[0]
        for line in lines
        if line.endswith('"]') and not line.startswith("subgraph")
    }
    arrows = [line.split(" --> ") for line in lines if " --> " in line]
    assert len(arrows) > len(drawn) > 0
    assert {end for arrow in arrows for end in arrow} <= drawn, "both ends of an arrow are drawn"


def test_a_decision_without_a_status_is_refused(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "0001-a.md").write_text(
        "# A decision\n\nIts reasons.\n", encoding="utf-8"
    )
    monkeypatch.setattr(decisions, "DOCS", tmp_path)
    with pytest.raises(ValueError, match="Status: accepted"):
        decisions.generate()
