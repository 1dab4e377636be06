"""Meanings of the alarms."""

from __future__ import annotations

import re

import pytest

from clickstream.monitoring.alarms import LATE_OR_LOST, MEANINGS, AlarmKind, description

ALARM_DESCRIPTION_CHARACTERS = 1024  # CloudWatch's limit


def test_every_kind_has_a_meaning() -> None:
    assert set(MEANINGS) == set(AlarmKind)
    assert AlarmKind.EVENTS_LATE_OR_LOST not in LATE_OR_LOST, "the composite is not its own part"


@pytest.mark.parametrize("kind", AlarmKind)
def test_a_description_is_two_sentences_and_the_runbook_entry(kind: AlarmKind) -> None:
    meaning, remedy = MEANINGS[kind].meaning, MEANINGS[kind].remedy
    for sentence in (meaning, remedy):
        assert sentence.endswith("."), "a whole sentence"
        assert not re.search(r"[.!?] [A-Z]", sentence), "one sentence"
    text = description(kind)
    assert text == f"{meaning} {remedy} Runbook: docs/operations.md#{kind.value}"
    assert len(text) <= ALARM_DESCRIPTION_CHARACTERS


def test_a_kind_is_an_anchor() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", kind) for kind in AlarmKind), (
        "its heading in the runbook has the same anchor"
    )
