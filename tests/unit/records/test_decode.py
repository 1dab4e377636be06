"""JSON text to records: events, arrays of events, and invalid records."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickstream.records.decode import (
    CutOffError,
    JsonRecord,
    Reason,
    decode,
)

A, B, C = '{"a":1}', '{"b":2}', '{"c":3}'
BROKEN = '{"a":'
PRETTY = json.dumps({"a": {"b": [1, 2, {"c": "}{"}]}, "d": []}, indent=2)
FLUSH_LEFT = PRETTY.replace("  ", "")


def texts(text: str) -> list[str]:
    return [record.text for record in decode(text)]


def kinds(text: str) -> list[str]:
    return [kind(record) for record in decode(text)]


def kind(record: JsonRecord) -> str:
    if record.reason:
        return str(record.reason)
    return "array" if record.text.startswith("[") else "event"


def only(text: str) -> JsonRecord:
    (record,) = decode(text)
    return record


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{A}\n{B}\n{C}\n", id="one per line"),
        pytest.param(f"{A}\n{B}\n{C}", id="no newline at the end"),
        pytest.param(f"{A}\r\n{B}\r\n{C}\r\n", id="CRLF"),
        pytest.param(f"\n\n{A}\n \t\n{B}\n\r\n\n{C}\n\n", id="blank lines"),
        pytest.param(f"{A}{B}{C}", id="concatenated"),
        pytest.param(f"{A} {B}\t{C}", id="several on a line"),
        pytest.param(f"{A}{B}\n{C}", id="partly concatenated"),
        pytest.param(f"  {A}\n\t{B}\n {C}  \n", id="indented"),
        pytest.param(f"\ufeff{A}\n{B}\n{C}\n", id="byte order mark"),
        pytest.param(
            f"\ufeff{A}\ufeff{B}\n\ufeff{C}\n", id="byte order marks of records that were files"
        ),
    ],
)
def test_events_are_found_with_any_separator(text: str) -> None:
    assert kinds(text) == ["event"] * 3, "each event is one record"
    assert texts(text) == [A, B, C], "in order; the text of a record excludes the separators"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "event", [PRETTY, FLUSH_LEFT, json.dumps(json.loads(PRETTY), indent="\t"), "{\n\n" + A[1:]]
)
def test_an_event_over_many_lines_is_one_event(event: str, newline: str) -> None:
    event = event.replace("\n", newline)
    text = newline.join([A, event, B, event + event, C])
    assert texts(text) == [A, event, B, event, event, C], (
        "line breaks within an event do not split it"
    )
    assert set(kinds(text)) == {"event"}


@pytest.mark.parametrize(
    "text",
    [
        f"[{A},{B},{C}]",
        f"[\n  {A},\n  {B},\n  {C}\n]\n",
        f"[{A},\n{B}\n,{C}]",
        f" [ {A} , {B} , {C} ] ",
    ],
)
def test_an_array_of_events_is_one_record(text: str) -> None:
    assert texts(f"{A}\n{text}{B}") == [A, text.strip(), B], "the text is the whole array"
    assert kinds(f"{A}\n{text}{B}") == ["event", "array", "event"]
    assert kinds("[7]") == ["array"], "whether the elements are events is not checked"


@pytest.mark.parametrize("text", ["1", "-1.5e3", '"text"', "true", "false", "null", "[]", "[ ]"])
def test_json_that_is_no_object_is_an_invalid_record(text: str) -> None:
    record = only(text)
    assert (record.text, record.reason) == (text, Reason.NOT_AN_OBJECT)
    assert record.detail == "an event is a JSON object", "the detail says what is expected"


def test_an_empty_object_is_an_event() -> None:
    assert only("{}").reason is None, "the decoder does not check required fields"


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t\n", "\ufeff", "\ufeff\n"])
def test_white_space_is_no_record(text: str) -> None:
    assert list(decode(text)) == []


def test_a_malformed_line_does_not_affect_its_neighbours() -> None:
    assert texts(f"{A}\n{BROKEN}\n{B}") == [A, BROKEN, B]
    assert kinds(f"{A}\n{BROKEN}\n{B}") == ["event", "malformed_json", "event"]


@pytest.mark.parametrize(
    "broken",
    [
        '{"a":',
        '{"a":1',
        '{"a":"x',
        "[1,",
        "{",
        "[",
        "}",
        "]",
        "nothing",
        "'a'",
        '{"a":1,}',
        "{'a':1}",
        "-",
        "tru",
    ],
)
def test_two_consecutive_malformed_lines_are_two_records(broken: str) -> None:
    text = f"{A}\n{broken}\nno\n{B}"
    assert [record.position for record in decode(text) if record.reason] == [2, 3], (
        "each line is one record"
    )
    assert texts(text) == [A, broken, "no", B]


def test_a_malformed_pretty_printed_event_is_one_record() -> None:
    broken = PRETTY.replace('"d": []', '"d": [}')
    assert texts(f"{A}\n{broken}\n{B}") == [A, broken, B], (
        "its indented lines and closing brackets belong to it"
    )
    assert kinds(f"{A}\n{broken}\n{B}") == ["event", "malformed_json", "event"]


def test_a_truncated_last_line_does_not_affect_the_others() -> None:
    assert texts(f'{A}\n{{"b":"half of a te') == [A, '{"b":"half of a te']
    assert kinds(f'{A}\n{{"b":"half of a te') == ["event", "malformed_json"]


def test_a_truncated_last_event_over_many_lines_is_one_record() -> None:
    half = PRETTY[: len(PRETTY) // 2].rstrip()
    assert texts(f"{A}\n{half}") == [A, half]


def test_a_malformed_event_in_a_concatenation_does_not_affect_the_others() -> None:
    text = f'{A}{{"a":nope}}{B}{{"a":}}{{]}}{C}\n{A}'
    assert texts(text) == [A, '{"a":nope}', B, '{"a":}{]}', C, A], (
        "events after the first malformed one are not lost"
    )
    assert kinds(text) == ["event", "malformed_json", "event", "malformed_json", "event", "event"]


def test_no_part_of_a_malformed_event_is_an_event() -> None:
    broken = '{"user":{"name":"x"},"items":[{"id":1},{"id":2}],"price":nope}'
    assert kinds(broken) == ["malformed_json"], "a nested object is no event"


def test_text_after_an_event_is_an_invalid_record() -> None:
    assert texts(f"{A} trailing, {B}\n{C}") == [A, f"trailing, {B}", C]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_constants_that_python_accepts_and_json_does_not_are_malformed(constant: str) -> None:
    record = only(f'{{"a":{constant}}}')
    assert record.reason is Reason.MALFORMED_JSON
    assert record.detail == f"{constant} is not JSON", "the detail names what was found"


def test_the_detail_of_a_malformed_record_has_the_position_of_the_error() -> None:
    assert only('{"a":1 "b":2}').detail == "Expecting ',' delimiter at character 8"


def test_control_characters_in_strings_are_malformed() -> None:
    assert kinds('{"a":"x\ty"}') == ["malformed_json"], "JSON wants them escaped"


@pytest.mark.parametrize("number", ["1E+2", "9" * 5000, "-0"])
def test_a_number_of_any_length_is_no_error(number: str) -> None:
    assert only(f'{{"a":{number}}}').reason is None, "Python's limit of digits does not apply"


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_nesting_past_the_parsers_depth_is_malformed(opening: str) -> None:
    closing = {"[": "]", '{"a":': "}", '[{"a":': "}]"}[opening]
    deep = opening * 50_000 + "1" + closing * 50_000
    assert kinds(f"{A}\n{deep}\n{B}") == ["event", "malformed_json", "event"], (
        "depth affects the line, not the object"
    )


@pytest.mark.parametrize("depth", range(100, 1100, 100))
@pytest.mark.parametrize(
    "text",
    [
        '{{"a":{}}}',
        '[{{"a":{}}}]',
        '{{"u":"\\ud83d\\ude00","a":{}}}',
        '[{{"u":"\\ud83d\\ude00","a":{}}}]',
    ],
)
def test_nesting_about_the_parsers_depth_does_not_raise(text: str, depth: int) -> None:
    records = list(decode(f"{A}\n{text.format('[' * depth + ']' * depth)}\n{B}"))
    assert [record.text for record in (records[0], records[-1])] == [A, B], (
        "its neighbours are untouched"
    )
    assert len(records) == 3, "and it is one record in any case"


@pytest.mark.parametrize("size", [4_000, 4_090, 4_096, 9_000, 70_000, 300_000])
@pytest.mark.parametrize("separator", ["", "\n", " \n  "])
def test_a_value_may_be_longer_than_a_window(size: int, separator: str) -> None:
    long = f'{{{separator}"a":{separator}"{"x" * size}",{separator}"b":[{"1, " * 99}{separator}1]}}'
    assert texts(f"{A}\n{long}\n{B}{long}") == [A, long, B, long]


def test_white_space_may_be_longer_than_a_window() -> None:
    long = '{"a":1,' + "\n" * 70_000 + '"b":2}'
    assert texts(f"{long}\n{A}") == [long, A]


def test_a_number_may_be_longer_than_a_window() -> None:
    assert texts("1" * 9_000) == ["1" * 9_000]


def test_positions_are_the_lines_that_records_begin_on() -> None:
    text = f"\n{A}\n{PRETTY}\n\n{A}{B}\n{BROKEN}\n  more\n{PRETTY}{C}\n[\n{A},\n{B}]\n{C}"
    lines = text.split("\n")
    for record in decode(text):
        first = record.text.split("\n")[0]
        assert first in lines[record.position - 1] or lines[record.position - 1] == "[", (
            "the first line of the record is at its position"
        )
    height = PRETTY.count("\n") + 1
    after = 3 + height
    expected = [
        2,
        3,
        after + 1,
        after + 1,
        after + 2,
        after + 4,
        after + 3 + height,
        after + 4 + height,
        after + 7 + height,
    ]
    assert [record.position for record in decode(text)] == expected


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(), values, max_size=4)
styles: list[dict[str, Any]] = [
    {},
    {"ensure_ascii": False},
    {"separators": (",", ":")},
    {"indent": 0},
    {"indent": 2},
    {"indent": "\t"},
]


@st.composite
def renderings(draw: st.DrawFn) -> tuple[str, list[object]]:
    """Draw a text and its expected records: events, and None for malformed ones."""
    found: list[object] = []
    parts: list[str] = []
    for kind in draw(
        st.lists(st.sampled_from(["event", "concatenated", "array", "broken"]), max_size=6)
    ):
        style = draw(st.sampled_from(styles))
        if kind == "broken":
            parts.append(
                draw(
                    st.sampled_from(
                        ["no json", '{"a":', "{'a':1}", '{"a" 1}', '{"a":"', "no}{", "[1,,"]
                    )
                )
                + "\n"
            )
            found.append(None)
            continue
        events = draw(st.lists(objects, min_size=1, max_size=3))
        found += events
        if kind == "event":
            parts += [
                json.dumps(event, **style) + draw(st.sampled_from(["\n", "\r\n", "\n\n", " \n"]))
                for event in events
            ]
        else:
            parts.append(
                json.dumps(events, **style) + "\n"
                if kind == "array"
                else "".join(json.dumps(event, **style) for event in events) + "\n"
            )
    return "".join(parts), found


@settings(max_examples=100, deadline=None)
@given(rendering=renderings())
def test_rendered_events_are_decoded_unchanged(rendering: tuple[str, list[object]]) -> None:
    text, put_in = rendering
    came_out: list[object] = []
    for record in decode(text):
        value = None if record.reason else json.loads(record.text)
        came_out += value if isinstance(value, list) else [value]
    assert came_out == put_in, "every event and every malformed line is one record, in order"


json_like = st.text(alphabet='{}[]":,\\ \n\r\tanu1-.ée\ufeff\u2028😀', max_size=60)


@settings(max_examples=100, deadline=None)
@given(text=st.text() | json_like)
def test_no_text_is_skipped(text: str) -> None:
    remaining = text
    for record in decode(text):
        between, found, remaining = remaining.partition(record.text)
        assert found, "texts of records occur in the text, in order"
        assert not between.strip(" \t\r\n\ufeff"), "only white space is between records"
    assert not remaining.strip(" \t\r\n\ufeff"), "only white space follows the last record"


@settings(max_examples=100, deadline=None)
@given(text=st.text() | json_like)
def test_no_text_raises(text: str) -> None:
    for record in decode(text):
        assert (record.reason is None) == (record.detail is None), "a reason has a detail"
        assert record.text.encode(), "a record has a text that UTF-8 can encode"


@pytest.mark.parametrize("last", ['{"b":', "[1,", '{"b":"x', "tru", "{", '{"b":[1,2'])
def test_a_value_that_may_continue_is_not_decoded(last: str) -> None:
    records: list[JsonRecord] = []
    with pytest.raises(CutOffError) as cut:
        records.extend(decode(f"{A}\n{B} {last}", more=True))
    assert [record.text for record in records] == [A, B], "the records before it are complete"
    assert (cut.value.offset, cut.value.line) == (len(f"{A}\n{B} "), 2)


def test_taken_lines_are_skipped() -> None:
    taken = {2, 3}
    assert [record.text for record in decode(f"{A}\n{B}\noops\n{C}", taken)] == [A, C]
    assert taken == {2, 3}


def test_a_taken_line_that_continues_a_value_is_not_skipped() -> None:
    taken = {2, 4}
    text = f'{{"x":\n{B}\n}}\n{C}'
    assert [record.text for record in decode(text, taken)] == [text[: -len(C) - 1]]
    assert taken == {4}, "the line is removed from the set"
