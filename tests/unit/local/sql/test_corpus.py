"""The local Athena, held to the verdict of Trino on every case of the corpus."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import TranslationError, format_value, translate
from tests.sql import corpus, tables
from tests.sql.corpus import Case, Refusal, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

DIFFERENCES = Path(corpus.__file__).with_name("known_differences.txt")
CASES = corpus.cases()
POSITION = re.compile(r"line \d+:\d+: ")
FLOATS = {"double", "real"}
DIGITS = 1e-12  # sums of doubles depend on the order of the rows


def known_differences() -> dict[str, str]:
    """Return the reason of each known difference, by the id of the case."""
    lines = DIFFERENCES.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return {name: reason.strip() for name, _, reason in pairs}


KNOWN = known_differences()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    files = tmp_path_factory.mktemp("tables")
    tables.write_files(files)
    with duckdb.connect() as connection:
        tables.create_in_duckdb(connection, files)
        yield connection


def run_locally(database: duckdb.DuckDBPyConnection, case: Case) -> Rows:
    """Run a case in the local Athena.

    Raises:
        TranslationError: If the local Athena refuses a statement. The message begins with the name
            of Athena's error.
    """
    if case.parameters:
        msg = "the local Athena substitutes no parameters"
        raise TranslationError(msg)
    result = database
    for statement in case.statements:
        sql = translate(statement, tables.COLUMNS, tables.DATABASE)
        try:
            result = database.execute(f"USE {tables.DATABASE}").execute(sql)
        except duckdb.Error as error:
            raise TranslationError(str(error)) from error
    columns = tuple(str(column[0]) for column in result.description or ())
    rows = cast("list[tuple[object, ...]]", result.fetchall())
    return Rows(columns, (), tuple(tuple(_text(value) for value in row) for row in rows))


def _text(value: object) -> str | None:
    if value is None:
        return None
    return (
        {True: "true", False: "false"}[value]
        if isinstance(value, bool)
        else str(format_value(value))
    )


def difference(database: duckdb.DuckDBPyConnection, case: Case) -> str | None:
    """Return the difference between the local Athena and the verdict of a case; None if equal."""
    try:
        local = run_locally(database, case)
    except TranslationError as error:
        return _difference_of_errors(str(error), case)
    except Exception as error:  # noqa: BLE001 - a crash is a difference like any other
        return f"crashes with {type(error).__name__}: {error}"
    if isinstance(case.verdict, Refusal):
        return f"takes what Athena refuses ({case.verdict.error}: {case.verdict.message})"
    assert case.verdict is not None, f"{case.id} has no verdict. Run: python -m tools.trino_corpus"
    return _difference_of_rows(local, case.verdict)


def _difference_of_rows(local: Rows, athena: Rows) -> str | None:
    if len(local.rows) != len(athena.rows) or not all(
        _equal_rows(found, expected, athena.types)
        for found, expected in zip(local.rows, athena.rows, strict=True)
    ):
        return f"returns {local.rows}, and Athena {athena.rows}"
    if local.columns != athena.columns:
        return f"names the columns {local.columns}, and Athena {athena.columns}"
    return None


def _difference_of_errors(message: str, case: Case) -> str | None:
    if not isinstance(case.verdict, Refusal):
        return f"refuses what Athena takes: {message}"
    name, _, text = message.partition(": ")
    if name != case.verdict.error:
        return f"refuses with {message!r}, and Athena with {case.verdict.error}"
    found, expected = POSITION.match(text), POSITION.match(case.verdict.message)
    if found and expected and found[0] != expected[0]:
        return f"refuses at {found[0]!r}, and Athena at {expected[0]!r}"
    return None


def _equal_rows(
    found: tuple[str | None, ...], expected: tuple[str | None, ...], types: tuple[str, ...]
) -> bool:
    return len(found) == len(expected) and all(
        _equal(local, athenas, kind)
        for local, athenas, kind in zip(found, expected, types, strict=True)
    )


def _equal(found: str | None, expected: str | None, kind: str) -> bool:
    if found is None or expected is None or kind not in FLOATS:
        return found == expected or (
            kind.startswith("map(") and _entries(found) == _entries(expected)
        )
    same_form = ("E" in found, "." in found) == ("E" in expected, "." in expected)
    try:
        return same_form and (
            found == expected or math.isclose(float(found), float(expected), rel_tol=DIGITS)
        )
    except ValueError:
        return False


def _entries(text: str | None) -> list[str] | None:
    """Return the parts of a map's text in one order: a map has none."""
    return None if text is None else sorted(text.strip("{}").split(", "))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_local_athena_answers_as_athena(
    database: duckdb.DuckDBPyConnection, case: Case
) -> None:
    found = difference(database, case)
    if case.id in KNOWN:
        assert found is not None, (
            f"{case.id} agrees with Athena now. Remove it from {DIFFERENCES.name}"
        )
    else:
        assert found is None, f"{case.id}: the local Athena {found}"


def test_every_known_difference_is_a_case_with_a_reason() -> None:
    ids = {case.id for case in CASES}
    unknown = sorted(KNOWN.keys() - ids)
    assert not unknown, f"{DIFFERENCES.name} names cases that do not exist: {unknown}"
    silent = sorted(name for name, reason in KNOWN.items() if not reason)
    assert not silent, f"{DIFFERENCES.name} gives no reason for {silent}"


def test_every_case_has_a_verdict() -> None:
    assert not [case.id for case in CASES if case.verdict is None]


def test_a_case_is_read_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "CORPUS", tmp_path)
    cases = [
        Case(
            "a/rows",
            ("SELECT ?",),
            ("'x'",),
            Rows(("n", "m"), ("varchar", "integer"), (("ü", None),)),
        ),
        Case(
            "a/error",
            ("-- why\nSELECT 1", "SELECT\n 2"),
            (),
            Refusal("SYNTAX_ERROR", "line 1:1: no"),
        ),
        Case("a/hand", ("SELECT 1",), (), Rows((), (), ()), athena="a reason"),
    ]
    for case in cases:
        file = tmp_path / f"{case.id}.sql"
        corpus.write(file, case)
        assert corpus.read(file) == case


def test_a_file_without_a_statement_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "CORPUS", tmp_path)
    (tmp_path / "empty.sql").write_text("-- error: SYNTAX_ERROR\n")
    with pytest.raises(corpus.CorpusError, match=r"empty\.sql has no statement"):
        corpus.read(tmp_path / "empty.sql")
