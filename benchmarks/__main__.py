"""`python -m benchmarks`: measure, print the figures, and write `build/bench/convert.json`.

`make bench` runs it in a virtual environment with the alternatives.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from benchmarks import report
from benchmarks.baseline import RUNNERS, runner
from benchmarks.checkout import missing_files
from benchmarks.cost import COSTED, cost
from benchmarks.inputs import EVENTS
from benchmarks.measure import inspect_parquet, measure, measure_steps, prepare
from benchmarks.paths import DIRECTORY, ROOT
from benchmarks.plan import BASELINE, COMPARED, SCALING, Case, Plan
from benchmarks.targets import targets

RESULT = DIRECTORY / "convert.json"
NAMED_VERSIONS = ("polars", "pyarrow", "msgspec", "duckdb", "pandas", "awswrangler", "isal")
REPORT_WIDTH = 132  # characters, if the output is not a terminal
DEFAULT_RUNS = 5  # minimum for published figures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the converter and alternatives to it on the same input.",
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=DEFAULT_RUNS,
        help="processes per case, of which the median is reported (default %(default)s)",
    )
    parser.add_argument(
        "--events", type=int, default=EVENTS, help="events in the input (default %(default)s)"
    )
    parser.add_argument(
        "--scaling",
        action="store_true",
        help="also measure larger objects, unusual events, nested events, small objects and hostile inputs",
    )
    parser.add_argument(
        "--write-docs", action="store_true", help="write the figures into docs/benchmarks.md"
    )
    parser.add_argument(
        "--converter",
        metavar="DIR",
        type=Path,
        default=ROOT,
        help="root directory of the checkout whose converter is measured: `lambda_src` and `clickstream` are imported from it (default: this checkout)",
    )
    parser.add_argument(
        "--baseline",
        metavar="DIR",
        type=Path,
        help="root directory of the checkout of an earlier commit, whose converter is measured too, by its own benchmark",
    )
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error(f"--runs is {arguments.runs}; it must be at least 1")
    if arguments.write_docs and not arguments.scaling:
        parser.error("--write-docs needs --scaling: the page has the figures of both")
    if missing := missing_files(arguments.converter):
        parser.error(
            f"--converter is {arguments.converter}, which has no {' and no '.join(missing)}; give the root directory of a checkout"
        )
    if arguments.baseline and not runner(arguments.baseline):
        names = " and no ".join(f"benchmarks/{name}.py" for name in RUNNERS)
        parser.error(
            f"--baseline is {arguments.baseline}, which has no {names}; give the root directory of a checkout"
        )
    return arguments


def _processor() -> str:
    """Return the name of the processor, or its architecture if the system has no name for it."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _machine() -> dict[str, Any]:
    return {
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in NAMED_VERSIONS},
    }


def main() -> None:
    """Run the benchmark that the arguments select."""
    arguments = _arguments()
    console = Console()
    if not console.is_terminal:
        console = Console(width=REPORT_WIDTH)
    baseline = arguments.baseline.resolve() if arguments.baseline else None
    earlier = [Case(BASELINE, f"earlier converter, {baseline.name}", "")] if baseline else []
    with TemporaryDirectory() as import_root:
        plan = Plan(
            cases=(COMPARED[0], *earlier, *COMPARED[1:], *(SCALING if arguments.scaling else ())),
            runs=arguments.runs,
            import_root=Path(import_root),
            events=arguments.events,
            baseline=baseline,
        )
        result = _measure(plan, arguments.converter, console)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    report.show(result, console)
    if arguments.write_docs:
        report.write_docs(result)
    console.print(f"Written to {RESULT.relative_to(ROOT)}")
    if result["failures"]:
        sys.exit(1)


def _measure(plan: Plan, checkout: Path, console: Console) -> dict[str, Any]:
    with console.status("making the inputs") as status:
        failures = prepare(plan, checkout)
        figures = measure(plan, failures, status.update)
        parquet = inspect_parquet(plan)
        status.update("the steps of this converter")
        steps = measure_steps(plan, failures) if SCALING[0] in plan.cases else {}
    scaling = {case.key for case in SCALING}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "runs": plan.runs,
        "machine": _machine(),
        "cases": {key: value for key, value in figures.items() if key not in scaling},
        "scaling": {key: value for key, value in figures.items() if key in scaling},
        "failures": failures,
        "steps": steps,
        "parquet": parquet,
        "targets": [target.as_json() for target in targets(figures, parquet)],
        "cost": {key: cost(figures[key]) for key in COSTED},
    }


if __name__ == "__main__":
    main()
