"""Checkouts whose converters are measured: their packages, and which benchmark runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks import baseline
from benchmarks.__main__ import main
from benchmarks.checkout import environment, link_packages, missing_files
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("converter", "converter.handler", "clickstream", "clickstream.contract", "benchmarks")
SHOW_FILES = f"""
import json, sys
from importlib.util import find_spec
print(json.dumps({{name: find_spec(name).origin for name in {PACKAGES}}}))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "other"
    for name in (
        "lambda_src/converter/__init__.py",
        "lambda_src/converter/handler.py",
        "clickstream/__init__.py",
        "clickstream/contract/__init__.py",
        "benchmarks/__init__.py",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    return root


def test_the_converter_and_all_that_it_imports_are_of_the_given_checkout(
    checkout: Path, tmp_path: Path
) -> None:
    import_root = tmp_path / "import-root"
    import_root.mkdir()
    link_packages(checkout, import_root)
    done = subprocess.run(
        [sys.executable, "-c", SHOW_FILES],
        cwd=ROOT,
        env=environment((import_root,)),
        capture_output=True,
        text=True,
        check=True,
    )
    origins = {name: import_root.parent / path for name, path in json.loads(done.stdout).items()}
    benchmark = origins.pop("benchmarks").resolve()
    assert benchmark == ROOT / "benchmarks" / "__init__.py", "the cases are of this checkout"
    assert all(path.resolve().is_relative_to(checkout) for path in origins.values()), origins


def test_a_directory_that_is_no_checkout_is_refused(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert missing_files(checkout) == []
    given = checkout / "lambda_src"
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--converter", str(given)])
    with pytest.raises(SystemExit):
        main()
    assert "give the root directory of a checkout" in capsys.readouterr().err


RUNNER = """
import sys
from importlib.util import find_spec
print(sys.argv[1:], find_spec("benchmarks").origin, find_spec("converter").origin)
"""


@pytest.mark.parametrize("name", baseline.RUNNERS)
def test_an_earlier_converter_is_run_by_the_benchmark_of_its_checkout(
    checkout: Path, name: str
) -> None:
    assert baseline.runner(checkout) is None
    (checkout / "benchmarks" / f"{name}.py").write_text(RUNNER, encoding="utf-8")
    assert baseline.runner(checkout) == name
    printed = baseline.run(checkout, checkout / "source", checkout / "out")
    arguments = str(["this_converter", str(checkout / "source"), str(checkout / "out")])
    benchmark = checkout / "benchmarks" / "__init__.py"
    converter = checkout / "lambda_src" / "converter" / "__init__.py"
    assert printed.strip() == f"{arguments} {benchmark} {converter}"


def test_a_baseline_without_a_benchmark_is_refused(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--baseline", str(checkout)])
    with pytest.raises(SystemExit):
        main()
    assert f"--baseline is {checkout}, which has no benchmarks/" in capsys.readouterr().err
