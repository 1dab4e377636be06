"""Benchmark targets: figures of one run, most of them ratios of two cases, and their bounds.

Ratios are ratios of CPU seconds, which other processes on the machine hardly affect.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from operator import ge, itemgetter, le
from typing import TYPE_CHECKING, Any

from benchmarks.hostile import HOSTILE
from benchmarks.inputs import SMALL_OBJECTS
from benchmarks.plan import BASELINE, SEGMENT, THIS_CONVERTER

if TYPE_CHECKING:
    from benchmarks.measure import Figures

MB = 1_000_000
ALTERNATIVES = (
    ("the pandas/awswrangler function", "row_by_row", 6),
    ("DuckDB's bare COPY", "duckdb_copy", 1.05),
    ("the bare pipeline", "bare_pipeline", 0.7),
    ("the earlier converter", BASELINE, 1.25),
)
"""Title and key of an alternative, and the minimum of converter speed / alternative's speed."""
INPUTS = (
    ("1 % malformed lines", "malformed", 0.9),
    ("an unknown field in every row", "unknown", 0.5),
    ("an unknown object in every row", "nested", 0.8),
    ("a number in a text column of every row", "number_in_text", 0.7),
    ("five hundred event dates", "dates", 0.6),
    ("one array of all events", "array", 0.7),
)
"""Title and key of an input, and the minimum of speed on the input / speed on input x1."""
PEAKS = (
    ("peak RSS at x1", THIS_CONVERTER, 300),
    ("peak RSS at x8", "x8", 350),
    ("peak RSS of one array of all events", "array", 350),
)
"""Title, key of a case, and the maximum of its peak RSS in MB."""
HOSTILE_CPU_SECONDS_PER_MB = 0.1
DATES_CPU_SECONDS = 10
"""Maximum for an object of many dates: what the function's timeout allows for all files of one."""
HOSTILE_PEAK_MB = 400


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
    by_time: float | None = None
    """Ratio of the times from start to end, for comparison with the ratio of CPU seconds."""

    @property
    def met(self) -> bool | None:
        """Whether the figure is within the bound; None if it was not measured."""
        if self.value is None:
            return None
        return (ge if self.sign == "≥" else le)(self.value, self.bound)

    def as_json(self) -> dict[str, Any]:
        """Return the target, and whether it is met, as a JSON object."""
        return {**asdict(self), "met": self.met}


def _ratio(
    figures: dict[str, Figures],
    name: str,
    keys: tuple[str, str],
    sign: str,
    bound: float,
    *,
    per: str = "events",
) -> Target:
    """Return a target for a case relative to another: speed if `sign` is ≥, else time.

    Speed and time are those of an event, or of a byte if `per` is `json_bytes`.
    """
    key, against = keys if sign == "≥" else keys[::-1]
    if key not in figures or against not in figures:
        return Target(name, None, sign, bound)
    amount = figures[key][per] / figures[against][per]
    return Target(
        name,
        amount * figures[against]["cpu_seconds"] / figures[key]["cpu_seconds"],
        sign,
        bound,
        by_time=amount * figures[against]["seconds"] / figures[key]["seconds"],
    )


def _segment_targets(figures: dict[str, Figures]) -> list[Target]:
    """Return the targets of the nested events."""
    return [
        _ratio(
            figures,
            "events/s, Segment-shaped, against DuckDB's bare COPY",
            (SEGMENT, "duckdb_segment"),
            "≥",
            2,
        ),
        _ratio(
            figures,
            "JSON MB/s, Segment-shaped, against flat events",
            (SEGMENT, THIS_CONVERTER),
            "≥",
            0.9,
            per="json_bytes",
        ),
    ]


def _hostile_targets(figures: dict[str, Figures]) -> list[Target]:
    """Return the targets of the hostile inputs: the highest figures, and the inputs with them.

    Inputs of many dates are apart: most of their time is that of one file per date, whose number
    is limited per object, not per megabyte.
    """
    dated, others = (
        [figures[key] for key in HOSTILE if key in figures and (HOSTILE[key].dates > 1) is many]
        for many in (True, False)
    )
    per_mb = "cpu_seconds_per_mb"
    return [
        _highest("CPU per MB of a hostile input", others, per_mb, HOSTILE_CPU_SECONDS_PER_MB, "s"),
        _highest("CPU of an object of many dates", dated, "cpu_seconds", DATES_CPU_SECONDS, "s"),
        _highest("peak RSS of a hostile input", others + dated, "peak_rss", HOSTILE_PEAK_MB, "MB"),
    ]


def _highest(name: str, cases: list[Figures], figure: str, bound: float, unit: str) -> Target:
    """Return a target for the case with the highest figure, which is in the target's name."""
    if not cases:
        return Target(name, None, "≤", bound, unit)
    case = max(cases, key=itemgetter(figure))
    value = case[figure] / (MB if unit == "MB" else 1)
    return Target(f"{name}, highest: {case['title']}", value, "≤", bound, unit)


def _import_targets(figures: dict[str, Figures]) -> list[Target]:
    """Return the targets of the import of the handler."""
    seconds = {key: case["import_seconds"] for key, case in figures.items()}
    own, earlier = seconds[THIS_CONVERTER], seconds.get(BASELINE)
    return [
        Target(
            "import of the handler against awswrangler's", own / seconds["row_by_row"], "≤", 0.5
        ),
        Target(
            "import of the handler against the earlier converter's",
            own / earlier if earlier else None,
            "≤",
            1,
        ),
    ]


def targets(figures: dict[str, Figures], parquet: Figures) -> list[Target]:
    """Return the targets with the figures of a run."""
    small = figures["small"]["cpu_seconds"] * 1000 / SMALL_OBJECTS if "small" in figures else None
    parquet_ratio = parquet["bytes"] / parquet["pyarrow_zstd_bytes"]
    return [
        *(
            _ratio(figures, f"events/s against {title}", (THIS_CONVERTER, key), "≥", bound)
            for title, key, bound in ALTERNATIVES
        ),
        *_segment_targets(figures),
        *(
            Target(title, figures[key]["peak_rss"] / MB if key in figures else None, "≤", mb, "MB")
            for title, key, mb in PEAKS
        ),
        _ratio(figures, "time per event at x8 against x1", ("x8", THIS_CONVERTER), "≤", 1),
        *(
            _ratio(
                figures, f"events/s with {title} against clean", (key, THIS_CONVERTER), "≥", bound
            )
            for title, key, bound in INPUTS
        ),
        *_hostile_targets(figures),
        *_import_targets(figures),
        Target("CPU of a small object (50 events), warm", small, "≤", 9, "ms"),
        Target("Parquet bytes against the same rows by pyarrow, zstd", parquet_ratio, "≤", 1),
    ]
