"""Raw objects in chunks: hostile texts, events that are too large, and long arrays."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.unit.records.reading import WHOLE, gathered, read

if TYPE_CHECKING:
    from clickstream.contract import Contract

EVENT = '{"event_type":"x","event_time":"2025-11-26T10:00:00Z"}'
LARGE = '{"event_type":"' + "x" * 300 + '","event_time":"2025-11-26"}'
COUNT = 3000  # of hostile texts; more than are invalid records of their own
CHUNKS = [64, 1000, WHOLE]


def pretty(event: str) -> str:
    return json.dumps(json.loads(event), indent=1)


@pytest.mark.parametrize("chunk", [1000, 5000, WHOLE])
@pytest.mark.parametrize(
    "line",
    [
        '{"a":',
        "1",
        "[",
        "{",
        '"x',
        "}",
        "]",
        "tru",
        "{}",
        "[]",
        "[1]",
        '{"a":1}',
        "{}}",
        "[{}]",
        "é",
        "\\",
        "null",
        '{"a":[',
        "[[",
        "\x00",
    ],
)
def test_short_lines_are_counted_exactly_and_become_runs(
    clickstream: Contract, line: str, chunk: int
) -> None:
    body = f"{EVENT}\n" + f"{line}\n" * COUNT + f"\n \n{EVENT}\n"
    results = read(body.encode(), clickstream, chunk=chunk)
    found = gathered(results)
    events = [text for _, text in found.texts if text == EVENT]
    assert len(events) == 2, "the events around the lines are rows"
    records = found.records - 2
    values = 2 if line == "{}}" else 1
    assert COUNT <= records <= COUNT * values, "every line that is not blank is counted"
    runs = [record for record in found.invalid if record.records > 1]
    assert sum(record.text.count(line) for record in runs) == sum(
        record.records for record in runs
    ), "a run has the text of every line"
    if chunk == WHOLE:
        assert runs, "many short lines become runs"
        single = [record for record in found.invalid if record.records == 1]
        assert len(single) + len(found.texts) - 2 <= 2300, "the invalid records are bounded"


@pytest.mark.parametrize("chunk", [1000, WHOLE])
@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param("{}" * COUNT, COUNT, id="concatenated objects"),
        pytest.param('{"a":1}' * COUNT, COUNT, id="concatenated objects with a member"),
        pytest.param("[" + ",".join(["1"] * COUNT) + "]", COUNT, id="array of numbers"),
        pytest.param("[" + ",".join(["{}"] * COUNT) + "]", COUNT, id="array of objects"),
        pytest.param("[\n" + ",\n".join(["[]"] * COUNT) + "\n]", COUNT, id="array of arrays"),
        pytest.param("{x}" * COUNT, 1, id="malformed objects in one line"),
        pytest.param("[" * COUNT, 1, id="opening brackets"),
        pytest.param('{"a":' * COUNT, 1, id="opening objects"),
        pytest.param("[" * COUNT + "]" * COUNT, 1, id="nested arrays"),
        pytest.param('{"a":' * COUNT + "1" + "}" * COUNT, 1, id="nested objects"),
    ],
)
def test_values_in_one_text_are_counted_exactly_and_become_runs(
    clickstream: Contract, body: str, count: int, chunk: int
) -> None:
    found = gathered(read(f"{EVENT}\n{body}\n{EVENT}\n".encode(), clickstream, chunk=chunk))
    texts = [text for _, text in found.texts]
    assert texts.count(EVENT) == 2, "the events around the text are rows"
    assert found.records == count + 2, "every value is counted"
    if chunk == WHOLE:
        assert len(found.invalid) + len(texts) <= 300, "many short values become runs"
    longest = max(found.invalid, key=lambda record: record.records)
    value = "{}" if body.startswith(("{}", "[{}")) else ""
    assert longest.text.count(value) >= longest.records, "a run has the text of every value"


def test_a_run_of_array_elements_has_the_text_of_each(clickstream: Contract) -> None:
    body = "[" + ",".join(str(number) for number in range(1000)) + "]"
    records = gathered(read(body.encode(), clickstream)).invalid
    numbers = [int(number) for record in records for number in record.text.split(",")]
    assert sorted(numbers) == list(range(1000)), "no element is dropped"


def test_events_between_runs_are_rows(clickstream: Contract) -> None:
    body = f"{EVENT}\n".join(["1\n" * 200] * 20)
    found = gathered(read(body.encode(), clickstream))
    assert [text for _, text in found.texts] == [EVENT] * 19
    assert found.records == 20 * 200 + 19
    assert len(found.invalid) <= 100 + 20, "a run ends before an event"


def test_events_over_many_lines_between_short_lines_are_rows(clickstream: Contract) -> None:
    body = f"{pretty(EVENT)}\n".join(["1\n" * 200] * 20)
    found = gathered(read(body.encode(), clickstream))
    assert [text for _, text in found.texts] == [pretty(EVENT)] * 19
    assert found.records == 20 * 200 + 19


@pytest.mark.parametrize("chunk", [64, 250, 1000])
def test_a_line_of_concatenated_events_is_read_in_parts(clickstream: Contract, chunk: int) -> None:
    results = read((EVENT * 200).encode(), clickstream, chunk=chunk)
    found = gathered(results)
    assert found.texts == [(1, EVENT)] * 200
    assert found.invalid == []
    assert max(sum(map(len, result.batches)) for result in results) <= chunk // len(EVENT) + 3


@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize(
    ("body", "events"),
    [
        pytest.param(f"{EVENT}\n{LARGE}\n{EVENT}\n", 2, id="a line"),
        pytest.param(f"{EVENT}\n{LARGE}", 1, id="at the end"),
        pytest.param(f"{LARGE}\n{EVENT}", 1, id="at the beginning"),
        pytest.param(f"{EVENT}\n{pretty(LARGE)}\n{EVENT}\n", 2, id="over many lines"),
        pytest.param(f"[{EVENT},{LARGE},{EVENT}]", 2, id="in an array"),
        pytest.param(f"[\n{EVENT},\n{LARGE},\n{EVENT}\n]", 2, id="in an array over many lines"),
        pytest.param(f"{EVENT}{LARGE}\n{EVENT}", 2, id="after an event on the line"),
    ],
)
def test_an_event_that_is_too_large_is_an_invalid_record(
    clickstream: Contract, body: str, events: int, chunk: int
) -> None:
    found = gathered(read(body.encode(), clickstream, chunk=chunk, max_event=200))
    large = [record for record in found.invalid if record.reason == "event_too_large"]
    assert large, "an event over the limit has a reason of its own"
    assert all(
        record.detail == "longer than 200 bytes; raise maxEventMb, or send smaller events"
        for record in large
    )
    sent = "".join(record.text for record in found.invalid)
    assert sent.count("x") >= 300, "its text is quarantined"
    assert [text for _, text in found.texts] == [EVENT] * events, "its neighbours are rows"


@pytest.mark.parametrize("chunk", [1, 64, 1000, WHOLE])
def test_an_event_of_exactly_the_limit_is_a_row(clickstream: Contract, chunk: int) -> None:
    body = f"{LARGE}\n{EVENT}\n{LARGE}\n{LARGE}".encode()
    found = gathered(read(body, clickstream, chunk=chunk, max_event=len(LARGE)))
    assert found.invalid == []
    assert len(found.texts) == 4


@pytest.mark.parametrize("separator", [",", ",\n", "\n,", " , "])
@pytest.mark.parametrize("chunk", [64, 500])
def test_an_array_of_any_length_is_read_within_bounded_text(
    clickstream: Contract, chunk: int, separator: str
) -> None:
    count = 1000
    body = f"[{separator.join([EVENT] * count)}]\n{EVENT}\n"
    results = read(body.encode(), clickstream, chunk=chunk, max_event=200)
    found = gathered(results)
    assert [text for _, text in found.texts] == [EVENT] * (count + 1), "every element is a row"
    assert found.invalid == []
    assert max(sum(map(len, result.batches)) for result in results) <= chunk // len(EVENT) + 4, (
        "no result holds more events than about a chunk"
    )


def test_an_array_without_an_end_gives_its_events_and_an_invalid_record(
    clickstream: Contract,
) -> None:
    found = gathered(read(f"[{f'{EVENT},' * 100}".encode(), clickstream, chunk=300))
    assert [text for _, text in found.texts] == [EVENT] * 100
    (record,) = found.invalid
    assert (record.text, record.detail) == ("", "the array has no end")


def test_an_invalid_element_affects_only_itself_and_its_neighbours(clickstream: Contract) -> None:
    body = f"[{f'{EVENT},' * 100}nope,\n{f'{EVENT},' * 100}{EVENT}]\n{EVENT}\n"
    found = gathered(read(body.encode(), clickstream, chunk=300, max_event=1000))
    assert len(found.texts) >= 101, "the events before it, and after the array, are rows"
    assert {str(record.reason) for record in found.invalid} <= {"malformed_json", "event_too_large"}
    sent = "".join(record.text for record in found.invalid)
    assert sent.count("event_type") + len(found.texts) == 202, "no text is lost"


@pytest.mark.parametrize("chunk", [1, 20, WHOLE])
def test_an_empty_array_is_an_invalid_record(clickstream: Contract, chunk: int) -> None:
    for body in ("[]", "[ ]\n", f"[]\n{EVENT}\n", f"{EVENT}\n[]\n"):
        found = gathered(read(body.encode(), clickstream, chunk=chunk))
        assert [str(record.reason) for record in found.invalid] == ["not_an_object"], body


@pytest.mark.parametrize("chunk", [1, 20, WHOLE])
def test_an_empty_object_gives_one_empty_result(clickstream: Contract, chunk: int) -> None:
    for body in (b"", b"\n", b" \n\n", b"\xef\xbb\xbf"):
        results = read(body, clickstream, chunk=chunk)
        assert results, "an object has a result"
        assert gathered(results).records == 0


@pytest.mark.parametrize("chunk", [1, 30, WHOLE])
@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (f'{EVENT}\n{{"event_type":"half', ['{"event_type":"half']),
        (f"{EVENT}\n", [""]),
        (f"[{EVENT},", ["", ""]),
    ],
)
def test_a_truncated_object_has_an_invalid_record(
    clickstream: Contract, body: str, texts: list[str], chunk: int
) -> None:
    found = gathered(read(gzip.compress(body.encode(), 0)[:-8], clickstream, chunk=chunk))
    problem = "gzip: the last member is cut off"
    assert any(problem in (record.detail or "") for record in found.invalid), body
    assert len(found.invalid) <= len(texts)
    assert [text for _, text in found.texts] == [EVENT] * (
        1 if "[" not in body else len(found.texts)
    )


@pytest.mark.parametrize("after", ["", f"\n{EVENT}"])
def test_the_position_of_an_array_is_the_line_of_its_bracket(
    clickstream: Contract, after: str
) -> None:
    found = gathered(read(f"\n\n[{EVENT},{EVENT}]{after}".encode(), clickstream))
    assert [position for position, _ in found.texts][:2] == [3, 3], "blank lines are counted"
