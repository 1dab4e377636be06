"""Measurements of the benchmark, with processes that are not started."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import measure
from benchmarks.paths import CONVERTER_CONTRACT_JSON, CONVERTER_SEGMENT_JSON, size_file
from benchmarks.plan import COMPARED, HOSTILE_CASES, SEGMENT_SHAPED, Case, Plan
from benchmarks.processes import MeasurementError

EVENTS = 100


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def path_of(name: str, _events: int) -> Path:
        path = tmp_path / name
        path.write_text("", encoding="utf-8")
        size_file(path).write_text("1000000", encoding="ascii")
        return path

    monkeypatch.setattr(measure, "path_of", path_of)
    monkeypatch.setattr(measure, "OUTPUTS", tmp_path / "outputs")
    return tmp_path


def _plan(*cases: Case) -> Plan:
    return Plan(cases, runs=2, import_root=Path("unused"), events=EVENTS)


def _answer(monkeypatch: pytest.MonkeyPatch, rows: dict[str, int]) -> list[str]:
    """Return the names of the inputs that are converted; a case yields `rows` by its input."""
    started: list[str] = []

    def run_module(_roots: tuple[Path, ...], module: str, *arguments: Any, **_: Any) -> str:
        assert module == "run_case"
        started.append(arguments[1].name)
        figures = {"rows": rows[started[-1]], "quarantined": 0, "seconds": 1.0, "cpu_seconds": 2.0}
        return json.dumps(figures)

    monkeypatch.setattr(measure, "run_module", run_module)
    return started


def test_a_case_that_fails_is_not_run_again_and_the_others_are_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hostile = HOSTILE_CASES[0]
    array = Case("array", "one array", "this_converter", "one_array")
    started = _answer(monkeypatch, {hostile.source: hostile.events(0), "one_array": 1})
    failures: dict[str, str] = {}
    figures = measure.measure(_plan(array, hostile), failures, lambda _: None)
    assert failures == {"array": "one array: 100 events in, but 1 rows + 0 quarantined"}
    assert started == ["one_array", hostile.source, hostile.source]
    assert figures.keys() == {hostile.key}
    assert figures[hostile.key]["cpu_seconds_per_mb"] == 2.0


def test_a_run_without_a_compared_case_has_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    _answer(monkeypatch, {"x1": EVENTS - 1})
    with pytest.raises(MeasurementError, match="100 events in, but 99 rows"):
        measure.measure(_plan(COMPARED[0]), {}, lambda _: None)


def test_a_contract_that_the_converter_does_not_read_fails_its_cases_alone(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_module(_roots: tuple[Path, ...], module: str, *arguments: Any, **_: Any) -> str:
        if module == "checkout" and arguments[0] == CONVERTER_SEGMENT_JSON:
            msg = "physicalType 'json' is not supported"
            raise MeasurementError(msg)
        assert module == "inputs" or arguments[0] == CONVERTER_CONTRACT_JSON
        return ""

    monkeypatch.setattr(measure, "run_module", run_module)
    plan = Plan((*COMPARED, *SEGMENT_SHAPED), 1, directory)
    failures = measure.prepare(plan, measure.ROOT)
    assert failures == {"segment": "physicalType 'json' is not supported"}
