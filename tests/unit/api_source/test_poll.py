"""One run: what it sends, what it remembers, and what it does not lose."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from api_source.errors import AnswerError, DeliveryError, OutOfTimeError, TransientError
from api_source.send import event
from clickstream.delivery.sender import RECORD_LIMIT_BYTES
from tests.unit.api_source.fakes import FakeS3, Surroundings, api
from tests.unit.api_source.server import Reply, reply
from tests.unit.cli.fakes import FakeFirehose

if TYPE_CHECKING:
    from tests.unit.api_source.server import Server

STATE = "state/api-source.json"
NOON = datetime(2026, 11, 20, 12, 0, 0, 5000, tzinfo=UTC)


def sent(surroundings: Surroundings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in surroundings.firehose.events]


def test_every_item_of_every_page_is_an_event(server: Server) -> None:
    url = server.on("/u", reply({"results": [{"id": 1}, {"id": 2}], "next": "/v"}))
    server.on("/v", reply({"results": [{"id": 3}], "next": None}))
    surroundings = Surroundings()
    account, sink = surroundings.run(
        api(url, items_path="results", paging="next", next_path="next")
    )
    assert [item["id"] for item in sent(surroundings)] == [1, 2, 3]
    assert (account.pages, account.items, sink.counts.events) == (2, 3, 3)
    assert len(surroundings.firehose.accepted) == 2, "a page's items are packed into one record"


def test_an_item_gets_the_time_it_was_fetched_at() -> None:
    assert event({"id": 1}, NOON) == b'{"id":1,"fetched_at":"2026-11-20T12:00:00.005+00:00"}'
    assert event({"fetched_at": None}, NOON) == b'{"fetched_at":"2026-11-20T12:00:00.005+00:00"}'


def test_a_time_that_an_item_has_is_kept() -> None:
    assert (
        event({"fetched_at": "2020-01-01T00:00:00Z"}, NOON)
        == b'{"fetched_at":"2020-01-01T00:00:00Z"}'
    )


@pytest.mark.parametrize("item", [42, "text", None, [1], True])
def test_an_item_that_is_no_object_is_sent_as_it_is(item: object) -> None:
    assert event(item, NOON) == json.dumps(item).encode(), (
        "the converter quarantines it with the reason"
    )


def test_an_item_that_no_record_can_hold_goes_into_the_raw_zone_itself(server: Server) -> None:
    url = server.on("/", reply([{"id": 1}, {"id": 2, "text": "x" * RECORD_LIMIT_BYTES}, {"id": 3}]))
    surroundings = Surroundings()
    surroundings.run(api(url))
    assert [item["id"] for item in sent(surroundings)] == [1, 3]
    (key,) = surroundings.oversize
    assert key.startswith(f"raw/{datetime.now(UTC):year=%Y/month=%m/}")
    assert json.loads(surroundings.s3.objects[key])["id"] == 2


@pytest.mark.parametrize(("spare", "records"), [(0, 0), (1, 1)])
def test_an_item_fits_with_its_newline_or_not_at_all(spare: int, records: int) -> None:
    surroundings = Surroundings()
    surroundings.sink().put(["x" * (RECORD_LIMIT_BYTES - len('""') - spare)], NOON)
    assert len(surroundings.firehose.accepted) == records
    assert len(surroundings.s3.objects) == 1 - records


def test_only_what_the_stream_did_not_take_is_put_again(server: Server) -> None:
    def refuse(_data: bytes, times: int) -> str | None:
        return "ServiceUnavailableException" if times < 2 else None

    surroundings = Surroundings(firehose=FakeFirehose(refuse=refuse))
    _, sink = surroundings.run(api(server.on("/", reply([{"id": 1}]))))
    assert (sink.counts.events, sink.counts.retried, len(surroundings.clock.waits)) == (1, 2, 2)


def test_items_that_the_stream_never_takes_fail_the_run_and_are_fetched_again(
    server: Server,
) -> None:
    surroundings = Surroundings(
        firehose=FakeFirehose(refuse=lambda _data, _times: "ServiceUnavailableException")
    )
    with pytest.raises(
        DeliveryError,
        match=r"has not taken 2 events: \{'ServiceUnavailableException': 2\}; the next run fetches them again",
    ):
        surroundings.run(api(server.on("/", reply([1, 2], ETag='"a"'))))
    assert surroundings.s3.objects == {}, (
        "nothing is remembered, so the next request is not conditional"
    )


def test_a_page_that_fails_does_not_take_back_the_pages_before(server: Server) -> None:
    url = server.on("/u", reply({"results": [{"id": 1}], "next": "/v"}))
    server.on("/v", Reply(b"<html>"))
    surroundings = Surroundings()
    with pytest.raises(AnswerError, match="not JSON"):
        surroundings.run(api(url, items_path="results", paging="next", next_path="next"))
    assert [item["id"] for item in sent(surroundings)] == [1]


@pytest.mark.parametrize(
    ("header", "value", "condition"),
    [
        ("ETag", 'W/"a"', "if-none-match"),
        ("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT", "if-modified-since"),
    ],
)
def test_the_next_run_asks_whether_there_is_anything_new(
    server: Server, header: str, value: str, condition: str
) -> None:
    settings = api(server.on("/", Reply(b"[1]", headers={header: value}), Reply(status=304)))
    surroundings = Surroundings()
    surroundings.run(settings)
    account, _ = surroundings.run(settings)
    assert [asked.headers.get(condition) for asked in server.asked] == [None, value]
    assert (account.not_modified, account.items) == (True, 0)
    assert len(surroundings.firehose.events) == 1, "nothing new is nothing sent"


def test_an_answer_without_validators_is_asked_for_as_a_whole(server: Server) -> None:
    settings = api(server.on("/", reply([1], ETag='"a"'), reply([2]), reply([3])))
    surroundings = Surroundings()
    for _ in range(3):
        surroundings.run(settings)
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"a"', None]


def test_other_settings_ask_for_everything(server: Server) -> None:
    url = server.on("/", reply({"a": [1], "b": [2]}, ETag='"a"'))
    surroundings = Surroundings()
    surroundings.run(api(url, items_path="a"))
    surroundings.run(api(url, items_path="b"))
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, None]


def test_of_several_pages_the_first_ones_validators_say_nothing(server: Server) -> None:
    url = server.on("/u", reply({"results": [1], "next": "/v"}, ETag='"a"'))
    server.on("/v", reply({"results": [2], "next": None}, ETag='"b"'))
    surroundings = Surroundings()
    for _ in range(2):
        surroundings.run(api(url, items_path="results", paging="next", next_path="next"))
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
    surroundings = Surroundings()
    for _ in range(2):
        surroundings.run(settings)
    assert not [asked.path for asked in server.asked if "if-none-match" in asked.headers]


def test_what_is_remembered_is_written_only_when_it_changes(server: Server) -> None:
    settings = api(server.on("/", reply([1])))
    surroundings = Surroundings()
    surroundings.run(settings)
    assert surroundings.s3.objects == {}, "there is nothing to remember"


def test_a_run_that_may_not_read_its_state_fails(server: Server) -> None:
    class Denied(FakeS3):
        def get_object(self, **_: object) -> dict[str, Any]:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetObject")

    with pytest.raises(ClientError, match="AccessDenied"):
        Surroundings(s3=Denied()).run(api(server.on("/", reply([1]))))
    assert server.asked == []


def test_retries_are_counted_and_the_run_goes_on(server: Server) -> None:
    surroundings = Surroundings()
    surroundings.run(api(server.on("/", Reply(status=500), Reply(status=429), reply([1]))))
    assert len(surroundings.retries) == 2
    assert surroundings.firehose.events == [b"1"]


def test_an_api_that_is_down_fails_the_run_with_its_last_word(server: Server) -> None:
    with pytest.raises(TransientError, match="answers 503 Service Unavailable"):
        Surroundings().run(api(server.on("/", Reply(status=503))))


def test_a_run_out_of_time_says_what_to_change(server: Server) -> None:
    surroundings = Surroundings()
    late = surroundings.clock.deadline(0)
    with pytest.raises(
        OutOfTimeError,
        match=r"it has not come to asking http.*; fetch fewer pages \(apiMaxPages\), or poll less often \(apiRate\)",
    ):
        surroundings.run(api(server.on("/", reply([1]))), deadline=late)
