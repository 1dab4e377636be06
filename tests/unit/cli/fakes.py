"""Fakes of AWS clients, and a target that returns them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from botocore.stub import Stubber

from clickstream.cli.target import Target
from clickstream.delivery.sender import BATCH_LIMIT_RECORDS, RECORD_LIMIT_BYTES
from converter.handler import _notified_objects as notified_to_function  # pyright: ignore[reportPrivateUsage] - the test needs the keys that the function reads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[3]
REQUEST_LIMIT_BYTES = 4 * 1024 * 1024
PREVIOUS_CRAWL = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
GLUE_JOB, GLUE_RUN = "daily-models", "jr_1"
RUN_ARGUMENTS = {"--date": "2025-11-26"}
OUTPUTS = {
    "converter_function": "converter",
    "contract": "contracts/clickstream.odcs.yaml",
    "database": "lake",
    "dead_letter_queue_url": "https://sqs.example/dead",
    "delivery_stream_name": "events",
    "quarantine_table": "clickstream_events_quarantine",
    "queue_url": "https://sqs.example/queue",
    "table": "clickstream_events",
    "workgroup": "analysts",
}


def aws_target() -> Target:
    """Return a target with real clients, for botocore's Stubber: nothing leaves the process."""
    return Target(
        "the stack 'test'",
        OUTPUTS,
        ROOT,
        {
            "region_name": "eu-central-1",
            "aws_access_key_id": "fake",
            "aws_secret_access_key": "fake",
        },
    )


@dataclass
class FakeFirehose:
    """Delivery stream that checks the documented limits and rejects chosen records."""

    refuse: Callable[[bytes, int], str | None] = lambda _data, _times: None
    """Error code for a record and its number of earlier attempts; None accepts the record."""
    accepted: list[bytes] = field(default_factory=list[bytes])
    calls: list[list[bytes]] = field(default_factory=list[list[bytes]])

    def put_record_batch(
        self,
        *,
        DeliveryStreamName: str,
        Records: list[dict[str, bytes]],
    ) -> dict[str, Any]:
        """Return status 200, with an error code for each refused record."""
        put = [record["Data"] for record in Records]
        assert DeliveryStreamName == OUTPUTS["delivery_stream_name"]
        assert 1 <= len(put) <= BATCH_LIMIT_RECORDS, "records per call"
        assert all(1 <= len(data) <= RECORD_LIMIT_BYTES for data in put), "bytes per record"
        assert sum(len(data) for data in put) <= REQUEST_LIMIT_BYTES, "bytes per call"
        responses: list[dict[str, str]] = []
        for data in put:
            code = self.refuse(data, sum(call.count(data) for call in self.calls))
            if code is None:
                self.accepted.append(data)
                responses.append({"RecordId": str(len(self.accepted))})
            else:
                responses.append({"ErrorCode": code, "ErrorMessage": "Slow down."})
        self.calls.append(put)
        return {
            "FailedPutCount": sum("ErrorCode" in response for response in responses),
            "RequestResponses": responses,
        }

    @property
    def events(self) -> list[bytes]:
        """Lines of the accepted records."""
        return b"".join(self.accepted).splitlines()


class FakeTarget(Target):
    """Target with fake clients, by service."""

    def __init__(self, clients: dict[str, Any], outputs: dict[str, Any] | None = None) -> None:
        """Use the fake clients, and the outputs if given."""
        super().__init__("the fake stack", OUTPUTS if outputs is None else outputs, ROOT, clients)

    def client(self, service: str) -> Any:  # type: ignore[override] - one fake for all overloads
        """Return the fake client of a service."""
        return self.client_options[service]


@dataclass
class FakeS3:
    """Two buckets, listed in pages of three entries."""

    buckets: dict[str, dict[str, datetime]] = field(default_factory=lambda: {"raw": {}, "lake": {}})
    """Keys and the time of their upload, by bucket."""
    listed: list[str] = field(default_factory=list[str])
    """Listed prefixes."""
    undeletable: set[str] = field(default_factory=set[str])
    """Keys that are not deleted."""

    def delete_objects(self, *, Bucket: str, Delete: dict[str, Any]) -> dict[str, Any]:
        """Delete objects, except those that are set to fail."""
        keys = {entry["Key"] for entry in Delete["Objects"]}
        for key in keys - self.undeletable:
            del self.buckets[Bucket][key]
        failed = sorted(keys & self.undeletable)
        return {"Errors": [{"Key": key, "Message": "Access Denied"} for key in failed]}

    def get_paginator(self, operation: str) -> FakeS3:
        """Return the paginator of the only operation."""
        assert operation == "list_objects_v2"
        return self

    def paginate(
        self,
        *,
        Bucket: str,
        Prefix: str,
        Delimiter: str = "",
    ) -> Iterator[dict[str, Any]]:
        """Yield pages of objects and common prefixes; one is empty."""
        self.listed.append(Prefix)
        yield {"KeyCount": 0}
        entries: dict[str, dict[str, Any]] = {}
        for key, put in sorted(self.buckets[Bucket].items()):
            head, cut, _ = (
                key.removeprefix(Prefix).partition(Delimiter) if Delimiter else (key, "", "")
            )
            if key.startswith(Prefix):
                name = f"{Prefix}{head}{cut}" if cut else key
                entries[name] = (
                    {"Prefix": name}
                    if cut
                    else {"Key": name, "LastModified": put, "Size": 7, "ETag": '"abc"'}
                )
        names = list(entries)
        for page in (names[start : start + 3] for start in range(0, len(names), 3)):
            contents = [entries[name] for name in page if "Key" in entries[name]]
            prefixes = [entries[name] for name in page if "Key" not in entries[name]]
            yield {
                "KeyCount": len(page),
                **({"Contents": contents} if contents else {}),
                **({"CommonPrefixes": prefixes} if prefixes else {}),
            }


@dataclass
class FakeSqs:
    """Queue that rejects chosen messages."""

    failing: dict[str, list[tuple[str, bool]]] = field(
        default_factory=dict[str, list[tuple[str, bool]]]
    )
    """By key, error codes of the first attempts, each with its `SenderFault`."""
    silent: set[str] = field(default_factory=set[str])
    """Keys whose messages are missing in the response."""
    broken: list[str] = field(default_factory=list[str])
    """Error codes of the next requests, which fail as a whole."""
    accepted: list[str] = field(default_factory=list[str])
    requests: list[list[str]] = field(default_factory=list[list[str]])
    delays: list[int] = field(default_factory=list[int])
    """Delays of the messages of all requests, in seconds."""

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        """Accept the messages, except those that are set to fail."""
        assert QueueUrl == OUTPUTS["queue_url"]
        assert 1 <= len(Entries) <= 10, "SQS takes 10 messages in one request"
        assert len({entry["Id"] for entry in Entries}) == len(Entries), (
            "ids are distinct within a request"
        )
        keys = {entry["Id"]: keys_of(entry["MessageBody"]) for entry in Entries}
        self.requests.append(list(keys.values()))
        self.delays += [entry["DelaySeconds"] for entry in Entries]
        if self.broken:
            raise ClientError(
                {"Error": {"Code": self.broken.pop(0), "Message": "no"}}, "SendMessageBatch"
            )
        answer: dict[str, Any] = {"Successful": [], "Failed": []}
        for number, key in keys.items():
            if self.failing.get(key):
                code, fault = self.failing[key].pop(0)
                answer["Failed"].append({"Id": number, "Code": code, "SenderFault": fault})
            elif key not in self.silent:
                self.accepted.append(key)
                answer["Successful"].append(
                    {"Id": number, "MessageId": number, "MD5OfMessageBody": ""}
                )
        # SQS leaves out an empty list
        return {kind: entries for kind, entries in answer.items() if entries}

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:
        """Count the accepted messages as waiting."""
        waiting = len(self.accepted) if QueueUrl == OUTPUTS["queue_url"] else 2
        return {
            "Attributes": dict.fromkeys(AttributeNames, "0")
            | {"ApproximateNumberOfMessages": str(waiting)}
        }


def keys_of(body: str) -> str:
    """Return the key of the one raw object that a message names, as the function reads it."""
    (raw,) = notified_to_function(json.loads(body))
    assert raw.bucket == "raw"
    return raw.key


@dataclass
class FakeCrawlers:
    """Glue with crawlers that run for a given number of polls."""

    polls: int = 2
    running: set[str] = field(default_factory=set[str])
    """Crawlers that are already running."""
    failing: dict[str, str] = field(default_factory=dict[str, str])
    """Errors of the failed crawlers."""
    lagging: int = 0
    """Number of polls in which a started crawler still shows its previous state."""
    started: list[str] = field(default_factory=list[str])
    _seen: dict[str, int] = field(default_factory=dict[str, int])

    def start_crawler(self, *, Name: str) -> dict[str, Any]:
        """Start a crawler. A running one is an error, as in Glue."""
        if Name in self.running:
            raise ClientError(
                {"Error": {"Code": "CrawlerRunningException", "Message": "is already running"}},
                "StartCrawler",
            )
        if Name == "denied":
            raise ClientError(
                {"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "StartCrawler"
            )
        self.started.append(Name)
        self._seen[Name] = 0
        return {}

    def get_crawler(self, *, Name: str) -> dict[str, Any]:
        """Return the crawler, with its previous crawl until the new one ends."""
        last: dict[str, Any] = {"Status": "SUCCEEDED", "StartTime": PREVIOUS_CRAWL}
        if Name not in self._seen:
            self._seen[Name] = 0  # the poll before the start
            return {
                "Crawler": {
                    "Name": Name,
                    "State": "RUNNING" if Name in self.running else "READY",
                    "LastCrawl": last,
                }
            }
        self._seen[Name] += 1
        polled = self._seen[Name]
        if polled <= self.lagging:
            return {"Crawler": {"Name": Name, "State": "READY", "LastCrawl": last}}
        if polled <= self.lagging + self.polls:
            return {
                "Crawler": {
                    "Name": Name,
                    "State": "STOPPING" if polled == self.lagging + self.polls else "RUNNING",
                    "LastCrawl": last,
                }
            }
        last = {
            "Status": "SUCCEEDED",
            "StartTime": PREVIOUS_CRAWL + timedelta(days=1),
            "LogGroup": "/aws-glue/crawlers",
            "LogStream": Name,
        }
        if Name in self.failing:
            last |= {"Status": "FAILED", "ErrorMessage": self.failing[Name]}
        return {"Crawler": {"Name": Name, "State": "READY", "LastCrawl": last}}

    def get_crawler_metrics(self, *, CrawlerNameList: list[str]) -> dict[str, Any]:
        """Return metrics with one updated table."""
        return {
            "CrawlerMetricsList": [
                {"CrawlerName": name, "LastRuntimeSeconds": 61.2, "TablesUpdated": 1}
                for name in CrawlerNameList
            ]
        }


class StubbedGlue:
    """Stubbed Glue client, checked against the API model."""

    def __init__(self) -> None:
        """Create the client. It makes no network request."""
        self.client = aws_target().client("glue")
        self.stub = Stubber(self.client)
        self.waits: list[float] = []
        self.reported: list[str] = []

    def started(self, *states: str, arguments: dict[str, str] = RUN_ARGUMENTS, **more: Any) -> None:
        """Expect one start of a run, then one poll per state."""
        self.stub.add_response(
            "start_job_run", {"JobRunId": GLUE_RUN}, {"JobName": GLUE_JOB, "Arguments": arguments}
        )
        for state in states:
            self.stub.add_response(
                "get_job_run",
                {"JobRun": {"Id": GLUE_RUN, "JobRunState": state, **more}},
                {"JobName": GLUE_JOB, "RunId": GLUE_RUN},
            )
