"""Report and costs of the benchmark, without a measurement."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks import cost, report
from benchmarks.plan import SCALING
from benchmarks.targets import targets
from tests.paths import ROOT

FIGURES: dict[str, Any] = {
    "title": "a case",
    "events": 500_000,
    "json_bytes": 1,
    "gzip_bytes": 1,
    "seconds": 2.0,
    "cpu_seconds": 3.0,
    "events_per_second": 250_000.0,
    "json_mb_per_second": 0.5,
    "cpu_seconds_per_mb": 0.05,
    "rows": 400_000,
    "quarantined": 100_000,
    "peak_rss": 200_000_000,
    "bytes": 5_000_000,
    "import_seconds": 0.25,
}
PARQUET: dict[str, Any] = {
    "bytes": 5,
    "pyarrow_zstd_bytes": 10,
    "files": 1,
    "row_groups": 2,
    "largest_row_group": 3,
    "groups_with_statistics": 2,
    "share_opened_for_an_hour": 0.5,
    "share_opened_for_a_type": 1.0,
}


def _result() -> dict[str, Any]:
    cases: dict[str, dict[str, Any]] = dict.fromkeys(
        ("this_converter", "row_by_row", "duckdb_copy", "bare_pipeline"), FIGURES
    )
    return {
        "date": "2025-11-26",
        "runs": 5,
        "machine": {
            "processors": 2,
            "processor": "p",
            "memory_gb": 8,
            "python": "3.11",
            "versions": {"polars": "2.1.0"},
        },
        "cases": cases,
        "scaling": {},
        "failures": {},
        "steps": {"one": 1.5, "the rest": 0.5},
        "parquet": PARQUET,
        "targets": [target.as_json() for target in targets(cases, PARQUET)],
        "cost": {key: cost.cost(FIGURES) for key in cost.COSTED},
    }


def test_the_page_has_each_mark_once() -> None:
    page = report.DOCS.read_text(encoding="utf-8")
    assert report.DOCS == ROOT / "docs" / "benchmarks.md"
    assert page.count(report.BEGIN) == page.count(report.END) == 1


def test_writing_figures_is_idempotent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(report, "DOCS", page)
    report.write_docs(_result())
    once = page.read_text(encoding="utf-8")
    report.write_docs(_result())
    assert page.read_text(encoding="utf-8") == once
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "\nold\n" not in once
    assert "| a case | 2.00 | 250,000 |" in once
    assert "| one | 1.50 | 75% |" in once


def test_the_tables_have_each_scaling_case_that_was_measured() -> None:
    scaling = {case.key: FIGURES | {"title": case.key} for case in SCALING}
    tables = report.report_tables(_result() | {"scaling": scaling})
    named = [row[0] for table in tables for row in table.rows]
    assert all(named.count(key) == 1 for key in scaling), "each case is in one table"
    del scaling["segment"]
    assert "| segment |" not in report.markdown(_result() | {"scaling": scaling}), (
        "a case that failed has no figures"
    )


def test_figures_of_a_run_with_a_failed_case_are_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{report.BEGIN}\nold\n{report.END}\n", encoding="utf-8")
    monkeypatch.setattr(report, "DOCS", page)
    with pytest.raises(ValueError, match=r"is unchanged, because cases failed: segment"):
        report.write_docs(_result() | {"failures": {"segment": "a message"}})
    assert "old" in page.read_text(encoding="utf-8")


def test_a_page_without_the_marks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    monkeypatch.setattr(report, "DOCS", page)
    with pytest.raises(ValueError, match="once each"):
        report.write_docs(_result())


def test_cost_is_independent_of_memory_up_to_that_of_a_whole_processor() -> None:
    small = cost.cost(FIGURES)
    assert small["gb_seconds"] == pytest.approx(6 * 1769 / 1024)
    assert small["dollars"] == pytest.approx(small["gb_seconds"] * 0.0000133334)
    assert cost.cost(FIGURES | {"peak_rss": 100_000_000}) == small
    assert cost.cost(FIGURES | {"peak_rss": 4 << 30})["gb_seconds"] == pytest.approx(6 * 4.8)
