"""The deployed job on the emulator: from a record or an object to an answer in SQL."""

from __future__ import annotations

import gzip
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from clickstream.cli.main import app
from clickstream.contract.odcs import read_contract
from clickstream.local import spark as local_spark
from clickstream.local import stack as local_stack
from clickstream.local.stack import LocalStack, LocalStackError
from converter import objects as converter_objects
from converter.convert import ConversionRules
from tests.e2e.verbs import Lake, eventually
from tests.paths import CLICKSTREAM
from tests.spark.engines import EARLIEST, MAX_FUTURE, MB, Engines, event, lines

pytestmark = pytest.mark.long
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def lake(engines: Engines) -> Lake:
    return Lake(engines.stack)


def run(lake: Lake, **arguments: str) -> list[dict[str, Any]]:
    """Run the deployed job in PySpark; return its log lines."""
    told: list[str] = []
    given = {f"--{key.replace('_', '-')}": value for key, value in arguments.items()}
    local_spark.run_job(lake.stack, lake.stack.outputs["spark_job"], given, told.append)
    return [json.loads(line) for line in told if line.startswith("{")]


def totals(logged: list[dict[str, Any]]) -> dict[str, int]:
    (done,) = [line["counts"] for line in logged if line["message"] == "run done"]
    return done


def test_from_a_record_to_an_answer(lake: Lake) -> None:
    sent = {
        "event_id": str(uuid.uuid4()),
        "event_type": "purchase",
        "event_time": NOW.isoformat(),
        "product_price": 2.5,
        "quantity": 3,
    }
    lake.put_record(json.dumps(sent).encode() + b"\n")
    source = lake.put_object(
        gzip.compress(
            lines(
                event(event_time=NOW.isoformat()),
                "oops",
                event(event_time=NOW.isoformat(), quantity="two"),
            )
        )
    )
    again = lake.put_object(gzip.compress(lines(event(event_time=NOW.isoformat()))))
    eventually(lambda: lake.waiting("queue_url") >= 3, "the notifications are in the queue")

    logged = run(lake)

    (row,) = lake.query(f"SELECT * FROM clickstream_events WHERE event_id = '{sent['event_id']}'")  # noqa: S608 - ours
    assert (row["revenue"], row["year"], row["day_of_week"]) == ("7.5", f"{NOW:%Y}", f"{NOW:%A}")
    assert [(row["position"], row["reason"]) for row in lake.quarantined(source)] == [
        ("2", "malformed_json"),
        ("3", "wrong_type"),
    ]
    assert len(lake.rows(source)) == len(lake.rows(again)) == 1
    assert (
        totals(logged)["LinesIn"],
        totals(logged)["RowsWritten"],
        totals(logged)["LinesQuarantined"],
    ) == (5, 3, 2)
    assert lake.waiting("queue_url") == 0, "what is in the lake is off the queue"
    names = {
        metric["MetricName"]
        for metric in lake.client("cloudwatch").list_metrics(Namespace="ClickstreamLake")["Metrics"]
    }
    assert {"LinesIn", "RowsWritten", "LinesQuarantined", "LinesQuarantined.wrong_type"} <= names


def test_an_object_that_fails_does_not_affect_the_others(lake: Lake) -> None:
    # this stack takes objects of 1 MB unpacked
    poison = lake.put_object(gzip.compress(b" " * (2 << 20)))
    good = lake.put_object(lines(event(event_time=NOW.isoformat())))
    for body in (
        {"Event": "s3:TestEvent"},
        {
            "Records": [
                {
                    "s3": {
                        "bucket": {"name": lake.stack.outputs["raw_bucket"]},
                        "object": {"key": "raw/gone%2Bgone.json"},
                    }
                }
            ]
        },
    ):
        lake.client("sqs").send_message(
            QueueUrl=lake.stack.outputs["queue_url"], MessageBody=json.dumps(body)
        )
    lake.client("sqs").send_message(
        QueueUrl=lake.stack.outputs["queue_url"], MessageBody="no notification"
    )
    eventually(lambda: lake.waiting("queue_url") == 5, "all messages are in the queue")

    with pytest.raises(
        LocalStackError,
        match=rf"1 objects were not converted: {poison}: ObjectTooLargeError: .*; raise maxObjectMb",
    ):
        run(lake)

    assert len(lake.rows(good)) == 1
    assert not lake.rows(poison)
    assert lake.waiting("queue_url") == 2, (
        "the object and the message that cannot be read come again, and go to the dead-letter queue in the end"
    )
    lake.client("sqs").purge_queue(QueueUrl=lake.stack.outputs["queue_url"])


def test_a_backfill_converts_the_objects_of_its_dates_and_doubles_no_row(
    lake: Lake, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = lines(event(event_time="2024-02-28T12:00:00Z"), "oops")
    sources = [
        lake.put_object(body, f"raw/year=2024/{day}/{uuid.uuid4()}.json.gz")
        for day in ("month=02/day=28", "month=02/day=29", "month=03/day=01")
    ]
    raw, key = lake.stack.outputs["raw_bucket"], sources[0].split("/", 3)[3]
    by_function = convert_with_the_function(engines, raw, key, lake.stack.outputs["lake_bucket"])
    before = lake.files()
    assert set(by_function) <= set(before), "the function had converted the first object"

    def load(_name: str) -> LocalStack:
        return lake.stack

    # a stack of these tests' own has no name that a command could know
    monkeypatch.setattr(local_stack, "load", load)
    result = CliRunner().invoke(
        app, ["backfill", "--local", "--from", "2024-02-28", "--to", "2024-02-29"]
    )

    assert result.exit_code == 0, result.output
    assert "the deployed script runs in PySpark on this machine" in result.stderr, (
        "nobody takes it for a run of Glue"
    )
    assert "RowsWritten" in result.stdout
    assert len(lake.files()) == len(before) + 2, (
        "the second object has new files; the first one's were overwritten"
    )
    assert [len(lake.rows(source)) for source in sources] == [1, 1, 0], (
        "no row is doubled, and the first of March is outside"
    )
    assert [len(lake.quarantined(source)) for source in sources] == [1, 1, 0]
    lake.client("sqs").purge_queue(QueueUrl=lake.stack.outputs["queue_url"])


def convert_with_the_function(
    engines: Engines, bucket: str, key: str, lake_bucket: str
) -> list[str]:
    """Convert a raw object as the Lambda engine would; return its files' keys."""
    function_lake = converter_objects.Lake(
        engines.client("s3"), lake_bucket, "events/", "quarantine/", "zstd"
    )
    report = converter_objects.convert_object(
        converter_objects.RawObject(bucket, key),
        function_lake,
        ConversionRules(read_contract(CLICKSTREAM), EARLIEST, MAX_FUTURE, MB, MB),
    )
    assert report
    return report.files
