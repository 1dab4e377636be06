"""Files for contributors and GitHub: Makefile, workflow, hooks, editor settings, licence."""

from __future__ import annotations

import configparser
import re
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from tests.paths import ROOT

PAGES = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
WORKFLOW = ".github/workflows/ci.yml"


def output_of(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def read_yaml(path: str) -> dict[Any, Any]:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def read_pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_make_lists_every_target_and_each_is_phony() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", makefile, re.MULTILINE))
    listed = output_of("make", "--no-print-directory")
    described = dict(line.split(maxsplit=1) for line in listed.splitlines())
    assert set(described) == targets, "a target without a `##` text is not listed"
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert set(phony.split()) == targets, (
        "a file or folder of a target's name keeps make from running it"
    )


def test_the_workflow_runs_what_everybody_runs_and_may_only_read() -> None:
    workflow = read_yaml(WORKFLOW)
    assert workflow["permissions"] == {"contents": "read"}, "no step can write to the repository"
    assert workflow["concurrency"], "a newer commit of a pull request ends the run of the older one"
    (job,) = workflow["jobs"].values()
    assert set(job) == {"runs-on", "timeout-minutes", "steps"}, (
        "the job takes no further permissions"
    )
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


def test_the_workflows_actions_are_githubs_own_at_a_major_version() -> None:
    used = [
        step["uses"]
        for job in read_yaml(WORKFLOW)["jobs"].values()
        for step in job["steps"]
        if "uses" in step
    ]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used), used


def test_the_workflow_provides_what_the_tests_need() -> None:
    (job,) = read_yaml(WORKFLOW)["jobs"].values()
    given: dict[str, Any] = {
        key: value for step in job["steps"] for key, value in step.get("with", {}).items()
    }
    assert given["fetch-depth"] == 0, "tests/engine/test_upgrades.py deploys former commits"
    assert given["persist-credentials"] is False, "no code of a pull request finds a token"
    assert f">={given['python-version']}" == read_pyproject()["project"]["requires-python"], (
        "the oldest Python is the one that is tested"
    )
    assert given["java-version"] == "17"
    assert (ROOT / given["go-version-file"]).is_file()
    assert (ROOT / given["cache-dependency-path"]).is_file()


def test_each_hook_runs_a_command_of_the_virtual_environment() -> None:
    (source,) = read_yaml(".pre-commit-config.yaml")["repos"]
    assert source["repo"] == "local", (
        "hooks from elsewhere would bring other versions than the lock"
    )
    assert {hook["id"] for hook in source["hooks"]} == {"ruff-check", "ruff-format", "pyright"}
    for hook in source["hooks"]:
        command = hook["entry"].split()[0]
        assert hook["language"] == "system"
        assert command.startswith(".venv/bin/")
        assert (ROOT / command).is_file(), f"{command} is not installed; run `make setup`"


def test_the_editors_settings_apply_to_every_file() -> None:
    parser = configparser.ConfigParser()
    parser.read_string("[top]\n" + (ROOT / ".editorconfig").read_text(encoding="utf-8"))
    assert parser["top"]["root"] == "true", "no .editorconfig of a folder above applies"
    assert parser["*"]["end_of_line"] == "lf"
    assert parser["*"]["insert_final_newline"] == "true"
    assert parser["{Makefile,go.mod,*.go}"]["indent_style"] == "tab", "make refuses spaces"


def test_pyright_checks_every_python_file() -> None:
    files = output_of("git", "ls-files", "*.py").split()
    assert {file.split("/")[0] for file in files} == set(
        read_pyproject()["tool"]["pyright"]["include"]
    )


def test_the_package_has_the_licence_of_the_file() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert re.match(r"\s+Apache License\n\s+Version 2\.0, January 2004\n", licence)
    assert "END OF TERMS AND CONDITIONS" in licence, "the text is complete"
    assert read_pyproject()["project"]["license"] == "Apache-2.0"


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert not [link for link in links if not (ROOT / link).exists()]
    assert page == "CHANGELOG.md" or links, "the pattern finds links"


def test_a_setting_that_the_changelog_announces_is_declared() -> None:
    declared = read_yaml("Pulumi.yaml")["config"]
    settings = re.findall(
        r"\*\*Setting `(\w+)`", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    )
    assert settings
    assert set(settings) <= set(declared), "a setting that was added is declared"
