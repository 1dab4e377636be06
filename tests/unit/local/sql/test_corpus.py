"""The local Athena, held to the verdict of Trino on every case of the corpus."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from clickstream.local.sql.engine import Engine
from clickstream.local.sql.query_errors import QueryError
from clickstream.local.sql.store import DirectoryStore
from tests.sql import corpus, tables
from tests.sql.corpus import Case, Refusal, Rows

BUCKET = "corpus"  # as in the verdicts on "$path"
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
def store(tmp_path_factory: pytest.TempPathFactory) -> DirectoryStore:
    root = tmp_path_factory.mktemp("objects")
    tables.write_files(root / BUCKET)
    return DirectoryStore(root)


@pytest.fixture(scope="module")
def engine(store: DirectoryStore) -> Engine:
    """Return an engine for the cases that create nothing: it keeps the footers of the files."""
    return Engine(tables.memory_catalog(BUCKET), store)


def run_locally(engine: Engine, case: Case) -> Rows:
    """Run a case in the local Athena.

    Raises:
        QueryError: If the local Athena refuses a statement.
    """
    results = [
        engine.run(statement, database=tables.DATABASE, parameters=case.parameters)
        for statement in case.statements
    ]
    columns = tuple(column.name for column in results[-1].columns)
    return Rows(columns, (), results[-1].rows)


def difference(engine: Engine, case: Case) -> str | None:
    """Return the difference between the local Athena and the verdict of a case; None if equal."""
    try:
        local = run_locally(engine, case)
    except QueryError as error:
        return _difference_of_errors(error.message, case)
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
    # Athena gives no name for a statement that does not parse
    name, _, text = (
        ("SYNTAX_ERROR", "", message) if POSITION.match(message) else message.partition(": ")
    )
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
    engine: Engine, store: DirectoryStore, case: Case
) -> None:
    if case.id.startswith("statements/"):
        engine = Engine(tables.memory_catalog(BUCKET), store)
    found = difference(engine, case)
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
