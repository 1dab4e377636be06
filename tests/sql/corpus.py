"""Cases of the corpus: statements and verdict, read from files and written to them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parent / "corpus"
HEADER = re.compile(r"-- (parameter|athena|columns|types|row|error|message): ?(.*)")
END_OF_STATEMENT = re.compile(r";\n")


class CorpusError(ValueError):
    """Error in a file of the corpus. The message names the file and the remedy."""


@dataclass(frozen=True)
class Rows:
    """Result of a statement that Trino runs."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    """Trino's types of the columns, such as `timestamp(3)`."""
    rows: tuple[tuple[str | None, ...], ...]
    """Values as Athena's `GetQueryResults` returns them."""


@dataclass(frozen=True)
class Refusal:
    """Error of a statement that Trino refuses, or that fails."""

    error: str
    """Name of the error, such as `COLUMN_NOT_FOUND`."""
    message: str
    """Message in one line. It begins with the position if the error has one."""


Verdict: TypeAlias = Rows | Refusal


@dataclass(frozen=True)
class Case:
    """Statements with the verdict."""

    id: str
    """Path without suffix, relative to the corpus: `<kind>/<name>`."""
    statements: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    """SQL literals for the `?` of the last statement."""
    verdict: Verdict | None = None
    """None for a new case."""
    athena: str = ""
    """Reason why the verdict is Athena's alone and written by hand; empty if it is Trino's."""

    @property
    def changes_tables(self) -> bool:
        """Whether the statements create or remove tables and views."""
        return self.id.startswith("statements/")


def files() -> list[Path]:
    """Return the files of the corpus, in order of their paths."""
    return sorted(CORPUS.rglob("*.sql"))


def case_id(file: Path) -> str:
    """Return the id of the case in a file of the corpus."""
    return file.resolve().relative_to(CORPUS).with_suffix("").as_posix()


def read(file: Path) -> Case:
    """Return the case in a file.

    Raises:
        CorpusError: If the file has no statement, or a verdict that is both rows and a refusal.
    """
    lines = file.read_text(encoding="utf-8").splitlines()
    fields: dict[str, list[str]] = {}
    while lines and (header := HEADER.fullmatch(lines[0])):
        fields.setdefault(header[1], []).append(header[2])
        del lines[0]
    text = "\n".join(lines).strip()
    if not text or ("columns" in fields and "error" in fields):
        msg = f"{file} has no statement, or both columns and an error. Run: python -m tools.trino_corpus {file}"
        raise CorpusError(msg)
    return Case(
        id=case_id(file),
        statements=tuple(END_OF_STATEMENT.split(text)),
        parameters=tuple(fields.get("parameter", ())),
        verdict=_verdict(fields),
        athena=" ".join(fields.get("athena", ())),
    )


def cases() -> list[Case]:
    """Return every case of the corpus."""
    return [read(file) for file in files()]


def write(file: Path, case: Case) -> None:
    """Write a case to a file."""
    lines = [*_header(case), ";\n".join(case.statements)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _verdict(fields: dict[str, list[str]]) -> Verdict | None:
    if "error" in fields:
        return Refusal(fields["error"][0], " ".join(fields.get("message", ())))
    if "columns" not in fields:
        return None
    return Rows(
        columns=tuple(json.loads(fields["columns"][0])),
        types=tuple(json.loads(fields["types"][0])),
        rows=tuple(tuple(json.loads(row)) for row in fields.get("row", ())),
    )


def _header(case: Case) -> Iterator[str]:
    for parameter in case.parameters:
        yield f"-- parameter: {parameter}"
    if case.athena:
        yield f"-- athena: {case.athena}"
    match case.verdict:
        case Refusal(error, message):
            yield f"-- error: {error}"
            yield f"-- message: {' '.join(message.splitlines())}"
        case Rows(columns, types, rows):
            yield f"-- columns: {_array(columns)}"
            yield f"-- types: {_array(types)}"
            for row in rows:
                yield f"-- row: {_array(row)}"
        case None:
            return


def _array(values: tuple[str | None, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
