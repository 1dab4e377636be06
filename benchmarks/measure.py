"""Measurements: run each case several times, each time in a new process, and take medians."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks import baseline
from benchmarks.checkout import link_packages
from benchmarks.paths import DIRECTORY, ROOT, json_bytes, path_of
from benchmarks.plan import BASELINE, COMPARED, CONTRACTS, THIS_CONVERTER, Case, Plan
from benchmarks.processes import MeasurementError, run_module

if TYPE_CHECKING:
    from collections.abc import Callable

OUTPUTS = DIRECTORY / "outputs"

Figures = dict[str, Any]
Failures = dict[str, str]
"""Message of the first error of a case, by the case's key."""


def prepare(plan: Plan, checkout: Path) -> Failures:
    """Make the inputs that do not exist, compile the contracts, and fill the import root.

    Args:
        plan: Run to prepare. Its import root is an empty directory.
        checkout: Root directory of the checkout whose converter is measured. Inputs are made by the
            code of this checkout.

    Returns:
        Failures of the cases whose contract the measured checkout does not read.
    """
    sources = dict.fromkeys(case.source for case in plan.cases)
    with TemporaryDirectory() as own_root:
        link_packages(ROOT, Path(own_root))
        for source in sources:  # one by one, because all of them take longer than a module may
            run_module((Path(own_root),), "inputs", plan.events, source)
    link_packages(checkout, plan.import_root)
    if plan.baseline:
        baseline.prepare(plan.baseline)
    failures: Failures = {}
    for target, contract in CONTRACTS.items():
        cases = [case for case in plan.cases if case.contract_json == target]
        try:
            if cases:
                run_module((plan.import_root,), "checkout", target, contract)
        except MeasurementError as error:
            _record(failures, cases, error)
    return failures


def _record(failures: Failures, cases: list[Case], error: MeasurementError) -> None:
    """Keep the error of cases that the report can do without; raise it for the others."""
    if any(case in COMPARED for case in cases):
        raise error
    failures.update({case.key: str(error) for case in cases})


def _run_once(plan: Plan, case: Case) -> Figures:
    out = OUTPUTS / case.key
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    source = path_of(case.source, plan.events)
    if case.key == BASELINE and plan.baseline:
        printed = baseline.run(plan.baseline, source, out)
    else:
        printed = run_module((plan.import_root,), "run_case", case.module, source, out)
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
        "cpu_seconds_per_mb": medians["cpu_seconds"] / (size / 1e6),
    }
    medians["all_seconds"] = [round(figures["seconds"], 4) for figures in runs]
    return medians


def _stored_bytes(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def measure(plan: Plan, failures: Failures, progress: Callable[[str], None]) -> dict[str, Figures]:
    """Run every case `plan.runs` times; return the medians by the cases' keys.

    Each round runs every case once, so that other load of the machine affects all cases alike. A
    case that fails is added to `failures` and not run again.

    Raises:
        MeasurementError: If a case of `COMPARED` fails, or its rows and quarantined lines are not
            the input's events.
    """
    results: dict[str, list[Figures]] = {}
    for number in range(plan.runs):
        for case in plan.cases:
            if case.key in failures:
                continue
            progress(f"round {number + 1} of {plan.runs}: {case.title}")
            try:
                results.setdefault(case.key, []).append(_run_once(plan, case))
            except MeasurementError as error:
                _record(failures, [case], error)
            if case.key != THIS_CONVERTER:
                shutil.rmtree(OUTPUTS / case.key)
    return {
        case.key: _summary(plan, case, results[case.key])
        for case in plan.cases
        if case.key not in failures
    }


def measure_steps(plan: Plan, failures: Failures) -> dict[str, float]:
    """Return the median CPU seconds of each step of the converter at x1, on one processor.

    The steps depend on the converter's modules, so an earlier converter may have none of them.
    """
    source = path_of("x1", plan.events)
    try:
        runs: list[dict[str, float]] = [
            json.loads(run_module((plan.import_root,), "steps", source)) for _ in range(plan.runs)
        ]
    except MeasurementError as error:
        failures["steps"] = str(error)
        return {}
    return {name: median(steps[name] for steps in runs) for name in runs[0]}


def inspect_parquet(plan: Plan) -> Figures:
    """Return sizes, row groups and statistics of the Parquet files of the converter's last run."""
    directory = OUTPUTS / THIS_CONVERTER / "events"
    return json.loads(run_module((plan.import_root,), "parquet_check", directory))
