"""Objects of a run: the queue, the arrival dates, the arguments."""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.contract import spark_sql
from clickstream_spark import settings as settings_module
from clickstream_spark.arrivals import list_arrivals, split_into_rounds
from clickstream_spark.object_queue import Message, Queue, VisibilityExtender, notified_objects
from clickstream_spark.read import RawObject
from clickstream_spark.settings import parse
from tests.paths import EVENTS
from tests.spark.engines import RAW
from tests.spark.job_arguments import JOB_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.contract import Contract
    from tests.spark.engines import Engines


@pytest.mark.parametrize(
    ("name", "key", "version"),
    [
        ("sqs_s3_put.json", "raw/year=2025/month=11/events one+two 100% - Köln, 東京.gz", None),
        ("sqs_s3_put_versioned.json", "raw/a.gz", "096fKKXTRTtl3on89fVO.nfljtsv6qko"),
    ],
)
def test_the_keys_of_a_notification_are_decoded(name: str, key: str, version: str | None) -> None:
    (raw,) = notified_objects(
        json.loads(json.loads((EVENTS / name).read_text(encoding="utf-8"))["Records"][0]["body"])
    )
    assert (raw.key, raw.version) == (key, version)


def test_the_test_event_of_s3_has_no_objects() -> None:
    assert notified_objects({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "r"}) == []


def test_a_range_of_dates_is_listed_day_by_day(engines: Engines) -> None:
    s3 = engines.client("s3")
    keys = [
        f"raw/year=2023/month={month}/day={day}/x+ y.json"
        for month, day in (("02", "28"), ("03", "01"), ("03", "02"), ("03", "10"))
    ]
    for key in keys:
        s3.put_object(Bucket=RAW, Key=key, Body=b"{}")
    found = list(list_arrivals(s3, RAW, "raw/", date(2023, 2, 28), date(2023, 3, 1)))
    assert found == [RawObject(RAW, keys[0]), RawObject(RAW, keys[1])], (
        "and no day with the same first digit"
    )
    assert [len(some) for some in split_into_rounds(iter([*found, *found, *found]), 4)] == [4, 2]


def test_messages_are_hidden_until_they_are_deleted(engines: Engines) -> None:
    sqs = engines.client("sqs")
    url = sqs.create_queue(QueueName="objects")["QueueUrl"]
    body = json.dumps({"Records": [{"s3": {"bucket": {"name": "r"}, "object": {"key": "raw/x"}}}]})
    for _ in range(12):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    queue = Queue(sqs, url)
    messages = queue.receive()
    assert len(messages) == 12, "more than one request returns"
    assert queue.receive() == []
    queue.extend(messages)
    queue.delete(messages)
    attributes = sqs.get_queue_attributes(
        QueueUrl=url,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    assert set(attributes.values()) == {"0"}


def test_messages_stay_hidden_while_they_are_processed() -> None:
    twice = threading.Event()
    extended: list[Sequence[Message]] = []

    class Failing(Queue):
        def __init__(self) -> None:
            """Have no SQS."""

        def extend(self, messages: Sequence[Message]) -> None:
            extended.append(messages)
            if len(extended) == 2:
                twice.set()
            msg = "SQS is unreachable"
            raise ConnectionError(msg)

    messages = [Message("receipt", ())]
    with VisibilityExtender(Failing(), messages, every_seconds=0.001):
        assert twice.wait(60), "one request that fails is not the last"
    assert extended[0] == messages


@pytest.fixture
def packaged(clickstream: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "contract.json": clickstream.to_json(),
        "derivations.json": json.dumps(spark_sql.derivations(clickstream)),
    }

    def get_data(_package: str, name: str) -> bytes:
        return files[name].encode()

    monkeypatch.setattr(settings_module.pkgutil, "get_data", get_data)


def arguments(**more: str) -> list[str]:
    given: dict[str, Any] = {
        **JOB_ARGUMENTS,
        **{f"--{key.replace('_', '-')}": value for key, value in more.items()},
    }
    return [part for pair in given.items() for part in pair]


@pytest.mark.usefixtures("packaged")
def test_arguments_that_glue_adds_are_ignored() -> None:
    settings = parse(
        arguments(
            queue_url="https://sqs/q",
            JOB_NAME="converter",
            job_bookmark_option="job-bookmark-disable",
        )
    )
    assert settings.queue_url == "https://sqs/q"
    assert settings.dates is None
    assert settings.rules.max_unpacked == 512 * 1024 * 1024


@pytest.mark.usefixtures("packaged")
def test_dates_take_precedence_over_the_queue() -> None:
    settings = parse(
        arguments(queue_url="https://sqs/q", from_date="2025-11-01", to_date="2025-11-30")
    )
    assert settings.dates == (date(2025, 11, 1), date(2025, 11, 30)), (
        "a backfill leaves the queue to the next run"
    )


@pytest.mark.usefixtures("packaged")
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "give --from-date and --to-date, or --queue-url"),
        ({"from_date": "2025-11-01"}, "--from-date is 2025-11-01 and --to-date is None; give both"),
        ({"from_date": "2025-11-02", "to_date": "2025-11-01"}, "the earlier one first"),
        (
            {"from_date": "november"},
            "argument --from-date: invalid fromisoformat value: 'november'",
        ),
    ],
)
def test_missing_or_wrong_arguments_are_refused_by_name(
    more: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(arguments(**more))
    assert said in capsys.readouterr().err
