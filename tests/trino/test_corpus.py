"""Trino, the engine behind Athena, gives the verdict of every case of the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sql import corpus
from tests.trino.judge import Judge, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.trino.server import Trino


@pytest.fixture(scope="module")
def trinos(trino: Trino) -> Iterator[Judge]:
    with judge(trino) as opened:
        yield opened


def test_trino_gives_the_verdict_of_every_case(trinos: Judge) -> None:
    judged = {
        case.id: (case.verdict, trinos.verdict(case)) for case in corpus.cases() if not case.athena
    }
    assert len(judged) >= 400, "the corpus is not small"
    changed = [
        f"{name}: {found} instead of {expected}"
        for name, (expected, found) in judged.items()
        if found != expected
    ]
    assert not changed, "run python -m tools.trino_corpus, and read its diff:\n" + "\n".join(
        changed
    )
