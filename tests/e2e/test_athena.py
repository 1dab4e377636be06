"""Athena of a local stack: parameters, scan limit, views, refusals, and what a query costs."""

from __future__ import annotations

import io
import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from botocore.exceptions import ClientError

from clickstream.local.stack import ephemeral
from tests.e2e.verbs import Lake, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = datetime.now(UTC)
SMALLEST_LIMIT = 10_000_000  # bytes that Athena takes
DATE = f"year = '{TODAY:%Y}' AND month = '{TODAY:%m}' AND day = '{TODAY:%d}'"


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    with ephemeral() as stack:
        lake = Lake(stack)
        event = f'{{"event_type": "page_view", "event_time": "{TODAY:%Y-%m-%dT00:00:00Z}"}}\n'
        source = lake.put_object(event.encode() * 3)
        eventually(lambda: len(lake.rows(source)) == 3, "the events are rows")
        yield lake


def execute(lake: Lake, sql: str, **arguments: Any) -> dict[str, Any]:
    """Run a statement to its end, and return its execution."""
    client = lake.client("athena")
    query_id = client.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": lake.stack.outputs["database"]},
        **{"WorkGroup": lake.stack.outputs["workgroup"], **arguments},
    )["QueryExecutionId"]
    while True:
        execution = client.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
        if execution["Status"]["State"] not in {"QUEUED", "RUNNING"}:
            return execution
        time.sleep(0.05)


def values(lake: Lake, execution: dict[str, Any]) -> list[list[str | None]]:
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
    results = lake.client("athena").get_query_results(
        QueryExecutionId=execution["QueryExecutionId"]
    )
    return [
        [datum.get("VarCharValue") for datum in row["Data"]] for row in results["ResultSet"]["Rows"]
    ]


def test_parameters_take_the_place_of_question_marks(lake: Lake) -> None:
    sql = "SELECT count(*) AS n FROM clickstream_events WHERE event_type = ? AND year >= ?"
    parameters = ["'page_view'", f"'{TODAY:%Y}'"]
    execution = execute(lake, sql, ExecutionParameters=parameters)
    assert values(lake, execution) == [["n"], ["3"]]
    assert (execution["Query"], execution["ExecutionParameters"]) == (sql, parameters)
    with pytest.raises(ClientError, match=r"InvalidRequestException.*expected 2 but found 1"):
        execute(lake, sql, ExecutionParameters=["'page_view'"])


def test_a_narrower_query_scans_less(lake: Lake) -> None:
    def scanned(select: str, where: str = DATE) -> int:
        sql = f"SELECT {select} FROM clickstream_events WHERE {where}"  # noqa: S608 - the test's own SQL
        return execute(lake, sql)["Statistics"]["DataScannedInBytes"]

    assert scanned("count(*)") == 0
    assert 0 < scanned("event_type") < scanned("*")
    assert scanned("*", "year = '2000'") == 0


def test_the_scan_limit_of_the_workgroup_cancels_a_query(lake: Lake) -> None:
    client = lake.client("athena")
    client.create_work_group(
        Name="narrow",
        Configuration={
            "ResultConfiguration": {"OutputLocation": f"s3://{lake.stack.outputs['results_bucket']}/narrow"},
            "BytesScannedCutoffPerQuery": SMALLEST_LIMIT,
        },
    )  # fmt: skip
    texts = pl.DataFrame({"text": [os.urandom(1000).hex() for _ in range(6_000)]})
    file = io.BytesIO()
    texts.write_parquet(file, compression="uncompressed")
    bucket = lake.stack.outputs["lake_bucket"]
    lake.client("s3").put_object(Bucket=bucket, Key="wide/a.parquet", Body=file.getvalue())
    values(lake, execute(lake, f"CREATE EXTERNAL TABLE wide (text string) STORED AS PARQUET LOCATION 's3://{bucket}/wide/'"))  # fmt: skip
    execution = execute(lake, "SELECT max(text) AS last FROM wide", WorkGroup="narrow")
    status = execution["Status"]
    assert (status["State"], status["StateChangeReason"]) == (
        "CANCELLED",
        "Bytes scanned limit was exceeded",
    )
    assert execution["Statistics"]["DataScannedInBytes"] == SMALLEST_LIMIT
    counted = execute(lake, "SELECT count(*) AS n FROM wide", WorkGroup="narrow")
    assert values(lake, counted) == [["n"], ["6000"]]
    query_id = counted["QueryExecutionId"]
    location = counted["ResultConfiguration"]["OutputLocation"]
    assert location.endswith(f"/narrow/{query_id}.csv")
    body = lake.client("s3").get_object(
        Bucket=lake.stack.outputs["results_bucket"], Key=f"narrow/{query_id}.csv"
    )["Body"]
    assert body.read() == b'"n"\n"6000"\n'


def test_a_view_is_created_described_queried_and_dropped(lake: Lake) -> None:
    sql = "CREATE VIEW types AS SELECT event_type, count(*) AS events FROM clickstream_events GROUP BY event_type"
    assert execute(lake, sql)["StatementType"] == "DDL"
    assert values(lake, execute(lake, "SELECT * FROM types")) == [["event_type", "events"], ["page_view", "3"]]  # fmt: skip
    assert ["types"] in values(lake, execute(lake, "SHOW TABLES"))
    described = values(lake, execute(lake, "DESCRIBE types"))
    assert [str(row[0]).split() for row in described] == [["event_type", "string"], ["events", "bigint"]]  # fmt: skip
    stored = lake.client("glue").get_table(DatabaseName=lake.stack.outputs["database"], Name="types")  # fmt: skip
    assert stored["Table"]["TableType"] == "VIRTUAL_VIEW"
    values(lake, execute(lake, "DROP VIEW types"))
    assert ["types"] not in values(lake, execute(lake, "SHOW TABLES"))


def test_a_failure_has_athenas_reason_and_error(lake: Lake) -> None:
    status = execute(lake, "SELECT 1 FROM nope")["Status"]
    assert status["State"] == "FAILED"
    assert status["StateChangeReason"].startswith("TABLE_NOT_FOUND")
    assert status["AthenaError"]["ErrorCategory"] == 2
    assert status["AthenaError"]["ErrorMessage"] == status["StateChangeReason"]


def test_two_statements_at_once_are_refused_at_submission(lake: Lake) -> None:
    with pytest.raises(ClientError, match=r"InvalidRequestException.*Only one sql statement"):
        execute(lake, "SELECT 1; SELECT 2")


def test_a_dropped_table_keeps_its_files_and_is_created_again(lake: Lake) -> None:
    outputs = lake.stack.outputs
    location = f"s3://{outputs['lake_bucket']}/events/"
    create = f"CREATE EXTERNAL TABLE copied (event_type string) PARTITIONED BY (year string, month string, day string) STORED AS PARQUET LOCATION '{location}'"
    before = lake.files()
    for _ in range(2):
        values(lake, execute(lake, create))
        assert values(lake, execute(lake, "SELECT count(*) AS n FROM copied")) == [["n"], ["0"]]
        values(lake, execute(lake, "MSCK REPAIR TABLE copied"))
        assert values(lake, execute(lake, "SELECT count(*) AS n FROM copied")) == [["n"], ["3"]]
        values(lake, execute(lake, "DROP TABLE copied"))
        assert lake.files() == before
    assert "NOT_SUPPORTED" in execute(lake, "DELETE FROM clickstream_events")["Status"]["StateChangeReason"]  # fmt: skip
    assert lake.files() == before
