"""Report of the results: tables on the terminal, and Markdown in `docs/benchmarks.md`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table

from benchmarks.cost import DOLLARS_PER_GB_SECOND
from benchmarks.inputs import SMALL_OBJECTS
from benchmarks.paths import ROOT
from benchmarks.plan import HOSTILE_CASES, SCALED, SEGMENT_SHAPED, SMALL, THIS_CONVERTER

if TYPE_CHECKING:
    from rich.console import Console

DOCS = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin, written by `make bench` -->", "<!-- figures: end -->"
MB = 1_000_000
VERDICTS = {True: "met", False: "not met", None: "not measured"}

Result = dict[str, Any]


@dataclass(frozen=True)
class ReportTable:
    """Table for the terminal and for Markdown. The first column is text, the others are figures."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]


def _row(figures: dict[str, Any]) -> tuple[str, ...]:
    return (
        figures["title"],
        f"{figures['seconds']:.2f}",
        f"{figures['events_per_second']:,.0f}",
        f"{figures['json_mb_per_second']:.0f}",
        f"{figures['cpu_seconds']:.2f}",
        f"{figures['peak_rss'] / MB:.0f}",
        f"{figures['bytes'] / MB:.1f}",
        f"{figures['import_seconds']:.2f}",
    )


HEADER = ("case", "s", "events/s", "JSON MB/s", "CPU s", "peak RSS MB", "Parquet MB", "import s")

HOSTILE_HEADER = ("input", "s", "CPU s/MB", "peak RSS MB", "rows", "quarantined", "Parquet MB")


def _amount(value: float | None, unit: str, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}{'' if unit == 'x' else ' '}{unit}"


def _target(target: dict[str, Any]) -> tuple[str, ...]:
    unit = target["unit"]
    digits = 2 if unit in ("x", "s") else 1
    bound = f"{target['sign']} {target['bound']:g}{'' if unit == 'x' else ' '}{unit}"
    return (
        target["name"],
        _amount(target["value"], unit, digits),
        _amount(target["by_time"], unit, digits),
        bound,
        VERDICTS[target["met"]],
    )


def _small(figures: dict[str, Any]) -> tuple[str, ...]:
    per_object = 1000 / SMALL_OBJECTS
    return (
        figures["title"],
        f"{figures['seconds'] * per_object:.1f}",
        f"{figures['cpu_seconds'] * per_object:.1f}",
        f"{figures['peak_rss'] / MB:.0f}",
    )


def _hostile(figures: dict[str, Any]) -> tuple[str, ...]:
    return (
        figures["title"],
        f"{figures['seconds']:.2f}",
        f"{figures['cpu_seconds_per_mb']:.2f}",
        f"{figures['peak_rss'] / MB:.0f}",
        f"{figures['rows']:,.0f}",
        f"{figures['quarantined']:,.0f}",
        f"{figures['bytes'] / MB:.1f}",
    )


def report_tables(result: Result) -> list[ReportTable]:
    """Return the tables of a result."""
    rows = [_row(figures) for figures in result["cases"].values()]
    targets = [_target(target) for target in result["targets"]]
    target_header = ("figure", "by CPU time", "by time", "target", "verdict")
    return [
        ReportTable("Side by side", HEADER, rows),
        *_scaling_tables(result),
        *([_steps_table(result["steps"])] if result["steps"] else []),
        ReportTable("Targets", target_header, targets),
        _cost_table(result),
    ]


def _scaling_tables(result: Result) -> list[ReportTable]:
    """Return the tables of the cases that `--scaling` adds, without empty ones."""
    clean = result["cases"][THIS_CONVERTER] | {"title": "clean, x1"}
    measured: dict[str, dict[str, Any]] = result["scaling"]
    scaled, segment, small, hostile = (
        [measured[case.key] for case in cases if case.key in measured]
        for cases in (SCALED, SEGMENT_SHAPED, SMALL, HOSTILE_CASES)
    )
    small_header = ("case", "ms", "CPU ms", "peak RSS MB")
    tables = [
        ReportTable(
            "This converter, scaled", HEADER, [_row(clean), *map(_row, scaled)] if scaled else []
        ),
        ReportTable("Segment-shaped events, side by side", HEADER, [*map(_row, segment)]),
        ReportTable("Small objects, per object", small_header, [*map(_small, small)]),
        ReportTable("Hostile inputs of 4 MB", HOSTILE_HEADER, [*map(_hostile, hostile)]),
    ]
    return [table for table in tables if table.rows]


def _steps_table(steps: dict[str, float]) -> ReportTable:
    total = sum(steps.values())
    rows = [(name, f"{step:.2f}", f"{step / total:.0%}") for name, step in steps.items()]
    return ReportTable("This converter's steps", ("step", "CPU s", "share"), rows)


def _cost_table(result: Result) -> ReportTable:
    rows = [
        (
            result["cases"][key]["title"],
            f"{cost['cpu_seconds']:.1f}",
            f"{cost['gb_seconds']:.1f}",
            f"${cost['dollars']:.6f}",
        )
        for key, cost in result["cost"].items()
    ]
    header = ("case", "CPU s", "GB-seconds", "cost")
    return ReportTable("A million events on Lambda, arm64", header, rows)


def parquet_summary(result: Result) -> str:
    """Return the result of the Parquet check, in words."""
    found = result["parquet"]
    return (
        f"Parquet of x1: {found['files']} files, {found['row_groups']} row groups of at most {found['largest_row_group']:,} rows, "
        f"{found['groups_with_statistics']} of them with bounds of event_time and event_type. "
        f"A query of one hour reads {found['share_opened_for_an_hour']:.0%} of the day's rows, a query of one event type {found['share_opened_for_a_type']:.0%} of all rows. "
        f"{found['bytes'] / MB:.1f} MB; the same rows written by pyarrow with zstd: {found['pyarrow_zstd_bytes'] / MB:.1f} MB."
    )


def conditions(result: Result) -> str:
    """Return the input, the machine and the versions of the packages, in words."""
    machine, clean = result["machine"], result["cases"][THIS_CONVERTER]
    return (
        f"{clean['events']:,} events, {clean['json_bytes'] / MB:.0f} MB of JSON, {clean['gzip_bytes'] / MB:.0f} MB gzip; medians of {result['runs']}. "
        f"{machine['processors']} cores ({machine['processor']}), {machine['memory_gb']} GB, shared and noisy; Python {machine['python']}; "
        f"{', '.join(f'{name} {version}' for name, version in machine['versions'].items())}; {result['date']}."
    )


def show(result: Result, console: Console) -> None:
    """Print the report."""
    console.print(conditions(result))
    for table in report_tables(result):
        printed = Table(title=table.title, title_justify="left")
        for number, name in enumerate(table.header):
            printed.add_column(name, justify="right" if number else "left")
        for row in table.rows:
            printed.add_row(*row)
        console.print(printed)
    console.print(parquet_summary(result))
    for key, message in result["failures"].items():
        # the last line of a traceback is the error; the result file has the whole
        console.print(f"Case {key} failed: {message.splitlines()[-1]}", markup=False)


def markdown(result: Result) -> str:
    """Return the report as Markdown."""
    parts = [conditions(result)]
    for table in report_tables(result):
        lines = [
            f"### {table.title}",
            "",
            "| " + " | ".join(table.header) + " |",
            "| --- |" + " ---: |" * (len(table.header) - 1),
        ]
        parts.append("\n".join([*lines, *("| " + " | ".join(row) + " |" for row in table.rows)]))
    parts.append(
        f"Price of Lambda: ${DOLLARS_PER_GB_SECOND:.10f} per GB-second (arm64, us-east-1, as of 2025)."
    )
    parts.append(parquet_summary(result))
    return "\n\n".join(parts)


def write_docs(result: Result) -> None:
    """Write the report into the page, between the marks `BEGIN` and `END`.

    Raises:
        ValueError: If a case failed, or if the page does not have each mark once.
    """
    if result["failures"]:
        msg = f"{DOCS} is unchanged, because cases failed: {', '.join(result['failures'])}"
        raise ValueError(msg)
    page = DOCS.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        msg = f"{DOCS} must have {BEGIN!r} and {END!r}, once each; add them"
        raise ValueError(msg)
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    DOCS.write_text(f"{before}{BEGIN}\n\n{markdown(result)}\n\n{END}{after}", encoding="utf-8")
