"""Helpers of the end-to-end tests: a deployed lake, waiting, and uploads."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import boto3

from clickstream.cli.athena import Lake as AthenaLake
from clickstream.cli.statements import bind
from clickstream.cli.target import target_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickstream.cli.athena import NamedQuery
    from clickstream.local.stack import LocalStack

SMALLEST_PART = 5 << 20  # bytes; S3 takes no smaller part but the last
# A cold function takes 3 s, five attempts at a poison object 40 s, and a busy machine longer.
PATIENCE_SECONDS = 150


@dataclass(frozen=True)
class Lake:
    """Deployed stack, with its queues, tables and buckets."""

    stack: LocalStack

    def client(self, service: Any) -> Any:
        return cast("Any", boto3.client(service, **self.stack.client_options()))

    def put_record(self, data: bytes) -> None:
        self.client("firehose").put_record(
            DeliveryStreamName=self.stack.outputs["delivery_stream_name"], Record={"Data": data}
        )

    def put_object(self, body: bytes, key: str | None = None) -> str:
        """Put an object under a key like Firehose's and return its S3 URI."""
        key = (
            key
            or f"raw/{datetime.now(UTC):year=%Y/month=%m/day=%d}/ingestion-1-{uuid.uuid4()}.json.gz"
        )
        self.client("s3").put_object(Bucket=self.stack.outputs["raw_bucket"], Key=key, Body=body)
        return f"s3://{self.stack.outputs['raw_bucket']}/{key}"

    def query(self, sql: str) -> list[dict[str, Any]]:
        result = AthenaLake(target_of(self.stack)).run(sql)
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]

    def named_queries(self) -> tuple[NamedQuery, ...]:
        return AthenaLake(target_of(self.stack)).named_queries()

    def answer(
        self, query: NamedQuery, *, first: str | None = None, last: str | None = None
    ) -> list[tuple[str | None, ...]]:
        """Return the rows of a deployed query, of a range of dates or of the default range."""
        given = [f"{name}={day}" for name, day in (("from", first), ("to", last)) if day]
        (statement,) = bind([query.sql], given, name=query.name)
        lake = AthenaLake(target_of(self.stack))
        return list(lake.run(statement.sql, name=query.name, parameters=statement.values).rows)

    def rows(self, source: str, columns: str = "*") -> list[dict[str, Any]]:
        return self.query(
            f"SELECT {columns} FROM {self.stack.outputs['table']} WHERE source_object = '{source}'"  # noqa: S608 - ours
        )

    def quarantined(self, source: str) -> list[dict[str, Any]]:
        return self.query(
            f"SELECT * FROM {self.stack.outputs['quarantine_table']} WHERE source_object = '{source}' ORDER BY position"  # noqa: S608 - ours
        )

    def files(self) -> dict[str, str]:
        """Return the keys of all files of the lake's tables, with their entity tags."""
        pages = (
            self.client("s3")
            .get_paginator("list_objects_v2")
            .paginate(Bucket=self.stack.outputs["lake_bucket"])
        )
        listed = [entry for page in pages for entry in page.get("Contents", [])]
        return {
            entry["Key"]: entry["ETag"]
            for entry in listed
            if not entry["Key"].startswith("artifacts/")
        }

    def waiting(self, queue: str) -> int:
        """Return the number of messages in a queue, including hidden ones."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        attributes = self.client("sqs").get_queue_attributes(
            QueueUrl=self.stack.outputs[queue], AttributeNames=names
        )["Attributes"]
        return sum(int(attributes[name]) for name in names)

    def total(
        self, namespace: str, name: str, *, statistic: str = "Sum", **dimensions: str
    ) -> float:
        """Return the sum of a metric over the last hours, or the number of its values."""
        metric = {
            "Namespace": namespace,
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        }
        stat = {"Metric": metric, "Period": 3600, "Stat": statistic}
        now = datetime.now(UTC)
        (result,) = self.client("cloudwatch").get_metric_data(
            MetricDataQueries=[{"Id": "total", "MetricStat": stat}],
            StartTime=now - timedelta(hours=3),
            EndTime=now + timedelta(minutes=1),
        )["MetricDataResults"]
        return sum(result["Values"])


def eventually(condition: Callable[[], Any], what: str, *, pause_seconds: float = 0.2) -> Any:
    """Wait until a condition returns a true value, and return the value."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        assert time.monotonic() < end, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(pause_seconds)
    return value


def upload_in_parts(s3: Any, body: bytes, **where: str) -> None:
    """Upload an object, given by `Bucket` and `Key`, as a multipart upload of two parts."""
    upload = {**where, "UploadId": s3.create_multipart_upload(**where)["UploadId"]}
    parts = [body[:SMALLEST_PART], body[SMALLEST_PART:]]
    tags = [
        s3.upload_part(**upload, PartNumber=number, Body=part)["ETag"]
        for number, part in enumerate(parts, 1)
    ]
    s3.complete_multipart_upload(
        **upload,
        MultipartUpload={
            "Parts": [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
        },
    )


def events_of(*events: dict[str, Any]) -> bytes:
    return gzip.compress("".join(json.dumps(event) + "\n" for event in events).encode(), mtime=0)
