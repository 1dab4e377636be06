"""Targets of the benchmark."""

from typing import Any

import pytest

from benchmarks.hostile import HOSTILE
from benchmarks.plan import COMPARED, SCALING
from benchmarks.targets import Target, targets

PARQUET = {"bytes": 5, "pyarrow_zstd_bytes": 10}


def _figures(**changed: float) -> dict[str, Any]:
    return {
        "title": "a case",
        "events": 1000,
        "json_bytes": 500_000,
        "seconds": 2.0,
        "cpu_seconds": 3.0,
        "cpu_seconds_per_mb": 0.05,
        "peak_rss": 200_000_000,
        "import_seconds": 0.25,
        **changed,
    }


def _targets(**cases: dict[str, Any]) -> dict[str, Target]:
    every = {case.key: _figures() for case in (*COMPARED, *SCALING)} | cases
    return {target.name: target for target in targets(every, PARQUET)}


@pytest.mark.parametrize(
    ("value", "sign", "met"),
    [(8.0, "≥", True), (7.99, "≥", False), (8.0, "≤", True), (8.01, "≤", False), (None, "≥", None)],
)
def test_a_target_is_met_at_its_bound_and_unknown_without_a_figure(
    value: float | None,
    sign: str,
    met: bool | None,
) -> None:
    assert Target("a figure", value, sign, 8).met is met


def test_a_ratio_is_that_of_cpu_seconds_per_event() -> None:
    found = _targets(duckdb_copy=_figures(seconds=2.0, cpu_seconds=4.5))
    target = found["events/s against DuckDB's bare COPY"]
    assert (target.value, target.by_time, target.met) == (1.5, 1.0, True)
    dates = _targets(dates=_figures(events=500))[
        "events/s with five hundred event dates against clean"
    ]
    assert (dates.value, dates.met) == (0.5, False), "half the events took the same time"


def test_nested_events_are_compared_with_flat_ones_by_bytes() -> None:
    found = _targets(segment=_figures(events=500, json_bytes=450_000))
    assert found["JSON MB/s, Segment-shaped, against flat events"].value == pytest.approx(0.9)


def test_the_highest_figures_of_the_hostile_inputs_count() -> None:
    first, second, *_ = HOSTILE
    found = _targets(
        **{
            first: _figures(cpu_seconds_per_mb=0.2) | {"title": "slow"},
            second: _figures(peak_rss=500_000_000) | {"title": "large"},
            "hostile_dates": _figures(cpu_seconds=3, cpu_seconds_per_mb=0.7) | {"title": "dates"},
        }
    )
    assert found["CPU per MB of a hostile input, highest: slow"].value == 0.2
    assert found["CPU of an object of many dates, highest: dates"].value == 3
    assert found["peak RSS of a hostile input, highest: large"].value == 500


def test_a_target_of_a_case_that_was_not_run_is_not_measured() -> None:
    compared = {case.key: _figures() for case in COMPARED}
    measured = {target.name: target.met for target in targets(compared, PARQUET)}
    assert measured["events/s against the earlier converter"] is None, "there was no baseline"
    assert measured["CPU per MB of a hostile input"] is None
    assert measured["events/s, Segment-shaped, against DuckDB's bare COPY"] is None
    assert measured["events/s against DuckDB's bare COPY"] is False
