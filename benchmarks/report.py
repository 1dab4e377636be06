"""The results as tables: on the terminal, and as Markdown between two marks in `docs/benchmarks.md`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table

from benchmarks.cost import DOLLARS_PER_GB_SECOND
from benchmarks.inputs import ROOT, SMALL_OBJECTS

if TYPE_CHECKING:
    from rich.console import Console

DOCS = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin, written by `make bench` -->", "<!-- figures: end -->"
MB = 1_000_000
VERDICTS = {True: "met", False: "not met", None: "not measured"}

Result = dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """A table, whatever it is drawn on. The first column is text, the others are figures."""

    title: str
    heads: tuple[str, ...]
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


HEADS = ("case", "s", "events/s", "JSON MB/s", "CPU s", "peak RSS MB", "Parquet MB", "import s")


def _amount(value: float | None, unit: str, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}{'' if unit == 'x' else ' '}{unit}"


def _target(target: dict[str, Any]) -> tuple[str, ...]:
    unit = target["unit"]
    digits = 2 if unit == "x" else 1
    bound = f"{target['sign']} {target['bound']:g}{'' if unit == 'x' else ' '}{unit}"
    return (
        target["name"],
        _amount(target["value"], unit, digits),
        _amount(target["by_cpu"], unit, digits),
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


def grids(result: Result) -> list[Grid]:
    """Return the tables of a result."""
    cases, scaling = result["cases"], result["scaling"]
    found = [Grid("Side by side", HEADS, [_row(figures) for figures in cases.values()])]
    if scaling:
        clean = cases["this_converter"] | {"title": "clean, x1"}
        found.append(
            Grid(
                "This converter, scaled",
                HEADS,
                [
                    _row(clean),
                    *(_row(figures) for key, figures in scaling.items() if key != "small"),
                ],
            )
        )
        found.append(
            Grid(
                "Small objects, per object",
                ("case", "ms", "CPU ms", "peak RSS MB"),
                [_small(scaling["small"])],
            )
        )
    if steps := result["steps"]:
        whole = sum(steps.values())
        found.append(
            Grid(
                "This converter's steps",
                ("step", "CPU s", "share"),
                [(name, f"{step:.2f}", f"{step / whole:.0%}") for name, step in steps.items()],
            )
        )
    found.append(
        Grid(
            "Targets",
            ("figure", "measured", "by CPU time", "target", "verdict"),
            [_target(target) for target in result["targets"]],
        )
    )
    costs = [
        (
            cases[key]["title"],
            f"{cost['cpu_seconds']:.1f}",
            f"{cost['gb_seconds']:.1f}",
            f"${cost['dollars']:.6f}",
        )
        for key, cost in result["cost"].items()
    ]
    found.append(
        Grid("A million events on Lambda, arm64", ("case", "CPU s", "GB-seconds", "cost"), costs)
    )
    return found


def parquet_words(result: Result) -> str:
    """Say what the reader found."""
    found = result["parquet"]
    return (
        f"The Parquet of x1: {found['files']} files, {found['row_groups']} row groups of at most {found['largest_row_group']:,} rows, "
        f"{found['groups_with_statistics']} of them with bounds of event_time and event_type. "
        f"One hour of a day opens {found['share_opened_for_an_hour']:.0%} of that day's rows, one event type {found['share_opened_for_a_type']:.0%} of all. "
        f"{found['bytes'] / MB:.1f} MB, and {found['pyarrow_zstd_bytes'] / MB:.1f} MB when pyarrow writes the same rows with zstd."
    )


def conditions(result: Result) -> str:
    """Say what was measured on what."""
    machine, clean = result["machine"], result["cases"]["this_converter"]
    return (
        f"{clean['events']:,} events, {clean['json_bytes'] / MB:.0f} MB of JSON, {clean['gzip_bytes'] / MB:.0f} MB gzip; medians of {result['runs']}. "
        f"{machine['processors']} cores ({machine['processor']}), {machine['memory_gb']} GB, shared and noisy; Python {machine['python']}; "
        f"{', '.join(f'{name} {version}' for name, version in machine['versions'].items())}; {result['date']}."
    )


def show(result: Result, console: Console) -> None:
    """Print everything."""
    console.print(conditions(result))
    for grid in grids(result):
        table = Table(title=grid.title, title_justify="left")
        for number, head in enumerate(grid.heads):
            table.add_column(head, justify="right" if number else "left")
        for row in grid.rows:
            table.add_row(*row)
        console.print(table)
    console.print(parquet_words(result))


def markdown(result: Result) -> str:
    """Return everything as Markdown."""
    parts = [conditions(result)]
    for grid in grids(result):
        lines = [
            f"### {grid.title}",
            "",
            "| " + " | ".join(grid.heads) + " |",
            "| --- |" + " ---: |" * (len(grid.heads) - 1),
        ]
        parts.append("\n".join([*lines, *("| " + " | ".join(row) + " |" for row in grid.rows)]))
    parts.append(
        f"Lambda's price is ${DOLLARS_PER_GB_SECOND:.10f} per GB-second: arm64, us-east-1, as of 2025."
    )
    parts.append(parquet_words(result))
    return "\n\n".join(parts)


def write_docs(result: Result) -> None:
    """Replace what stands between the marks.

    Raises:
        ValueError: If the page does not have both marks, once.
    """
    page = DOCS.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        msg = f"{DOCS} must have {BEGIN!r} and {END!r}, once each"
        raise ValueError(msg)
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    DOCS.write_text(f"{before}{BEGIN}\n\n{markdown(result)}\n\n{END}{after}", encoding="utf-8")
