"""One run: items that it sends, state that it saves, and errors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from api_source.errors import DeliveryError, OutOfTimeError, ResponseError, TransientError
from api_source.send import to_event
from clickstream.delivery.sender import RECORD_LIMIT_BYTES
from tests.unit.api_source.fakes import FakeRun, FakeS3, api
from tests.unit.api_source.server import Reply, reply
from tests.unit.cli.fakes import FakeFirehose

if TYPE_CHECKING:
    from tests.unit.api_source.server import Server

STATE = "state/api-source.json"
NOON = datetime(2026, 11, 20, 12, 0, 0, 5000, tzinfo=UTC)


def sent(run: FakeRun) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.firehose.events]


def test_every_item_of_every_page_is_an_event(server: Server) -> None:
    url = server.on("/u", reply({"results": [{"id": 1}, {"id": 2}], "next": "/v"}))
    server.on("/v", reply({"results": [{"id": 3}], "next": None}))
    run = FakeRun()
    account, sink = run.run(api(url, items_path="results", paging="next", next_path="next"))
    assert [item["id"] for item in sent(run)] == [1, 2, 3]
    assert (account.pages, account.items, sink.counts.events) == (2, 3, 3)
    assert len(run.firehose.accepted) == 2, "a page's items are packed into one record"


def test_an_item_gets_the_time_it_was_fetched_at() -> None:
    assert to_event({"id": 1}, NOON) == b'{"id":1,"fetched_at":"2026-11-20T12:00:00.005+00:00"}'
    assert to_event({"fetched_at": None}, NOON) == b'{"fetched_at":"2026-11-20T12:00:00.005+00:00"}'


def test_a_time_that_an_item_has_is_kept() -> None:
    assert (
        to_event({"fetched_at": "2020-01-01T00:00:00Z"}, NOON)
        == b'{"fetched_at":"2020-01-01T00:00:00Z"}'
    )


@pytest.mark.parametrize("item", [42, "text", None, [1], True])
def test_an_item_that_is_no_object_is_sent_as_it_is(item: object) -> None:
    assert to_event(item, NOON) == json.dumps(item).encode(), (
        "the converter quarantines it with the reason"
    )


def test_an_oversized_item_is_written_to_the_raw_zone(server: Server) -> None:
    url = server.on("/", reply([{"id": 1}, {"id": 2, "text": "x" * RECORD_LIMIT_BYTES}, {"id": 3}]))
    run = FakeRun()
    run.run(api(url))
    assert [item["id"] for item in sent(run)] == [1, 3]
    (key,) = run.oversize
    assert key.startswith(f"raw/{datetime.now(UTC):year=%Y/month=%m/}")
    assert json.loads(run.s3.objects[key])["id"] == 2


@pytest.mark.parametrize(("spare", "records"), [(0, 0), (1, 1)])
def test_an_item_fits_with_its_newline_or_not_at_all(spare: int, records: int) -> None:
    run = FakeRun()
    run.sink().put(["x" * (RECORD_LIMIT_BYTES - len('""') - spare)], NOON)
    assert len(run.firehose.accepted) == records
    assert len(run.s3.objects) == 1 - records


def test_only_failed_records_are_retried(server: Server) -> None:
    def refuse(_data: bytes, times: int) -> str | None:
        return "ServiceUnavailableException" if times < 2 else None

    run = FakeRun(firehose=FakeFirehose(refuse=refuse))
    _, sink = run.run(api(server.on("/", reply([{"id": 1}]))))
    assert (sink.counts.events, sink.counts.retried, len(run.clock.waits)) == (1, 2, 2)


def test_items_that_the_stream_never_accepts_fail_the_run_and_are_fetched_again(
    server: Server,
) -> None:
    run = FakeRun(firehose=FakeFirehose(refuse=lambda _data, _times: "ServiceUnavailableException"))
    with pytest.raises(
        DeliveryError,
        match=r"did not accept 2 events: \{'ServiceUnavailableException': 2\}; the next run fetches them again",
    ):
        run.run(api(server.on("/", reply([1, 2], ETag='"a"'))))
    assert run.s3.objects == {}, "nothing is remembered, so the next request is not conditional"


def test_a_page_that_fails_does_not_take_back_the_pages_before(server: Server) -> None:
    url = server.on("/u", reply({"results": [{"id": 1}], "next": "/v"}))
    server.on("/v", Reply(b"<html>"))
    run = FakeRun()
    with pytest.raises(ResponseError, match="not JSON"):
        run.run(api(url, items_path="results", paging="next", next_path="next"))
    assert [item["id"] for item in sent(run)] == [1]


@pytest.mark.parametrize(
    ("header", "value", "condition"),
    [
        ("ETag", 'W/"a"', "if-none-match"),
        ("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT", "if-modified-since"),
    ],
)
def test_the_request_of_the_next_run_is_conditional(
    server: Server, header: str, value: str, condition: str
) -> None:
    settings = api(server.on("/", Reply(b"[1]", headers={header: value}), Reply(status=304)))
    run = FakeRun()
    run.run(settings)
    account, _ = run.run(settings)
    assert [asked.headers.get(condition) for asked in server.asked] == [None, value]
    assert (account.not_modified, account.items) == (True, 0)
    assert len(run.firehose.events) == 1, "nothing new is nothing sent"


def test_after_a_response_without_validators_the_request_is_unconditional(server: Server) -> None:
    settings = api(server.on("/", reply([1], ETag='"a"'), reply([2]), reply([3])))
    run = FakeRun()
    for _ in range(3):
        run.run(settings)
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"a"', None]


def test_with_other_settings_the_request_is_unconditional(server: Server) -> None:
    url = server.on("/", reply({"a": [1], "b": [2]}, ETag='"a"'))
    run = FakeRun()
    run.run(api(url, items_path="a"))
    run.run(api(url, items_path="b"))
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, None]


def test_with_several_pages_no_request_is_conditional(server: Server) -> None:
    url = server.on("/u", reply({"results": [1], "next": "/v"}, ETag='"a"'))
    server.on("/v", reply({"results": [2], "next": None}, ETag='"b"'))
    run = FakeRun()
    for _ in range(2):
        run.run(api(url, items_path="results", paging="next", next_path="next"))
    assert not [asked.path for asked in server.asked if "if-none-match" in asked.headers], (
        "the second page may be new while the first is not"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"paging": "link"},
        {"method": "POST", "body": "{}"},
        {"paging": "page", "page_parameter": "page", "max_pages": 1},
    ],
)
def test_nothing_is_conditional_where_unchanged_does_not_mean_that_there_is_nothing_new(
    server: Server, changes: dict[str, Any]
) -> None:
    settings = api(server.on("/", reply([1], ETag='"a"')), **changes)
    run = FakeRun()
    for _ in range(2):
        run.run(settings)
    assert not [asked.path for asked in server.asked if "if-none-match" in asked.headers]


def test_the_state_is_written_only_when_it_changes(server: Server) -> None:
    settings = api(server.on("/", reply([1])))
    run = FakeRun()
    run.run(settings)
    assert run.s3.objects == {}, "there is nothing to remember"


def test_a_run_that_may_not_read_its_state_fails(server: Server) -> None:
    class Denied(FakeS3):
        def get_object(self, **_: object) -> dict[str, Any]:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetObject")

    with pytest.raises(ClientError, match="AccessDenied"):
        FakeRun(s3=Denied()).run(api(server.on("/", reply([1]))))
    assert server.asked == []


def test_retries_are_counted_and_the_run_goes_on(server: Server) -> None:
    run = FakeRun()
    run.run(api(server.on("/", Reply(status=500), Reply(status=429), reply([1]))))
    assert len(run.retries) == 2
    assert run.firehose.events == [b"1"]


def test_an_api_that_is_down_fails_the_run_with_its_last_response(server: Server) -> None:
    with pytest.raises(TransientError, match="returns 503 Service Unavailable"):
        FakeRun().run(api(server.on("/", Reply(status=503))))


def test_a_run_past_its_deadline_names_the_settings_to_change(server: Server) -> None:
    run = FakeRun()
    late = run.clock.deadline(0)
    with pytest.raises(
        OutOfTimeError,
        match=r"ended before the request to http.*; fetch fewer pages \(apiMaxPages\), or poll less often \(apiRate\)",
    ):
        run.run(api(server.on("/", reply([1]))), deadline=late)
