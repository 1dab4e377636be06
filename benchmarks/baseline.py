"""Converter of an earlier checkout, measured on input x1 by the benchmark of that checkout.

The interface of the converter differs between commits, and the benchmark of each commit fits its
converter. Both import the packages of their checkout alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.checkout import FUNCTIONS
from benchmarks.processes import run_module

if TYPE_CHECKING:
    from pathlib import Path

RUNNERS = ("run_case", "child")
"""Names of the module that runs one case, the current one first."""
CASE = "this_converter"


def runner(checkout: Path) -> str | None:
    """Return the name of the checkout's module that runs a case; None if there is none."""
    return next((name for name in RUNNERS if _module(checkout, name).is_file()), None)


def prepare(checkout: Path) -> None:
    """Compile the contract of the checkout, where its case reads it."""
    _run(checkout, "inputs", 0)
    if _module(checkout, "checkout").is_file():
        _run(checkout, "checkout", "build/bench/converter-contract.json")


def run(checkout: Path, source: Path, out: Path) -> str:
    """Run the converter once; return the printed figures."""
    return _run(checkout, runner(checkout) or RUNNERS[0], CASE, source, out)


def _module(checkout: Path, name: str) -> Path:
    return checkout / "benchmarks" / f"{name}.py"


def _run(checkout: Path, module: str, *arguments: object) -> str:
    return run_module((checkout / FUNCTIONS, checkout), module, *arguments, directory=checkout)
