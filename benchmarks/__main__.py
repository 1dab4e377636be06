"""`python -m benchmarks`: measure, print, write `build/bench/convert.json`. `make bench` is the way to it."""

from __future__ import annotations

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import report
from benchmarks.cost import COSTED, cost
from benchmarks.inputs import DIRECTORY, EVENTS, ROOT
from benchmarks.measure import (
    COMPARED,
    SCALING,
    Plan,
    inspect_parquet,
    measure,
    measure_steps,
    prepare,
)
from benchmarks.targets import targets

RESULT = DIRECTORY / "convert.json"
NAMED_VERSIONS = ("polars", "pyarrow", "duckdb", "pandas", "awswrangler", "isal")
REPORT_WIDTH = 132  # characters, where there is no terminal to ask
FEWEST_RUNS = 5  # for figures that are published


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the converter beside what else could do its work.",
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=FEWEST_RUNS,
        help="processes per case; medians are taken (default %(default)s)",
    )
    parser.add_argument(
        "--events", type=int, default=EVENTS, help="events of the input (default %(default)s)"
    )
    parser.add_argument(
        "--scaling",
        action="store_true",
        help="measure larger, broken, drifting, scattered and small objects too",
    )
    parser.add_argument(
        "--write-docs", action="store_true", help="write the figures into docs/benchmarks.md"
    )
    parser.add_argument(
        "--converter",
        type=Path,
        default=ROOT / "lambda_src",
        help="import the converter from here, such as from another checkout",
    )
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error(f"--runs is {arguments.runs}; at least 1 is needed")
    if arguments.write_docs and not arguments.scaling:
        parser.error("--write-docs needs --scaling: the page holds both")
    return arguments


def _processor() -> str:
    """Return the processor's name, as far as the system tells it."""
    file = Path("/proc/cpuinfo")
    names = (
        [
            line.partition(":")[2].strip()
            for line in file.read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ]
        if file.exists()
        else []
    )
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
    """Run what the arguments ask for."""
    arguments = _arguments()
    console = Console()
    if not console.is_terminal:
        console = Console(width=REPORT_WIDTH)
    plan = Plan(
        (*COMPARED, *(SCALING if arguments.scaling else ())),
        arguments.runs,
        arguments.converter.resolve(),
        arguments.events,
    )
    with console.status("making the inputs") as status:
        prepare(plan)
        figures = measure(plan, status.update)
        parquet = inspect_parquet(plan)
        status.update("the steps of this converter")
        steps = measure_steps(plan) if arguments.scaling else {}
    compared = {case.key: figures[case.key] for case in COMPARED}
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "runs": plan.runs,
        "machine": _machine(),
        "cases": compared,
        "scaling": {key: value for key, value in figures.items() if key not in compared},
        "steps": steps,
        "parquet": parquet,
        "targets": [target.as_json() for target in targets(figures, parquet)],
        "cost": {key: cost(figures[key]) for key in COSTED},
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    report.show(result, console)
    if arguments.write_docs:
        report.write_docs(result)
    console.print(f"Written to {RESULT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
