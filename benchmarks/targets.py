"""What is to be reached: ratios within one run, and bounds."""

from __future__ import annotations

from dataclasses import dataclass
from operator import ge, le
from typing import TYPE_CHECKING, Any

from benchmarks.inputs import SMALL_OBJECTS
from benchmarks.measure import OURS

if TYPE_CHECKING:
    from benchmarks.measure import Figures

MB = 1_000_000


@dataclass(frozen=True)
class Target:
    """A figure and its bound."""

    name: str
    value: float | None
    """None if the run did not measure it."""
    sign: str
    """≥ or ≤."""
    bound: float
    unit: str = "x"

    @property
    def met(self) -> bool | None:
        """Whether the bound holds; None if it is not known."""
        if self.value is None:
            return None
        return (ge if self.sign == "≥" else le)(self.value, self.bound)

    def as_json(self) -> dict[str, Any]:
        """Return it with its verdict."""
        return {"name": self.name, "value": self.value, "sign": self.sign, "bound": self.bound, "unit": self.unit, "met": self.met}


def _speed(figures: dict[str, Figures], key: str, against: str) -> float | None:
    if key not in figures or against not in figures:
        return None
    return figures[key]["events_per_second"] / figures[against]["events_per_second"]


def _peak(figures: dict[str, Figures], key: str) -> float | None:
    return figures[key]["peak_rss"] / MB if key in figures else None


def targets(figures: dict[str, Figures], parquet: Figures) -> list[Target]:
    """Judge a run."""
    per_event = _speed(figures, OURS, "x8")
    imports = figures[OURS]["import_seconds"] / figures["row_by_row"]["import_seconds"]
    small = figures["small"]["cpu_seconds"] * 1000 / SMALL_OBJECTS if "small" in figures else None
    return [
        Target("events/s against the pandas/awswrangler function", _speed(figures, OURS, "row_by_row"), "≥", 8),
        Target("events/s against DuckDB's bare COPY", _speed(figures, OURS, "duckdb_copy"), "≥", 1.2),
        Target("events/s against the bare pipeline", _speed(figures, OURS, "bare_pipeline"), "≥", 0.7),
        Target("peak RSS at x1", _peak(figures, OURS), "≤", 300, "MB"),
        Target("peak RSS at x8", _peak(figures, "x8"), "≤", 350, "MB"),
        Target("time per event at x8 against x1", per_event, "≤", 1),
        Target("events/s with 1 % malformed lines against clean", _speed(figures, "malformed", OURS), "≥", 0.6),
        Target("events/s with an unknown field in every row against clean", _speed(figures, "unknown", OURS), "≥", 0.5),
        Target("events/s with five hundred event dates against clean", _speed(figures, "dates", OURS), "≥", 0.5),
        Target("import of the handler against awswrangler's", imports, "≤", 0.5),
        Target("CPU of a small object (50 events), warm", small, "≤", 15, "ms"),
        Target("Parquet bytes against the same rows by pyarrow, zstd", parquet["bytes"] / parquet["pyarrow_zstd_bytes"], "≤", 1),
    ]
