"""One case, once, in this process: `python -m benchmarks.child CASE SOURCE OUT` prints its figures as one line of JSON.

Nothing is imported before the case's own imports are timed but what this module needs, all of it of
the standard library.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

KIB = 1 if sys.platform == "darwin" else 1024  # bytes: macOS says the peak in bytes, Linux in KiB


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _written(out: Path) -> dict[str, int]:
    """Account for the result; behind the measurement, because it imports a reader."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - a reader, of which the measurement is to know nothing

    files = sorted(out.rglob("*.parquet"))
    rows_of: dict[Path, int] = {file: pq.read_metadata(file).num_rows for file in files}
    quarantined = sum(
        rows for file, rows in rows_of.items() if file.is_relative_to(out / "quarantine")
    )
    rows = sum(rows_of.values())
    return {
        "files": len(files),
        "bytes": sum(file.stat().st_size for file in files),
        "rows": rows - quarantined,
        "quarantined": quarantined,
    }


def main(case: str, source: Path, out: Path) -> None:
    """Run the case and print what it took."""
    started = time.perf_counter()
    module = import_module(f"benchmarks.cases.{case}")
    imported = time.perf_counter() - started
    if hasattr(module, "warm_up"):
        module.warm_up(source, out)
    cpu, started = _cpu(), time.perf_counter()
    module.run(source, out)
    seconds, cpu = time.perf_counter() - started, _cpu() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB
    figures = {
        "import_seconds": imported,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "peak_rss": peak,
        **_written(out),
    }
    print(json.dumps(figures))  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
