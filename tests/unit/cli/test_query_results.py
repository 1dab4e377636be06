"""Output of query results: table or records, CSV, JSON, bytes and cost."""

from __future__ import annotations

import csv
import io
import json

import pytest

from clickstream.cli import query_results
from clickstream.cli.athena import Result
from clickstream.cli.errors import CliError
from clickstream.cli.output import out

MB = 2**20
WIDE = Result(
    ("name", "text"),
    ("varchar", "varchar"),
    (("[red]first", "x" * 70), (None, "y")),
    0,
    1,
)


def printed(result: Result, width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the lines that are printed on a terminal of a width."""
    monkeypatch.setattr(out, "_width", width)
    with out.capture() as capture:
        query_results.print_result(result)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_rows_are_a_table_if_the_terminal_is_wide_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(WIDE, 100, monkeypatch)
    assert any("[red]first" in line and "x" * 70 in line for line in lines)


def test_wide_rows_are_printed_one_below_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(WIDE, 50, monkeypatch)
    assert lines == [
        "row 1 ────────────────────────────────────────────",
        "name  [red]first",
        "text  " + "x" * 44,
        "      " + "x" * 26,
        "row 2 ────────────────────────────────────────────",
        "name",
        "text  y",
    ]


def test_a_plan_is_printed_as_it_is_indented(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Result(("Query Plan",), ("varchar",), (("Fragment 0 [SINGLE]",), ("    - Scan",)), 0, 1)
    assert printed(plan, 50, monkeypatch) == ["Fragment 0 [SINGLE]", "    - Scan"]


def test_a_statement_without_a_result_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(Result((), (), (), 0, 1, "DDL"), 50, monkeypatch) == []


@pytest.mark.parametrize(
    ("scanned", "kind", "dollars"),
    [
        (0, "DML", 10 / 2**20 * 5),
        (1, "DML", 10 / 2**20 * 5),
        (10 * MB + 1, "DML", 11 / 2**20 * 5),
        (2**40, "DML", 5),
        (5 * 10**9, "DDL", 0),
        (0, "UTILITY", 0),
    ],
)
def test_a_query_costs_its_scanned_megabytes_and_at_least_ten(
    scanned: int, kind: str, dollars: float
) -> None:
    assert query_results.cost(Result((), (), (), scanned, 1, kind)) == pytest.approx(dollars)


def test_a_plan_costs_nothing_unless_the_query_is_run_for_it() -> None:
    assert query_results.cost(Result(("Query Plan",), ("varchar",), (), 0, 1)) == 0
    assert query_results.cost(Result(("Query Plan",), ("varchar",), (), MB, 1)) > 0, (
        "EXPLAIN ANALYZE"
    )


def test_the_summary_has_rows_bytes_duration_and_cost() -> None:
    result = Result(("a",), ("bigint",), (("1",),), 3 * 1024 * 1024, 1321)
    assert query_results.summary(result) == (
        "1 row, 3.0 MiB scanned, 1,321 ms, US$0.00005 at US$5 per TB"
    )


def test_csv_and_json_keep_types_and_nulls() -> None:
    result = Result(
        ("name", "n", "share", "ok", "price"),
        ("varchar", "bigint", "double", "boolean", "decimal(4,2)"),
        (('ü, "x"', "1200", "0.5", "true", "1.10"), (None, None, "NaN", None, None)),
        0,
        0,
    )
    assert list(csv.reader(io.StringIO(query_results.as_csv(result)))) == [
        ["name", "n", "share", "ok", "price"],
        ['ü, "x"', "1200", "0.5", "true", "1.10"],
        ["", "", "NaN", "", ""],
    ]
    assert json.loads(query_results.as_json(result)) == [
        {"name": 'ü, "x"', "n": 1200, "share": 0.5, "ok": True, "price": "1.10"},
        {"name": None, "n": None, "share": "NaN", "ok": None, "price": None},
    ]


def test_two_columns_of_one_name_are_not_merged_into_one_json_key() -> None:
    with pytest.raises(CliError, match="two columns are named 'a'"):
        query_results.as_json(Result(("a", "a"), ("bigint", "bigint"), (("1", "2"),), 0, 0))
