"""Handler: result, log lines and metrics of a run."""

from __future__ import annotations

import io
import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from api_source import handler as handler_module
from api_source.errors import SecretError, StatusError
from clickstream.delivery.sender import RECORD_LIMIT_BYTES
from tests.unit.api_source.fakes import FakeS3, api
from tests.unit.api_source.server import Reply, reply
from tests.unit.cli.fakes import OUTPUTS, FakeFirehose

if TYPE_CHECKING:
    from pathlib import Path

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from api_source.settings import ApiSettings
    from tests.unit.api_source.server import Server

ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf"


@dataclass
class Context:
    """Lambda context of an invocation."""

    function_name: str = "api-source"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:api-source"
    aws_request_id: str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"

    def get_remaining_time_in_millis(self) -> int:
        """Return 60,000 ms."""
        return 60_000


@dataclass
class FakeSecrets:
    """Secrets Manager with the secrets that a test sets."""

    held: dict[str, dict[str, Any]] = field(default_factory=dict[str, "dict[str, Any]"])

    def get_secret_value(self, *, SecretId: str) -> dict[str, Any]:
        """Return a secret."""
        return self.held[SecretId]


@dataclass
class Function:
    """Handler with its environment and fake services."""

    environment: pytest.MonkeyPatch
    output: pytest.CaptureFixture[str]
    log: io.StringIO
    firehose: FakeFirehose = field(default_factory=FakeFirehose)
    s3: FakeS3 = field(default_factory=FakeS3)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    clients: dict[str, dict[str, Any]] = field(default_factory=dict[str, "dict[str, Any]"])
    """Options of each created client, by service."""

    def invoke(self, settings: ApiSettings) -> dict[str, Any]:
        """Invoke the handler as the schedule does."""
        self.environment.setenv("API", json.dumps(asdict(settings)))
        return handler_module.handler({}, cast("LambdaContext", Context()))

    def logged(self, message: str) -> list[dict[str, Any]]:
        """Return the log lines with a message."""
        return [
            line
            for line in map(json.loads, self.log.getvalue().splitlines())
            if line["message"] == message
        ]

    def metrics(self) -> dict[str, float]:
        """Return the metrics of the invocation."""
        (line,) = [
            json.loads(line) for line in self.output.readouterr().out.splitlines() if "_aws" in line
        ]
        names = [metric["Name"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
        return {name: line[name][0] for name in names}


@pytest.fixture
def function(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Function:
    made = Function(monkeypatch, capsys, io.StringIO())
    clients = {"firehose": made.firehose, "s3": made.s3, "secretsmanager": made.secrets}

    def client(service: str, **options: Any) -> object:
        made.clients[service] = options
        return clients[service]

    monkeypatch.setattr(boto3, "client", client)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))  # no configuration file names a region
    stream = handler_module.logger.registered_handler
    monkeypatch.setattr(stream, "stream", made.log)
    for name, value in {
        "AWS_REGION": "eu-central-1",
        "DELIVERY_STREAM": OUTPUTS["delivery_stream_name"],
        "RAW_BUCKET": "raw",
        "RAW_PREFIX": "raw/",
        "STATE_KEY": "state/api-source.json",
    }.items():
        monkeypatch.setenv(name, value)
    return made


def test_a_run_returns_logs_and_emits_its_counts(function: Function, server: Server) -> None:
    result = function.invoke(api(server.on("/", reply([1, 2]))))
    assert result == {
        "pages": 1,
        "items": 2,
        "oversize": 0,
        "retries": 0,
        "not_modified": False,
        "cut": False,
        "events": 2,
        "records": 1,
    }
    (line,) = function.logged("run ended")
    assert (line["items"], line["events"]) == (2, 2)
    assert function.metrics() == {
        "ItemsFetched": 2,
        "RecordsSent": 1,
        "Retries": 0,
        "NotModified": 0,
        "RunsCut": 0,
        "Failures": 0,
    }


def test_a_failure_is_counted_logged_and_raised(function: Function, server: Server) -> None:
    with pytest.raises(StatusError, match="returns 401"):
        function.invoke(api(server.on("/?key=hush", Reply(status=401))))
    assert function.metrics()["Failures"] == 1
    (line,) = function.logged("run failed")
    assert line["exception_name"] == "StatusError"
    assert "hush" not in function.log.getvalue(), "a query may hold a key"


def test_a_failure_midway_counts_the_items_that_were_sent_before(
    function: Function, server: Server
) -> None:
    url = server.on("/u", reply({"r": [1], "next": "/v"}))
    with pytest.raises(StatusError):
        function.invoke(api(url, items_path="r", paging="next", next_path="next"))
    assert function.metrics() == {
        "ItemsFetched": 1,
        "RecordsSent": 1,
        "Retries": 0,
        "NotModified": 0,
        "RunsCut": 0,
        "Failures": 1,
    }


def test_an_unchanged_api_is_counted(function: Function, server: Server) -> None:
    settings = api(server.on("/", reply([1], ETag='"a"'), Reply(status=304)))
    function.invoke(settings)
    function.output.readouterr()
    function.invoke(settings)
    assert function.metrics() == {
        "ItemsFetched": 0,
        "RecordsSent": 0,
        "Retries": 0,
        "NotModified": 1,
        "RunsCut": 0,
        "Failures": 0,
    }


def test_a_run_with_pages_left_is_counted_and_the_log_names_the_remedy(
    function: Function, server: Server
) -> None:
    function.invoke(
        api(server.on("/", reply([1])), paging="page", page_parameter="page", max_pages=1)
    )
    assert function.metrics()["RunsCut"] == 1
    assert function.logged("the API has more pages than a run may fetch; raise apiMaxPages")


def test_a_retry_is_logged_with_its_reason(function: Function, server: Server) -> None:
    function.invoke(api(server.on("/", Reply(status=503, headers={"Retry-After": "0"}), reply([]))))
    (line,) = function.logged("request failed and is retried")
    assert "returns 503" in line["reason"]
    assert function.metrics()["Retries"] == 1


def test_an_item_too_large_for_a_record_is_logged_with_its_object(
    function: Function, server: Server
) -> None:
    function.invoke(api(server.on("/", reply(["x" * RECORD_LIMIT_BYTES]))))
    (line,) = function.logged(
        "item exceeds the size limit of a record and is written to the raw zone"
    )
    assert line["key"] in function.s3.objects


def test_every_client_is_in_lambdas_region_which_is_all_that_the_environment_has_to_name(
    function: Function, server: Server
) -> None:
    function.secrets.held[ARN] = {"SecretString": "hush"}
    function.invoke(api(server.on("/", reply([1])), secret_arn=ARN))
    assert {name for name in os.environ if name.startswith("AWS_")} == {"AWS_REGION"}, (
        "no other variable names a region"
    )
    session: Any = boto3.Session()
    assert session.region_name is None, "boto3 by itself finds no region here"
    regions = {
        service: session.client(service, **options).meta.region_name
        for service, options in function.clients.items()
    }
    assert regions == {
        "s3": "eu-central-1",
        "firehose": "eu-central-1",
        "secretsmanager": "eu-central-1",
    }


def test_the_secret_is_a_headers_whole_value_and_is_not_logged(
    function: Function, server: Server
) -> None:
    function.secrets.held[ARN] = {"SecretString": "Bearer hush\n"}
    function.invoke(
        api(
            server.on("/", Reply(status=500, headers={"Retry-After": "0"}), reply([])),
            secret_arn=ARN,
        )
    )
    assert [asked.headers["authorization"] for asked in server.asked] == ["Bearer hush"] * 2, (
        "a newline that was stored with it is not sent"
    )
    assert "hush" not in function.log.getvalue()


@pytest.mark.parametrize(
    "stored",
    [{"SecretString": text} for text in ("two\nlines", "", "schlüssel", "a\x00b")]
    + [{"SecretBinary": b"hush"}],
)
def test_a_secret_that_is_no_header_value_is_rejected_without_being_shown(
    function: Function, server: Server, stored: dict[str, Any]
) -> None:
    function.secrets.held[ARN] = stored
    with pytest.raises(
        SecretError,
        match=r"is not a valid value of the header X-Key: it is empty or binary, or holds",
    ) as error:
        function.invoke(api(server.on("/", reply([])), secret_arn=ARN, secret_header="X-Key"))
    shown = str(error.value) + function.log.getvalue()
    assert not [value for value in stored.values() if value and str(value).strip("b'") in shown]
    assert (server.asked, function.metrics()["Failures"]) == ([], 1)


def test_without_a_secret_arn_no_secret_is_read(function: Function, server: Server) -> None:
    function.invoke(api(server.on("/", reply([])), headers={"X-Own": "a/b"}))
    assert server.asked[0].headers["x-own"] == "a/b"
    assert "secretsmanager" not in function.clients
