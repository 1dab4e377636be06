"""Events of a text, by the readers of structs and of members."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.records import events
from clickstream.records.events import EventReader, ReadText
from clickstream.records.structs import StructReader
from tests.unit.records.reading import WHOLE, gathered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.contract import Contract
    from clickstream.records.batch import Events, EventsOfText
    from clickstream.records.structs import StructBatch

PLAIN = '{"event_type":"x","event_time":"2025-11-26T10:00:00Z"}'


def lines(*sent: str) -> bytes:
    return "".join(f"{line}\n" for line in sent).encode()


def event(**members: object) -> str:
    return json.dumps({"event_type": "x", "event_time": "2025-11-26", **members})


@pytest.fixture
def by_structs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list of the numbers of events that structs read, text by text."""
    read: list[int] = []
    batch = StructReader.batch

    def counted(
        self: StructReader, structs: Sequence[Any], events: Events | EventsOfText
    ) -> StructBatch:
        read.extend([len(structs)] if structs else [])
        return batch(self, structs, events)

    monkeypatch.setattr(StructReader, "batch", counted)
    return read


def read(reader: EventReader, *sent: str) -> ReadText:
    return reader.read_lines(lines(*sent), 1, more=False)


def test_events_of_the_contracts_types_are_read_by_structs(
    clickstream: Contract, by_structs: list[int]
) -> None:
    result = read(EventReader(clickstream, WHOLE), *[event(quantity=2, city="a")] * 9)
    assert by_structs == [9]
    assert [len(batch) for batch in result.batches] == [9]


@pytest.mark.parametrize("members", [{"user_id": 1}, {"quantity": "2"}, {"unknown": [1]}])
def test_frequent_members_are_added_to_the_structs(
    clickstream: Contract, by_structs: list[int], members: dict[str, Any]
) -> None:
    reader = EventReader(clickstream, WHOLE)
    for count in (events.FREQUENT - 1, events.FREQUENT, 5):
        read(reader, *[event(**members)] * count)
    assert by_structs == [5], "from the text on after one with enough such events"


def test_no_more_undeclared_members_than_the_limit_are_added(
    clickstream: Contract, by_structs: list[int]
) -> None:
    reader = EventReader(clickstream, WHOLE)
    many = {f"unknown_{number}": 1 for number in range(events.MAX_UNDECLARED + 1)}
    read(reader, *[event(**many)] * 50)
    result = read(reader, *[event(**many)] * 50)
    assert by_structs == [], "such events are read member by member"
    assert result.unknown_fields == dict.fromkeys(many, 50)


def test_members_with_any_name_may_be_frequent(clickstream: Contract) -> None:
    names = ['quo"te', "back\\slash", "line\nend", "", "é", "a.b", "f0", "event_type "]
    reader = EventReader(clickstream, WHOLE)
    for _ in range(3):
        result = read(reader, *[event(**dict.fromkeys(names, 1))] * 50)
        assert result.unknown_fields.total() == 50 * len(names), "every member is counted"
        assert len(gathered([result]).texts) == 50


def test_a_second_source_may_be_frequent(clickstream: Contract, by_structs: list[int]) -> None:
    reader = EventReader(clickstream, WHOLE)
    both = event(timestamp="2025-11-27")
    for _ in range(3):
        result = read(reader, *[both] * 50)
        assert result.unknown_fields == {"timestamp": 50}
    by_structs.clear()
    result = read(reader, '{"event_type":"x","timestamp":"2025-11-27","city":"a long text"}')
    (batch,) = result.batches
    assert by_structs == [1]
    texts = {
        column.name: read.texts
        for column, read in zip(clickstream.input_columns, batch.columns, strict=True)
        if read.texts
    }
    assert list(texts["event_time"]) == ["2025-11-27"], "it is still a source of its column"


def test_positions_are_the_lines_on_which_events_begin(clickstream: Contract) -> None:
    pretty = json.dumps(json.loads(PLAIN), indent=1)
    result = EventReader(clickstream, WHOLE).read_lines(
        lines(PLAIN, "", pretty, event(unknown=1), f"{PLAIN}{PLAIN}", f"[{PLAIN},7]", "oops"),
        11,
        more=False,
    )
    found = gathered([result])
    assert [position for position, _ in found.texts] == [11, 13, 17, 18, 18, 19]
    assert [(record.position, record.text) for record in found.invalid] == [(20, "oops"), (19, "7")]
    assert result.lines == 10


def test_an_incomplete_value_at_the_end_is_the_rest(clickstream: Contract) -> None:
    reader = EventReader(clickstream, WHOLE)
    result = reader.read_lines(lines(PLAIN, '{"a":[', PLAIN), 1, more=True)
    assert (result.rest, result.lines) == (lines('{"a":[', PLAIN), 1), (
        "a line after it may continue it"
    )
    assert gathered([result]).texts == [(1, PLAIN)]
    last = reader.read_lines(result.rest, 2, more=False)
    assert gathered([last]).texts == [(3, PLAIN)]
    assert [record.text for record in last.invalid] == ['{"a":[']


def test_a_line_that_continues_a_value_is_no_event(clickstream: Contract) -> None:
    result = read(EventReader(clickstream, WHOLE), "[", PLAIN, ",", event(unknown=1), "]", PLAIN)
    assert [position for position, _ in gathered([result]).texts] == [1, 1, 6], (
        "each event of the array is read once"
    )


def test_the_elements_of_an_array_have_its_position(clickstream: Contract) -> None:
    elements = [PLAIN.encode(), event(unknown=1).encode(), b"7", b'{"a":"\xff"}']
    found = gathered([EventReader(clickstream, WHOLE).read_elements(elements, 7)])
    assert [position for position, _ in found.texts] == [7, 7]
    assert [(record.position, str(record.reason)) for record in found.invalid] == [
        (7, "not_an_object"),
        (7, "malformed_json"),
    ]


def test_a_value_that_structs_cannot_convert_is_read_by_members(clickstream: Contract) -> None:
    reader = EventReader(clickstream, WHOLE)
    read(reader, *[event(user_id=1, unknown="a")] * 50)
    sent = event(user_id="b", unknown="c").encode().replace(b'"b"', b'"\xff"')
    result = reader.read_lines(sent + b"\n" + lines(event(user_id=1)), 1, more=False)
    found = gathered([result])
    assert [position for position, _ in found.texts] == [2], "its neighbours are rows"
    assert [str(record.reason) for record in found.invalid] == ["malformed_json"]
