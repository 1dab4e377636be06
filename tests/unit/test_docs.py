"""Links, `make` targets and line lengths of the documentation."""

import re
from pathlib import Path

import pytest

from tests.paths import ROOT

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
WIDTH = 100
OTHERS = {"changing-settings.md"}  # written by `make engine`, which wraps its own lines
TESTS = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_tests_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [
        link.split("#")[0] for link in re.findall(r"\]\(((?!https?:)[^)#]+(?:#[^)]*)?)\)", text)
    ]
    missing = [link for link in links if not (page.parent / link).exists()]
    missing += [
        path
        for path in re.findall(
            r"`((?:tests|docs|benchmarks|clickstream|components|contracts|lambda_src|models|queries|spark_src|stack)/[\w/.-]+)`",
            text,
        )
        if not (ROOT / path).exists()
    ]
    missing += [
        name
        for name in re.findall(r"`(test_\w+(?:\.py)?)`", text)
        if not any(f"def {name}(" in code for code in TESTS)
    ]
    assert not missing, f"{page} names what is not there"


def test_the_readme_lists_no_make_target_that_is_not_there() -> None:
    targets = set(
        re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = set(
        re.findall(
            r"`?make ([a-z]+)\b",
            "\n".join(
                re.findall(
                    r"```sh.*?```|`[^`\n]+`",
                    (ROOT / "README.md").read_text(encoding="utf-8"),
                    re.DOTALL,
                )
            ),
        )
    )
    assert {"demo", "test"} <= named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_prose_wraps_at_100_columns(page: Path) -> None:
    text = re.sub(
        r"<!-- figures: begin.*?<!-- figures: end -->",
        "",
        page.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    text = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    long = [
        line
        for line in text.splitlines()
        if len(line) > WIDTH and not line.startswith("|") and " " in line.strip()[:WIDTH]
    ]
    assert not long or page.name in OTHERS, f"{page} has lines of more than {WIDTH} columns"
