"""Start each case in a process of its own, over and over, and take medians."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.inputs import (
    ARRAY_PART,
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
    from pathlib import Path

OUTPUTS = DIRECTORY / "outputs"


@dataclass(frozen=True)
class Case:
    """A competitor on an input."""

    key: str
    title: str
    module: str
    source: str = "x1"
    share: float = 1.0
    """Its events, as a multiple of the run's."""

    def events(self, base: int) -> int:
        """Return how many events its input holds."""
        return SMALL_OBJECTS * SMALL_EVENTS if self.source == "small" else round(base * self.share)


OURS = "this_converter"
COMPARED = (
    Case(OURS, "this converter, everything on", OURS),
    Case("row_by_row", "pandas/awswrangler, row by row", "row_by_row"),
    Case("pyarrow_json", "pyarrow's JSON reader", "pyarrow_json"),
    Case("duckdb_copy", "DuckDB's COPY", "duckdb_copy"),
    Case("bare_pipeline", "bare pipeline: same shape, no checks", "bare_pipeline"),
)
SCALING = (
    *(
        Case(f"x{scale}", f"object x{scale}", OURS, f"x{scale}", share=scale)
        for scale in SCALES
        if scale > 1
    ),
    Case("malformed", "1 % malformed lines", OURS, "malformed"),
    Case("unknown", "unknown field in every row", OURS, "unknown"),
    Case("dates", "five hundred event dates", OURS, "dates"),
    Case("nested", "unknown object in every row", OURS, "nested"),
    Case("array", "one array of a third of the events", OURS, "array", share=1 / ARRAY_PART),
    Case("small", "1,000 objects of 50 events, warm", "small_objects", "small"),
)

Figures = dict[str, Any]


class MeasurementError(RuntimeError):
    """A case failed, or did not write what it was given."""


@dataclass(frozen=True)
class Plan:
    """One run of the benchmark."""

    cases: tuple[Case, ...]
    runs: int
    converter: Path
    """The directory that the package `converter` is imported from."""
    events: int = EVENTS


def run_module(plan: Plan, module: str, *arguments: object) -> str:
    """Run a module of this package in a process of its own; return what it printed."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(plan.converter), str(ROOT)]),
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(  # noqa: S603 - our own
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        msg = f"benchmarks.{module} {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr[-4000:]}"
        raise MeasurementError(msg)
    return done.stdout


def prepare(plan: Plan) -> None:
    """Make the inputs that are not there yet."""
    run_module(plan, "inputs", plan.events, *dict.fromkeys(case.source for case in plan.cases))


def _once(plan: Plan, case: Case) -> Figures:
    out = OUTPUTS / case.key
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    figures: Figures = json.loads(
        run_module(plan, "child", case.module, path_of(case.source, plan.events), out).splitlines()[
            -1
        ]
    )
    if figures["rows"] + figures["quarantined"] != case.events(plan.events):
        msg = f"{case.title}: {case.events(plan.events)} events in, but {figures['rows']} rows + {figures['quarantined']} quarantined"
        raise MeasurementError(msg)
    return figures


def _summary(plan: Plan, case: Case, runs: list[Figures]) -> Figures:
    """Return the medians, and what follows from them."""
    medians: Figures = {name: median(figures[name] for figures in runs) for name in runs[0]}
    events = case.events(plan.events)
    size = json_bytes(path_of(case.source, plan.events))
    medians |= {
        "title": case.title,
        "events": events,
        "json_bytes": size,
        "gzip_bytes": _stored(path_of(case.source, plan.events)),
    }
    medians |= {
        "events_per_second": events / medians["seconds"],
        "json_mb_per_second": size / 1e6 / medians["seconds"],
    }
    medians["all_seconds"] = [round(figures["seconds"], 4) for figures in runs]
    return medians


def _stored(path: Path) -> int:
    return (
        sum(file.stat().st_size for file in path.iterdir())
        if path.is_dir()
        else path.stat().st_size
    )


def measure(plan: Plan, progress: Callable[[str], None]) -> dict[str, Figures]:
    """Run every case as often as planned; return the medians by the cases' keys.

    Round by round, so that what else the machine does falls on all of them alike.

    Raises:
        MeasurementError: If a case fails, or writes fewer or more rows than its input has.
    """
    results: dict[str, list[Figures]] = {case.key: [] for case in plan.cases}
    for number in range(plan.runs):
        for case in plan.cases:
            progress(f"round {number + 1} of {plan.runs}: {case.title}")
            results[case.key].append(_once(plan, case))
            if case.key != OURS:
                shutil.rmtree(OUTPUTS / case.key)
    return {case.key: _summary(plan, case, results[case.key]) for case in plan.cases}


def measure_steps(plan: Plan) -> dict[str, float]:
    """Return the CPU seconds of this converter's steps at x1, medians, on one processor."""
    runs: list[dict[str, float]] = [
        json.loads(run_module(plan, "steps", path_of("x1", plan.events))) for _ in range(plan.runs)
    ]
    return {name: median(steps[name] for steps in runs) for name in runs[0]}


def inspect_parquet(plan: Plan) -> Figures:
    """Return what a reader finds in the files of this converter's last run."""
    return json.loads(run_module(plan, "parquet_check", OUTPUTS / OURS / "events"))
