"""Runs: adjacent texts that are too short for an event become one invalid record."""

from __future__ import annotations

import json

import pytest

from clickstream.records.decode import Budget, decode

PRETTY = json.dumps({"a": {"b": [1, 2, {"c": "}{"}]}, "d": []}, indent=2)
SHORTEST = 20


@pytest.mark.parametrize("short", ["1", "no", "}", "-", "é" * 19, " x", "tru\r"])
def test_lines_too_short_for_an_event_become_runs(short: str) -> None:
    event = '{"a":"a value that is long enough"}'
    text = "\n".join([short] * 50) + "\n\n \n\ufeff\n" + event * 3
    records = list(decode(text, budget=Budget(SHORTEST, single=10)))
    assert len(records) == 10 + 1 + 3, "adjacent short lines are one record"
    (run,) = [record for record in records if record.records > 1]
    assert sum(record.records for record in records) == 50 + 3, "blank lines are not counted"
    assert run.text.count(short.strip()) == run.records, "the run has every text"
    assert run.detail == f"{run.records} lines that are too short for an event"
    assert [record.text for record in records[-3:]] == [event] * 3, "no event is in the run"


@pytest.mark.parametrize(
    ("values", "separator"), [("1", " "), ("null", "\t"), ("{}", ""), ('{"a":1}', "")]
)
def test_values_too_short_for_an_event_on_one_line_become_runs(values: str, separator: str) -> None:
    event = '{"a":"a value that is long enough"}'
    text = separator.join([values] * 500) + separator + event
    records = list(decode(text, budget=Budget(SHORTEST, single=10)))
    assert len(records) <= 10 + 3, "adjacent short values are one record"
    assert "".join(record.text for record in records).count(values) == 500, "no text is lost"
    assert records[-1].text == event, "the event behind them is not in the run"
    assert sum(record.records for record in records) in {501, 502}, "every value is counted"


def test_a_short_line_in_a_bracket_may_begin_an_event_over_several_lines() -> None:
    text = "1\n" * 50 + PRETTY + "\n" + "1\n" * 50
    records = list(decode(text, budget=Budget(SHORTEST, single=0)))
    assert [record.text for record in records] == ["1\n" * 49 + "1", PRETTY, "1\n" * 49 + "1"]


def test_lines_of_brackets_become_runs_when_the_attempts_are_used_up() -> None:
    text = "[\n" * 3000
    records = list(decode(text, budget=Budget(SHORTEST, effort=1000)))
    assert len(records) < 200, "the work is bounded"
    assert sum(record.records for record in records) == 3000, "every line is counted"


def test_long_malformed_lines_are_a_record_each() -> None:
    line = "x" * SHORTEST
    records = list(decode(f"{line}\n" * 50, budget=Budget(SHORTEST, single=0, effort=0)))
    assert [record.text for record in records] == [line] * 50, "a long line may have been an event"
