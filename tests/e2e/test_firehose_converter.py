"""Conversion by Firehose, from a record to an Athena query, and the errors of failed records.

The emulator's Firehose converts with DuckDB instead of OpenX's deserializer, and keeps no raw copy.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyarrow.parquet as pq
import pytest

from clickstream.local import stack
from tests.e2e.verbs import Lake, eventually
from tests.paths import ROOT
from tests.visits import visit

if TYPE_CHECKING:
    from collections.abc import Iterator

FIREHOSE = {"engine": "firehose", "bufferingMb": "64", "parquetCompression": "snappy"}
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module", params=["arrival", "event"])
def partition(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def lake(partition: str) -> Iterator[Lake]:
    name = f"firehose-{partition}-{uuid.uuid4().hex[:8]}"
    try:
        yield Lake(stack.up(name, {**FIREHOSE, "firehosePartition": partition}))
    finally:
        stack.down(name)


def event(**more: object) -> dict[str, Any]:
    return {
        "event_id": str(uuid.uuid4()),
        "event_type": "purchase",
        "event_time": "2025-11-26T23:30:00Z",
        "Product_Price": 2.5,
        "quantity": 3,
        **more,
    }


def rows(lake: Lake, *event_ids: str) -> list[dict[str, Any]]:
    listed = ", ".join(f"'{event_id}'" for event_id in event_ids)
    return lake.query(f"SELECT * FROM clickstream_events WHERE event_id IN ({listed})")  # noqa: S608 - ours


def command(lake: Lake, *arguments: str, said: str = "") -> str:
    clickstream = str(Path(sys.executable).with_name("clickstream"))
    wide = {**os.environ, "COLUMNS": "300"}  # whole reasons on one line
    full = [clickstream, *arguments, "--local", "--name", lake.stack.name]
    done = subprocess.run(
        full, cwd=ROOT, env=wide, input=said, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_events_sent_are_rows_in_the_partition_of_their_date(lake: Lake, partition: str) -> None:
    first, second = event(), event(email="ada@example.com", campaign="spring")
    lake.put_record((json.dumps(first) + json.dumps(second) + "\n").encode())
    found = eventually(
        lambda: rows(lake, first["event_id"], second["event_id"]),
        "both events of the record are rows",
    )
    assert len(found) == 2
    for row in found:
        assert (row["product_price"], row["quantity"], row["event_time"]) == (
            "2.5",
            "3",
            "2025-11-26 23:30:00.000",
        ), "keys are read in any case"
        if partition == "arrival":
            assert (
                row["p_date"] == f"{NOW:%Y-%m-%d}"
                or row["p_date"] == f"{datetime.now(UTC):%Y-%m-%d}"
            )
        else:
            assert (row["year"], row["month"], row["day"]) == ("2025", "11", "26")
    assert "ada@example.com" not in json.dumps(found), (
        "a restricted key is not in the schema, and so not stored"
    )
    assert "spring" not in json.dumps(found), "nor is a key that the contract does not name"


def test_files_are_parquet_with_the_tables_columns(lake: Lake) -> None:
    sent = event()
    lake.put_record(json.dumps(sent).encode())
    eventually(lambda: rows(lake, sent["event_id"]), "the event is a row")
    table = lake.client("glue").get_table(
        DatabaseName=lake.stack.outputs["database"], Name=lake.stack.outputs["table"]
    )["Table"]
    files = [key for key in lake.files() if key.startswith("events/")]
    partition = r"(p_date=\d{4}-\d\d-\d\d|year=\d{4}/month=\d\d/day=\d\d)"
    for key in files:
        assert re.fullmatch(rf"events/{partition}/[^/]+\.parquet", key), (
            "a file is in the folder of its partition, and not in one below it"
        )
    body = (
        lake.client("s3")
        .get_object(Bucket=lake.stack.outputs["lake_bucket"], Key=files[0])["Body"]
        .read()
    )
    metadata = pq.ParquetFile(io.BytesIO(body))
    assert cast("list[str]", metadata.schema_arrow.names) == [
        column["Name"] for column in table["StorageDescriptor"]["Columns"]
    ]
    assert metadata.metadata.row_group(0).column(0).compression == "SNAPPY"


def test_what_cannot_be_converted_is_readable_counted_and_can_be_sent_again(lake: Lake) -> None:
    broken = event(quantity="two")
    lake.put_record(json.dumps(broken).encode())
    lake.put_record(b'{"event_type": "cut off')
    told = eventually(
        lambda: (said := command(lake, "delivery-errors")).count("-failed") >= 2 and said,
        "both records are told of",
    )
    assert re.search(
        r"format-conversion-failed .* Data does not match the schema\. +│ +1 │", told
    ), "the reason, and how often"
    assert not rows(lake, broken["event_id"])
    records = command(lake, "delivery-errors", "--records").splitlines()
    assert '{"event_type": "cut off' in records, "the record is there as it was put"
    fixed = next(line for line in records if broken["event_id"] in line).replace('"two"', "2")
    command(lake, "send", "--file", "-", said=fixed)
    (row,) = eventually(lambda: rows(lake, broken["event_id"]), "the fixed event is a row")
    assert row["quantity"] == "2"


def test_records_are_in_the_metrics_of_the_conversion(lake: Lake) -> None:
    of = {"DeliveryStreamName": lake.stack.outputs["delivery_stream_name"]}
    names = ("IncomingRecords", "SucceedConversion.Records", "FailedConversion.Records")

    def counts() -> list[float]:
        return [lake.total("AWS/Firehose", name, **of) for name in names]

    before = counts()
    for sent in (event(), event(), event(quantity="three")):
        lake.put_record(json.dumps(sent).encode())
    assert [after - former for after, former in zip(counts(), before, strict=True)] == [3, 2, 1]


@pytest.mark.parametrize("partition", ["event"], indirect=True, scope="module")
class TestByEvent:
    def test_an_event_without_a_time_is_set_aside_and_its_neighbours_are_rows(
        self, lake: Lake
    ) -> None:
        good, lacking, bad = (
            event(),
            {"event_id": str(uuid.uuid4()), "event_type": "x"},
            event(quantity="two"),
        )
        lake.put_record("".join(json.dumps(each) + "\n" for each in (good, lacking, bad)).encode())
        assert eventually(lambda: rows(lake, good["event_id"]), "the good event is a row")
        records = eventually(
            lambda: (
                (said := command(lake, "delivery-errors", "--records")).count(lacking["event_id"])
                and said
            ),
            "the event is among the errors",
        )
        assert bad["event_id"] in records
        assert good["event_id"] not in records
        assert not rows(lake, lacking["event_id"], bad["event_id"])

    def test_generated_events_are_all_rows_of_their_own_dates(self, lake: Lake) -> None:
        before = int(lake.query("SELECT count(*) AS n FROM clickstream_events")[0]["n"])
        command(lake, "send", "--events", "700")
        eventually(
            lambda: (
                int(lake.query("SELECT count(*) AS n FROM clickstream_events")[0]["n"])
                == before + 700
            ),
            "every event is a row",
        )
        astray = lake.query(
            "SELECT count(*) AS n FROM clickstream_events WHERE concat(year, '-', month, '-', day) <> date_format(event_time, '%Y-%m-%d')"
        )
        assert astray[0]["n"] == "0"


def test_every_named_query_that_is_deployed_answers(lake: Lake) -> None:
    sent = visit(datetime(2025, 11, 26, 23, 30, tzinfo=UTC), str(uuid.uuid4()))
    lake.put_record("".join(json.dumps(each) for each in sent).encode())
    eventually(
        lambda: len(rows(lake, *(each["event_id"] for each in sent))) == len(sent),
        "there is something to ask about",
    )
    queries = lake.named_queries()
    assert {"browsers", "funnel", "sessions", "active_users", "top_products_by_views"} <= {
        query.name for query in queries
    }
    # by arrival, the dates are those of today; by event, those of the events
    for query in queries:
        assert lake.answer(query, first="2025-11-26"), f"{query.name} has an answer"
        without = lake.answer(query, first="2025-11-24", last="2025-11-25")
        assert not without, f"{query.name} reads no date outside of the range"


def test_the_alarm_watches_this_stream(lake: Lake) -> None:
    (alarm,) = lake.client("cloudwatch").describe_alarms(
        AlarmNames=[lake.stack.outputs["alarms"]["conversion-failed"]]
    )["MetricAlarms"]
    assert alarm["MetricName"] == "FailedConversion.Records"
    assert alarm["Dimensions"] == [
        {"Name": "DeliveryStreamName", "Value": lake.stack.outputs["delivery_stream_name"]}
    ]
