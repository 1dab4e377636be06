"""Invalid records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from clickstream.contract import Column, ColumnType, Contract
from clickstream.records import faults
from clickstream.records.decode import JsonRecord, Reason
from tests.unit.records.reading import gathered, read

if TYPE_CHECKING:
    from collections.abc import Sequence

ERROR = msgspec.DecodeError("the parser's message")
NO_OBJECT = msgspec.ValidationError("expected an object")


@pytest.mark.parametrize(
    ("text", "error", "reason", "detail"),
    [
        (b"nope", ERROR, Reason.MALFORMED_JSON, "the parser's message"),
        (b"7", NO_OBJECT, Reason.NOT_AN_OBJECT, "no object"),
        (b"[[", RecursionError(), Reason.MALFORMED_JSON, "nested too deep"),
        (
            b'"\xff"',
            NO_OBJECT,
            Reason.MALFORMED_JSON,
            "not UTF-8; invalid bytes are shown as \\xNN",
        ),
        (
            b'{"a":"\xff',
            ERROR,
            Reason.MALFORMED_JSON,
            "not UTF-8; invalid bytes are shown as \\xNN",
        ),
        (b'"\\uD800"', ERROR, Reason.MALFORMED_JSON, faults.HALF_OF_A_PAIR),
    ],
)
def test_an_invalid_record_has_a_reason_and_a_detail(
    text: bytes, error: Exception, reason: Reason, detail: str
) -> None:
    record = faults.invalid(3, text, error, "no object")
    assert record == JsonRecord(3, text.decode("utf-8", "backslashreplace"), reason, detail)


@pytest.mark.parametrize(
    ("texts", "text", "reason"),
    [
        ([b"{}", b'{"a":1}'], '{}{"a":1}', Reason.MISSING_FIELD),
        ([b"1", b'"\xff"'], '1,"\\xff"', Reason.NOT_AN_OBJECT),
    ],
)
def test_a_run_is_one_record_with_every_text(
    texts: Sequence[bytes], text: str, reason: Reason
) -> None:
    record = faults.run(2, texts)
    assert record == JsonRecord(2, text, reason, "2 values that are too short for an event", 2)


def test_the_error_that_ended_an_object_is_in_the_detail_of_the_record_that_it_truncated() -> None:
    records = [JsonRecord(1, '{"a":', Reason.MALFORMED_JSON, "cut")]
    assert faults.with_problem(records, b'{}\n{"a":', 2, "gzip") == [
        JsonRecord(1, '{"a":', Reason.MALFORMED_JSON, "gzip; cut")
    ]
    assert faults.with_problem(records, b'{"a":\n', 2, "gzip") == [
        *records,
        JsonRecord(2, "", Reason.MALFORMED_JSON, "gzip"),
    ], "a record before the error is none that it truncated"


def contract(*required: str) -> Contract:
    columns = [
        Column(f"c{number}", ColumnType.STRING, required=True, sources=(path,))
        for number, path in enumerate(required)
    ]
    time = Column("event_time", ColumnType.TIMESTAMP, sources=("t",))
    return Contract("table", "1", "", (*columns, time), (), "event_time")


@pytest.mark.parametrize(
    ("required", "event"),
    [
        (["name"], '{"name":1}'),
        (["name", "kind"], '{"name":1,"kind":2}'),
        (["metadata.name", "metadata.kind"], '{"metadata":{"name":1,"kind":2}}'),
        (["a.b", "a.c.d", "e"], '{"a":{"b":1,"c":{"d":1}},"e":1}'),
        (["é" * 40, "ü"], '{"' + "é" * 40 + '":1,"ü":1}'),
        ([], "{}"),
    ],
)
def test_no_valid_event_is_too_short(required: list[str], event: str) -> None:
    of = contract(*required)
    assert faults.shortest_event(of) <= len(event), "the limit is a lower bound"
    found = gathered(read("\n".join([event] * 300).encode(), of))
    assert len(found.texts) == 300, "any number of the shortest events are events"


def test_a_text_without_the_required_members_is_too_short() -> None:
    assert faults.shortest_event(contract("name", "kind")) > len('{"name":1}')
