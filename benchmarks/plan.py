"""Cases of the benchmark: measured programs and their inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.hostile import HOSTILE
from benchmarks.inputs import (
    EVENTS,
    SCALES,
    SEGMENT_PART,
    SMALL_EVENTS,
    SMALL_OBJECTS,
)
from benchmarks.paths import (
    CONTRACT,
    CONVERTER_CONTRACT_JSON,
    CONVERTER_SEGMENT_JSON,
    SEGMENT_CONTRACT,
)

if TYPE_CHECKING:
    from pathlib import Path


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
    records: int | None = None
    """Number of rows and quarantined lines of the input, if it does not depend on `Plan.events`."""
    contract_json: Path = CONVERTER_CONTRACT_JSON

    def events(self, base: int) -> int:
        """Return the number of rows and quarantined lines that the input must yield."""
        return round(base * self.share) if self.records is None else self.records


THIS_CONVERTER, BASELINE, SEGMENT = "this_converter", "baseline", "segment"
COMPARED = (
    Case(THIS_CONVERTER, "this converter, all checks", THIS_CONVERTER),
    Case("row_by_row", "pandas/awswrangler, row by row", "row_by_row"),
    Case("pyarrow_json", "pyarrow's JSON reader", "pyarrow_json"),
    Case("duckdb_copy", "DuckDB's COPY", "duckdb_copy"),
    Case("bare_pipeline", "bare pipeline: same shape, no checks", "bare_pipeline"),
)
SCALED = (
    *(
        Case(f"x{scale}", f"object x{scale}", THIS_CONVERTER, f"x{scale}", share=scale)
        for scale in SCALES
        if scale > 1
    ),
    Case("malformed", "1 % malformed lines", THIS_CONVERTER, "malformed"),
    Case("unknown", "unknown field in every row", THIS_CONVERTER, "unknown"),
    Case("nested", "unknown object in every row", THIS_CONVERTER, "nested"),
    Case("number_in_text", "number in a text column, every row", THIS_CONVERTER, "number_in_text"),
    Case("dates", "five hundred event dates", THIS_CONVERTER, "dates"),
    Case("array", "one array of all events", THIS_CONVERTER, "one_array"),
)
SEGMENT_SHAPED = (
    Case(
        SEGMENT,
        "this converter, all checks",
        "segment_events",
        SEGMENT,
        share=1 / SEGMENT_PART,
        contract_json=CONVERTER_SEGMENT_JSON,
    ),
    Case("duckdb_segment", "DuckDB's COPY", "duckdb_segment", SEGMENT, share=1 / SEGMENT_PART),
)
SMALL = (
    Case(
        "small",
        "1,000 objects of 50 events, warm",
        "small_objects",
        "small",
        records=SMALL_OBJECTS * SMALL_EVENTS,
    ),
)
HOSTILE_CASES = tuple(
    Case(key, hostile.title, THIS_CONVERTER, key, records=hostile.records)
    for key, hostile in HOSTILE.items()
)
SCALING = (*SCALED, *SEGMENT_SHAPED, *SMALL, *HOSTILE_CASES)

CONTRACTS = {CONVERTER_CONTRACT_JSON: CONTRACT, CONVERTER_SEGMENT_JSON: SEGMENT_CONTRACT}
"""Contracts, by the file into which the measured checkout compiles them."""


@dataclass(frozen=True)
class Plan:
    """One run of the benchmark."""

    cases: tuple[Case, ...]
    runs: int
    import_root: Path
    """Directory that every case imports packages from."""
    events: int = EVENTS
    baseline: Path | None = None
    """Root directory of the checkout that the case `BASELINE` measures."""
