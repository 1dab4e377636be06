"""Run one case once: `python -m benchmarks.run_case CASE SOURCE OUT` prints its figures as JSON.

The module imports only the standard library, so that the case's import time is complete.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

# bytes in the unit of `ru_maxrss`: bytes on macOS, KiB on Linux
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _written(out: Path) -> dict[str, int]:
    """Return the numbers of files, bytes, rows and quarantined records that the case wrote."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - after the measurement, which it would affect

    files = sorted(out.rglob("*.parquet"))
    quarantine = [file for file in files if file.is_relative_to(out / "quarantine")]
    # a quarantined row may be a run of many records
    records: list[list[int]] = [
        pq.read_table(file, columns=["records"])["records"].to_pylist() for file in quarantine
    ]
    rows: list[int] = [pq.read_metadata(file).num_rows for file in files if file not in quarantine]
    return {
        "files": len(files),
        "bytes": sum(file.stat().st_size for file in files),
        "rows": sum(rows),
        "quarantined": sum(map(sum, records)),
    }


def main(case: str, source: Path, out: Path) -> None:
    """Run the case and print its figures."""
    started = time.perf_counter()
    module = import_module(f"benchmarks.cases.{case}")
    imported = time.perf_counter() - started
    if hasattr(module, "warm_up"):
        module.warm_up(source, out)
    cpu, started = _cpu(), time.perf_counter()
    module.run(source, out)
    seconds, cpu = time.perf_counter() - started, _cpu() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT
    if hasattr(module, "check"):
        module.check(out)
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
