"""Measurements: run each case several times, each time in a new process, and take medians."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.checkout import environment, link_packages
from benchmarks.inputs import (
    ARRAY_PART,
    CONVERTER_CONTRACT_JSON,
    DIRECTORY,
    EVENTS,
    ROOT,
    SCALES,
    SMALL_EVENTS,
    SMALL_OBJECTS,
    json_bytes,
    path_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

OUTPUTS = DIRECTORY / "outputs"


@dataclass(frozen=True)
class Case:
    """A measured program and its input."""

    key: str
    title: str
    module: str
    """Module in `benchmarks.cases`."""
    source: str = "x1"
    """Name of the input."""
    share: float = 1.0
    """Number of events in the input, relative to `Plan.events`."""

    def events(self, base: int) -> int:
        """Return the number of events in the input."""
        return SMALL_OBJECTS * SMALL_EVENTS if self.source == "small" else round(base * self.share)


THIS_CONVERTER = "this_converter"
COMPARED = (
    Case(THIS_CONVERTER, "this converter, all checks", THIS_CONVERTER),
    Case("row_by_row", "pandas/awswrangler, row by row", "row_by_row"),
    Case("pyarrow_json", "pyarrow's JSON reader", "pyarrow_json"),
    Case("duckdb_copy", "DuckDB's COPY", "duckdb_copy"),
    Case("bare_pipeline", "bare pipeline: same shape, no checks", "bare_pipeline"),
)
SCALING = (
    *(
        Case(f"x{scale}", f"object x{scale}", THIS_CONVERTER, f"x{scale}", share=scale)
        for scale in SCALES
        if scale > 1
    ),
    Case("malformed", "1 % malformed lines", THIS_CONVERTER, "malformed"),
    Case("unknown", "unknown field in every row", THIS_CONVERTER, "unknown"),
    Case("dates", "five hundred event dates", THIS_CONVERTER, "dates"),
    Case("nested", "unknown object in every row", THIS_CONVERTER, "nested"),
    Case(
        "array", "one array of a third of the events", THIS_CONVERTER, "array", share=1 / ARRAY_PART
    ),
    Case("small", "1,000 objects of 50 events, warm", "small_objects", "small"),
)

Figures = dict[str, Any]


class MeasurementError(RuntimeError):
    """Failure of a case: an error, or a wrong number of rows."""


@dataclass(frozen=True)
class Plan:
    """One run of the benchmark."""

    cases: tuple[Case, ...]
    runs: int
    import_root: Path
    """Directory that every case imports packages from."""
    events: int = EVENTS


def run_module(import_root: Path, module: str, *arguments: object) -> str:
    """Run a module of this package in a process of its own; return its standard output."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(  # noqa: S603 - our own modules
        command,
        cwd=ROOT,
        env=environment(import_root),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        msg = f"benchmarks.{module} {' '.join(map(str, arguments))} ended with exit status {done.returncode}:\n{done.stderr[-4000:]}"
        raise MeasurementError(msg)
    return done.stdout


def prepare(plan: Plan, checkout: Path) -> None:
    """Make the inputs that do not exist, and fill the import root.

    Args:
        plan: Run to prepare. Its import root is an empty directory.
        checkout: Root directory of the checkout whose converter is measured. Inputs are made by the
            code of this checkout.
    """
    sources = dict.fromkeys(case.source for case in plan.cases)
    with TemporaryDirectory() as own_root:
        link_packages(ROOT, Path(own_root))
        run_module(Path(own_root), "inputs", plan.events, *sources)
    link_packages(checkout, plan.import_root)
    run_module(plan.import_root, "checkout", CONVERTER_CONTRACT_JSON)


def _run_once(plan: Plan, case: Case) -> Figures:
    out = OUTPUTS / case.key
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    source = path_of(case.source, plan.events)
    printed = run_module(plan.import_root, "run_case", case.module, source, out)
    figures: Figures = json.loads(printed.splitlines()[-1])
    if figures["rows"] + figures["quarantined"] != case.events(plan.events):
        msg = f"{case.title}: {case.events(plan.events)} events in, but {figures['rows']} rows + {figures['quarantined']} quarantined"
        raise MeasurementError(msg)
    return figures


def _summary(plan: Plan, case: Case, runs: list[Figures]) -> Figures:
    """Return the medians of the runs, and the rates computed from them."""
    medians: Figures = {name: median(figures[name] for figures in runs) for name in runs[0]}
    events = case.events(plan.events)
    size = json_bytes(path_of(case.source, plan.events))
    medians |= {
        "title": case.title,
        "events": events,
        "json_bytes": size,
        "gzip_bytes": _stored_bytes(path_of(case.source, plan.events)),
    }
    medians |= {
        "events_per_second": events / medians["seconds"],
        "json_mb_per_second": size / 1e6 / medians["seconds"],
    }
    medians["all_seconds"] = [round(figures["seconds"], 4) for figures in runs]
    return medians


def _stored_bytes(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def measure(plan: Plan, progress: Callable[[str], None]) -> dict[str, Figures]:
    """Run every case `plan.runs` times; return the medians by the cases' keys.

    Each round runs every case once, so that other load of the machine affects all cases alike.

    Raises:
        MeasurementError: If a case fails, or rows and quarantined lines are not the input's events.
    """
    results: dict[str, list[Figures]] = {case.key: [] for case in plan.cases}
    for number in range(plan.runs):
        for case in plan.cases:
            progress(f"round {number + 1} of {plan.runs}: {case.title}")
            results[case.key].append(_run_once(plan, case))
            if case.key != THIS_CONVERTER:
                shutil.rmtree(OUTPUTS / case.key)
    return {case.key: _summary(plan, case, results[case.key]) for case in plan.cases}


def measure_steps(plan: Plan) -> dict[str, float]:
    """Return the median CPU seconds of each step of the converter at x1, on one processor."""
    source = path_of("x1", plan.events)
    runs: list[dict[str, float]] = [
        json.loads(run_module(plan.import_root, "steps", source)) for _ in range(plan.runs)
    ]
    return {name: median(steps[name] for steps in runs) for name in runs[0]}


def inspect_parquet(plan: Plan) -> Figures:
    """Return sizes, row groups and statistics of the Parquet files of the converter's last run."""
    directory = OUTPUTS / THIS_CONVERTER / "events"
    return json.loads(run_module(plan.import_root, "parquet_check", directory))
