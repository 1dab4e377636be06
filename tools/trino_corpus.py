"""Writes the verdicts of Trino into the corpus of SQL statements.

    python -m tools.trino_corpus [FILES]

Without files, every case of the corpus is judged. Cases whose verdict is written by hand are left
as they are.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.sql import corpus
from tests.trino import build, server
from tests.trino.judge import judge


def main(arguments: list[str]) -> int:
    """Judge files, and print the id of each case whose verdict changes.

    Args:
        arguments: Paths of files; none for the whole corpus.

    Returns:
        Exit status: 1 if a program that Trino needs is missing.
    """
    if problem := build.missing():
        sys.stderr.write(f"{problem}\n")
        return 1
    files = [Path(argument) for argument in arguments] or corpus.files()
    cases = {file: corpus.read(file) for file in files}
    with (
        tempfile.TemporaryDirectory() as place,
        server.start(Path(place)) as trino,
        judge(trino) as trinos,
    ):
        verdicts = trinos.verdicts([case for case in cases.values() if not case.athena])
    for file, case in cases.items():
        verdict = verdicts.get(case.id, case.verdict)
        if verdict is not None and verdict != case.verdict:
            corpus.write(file, replace(case, verdict=verdict))
            sys.stdout.write(f"{case.id}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
