"""Benchmark targets: figures of one run, most of them ratios of two cases, and their bounds."""

from __future__ import annotations

from dataclasses import dataclass
from operator import ge, le
from typing import TYPE_CHECKING, Any

from benchmarks.inputs import SMALL_OBJECTS
from benchmarks.measure import THIS_CONVERTER

if TYPE_CHECKING:
    from benchmarks.measure import Figures

MB = 1_000_000
ALTERNATIVES = (
    ("the pandas/awswrangler function", "row_by_row", 8),
    ("DuckDB's bare COPY", "duckdb_copy", 1.2),
    ("the bare pipeline", "bare_pipeline", 0.7),
)
"""Title and key of an alternative, and the minimum of converter speed / alternative's speed."""
INPUTS = (
    ("1 % malformed lines", "malformed", 0.6),
    ("an unknown field in every row", "unknown", 0.5),
    ("five hundred event dates", "dates", 0.5),
)
"""Title and key of an input, and the minimum of speed on the input / speed on input x1."""


@dataclass(frozen=True)
class Target:
    """A figure with a bound."""

    name: str
    value: float | None
    """None if the run did not measure the figure."""
    sign: str
    """≥ or ≤."""
    bound: float
    unit: str = "x"
    by_cpu: float | None = None
    """Ratio of CPU times, which other processes on the machine do not affect."""

    @property
    def met(self) -> bool | None:
        """Whether the figure is within the bound; None if it was not measured."""
        if self.value is None:
            return None
        return (ge if self.sign == "≥" else le)(self.value, self.bound)

    def as_json(self) -> dict[str, Any]:
        """Return the target, and whether it is met, as a JSON object."""
        return {
            "name": self.name,
            "value": self.value,
            "sign": self.sign,
            "bound": self.bound,
            "unit": self.unit,
            "by_cpu": self.by_cpu,
            "met": self.met,
        }


def _speed(figures: dict[str, Figures], key: str, against: str) -> float | None:
    if key not in figures or against not in figures:
        return None
    return figures[key]["events_per_second"] / figures[against]["events_per_second"]


def _ratio(
    figures: dict[str, Figures], name: str, keys: tuple[str, str], sign: str, bound: float
) -> Target:
    """Return a target for a case relative to another: speed if `sign` is ≥, else time per event."""
    key, against = keys if sign == "≥" else keys[::-1]
    cpu = _cpu_per_event(figures, against), _cpu_per_event(figures, key)
    return Target(
        name,
        _speed(figures, key, against),
        sign,
        bound,
        by_cpu=cpu[0] / cpu[1] if cpu[0] and cpu[1] else None,
    )


def _cpu_per_event(figures: dict[str, Figures], key: str) -> float | None:
    return figures[key]["cpu_seconds"] / figures[key]["events"] if key in figures else None


def _peak(figures: dict[str, Figures], key: str) -> float | None:
    return figures[key]["peak_rss"] / MB if key in figures else None


def targets(figures: dict[str, Figures], parquet: Figures) -> list[Target]:
    """Return the targets with the figures of a run."""
    imports = figures[THIS_CONVERTER]["import_seconds"] / figures["row_by_row"]["import_seconds"]
    small = figures["small"]["cpu_seconds"] * 1000 / SMALL_OBJECTS if "small" in figures else None
    parquet_ratio = parquet["bytes"] / parquet["pyarrow_zstd_bytes"]
    return [
        *(
            _ratio(figures, f"events/s against {title}", (THIS_CONVERTER, key), "≥", bound)
            for title, key, bound in ALTERNATIVES
        ),
        Target("peak RSS at x1", _peak(figures, THIS_CONVERTER), "≤", 300, "MB"),
        Target("peak RSS at x8", _peak(figures, "x8"), "≤", 350, "MB"),
        _ratio(figures, "time per event at x8 against x1", ("x8", THIS_CONVERTER), "≤", 1),
        *(
            _ratio(
                figures, f"events/s with {title} against clean", (key, THIS_CONVERTER), "≥", bound
            )
            for title, key, bound in INPUTS
        ),
        Target("import of the handler against awswrangler's", imports, "≤", 0.5),
        Target("CPU of a small object (50 events), warm", small, "≤", 15, "ms"),
        Target("Parquet bytes against the same rows by pyarrow, zstd", parquet_ratio, "≤", 1),
    ]
