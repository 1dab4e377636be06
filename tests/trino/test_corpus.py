"""Trino, the engine behind Athena, gives the verdict of every case of the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sql import corpus
from tests.trino.judge import Judge, judge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from tests.trino.server import Trino

LEAST = 1000
"""Cases that the corpus has at least: an empty folder is no success."""


@pytest.fixture(scope="module")
def trinos(server: Future[Trino]) -> Iterator[Judge]:
    with judge(server.result()) as opened:
        yield opened


@pytest.mark.timeout(1800)  # one to two minutes on two free cores, ten on a loaded machine
def test_trino_gives_the_verdict_of_every_case(trinos: Judge) -> None:
    cases = [case for case in corpus.cases() if not case.athena]
    assert len(cases) >= LEAST, "the corpus covers what people write"
    verdicts = trinos.verdicts(cases)
    changed = [
        f"{case.id}: {verdicts[case.id]} instead of {case.verdict}"
        for case in cases
        if verdicts[case.id] != case.verdict
    ]
    assert not changed, "run python -m tools.trino_corpus, and read its diff:\n" + "\n".join(
        changed
    )
