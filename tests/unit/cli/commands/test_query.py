"""`clickstream query`: output and exit status."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from clickstream.cli.athena import NamedQuery, Result
from clickstream.cli.commands import query
from clickstream.cli.errors import CliError
from clickstream.cli.main import app
from tests.unit.cli.fakes import FakeTarget

RUNNER = CliRunner()
RESULT = Result(
    ("name", "n", "share", "ok"),
    ("varchar", "bigint", "double", "boolean"),
    (('[red]ü, "x"', "1200", "0.5", "true"), (None, None, "NaN", None)),
    3 * 1024 * 1024,
    321,
)


class FakeLake:
    """Lake with one named query."""

    def __init__(self, _target: object) -> None:
        """Create the lake."""
        self.ran: list[tuple[str, str]] = []

    def named_queries(self) -> tuple[NamedQuery, ...]:
        """Return the one query."""
        return (
            NamedQuery(
                "browsers", "Events by [browser].", "SELECT browser FROM clickstream_events"
            ),
        )

    def run(self, sql: str, *, name: str = "") -> Result:
        """Return the same result for every query; one that contains `broken` fails."""
        if "broken" in sql:
            msg = f"the query {name or sql!r} failed: SYNTAX_ERROR"
            raise CliError(msg, "Query execution 1.")
        return RESULT


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `query` use the fake lake."""

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({})

    monkeypatch.setattr(query, "resolve", resolve)
    monkeypatch.setattr(query, "Lake", FakeLake)


@pytest.mark.usefixtures("lake")
def test_a_named_query_prints_a_table_and_the_scanned_bytes() -> None:
    done = RUNNER.invoke(app, ["query", "browsers", "--local"])
    assert done.exit_code == 0, done.output
    assert '[red]ü, "x"' in done.stdout, "values from events are not markup"
    assert "2 rows, 3.0 MiB scanned, 321 ms" in done.stderr


@pytest.mark.usefixtures("lake")
def test_csv_and_json_hold_the_rows_alone_and_keep_types_and_nulls() -> None:
    as_csv = RUNNER.invoke(app, ["query", "SELECT 1", "--local", "--format", "csv"])
    assert list(csv.reader(io.StringIO(as_csv.stdout))) == [
        ["name", "n", "share", "ok"],
        ['[red]ü, "x"', "1200", "0.5", "true"],
        ["", "", "NaN", ""],
    ]
    as_json = RUNNER.invoke(app, ["query", "SELECT 1", "--local", "--format", "json"])
    expected = [
        {"name": '[red]ü, "x"', "n": 1200, "share": 0.5, "ok": True},
        {"name": None, "n": None, "share": "NaN", "ok": None},
    ]
    assert json.loads(as_json.stdout) == expected
    assert "scanned" in as_json.stderr


@pytest.mark.usefixtures("lake")
def test_the_list_has_names_and_descriptions() -> None:
    done = RUNNER.invoke(app, ["query", "--list", "--local"])
    assert "browsers" in done.stdout
    assert "Events by [browser]." in done.stdout


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


def test_two_columns_of_one_name_are_not_merged_into_one_json_key() -> None:
    with pytest.raises(CliError, match="two columns are named 'a'"):
        query.as_json(Result(("a", "a"), ("bigint", "bigint"), (("1", "2"),), 0, 0))
