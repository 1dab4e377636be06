"""Handler: the event that is sent, the metric, the log line, and errors."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from canary import handler as handler_module
from canary.athena import QueryError
from canary.find import Search
from clickstream.contract.odcs import read_contract
from components.shared.canary_file import canary_file
from tests.paths import CLICKSTREAM

if TYPE_CHECKING:
    from pathlib import Path

    from aws_lambda_powertools.utilities.typing import LambdaContext

CONTRACT = read_contract(CLICKSTREAM)


@dataclass
class Context:
    """Lambda context of an invocation."""

    function_name: str = "canary-1a2b"
    memory_limit_in_mb: int = 256
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:canary-1a2b"
    aws_request_id: str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"

    def get_remaining_time_in_millis(self) -> int:
        """Return 60,000 ms."""
        return 60_000


class FakeFirehose:
    """Delivery stream that keeps its records, or refuses them."""

    def __init__(self) -> None:
        """Begin without records."""
        self.records = list[dict[str, Any]]()
        self.error: Exception | None = None

    def put_record(self, **request: Any) -> None:
        """Keep a record, or raise the error."""
        if self.error:
            raise self.error
        self.records.append(request)


@dataclass
class Function:
    """Handler with its environment, fake services, and rows of the search."""

    output: pytest.CaptureFixture[str]
    log: io.StringIO
    firehose: FakeFirehose = field(default_factory=FakeFirehose)
    times: list[datetime] = field(default_factory=list[datetime])
    search_error: Exception | None = None

    def invoke(self) -> dict[str, Any]:
        """Invoke the handler as the schedule does."""
        return handler_module.handler({}, cast("LambdaContext", Context()))

    def logged(self, message: str) -> dict[str, Any]:
        """Return the log line with a message."""
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        (line,) = [line for line in lines if line["message"] == message]
        return line

    def metric_lines(self) -> list[dict[str, Any]]:
        """Return the lines in CloudWatch's embedded metric format."""
        return [
            json.loads(line) for line in self.output.readouterr().out.splitlines() if "_aws" in line
        ]


@pytest.fixture
def function(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Function:
    made = Function(capsys, io.StringIO())

    def client(service: str, **options: Any) -> object:
        assert options["region_name"] == "eu-central-1"
        return made.firehose if service == "firehose" else object()

    def times(_: Search, now: datetime) -> list[datetime]:
        assert now.tzinfo is UTC
        if made.search_error:
            raise made.search_error
        return made.times

    monkeypatch.setattr(boto3, "client", client)
    monkeypatch.setattr(Search, "times", times)
    monkeypatch.setattr(handler_module.logger.registered_handler, "stream", made.log)
    compiled = tmp_path / "canary.json"
    compiled.write_text(canary_file(CONTRACT, CONTRACT.partition_keys), encoding="utf-8")
    monkeypatch.setattr(handler_module, "CANARY_FILE", compiled)
    names = ("DELIVERY_STREAM", "WORKGROUP", "DATABASE", "TABLE", "LAKE_BUCKET", "EVENTS_PREFIX")
    for name in names:
        monkeypatch.setenv(name, name.lower())
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    handler_module._settings.cache_clear()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - the environment differs
    return made


def ago(*seconds: float) -> list[datetime]:
    return [datetime.now(UTC) - timedelta(seconds=each) for each in seconds]


def test_an_event_of_the_type_canary_is_sent_with_marker_and_time(function: Function) -> None:
    before = datetime.now(UTC)
    sent = function.invoke()["sent"]
    (request,) = function.firehose.records
    assert request["DeliveryStreamName"] == "delivery_stream"
    event = json.loads(request["Record"]["Data"])
    assert (event["event_type"], event["event_id"]) == ("canary", sent)
    assert sent in {f"canary-{time:%Y-%m-%dT%H:%MZ}" for time in (before, datetime.now(UTC))}
    time = datetime.fromisoformat(event["event_time"])
    assert before - timedelta(milliseconds=1) <= time <= datetime.now(UTC)


def test_the_lag_is_a_metric_in_seconds_of_this_function(function: Function) -> None:
    function.times = ago(75, 135)
    assert function.invoke()["lag_seconds"] == pytest.approx(75, abs=5)
    (line,) = function.metric_lines()
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "ClickstreamLake"
    assert [(each["Name"], each["Unit"]) for each in directive["Metrics"]] == [
        ("CanaryLagSeconds", "Seconds")
    ]
    assert sorted(directive["Dimensions"][0]) == ["function_name", "service"]
    assert (line["service"], line["function_name"]) == ("canary", "canary-1a2b"), (
        "two stacks of an account have two metrics"
    )
    assert line["CanaryLagSeconds"] == [pytest.approx(75, abs=5)]


def test_each_run_puts_its_own_metric(function: Function) -> None:
    for lag in (60, 120):
        function.times = ago(lag)
        function.invoke()
    assert [line["CanaryLagSeconds"][0] for line in function.metric_lines()] == [
        pytest.approx(60, abs=5),
        pytest.approx(120, abs=5),
    ]


def test_the_log_names_the_newest_event_and_the_first_that_is_no_row(function: Function) -> None:
    function.times = ago(60)
    function.invoke()
    line = function.logged("canary events checked")
    newest = function.times[0]
    assert line["newest"] == f"canary-{newest:%Y-%m-%dT%H:%MZ}"
    assert line["waiting_for"] == f"canary-{newest + timedelta(minutes=1):%Y-%m-%dT%H:%MZ}"
    assert (line["level"], line["missing"]) == ("INFO", [])


def test_an_event_that_is_missing_between_others_is_a_warning_with_its_marker(
    function: Function,
) -> None:
    function.times = ago(60, 180)
    function.invoke()
    line = function.logged("canary events checked")
    lost = function.times[0] - timedelta(minutes=1)
    assert line["level"] == "WARNING"
    assert line["missing"] == [f"canary-{lost:%Y-%m-%dT%H:%MZ}"]


def test_before_the_first_row_there_is_no_metric(function: Function) -> None:
    assert function.invoke()["lag_seconds"] is None
    assert function.metric_lines() == [], "a new deployment is not late"
    assert function.logged("no canary event of today or yesterday is in the table yet")


def test_if_the_stream_refuses_the_event_the_lag_is_put_all_the_same(function: Function) -> None:
    function.firehose.error = RuntimeError("ServiceUnavailableException")
    function.times = ago(600)
    with pytest.raises(RuntimeError, match="ServiceUnavailable"):
        function.invoke()
    (line,) = function.metric_lines()
    assert line["CanaryLagSeconds"] == [pytest.approx(600, abs=5)]


def test_a_check_that_fails_is_an_error_of_the_function_without_a_metric(
    function: Function,
) -> None:
    function.search_error = QueryError("the query q-1 is FAILED")
    with pytest.raises(QueryError):
        function.invoke()
    assert len(function.firehose.records) == 1, "the event is sent before"
    assert function.metric_lines() == [], "the alarm takes a missing metric as late"
