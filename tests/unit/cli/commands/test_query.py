"""`clickstream query`: output and exit status."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from clickstream.cli.athena import NamedQuery, Result
from clickstream.cli.commands import query
from clickstream.cli.errors import CliError
from clickstream.cli.main import app
from clickstream.cli.query_results import as_csv, as_json
from tests.paths import ROOT
from tests.unit.cli.fakes import FakeTarget

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()
RESULT = Result(
    ("name", "n", "share", "ok"),
    ("varchar", "bigint", "double", "boolean"),
    (('[red]ü, "x"', "1200", "0.5", "true"), (None, None, "NaN", None)),
    3 * 1024 * 1024,
    321,
)


NAMED = """-- parameter: from, first date, default 29 days before to
-- parameter: to, last date, default today
SELECT browser FROM clickstream_events WHERE d BETWEEN ? AND ?"""
PLAN = Result(("Query Plan",), ("varchar",), (("Fragment 0",),), 0, 1, "UTILITY")


class FakeLake:
    """Lake with one named query."""

    def __init__(self) -> None:
        """Create the lake."""
        self.ran: list[tuple[str, str, tuple[str, ...]]] = []
        """SQL, name and parameters of each query."""

    def named_queries(self) -> tuple[NamedQuery, ...]:
        """Return the one query."""
        return (NamedQuery("browsers", "Events by [browser].", NAMED),)

    def run(self, sql: str, *, name: str = "", parameters: tuple[str, ...] = ()) -> Result:
        """Return the same result for every query; one that contains `broken` fails."""
        self.ran.append((sql, name, parameters))
        if "broken" in sql:
            msg = f"the query {name or sql!r} failed: SYNTAX_ERROR"
            raise CliError(msg, "Query execution 1.")
        return PLAN if sql.startswith("EXPLAIN") else RESULT


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> FakeLake:
    """Make `query` use the fake lake."""
    fake = FakeLake()

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({})

    def lake_of(_target: object) -> FakeLake:
        return fake

    monkeypatch.setattr(query, "resolve", resolve)
    monkeypatch.setattr(query, "Lake", lake_of)
    return fake


@pytest.mark.usefixtures("lake")
def test_a_named_query_prints_a_table_and_the_scanned_bytes() -> None:
    done = RUNNER.invoke(app, ["query", "browsers", "--local"])
    assert done.exit_code == 0, done.output
    assert '[red]ü, "x"' in done.stdout, "values from events are not markup"
    assert "2 rows, 3.0 MiB scanned, 321 ms, US$0.00005 at US$5 per TB" in done.stderr


def test_a_named_query_reads_the_last_30_days_or_the_dates_that_are_given(
    lake: FakeLake,
) -> None:
    RUNNER.invoke(app, ["query", "browsers", "--local"])
    given = ["--param", "from=2026-11-01", "--param", "to=2026-11-30"]
    RUNNER.invoke(app, ["query", "--local", *given, "browsers"])
    (_, _, (first, last)), chosen = lake.ran
    assert date.fromisoformat(last[1:-1]) - date.fromisoformat(first[1:-1]) == timedelta(days=29)
    assert chosen == (NAMED, "browsers", ("'2026-11-01'", "'2026-11-30'"))


@pytest.mark.parametrize(
    ("param", "message"),
    [
        ("form=2026-11-01", "the query browsers has no parameter 'form'"),
        ("from=2026-11-31", "the parameter from is '2026-11-31', which is not a date"),
        ("2026-11-01", "--param 2026-11-01 has no value"),
    ],
)
def test_a_wrong_parameter_ends_in_exit_status_1_and_runs_nothing(
    lake: FakeLake, param: str, message: str
) -> None:
    done = RUNNER.invoke(app, ["query", "browsers", "--local", "--param", param])
    assert (done.exit_code, lake.ran) == (1, [])
    assert message in " ".join(done.stderr.split())


def test_sql_may_begin_with_a_comment(lake: FakeLake) -> None:
    for sql in ("-- the last\nSELECT 1", "--last\tor so\nSELECT 1", "--\nSELECT 1"):
        done = RUNNER.invoke(app, ["query", "--local", sql])
        assert done.exit_code == 0, done.output
        done = RUNNER.invoke(app, ["query", sql, "--local", "--param=x y"])
        assert "has 0 `?`, and 1 values are given" in done.stderr, "options are options still"
    assert [sql.splitlines()[-1] for sql, _, _ in lake.ran] == ["SELECT 1"] * 3


def test_an_unknown_option_is_not_taken_for_a_comment() -> None:
    done = RUNNER.invoke(app, ["query", "browsers", "--local", "--formt=csv"])
    assert done.exit_code == 2
    assert "No such option" in done.stderr


def test_sql_comes_from_a_file_or_from_standard_input(lake: FakeLake, tmp_path: Path) -> None:
    (tmp_path / "mine.sql").write_text("SELECT 1")
    RUNNER.invoke(app, ["query", "--local", "--file", str(tmp_path / "mine.sql")])
    RUNNER.invoke(app, ["query", "--local", "--file", "-"], input="SELECT 2")
    RUNNER.invoke(app, ["query", "--local", "-"], input="SELECT 3;\n")
    assert [sql for sql, _, _ in lake.ran] == ["SELECT 1", "SELECT 2", "SELECT 3"]


def test_a_query_file_runs_as_the_deployed_query_does(lake: FakeLake) -> None:
    file = ROOT / "queries" / "daily_revenue.sql"
    given = ["--param", "to=2026-11-30"]
    done = RUNNER.invoke(app, ["query", "--local", "--file", str(file), *given])
    assert done.exit_code == 0, done.output
    assert lake.ran[0][2] == ("'2026-11-01'", "'2026-11-30'")


@pytest.mark.parametrize("sql", ["", " ", ";", "-- only a comment\n"])
def test_an_empty_statement_is_refused_in_words(lake: FakeLake, sql: str) -> None:
    done = RUNNER.invoke(app, ["query", "--local", "--file", "-"], input=sql)
    assert (done.exit_code, lake.ran) == (1, [])
    assert "there is no statement to run" in done.stderr


def test_an_empty_argument_is_refused_in_words(lake: FakeLake) -> None:
    done = RUNNER.invoke(app, ["query", "--local", ""])
    assert (done.exit_code, lake.ran) == (1, [])
    assert "the SQL is empty" in done.stderr


def test_several_statements_run_in_order_until_one_fails(lake: FakeLake) -> None:
    sql = "SELECT 1; SELECT 2; SELECT broken; SELECT 4"
    done = RUNNER.invoke(app, ["query", "--local", sql, "--format", "csv"])
    assert [sql for sql, _, _ in lake.ran] == ["SELECT 1", "SELECT 2", "SELECT broken"]
    assert done.exit_code == 1
    assert done.stderr.count("scanned") == 2, "each has its bytes and its cost"
    first, second = done.stdout.rstrip("\n").split("\n\n")
    assert first == second.rstrip("\n"), "an empty line separates the results"


def test_the_plan_of_a_named_query_has_the_dates_in_its_text(lake: FakeLake) -> None:
    given = ["--param", "from=2026-11-01", "--param", "to=2026-11-30"]
    done = RUNNER.invoke(app, ["query", "browsers", "--local", "--explain", *given])
    ((sql, _, parameters),) = lake.ran
    assert sql.startswith("EXPLAIN ")
    assert sql.endswith("WHERE d BETWEEN '2026-11-01' AND '2026-11-30'")
    assert parameters == ()
    assert done.stdout == "Fragment 0\n", "a plan is text, without a frame"


@pytest.mark.usefixtures("lake")
@pytest.mark.parametrize("output", ["csv", "json"])
def test_csv_and_json_are_the_rows_alone(output: str) -> None:
    done = RUNNER.invoke(app, ["query", "SELECT 1", "--local", "--format", output])
    assert done.stdout == {"csv": as_csv, "json": as_json}[output](RESULT)
    assert "scanned" in done.stderr


@pytest.mark.usefixtures("lake")
def test_out_writes_the_rows_to_a_file_in_place_of_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    done = RUNNER.invoke(app, ["query", "SELECT 1", "--local", "--out", str(file)])
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    assert "2 rows, 3.0 MiB scanned" in done.stderr
    found = pl.read_parquet(file)
    assert found.columns == list(RESULT.columns)
    assert found["n"].to_list() == [1200, None]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["SELECT 1", "--out", "rows.txt"], 1, "the file rows.txt has the suffix '.txt'"),
        (["SELECT 1; SELECT 2", "--out", "rows.csv"], 1, "takes the rows of one statement"),
        (["SELECT 1", "--out", "rows.csv", "--format", "json"], 2, "remove --format json"),
    ],
)
def test_out_is_refused_before_a_statement_runs(
    lake: FakeLake, arguments: list[str], status: int, message: str
) -> None:
    done = RUNNER.invoke(app, ["query", "--local", *arguments])
    assert (done.exit_code, lake.ran) == (status, [])
    assert message in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.usefixtures("lake")
def test_the_list_has_names_and_descriptions() -> None:
    done = RUNNER.invoke(app, ["query", "--list", "--local"])
    assert "browsers" in done.stdout
    assert "Events by [browser]." in done.stdout
    assert "from: 29 days before to" in done.stdout, "and the parameters with their defaults"
    assert "to: today" in done.stdout


@pytest.mark.usefixtures("lake")
def test_a_word_that_names_no_query_is_an_error_with_the_names() -> None:
    done = RUNNER.invoke(app, ["query", "browser", "--local"])
    assert done.exit_code == 1
    assert "no query is named 'browser'" in done.stderr
    assert "Deployed queries: browsers." in done.stderr


@pytest.mark.usefixtures("lake")
def test_a_failed_query_ends_in_exit_status_1_with_its_reason_and_no_traceback() -> None:
    done = RUNNER.invoke(app, ["query", "SELECT broken", "--local"])
    assert done.exit_code == 1
    assert "SYNTAX_ERROR" in done.stderr
    assert "Traceback" not in done.output
