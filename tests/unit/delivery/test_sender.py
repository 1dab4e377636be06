"""Sender: packing within the limits of Firehose, and retries of failed records alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from clickstream.delivery import sender
from clickstream.delivery.sender import (
    BATCH_LIMIT_BYTES,
    ENVELOPE_BYTES,
    MAX_ATTEMPTS,
    RECORD_LIMIT_BYTES,
    Counts,
    OversizedEvent,
    Record,
    batches,
    pack,
    request_bytes,
    single_record,
)
from tests.unit.cli.fakes import OUTPUTS, REQUEST_LIMIT_BYTES, FakeFirehose, aws_target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_firehose import FirehoseClient

LINES = st.lists(
    st.binary(min_size=1, max_size=30).filter(lambda line: b"\n" not in line), max_size=60
)


def put(
    firehose: FakeFirehose, parts: Iterable[Record | OversizedEvent]
) -> tuple[Counts, list[float], list[str]]:
    """Send to the fake, and return counts, waits and messages."""
    counts, waits, told = Counts(), list[float](), list[str]()
    sender.send(
        cast("FirehoseClient", firehose),
        OUTPUTS["delivery_stream_name"],
        parts,
        counts,
        report=told.append,
        pause=waits.append,
    )
    return counts, waits, told


@given(LINES, st.integers(min_value=1, max_value=64))
def test_packing_loses_no_event_splits_none_and_keeps_the_order(
    events: list[bytes], limit: int
) -> None:
    parts = list(pack(events, limit_bytes=limit))
    unpacked: list[bytes] = []
    for part in parts:
        if isinstance(part, OversizedEvent):
            unpacked.append(part.excerpt)
        else:
            assert part.data.endswith(b"\n"), "Firehose adds no separator between records"
            lines = part.data.removesuffix(b"\n").split(b"\n")
            assert len(lines) == part.events
            unpacked += lines
    assert unpacked == events


@given(LINES, st.integers(min_value=1, max_value=64))
def test_no_record_is_over_the_limit_and_only_events_over_the_limit_are_oversized(
    events: list[bytes], limit: int
) -> None:
    for part in pack(events, limit_bytes=limit):
        if isinstance(part, OversizedEvent):
            assert part.size_bytes + 1 > limit
        else:
            assert len(part.data) <= limit


@given(LINES, st.integers(min_value=31, max_value=200))
def test_records_are_as_full_as_they_can_be(events: list[bytes], limit: int) -> None:
    records = [part for part in pack(events, limit_bytes=limit) if isinstance(part, Record)]
    for record, following in pairwise(records):
        first = following.data.split(b"\n", 1)[0]
        assert len(record.data) + len(first) + 1 > limit, (
            "the next event would have fitted; Firehose bills per record"
        )


@given(
    st.lists(st.integers(min_value=1, max_value=400), max_size=60),
    st.integers(min_value=1, max_value=8),
    st.integers(min_value=900, max_value=3000),
)
def test_batches_keep_every_record_in_order_within_both_limits(
    sizes: list[int], most: int, limit: int
) -> None:
    records = [Record(bytes([65 + index % 26]) * size, 1) for index, size in enumerate(sizes)]
    grouped = list(batches(records, limit_records=most, limit_bytes=limit))
    assert [record for batch in grouped for record in batch] == records
    for batch in grouped:
        assert 1 <= len(batch) <= most
        assert ENVELOPE_BYTES + sum(map(request_bytes, batch)) <= limit


def test_full_records_go_into_calls_within_the_real_limits() -> None:
    firehose = FakeFirehose()
    events = [b"x" * (RECORD_LIMIT_BYTES - 1)] * 7
    counts, _, _ = put(firehose, pack(events))
    assert (counts.events, counts.records, counts.bytes) == (7, 7, 7 * RECORD_LIMIT_BYTES)
    assert [len(call) for call in firehose.calls] == [3, 3, 1], "base64 makes each a third larger"
    assert BATCH_LIMIT_BYTES == REQUEST_LIMIT_BYTES


def test_a_call_holds_five_hundred_small_records() -> None:
    firehose = FakeFirehose()
    put(firehose, (single_record(b"%d" % number) for number in range(1001)))
    assert [len(call) for call in firehose.calls] == [500, 500, 1]


@pytest.mark.parametrize(
    ("size", "fits"), [(RECORD_LIMIT_BYTES - 1, True), (RECORD_LIMIT_BYTES, False)]
)
def test_an_event_fits_with_its_newline_or_not_at_all(size: int, *, fits: bool) -> None:
    [part] = pack([b"x" * size])
    assert isinstance(part, Record) is fits


def test_an_event_over_the_limit_is_reported_and_counted_and_the_others_are_sent() -> None:
    firehose = FakeFirehose()
    counts, _, told = put(firehose, pack([b"before", b"y" * RECORD_LIMIT_BYTES, b"after"]))
    assert firehose.events == [b"before", b"after"]
    assert counts.failed == {"TooLarge": 1}
    assert "1,024,000" in told[0], "the message gives the size and the limit"
    assert "yyy" in told[0], "the message shows the beginning of the event"


def test_only_the_failed_records_of_a_batch_are_retried() -> None:
    firehose = FakeFirehose(
        refuse=lambda data, times: (
            "ServiceUnavailableException" if data in {b"b", b"d"} and times == 0 else None
        )
    )
    counts, waits, _ = put(firehose, [single_record(data) for data in (b"a", b"b", b"c", b"d")])
    assert firehose.calls == [[b"a", b"b", b"c", b"d"], [b"b", b"d"]]
    assert sorted(firehose.accepted) == [b"a", b"b", b"c", b"d"], "each is accepted once"
    assert (counts.events, counts.records, counts.retried, counts.failed) == (4, 4, 2, {})
    assert len(waits) == 1


def test_a_record_that_is_never_accepted_is_counted_by_its_code_and_the_others_are_sent() -> None:
    firehose = FakeFirehose(
        refuse=lambda data, _: "ServiceUnavailableException" if data.startswith(b"bad") else None
    )
    [packed] = pack([b"bad 1", b"bad 2"])
    counts, waits, _ = put(
        firehose, [*([single_record(b"good")] * 500), packed, single_record(b"later")]
    )
    assert counts.failed == {"ServiceUnavailableException": 2}, "events, not records"
    assert counts.events == 501
    assert counts.retried == MAX_ATTEMPTS - 1 == len(waits)
    assert firehose.accepted[-1] == b"later"


@given(st.lists(st.integers(min_value=0, max_value=MAX_ATTEMPTS + 1), min_size=1, max_size=40))
def test_every_event_is_accepted_once_or_counted_as_failed(failures: list[int]) -> None:
    firehose = FakeFirehose(
        refuse=lambda data, times: "InternalFailure" if times < failures[int(data)] else None
    )
    counts, _, _ = put(firehose, [single_record(b"%d" % index) for index in range(len(failures))])
    assert sorted(map(int, firehose.accepted)) == [
        index for index, times in enumerate(failures) if times < MAX_ATTEMPTS
    ]
    assert counts.events + counts.failed_events == len(failures)


def test_waits_grow_to_a_limit_and_are_jittered(monkeypatch: pytest.MonkeyPatch) -> None:
    def longest(_low: float, high: float) -> float:
        return high

    assert all(0 <= sender.backoff_seconds(3) <= 2 for _ in range(50))
    monkeypatch.setattr("random.uniform", longest)
    assert [sender.backoff_seconds(attempt) for attempt in range(1, MAX_ATTEMPTS)] == [
        0.5,
        1,
        2,
        4,
        8,
        10,
        10,
    ]


def test_a_call_with_a_permanent_error_is_counted_and_raised() -> None:
    client = aws_target().client("firehose")
    counts = Counts()
    with Stubber(client) as stub:
        stub.add_response(
            "put_record_batch",
            {
                "FailedPutCount": 0,
                "RequestResponses": [{"RecordId": str(index)} for index in range(500)],
            },
        )
        stub.add_client_error("put_record_batch", "ResourceNotFoundException", "no stream")
        parts = [single_record(b"x")] * 500 + [Record(b"y\nz\n", 2)]
        with pytest.raises(ClientError):
            sender.send(client, "gone", parts, counts, report=print)
    assert (counts.events, counts.failed) == (500, {"ResourceNotFoundException": 2})


def test_a_call_with_a_transient_error_is_retried() -> None:
    client = aws_target().client("firehose")
    counts, waits = Counts(), list[float]()
    with Stubber(client) as stub:
        stub.add_client_error("put_record_batch", "ServiceUnavailableException", "slow down")
        stub.add_response(
            "put_record_batch", {"FailedPutCount": 0, "RequestResponses": [{"RecordId": "1"}]}
        )
        sender.send(
            client, "events", [single_record(b"x")], counts, report=print, pause=waits.append
        )
    assert (counts.events, counts.retried, counts.failed, len(waits)) == (1, 1, {}, 1)


def test_the_progress_callback_receives_every_event() -> None:
    settled: list[int] = []
    client: Any = FakeFirehose()
    sender.send(client, "events", pack([b"x"] * 10), Counts(), report=print, advance=settled.append)
    assert sum(settled) == 10
