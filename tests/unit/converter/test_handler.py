"""Lambda handler: messages in, partial-batch response out."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.client import BaseClient
from botocore.session import Session
from polars.exceptions import PanicException

from clickstream.contract import Protection
from clickstream.cost.measured import (
    CONVERTER_METRICS,
    INVOCATION_LOG_BYTES,
    LOG_EVENT_BYTES,
    OBJECT_LOG_BYTES,
)
from clickstream.monitoring.metrics import (
    CONVERTER,
    CONVERTER_SERVICE,
    METRICS,
    NAMESPACE,
    Metric,
    lines_quarantined,
)
from converter import handler as handler_module
from converter import settings
from tests.paths import EVENTS
from tests.unit.converter.fakes import FakeS3, event, rules

if TYPE_CHECKING:
    from pathlib import Path

    from aws_lambda_powertools.utilities.typing import LambdaContext

    from clickstream.contract import Contract

FIRST, SECOND = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
GOOD = "\n".join([json.dumps(event()), "broken", json.dumps(event(quantity="many"))]).encode()
TOO_LARGE = b" " * 2_000_000
DECODED_KEY = "raw/year=2025/month=11/events one+two 100% - Köln, 東京.gz"


@dataclass
class Context:
    """Lambda context of an invocation."""

    function_name: str = "converter"
    memory_limit_in_mb: int = 1769
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:converter"
    aws_request_id: str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"


@dataclass
class Function:
    """The handler, deployed with a fake S3."""

    s3: FakeS3
    log: io.StringIO
    output: pytest.CaptureFixture[str]
    response: dict[str, Any] = field(default_factory=dict[str, Any])

    def invoke(self, event_file: str) -> list[str]:
        """Invoke the handler, and return the failed messages."""
        message_batch = json.loads((EVENTS / event_file).read_text(encoding="utf-8"))
        self.response = handler_module.handler(message_batch, cast("LambdaContext", Context()))
        return [failure["itemIdentifier"] for failure in self.response["batchItemFailures"]]

    def logged(self, message: str) -> list[dict[str, Any]]:
        """Return the log lines with a message."""
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [line for line in lines if line["message"] == message]

    def metrics(self) -> dict[str, float]:
        """Return the sums of the metrics in stdout, which CloudWatch reads."""
        blobs = [json.loads(line) for line in self.output.readouterr().out.splitlines()]
        names = [
            (blob, metric["Name"])
            for blob in blobs
            for metric in blob["_aws"]["CloudWatchMetrics"][0]["Metrics"]
        ]
        return {name: sum(blob[name]) for blob, name in names}


@pytest.fixture
def function(
    clickstream: Contract, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Function:
    s3, log = FakeS3(), io.StringIO()
    monkeypatch.setattr(handler_module, "_deployment", lambda: (s3.lake(), rules(clickstream)))
    monkeypatch.setattr(handler_module.logger.registered_handler, "stream", log)
    # Powertools reads both at import, and a test without these variables may have imported first.
    monkeypatch.setattr(handler_module.metrics.provider, "namespace", NAMESPACE)
    monkeypatch.setattr(handler_module.metrics.provider, "service", CONVERTER_SERVICE)
    return Function(s3, log, capsys)


def test_the_object_of_a_notification_is_converted(function: Function) -> None:
    function.s3.objects[DECODED_KEY, None] = GOOD
    assert function.invoke("sqs_s3_put.json") == [], "a converted object is not retried"
    assert len(function.s3.written) == 2, "rows and quarantine are written"


def test_url_encoded_keys_are_decoded(function: Function) -> None:
    function.s3.objects[DECODED_KEY, None] = GOOD
    function.invoke("sqs_s3_put.json")
    (line,) = function.logged("object converted")
    assert line["source_object"] == f"s3://raw/{DECODED_KEY}", (
        "=, +, space, % and other alphabets are decoded, once"
    )


def test_the_version_of_the_notification_is_read(function: Function) -> None:
    function.s3.objects["raw/a.gz", "096fKKXTRTtl3on89fVO.nfljtsv6qko"] = GOOD
    function.s3.objects["raw/a.gz", None] = TOO_LARGE
    assert function.invoke("sqs_s3_put_versioned.json") == [], (
        "a later version has a message of its own"
    )
    assert len(function.logged("object converted")) == 1


def test_the_counts_of_an_object_are_in_the_metrics(function: Function) -> None:
    function.s3.objects[DECODED_KEY, None] = GOOD
    function.invoke("sqs_s3_put.json")
    metrics = function.metrics()
    assert (metrics["LinesIn"], metrics["RowsWritten"], metrics["LinesQuarantined"]) == (3, 1, 2), (
        "lines in = rows + quarantined"
    )
    assert (metrics["LinesQuarantined.malformed_json"], metrics["LinesQuarantined.wrong_type"]) == (
        1,
        1,
    ), "quarantined lines are counted by reason"
    assert metrics["MessagesFailed"] == 0
    assert metrics["RowsWithUnknownFields"] == 0


def test_the_metrics_have_the_names_units_and_dimensions_that_alarms_read(
    function: Function,
) -> None:
    function.s3.objects[DECODED_KEY, None] = GOOD
    function.invoke("sqs_s3_put.json")
    (line,) = function.output.readouterr().out.splitlines()
    blob = json.loads(line)
    (directive,) = blob["_aws"]["CloudWatchMetrics"]
    emitted = {
        Metric(directive["Namespace"], each["Name"], dimensions, "Sum", each["Unit"], CONVERTER)
        for each in directive["Metrics"]
        for dimensions in map(tuple, map(sorted, directive["Dimensions"]))
    }
    read = [metric for metric in METRICS if metric.source == CONVERTER]
    read += [lines_quarantined("malformed_json"), lines_quarantined("wrong_type")]
    assert len(read) > 2
    for metric in read:
        dimensions = tuple(sorted(metric.dimensions))
        assert replace(metric, dimensions=dimensions) in emitted, f"{metric.name} is emitted so"
    assert (blob["service"], blob["lake_bucket"]) == (CONVERTER_SERVICE, "lake"), (
        "the bucket tells the stacks of an account apart"
    )


def test_the_counts_of_an_object_are_in_the_log(function: Function) -> None:
    function.s3.objects[DECODED_KEY, None] = GOOD
    function.invoke("sqs_s3_put.json")
    (line,) = function.logged("object converted")
    assert (line["lines"], line["rows"], line["quarantined"]) == (
        3,
        1,
        {"malformed_json": 1, "wrong_type": 1},
    ), "the log has the counts of each object"
    assert sorted(line["files"]) == sorted(function.s3.written), "and its files"


def test_the_cost_estimate_has_the_bytes_of_the_log(function: Function) -> None:
    function.s3.objects[DECODED_KEY, None] = GOOD
    function.invoke("sqs_s3_put.json")
    lines = function.log.getvalue().splitlines()
    metrics = function.output.readouterr().out.splitlines()
    assert log_bytes(lines) == pytest.approx(OBJECT_LOG_BYTES, rel=0.25)
    assert log_bytes(metrics) == pytest.approx(INVOCATION_LOG_BYTES, rel=0.25)
    names = json.loads(metrics[0])["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    reasons = [name for name in names if name["Name"].startswith("LinesQuarantined.")]
    assert len(names) - len(reasons) + 1 == CONVERTER_METRICS, "one reason is estimated"


def log_bytes(lines: list[str]) -> int:
    """Return the bytes that CloudWatch bills."""
    return sum(len(line.encode()) + LOG_EVENT_BYTES for line in lines)


def test_no_event_is_in_the_log(function: Function) -> None:
    function.s3.objects[DECODED_KEY, None] = json.dumps(
        event(email="ada@example.com", quantity="many")
    ).encode()
    function.invoke("sqs_s3_put.json")
    assert "ada@example.com" not in function.log.getvalue(), "the log has no restricted value"


def test_only_the_poison_message_is_reported_as_failed(function: Function) -> None:
    function.s3.objects |= {("raw/poison.gz", None): TOO_LARGE, ("raw/good.gz", None): GOOD}
    assert function.invoke("sqs_two_messages_one_poison.json") == [FIRST], (
        "messages succeed or fail one by one"
    )
    (line,) = function.logged("object converted")
    assert line["source_object"] == "s3://raw/raw/good.gz", "the next message is handled"


def test_a_failure_is_logged_and_counted(function: Function) -> None:
    function.s3.objects |= {("raw/poison.gz", None): TOO_LARGE, ("raw/good.gz", None): GOOD}
    function.invoke("sqs_two_messages_one_poison.json")
    (line,) = function.logged(
        "message not handled; it will come again, or go to the dead-letter queue"
    )
    assert (line["level"], line["exception_name"]) == ("ERROR", "ObjectTooLargeError"), (
        "the log has the error"
    )
    assert "raw/poison.gz" in line["body"], "and the object"
    assert function.metrics()["MessagesFailed"] == 1


def test_a_batch_of_failures_is_reported_like_any_other(function: Function) -> None:
    function.s3.objects |= {("raw/poison.gz", None): TOO_LARGE, ("raw/good.gz", None): TOO_LARGE}
    assert function.invoke("sqs_two_messages_one_poison.json") == [FIRST, SECOND], (
        "the invocation itself does not fail"
    )
    assert function.metrics() == {"MessagesFailed": 2}


def test_a_denied_object_is_retried(function: Function) -> None:
    function.s3.error = "AccessDenied"
    assert function.invoke("sqs_s3_put.json") == [FIRST], "an error that may pass is retried"


def test_a_deleted_object_is_logged_and_not_retried(function: Function) -> None:
    assert function.invoke("sqs_s3_put.json") == [], "a retry cannot succeed"
    (line,) = function.logged("object is gone; nothing to convert")
    assert (line["level"], line["source_object"]) == ("WARNING", f"s3://raw/{DECODED_KEY}")
    assert function.metrics() == {"ObjectsGone": 1, "MessagesFailed": 0}
    assert function.s3.written == {}


def test_s3s_test_event_is_ignored(function: Function) -> None:
    assert function.invoke("sqs_s3_test_event.json") == [], "S3 sends it to every new queue"
    assert function.metrics() == {"MessagesFailed": 0}, "it changes no other metric"
    assert function.s3.written == {}


@pytest.mark.parametrize("body", ["no JSON", "[]", "{}", '{"Records":[{"eventSource":"aws:sns"}]}'])
def test_a_message_that_is_no_notification_is_retried(
    function: Function, tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    batch = json.loads((EVENTS / "sqs_s3_put.json").read_text(encoding="utf-8"))
    batch["Records"][0]["body"] = body
    path = tmp_path_factory.mktemp("events") / "batch.json"
    path.write_text(json.dumps(batch), encoding="utf-8")
    assert function.invoke(str(path)) == [FIRST], "it finally goes to the dead-letter queue"


def test_a_panic_fails_only_its_own_message(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    function.s3.objects |= {("raw/poison.gz", None): GOOD, ("raw/good.gz", None): GOOD}
    convert_object = handler_module.convert_object

    def panicking(raw: Any, *deployment: Any) -> Any:
        if raw.key == "raw/poison.gz":
            raise PanicException
        return convert_object(raw, *deployment)

    monkeypatch.setattr(handler_module, "convert_object", panicking)
    assert function.invoke("sqs_two_messages_one_poison.json") == [FIRST], (
        "a panic of Polars is caught, although it is no Exception"
    )


def test_the_same_message_twice_leaves_the_same_files(function: Function) -> None:
    function.s3.objects[DECODED_KEY, None] = GOOD
    function.invoke("sqs_s3_put.json")
    files = set(function.s3.written)
    function.invoke("sqs_s3_put.json")
    assert set(function.s3.written) == files, "messages are delivered at least once"


@pytest.fixture
def no_region(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Remove the region from botocore's environment and files."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(settings, "BOTO", Session())


LAKE = {
    "LAKE_BUCKET": "l",
    "EVENTS_PREFIX": "events/",
    "QUARANTINE_PREFIX": "quarantine/",
    "PARQUET_COMPRESSION": "zstd",
}


@pytest.mark.usefixtures("no_region")
def test_the_clients_of_the_function_have_the_region_that_lambda_sets() -> None:
    assert (
        settings.read_lake({**LAKE, "AWS_REGION": "eu-west-3"}).s3.meta.region_name == "eu-west-3"
    )
    with pytest.raises(KeyError, match="AWS_REGION"):
        settings.read_lake(LAKE)


@pytest.mark.usefixtures("no_region")
def test_the_protection_key_is_fetched_in_the_functions_region(
    clickstream: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(client: BaseClient, operation: str, _: object) -> dict[str, str]:
        asked.append((operation, client.meta.region_name))
        return {"SecretString": "a key of 16 bytes"}

    hashing = replace(
        clickstream,
        columns=tuple(
            replace(column, protection=column.protection and Protection.HASH)
            for column in clickstream.columns
        ),
    )
    (tmp_path / "contract.json").write_text(hashing.to_json(), encoding="utf-8")
    monkeypatch.setattr(settings, "CONTRACT_FILE", tmp_path / "contract.json")
    monkeypatch.setattr(BaseClient, "_make_api_call", answer)
    rules = {
        "EARLIEST_EVENT_DATE": "2020-01-01",
        "MAX_FUTURE_HOURS": "48",
        "MAX_OBJECT_MB": "2",
        "MAX_EVENT_MB": "1",
        "PROTECTION_KEY_SECRET_ARN": "arn:secret",
    }
    assert (
        settings.read_rules({**rules, "AWS_REGION": "eu-west-3"}).protection_key
        == b"a key of 16 bytes"
    )
    assert asked == [("GetSecretValue", "eu-west-3")]


def test_settings_are_read_from_the_environment(
    clickstream: Contract, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract_file = tmp_path_factory.mktemp("archive") / "contract.json"
    contract_file.write_text(clickstream.to_json(), encoding="utf-8")
    monkeypatch.setattr(settings, "CONTRACT_FILE", contract_file)
    read = settings.read_rules(
        {
            "EARLIEST_EVENT_DATE": "2020-01-01",
            "MAX_FUTURE_HOURS": "48",
            "MAX_OBJECT_MB": "2",
            "MAX_EVENT_MB": "1",
        }
    )
    assert (read.contract, read.earliest, read.protection_key) == (
        clickstream,
        date(2020, 1, 1),
        None,
    ), "the key is fetched only if the contract hashes a column"
    assert (read.max_future.total_seconds(), read.max_unpacked, read.max_event) == (
        48 * 3600,
        2 * 1024 * 1024,
        1024 * 1024,
    )
